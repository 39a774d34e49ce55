/** An agent's side of the protocol, as far as the test client and the demo need it: a session and the rules of its stream. */
@NullMarked
package io.headwater.cli.agent;

import org.jspecify.annotations.NullMarked;
