/**
 * The one mechanism: a {@link io.headwater.core.feed.Feed} is sequenced, keyed state with one writer at a time; a {@link
 * io.headwater.core.feed.Cursor} is one reader's place in it. Whatever the product streams is a feed read by cursors.
 */
@NullMarked
package io.headwater.core.feed;

import org.jspecify.annotations.NullMarked;
