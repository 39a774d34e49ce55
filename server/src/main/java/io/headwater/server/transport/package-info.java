/** What every gRPC face stands on: addresses, event loops and servers. */
@NullMarked
package io.headwater.server.transport;

import org.jspecify.annotations.NullMarked;
