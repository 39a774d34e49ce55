/** One class per verb. */
@NullMarked
package io.headwater.cli.command;

import org.jspecify.annotations.NullMarked;
