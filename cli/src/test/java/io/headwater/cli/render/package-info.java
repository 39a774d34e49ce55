/** What reaches a terminal. */
@NullMarked
package io.headwater.cli.render;

import org.jspecify.annotations.NullMarked;
