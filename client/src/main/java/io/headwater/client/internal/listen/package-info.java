/** Tells listeners of changes, each at its own pace. Not API. */
@NullMarked
package io.headwater.client.internal.listen;

import org.jspecify.annotations.NullMarked;
