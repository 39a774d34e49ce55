/** Records that follow the settings under a prefix. Not API. */
@NullMarked
package io.headwater.client.internal.bind;

import org.jspecify.annotations.NullMarked;
