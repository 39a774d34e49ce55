/** Tests of the agents' face. */
@NullMarked
package io.headwater.server.agents;

import org.jspecify.annotations.NullMarked;
