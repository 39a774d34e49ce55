/**
 * The face of the agents: they register, keep their session fresh, follow the config stream, and are called back for status,
 * flare and telemetry.
 */
@NullMarked
package io.headwater.server.agents;

import org.jspecify.annotations.NullMarked;
