/** A real server of the wire protocol on loopback, with its settings in a map, for the tests of everything that talks to one. */
@NullMarked
package io.headwater.cli.loopback;

import org.jspecify.annotations.NullMarked;
