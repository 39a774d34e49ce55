/** The whole product behind one command: the verbs of the command line, the server, and what brings them together. */
@NullMarked
package io.headwater.launcher;

import org.jspecify.annotations.NullMarked;
