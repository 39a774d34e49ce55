/** The last known good on disk. Not API. */
@NullMarked
package io.headwater.client.internal.cache;

import org.jspecify.annotations.NullMarked;
