/** Transcripts of the verbs that run in this process. */
@NullMarked
package io.headwater.launcher;

import org.jspecify.annotations.NullMarked;
