/**
 * Who may speak to the server: one certificate and one token, shared by every process of a host through two files. {@link
 * io.headwater.server.security.CredentialFiles} finds or creates them, {@link io.headwater.server.security.TransportSecurity}
 * puts them to work in TLS and follows their rotation, {@link io.headwater.server.security.CallAuthentication} refuses the calls
 * that lack them.
 */
@NullMarked
package io.headwater.server.security;

import org.jspecify.annotations.NullMarked;
