/** The way to a server: its address, the credentials that are shared on a host, and an authenticated channel. */
@NullMarked
package io.headwater.client.connection;

import org.jspecify.annotations.NullMarked;
