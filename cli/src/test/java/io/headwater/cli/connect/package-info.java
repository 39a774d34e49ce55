/** Credentials, addresses, failures. */
@NullMarked
package io.headwater.cli.connect;

import org.jspecify.annotations.NullMarked;
