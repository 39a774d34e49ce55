/** Five agents, each the smallest that is whole. */
@NullMarked
package io.headwater.examples.agents;

import org.jspecify.annotations.NullMarked;
