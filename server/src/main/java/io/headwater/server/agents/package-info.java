/**
 * The agents' face: registration and its callbacks, and the config stream, in the protocol of the real agents.
 */
@NullMarked
package io.headwater.server.agents;

import org.jspecify.annotations.NullMarked;
