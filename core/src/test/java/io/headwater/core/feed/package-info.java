/** Tests of the feed. */
@NullMarked
package io.headwater.core.feed;

import org.jspecify.annotations.NullMarked;
