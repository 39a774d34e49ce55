/** The server: what it is told ({@link io.headwater.server.Options}) and how it is put together ({@link io.headwater.server.Wiring}). */
@NullMarked
package io.headwater.server;

import org.jspecify.annotations.NullMarked;
