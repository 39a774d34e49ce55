/** Not API. */
@NullMarked
package io.headwater.client.internal;

import org.jspecify.annotations.NullMarked;
