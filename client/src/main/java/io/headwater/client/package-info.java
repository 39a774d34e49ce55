/**
 * A process's side of Headwater: start a {@link io.headwater.client.ConfigClient}, wait until it is ready, read settings and
 * hear of every change.
 */
@NullMarked
package io.headwater.client;

import org.jspecify.annotations.NullMarked;
