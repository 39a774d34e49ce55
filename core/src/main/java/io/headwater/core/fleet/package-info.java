/**
 * Who is there: a {@link io.headwater.core.fleet.Registry} admits clients, gives each a {@link
 * io.headwater.core.fleet.Session}, and ends the session when its client falls silent.
 */
@NullMarked
package io.headwater.core.fleet;

import org.jspecify.annotations.NullMarked;
