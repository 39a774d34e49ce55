/** How the command line reaches a server: the address, the credential files, and what a failed call means. */
@NullMarked
package io.headwater.cli.connect;

import org.jspecify.annotations.NullMarked;
