/**
 * The benchmark: what the server costs per delivery, per subscriber and per snapshot, beside a floor that does nothing but
 * write bytes to TLS connections, in the same interleaved run. Every server is a process of its own, and so is the load.
 */
@NullMarked
package io.headwater.bench;

import org.jspecify.annotations.NullMarked;
