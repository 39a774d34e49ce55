/** The face that the command line and the console call: settings are read, explained, changed and watched; agents are listed and asked. */
@NullMarked
package io.headwater.server.admin;

import org.jspecify.annotations.NullMarked;
