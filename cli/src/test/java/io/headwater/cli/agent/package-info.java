/** The rules of a stream. */
@NullMarked
package io.headwater.cli.agent;

import org.jspecify.annotations.NullMarked;
