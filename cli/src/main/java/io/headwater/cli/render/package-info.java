/** Everything that reaches a terminal: tables, JSON, YAML, colors, and the rule that nothing a server sent can steer it. */
@NullMarked
package io.headwater.cli.render;

import org.jspecify.annotations.NullMarked;
