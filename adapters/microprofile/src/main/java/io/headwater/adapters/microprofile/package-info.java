/**
 * Headwater's settings as a source of MicroProfile Config, found by the service loader. It is on as soon as
 * {@code headwater.credentials} is said in the system properties, the environment or, with SmallRye, in any source below it.
 */
@NullMarked
package io.headwater.adapters.microprofile;

import org.jspecify.annotations.NullMarked;
