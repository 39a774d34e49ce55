/** Transcripts of the verbs. */
@NullMarked
package io.headwater.cli.command;

import org.jspecify.annotations.NullMarked;
