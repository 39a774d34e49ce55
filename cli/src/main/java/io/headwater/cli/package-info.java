/** The {@code headwater} command: its verbs, what they need from the machine, and the codes they end with. */
@NullMarked
package io.headwater.cli;

import org.jspecify.annotations.NullMarked;
