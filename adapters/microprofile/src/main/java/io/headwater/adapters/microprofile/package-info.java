/** Headwater's settings in microprofile. */
@NullMarked
package io.headwater.adapters.microprofile;

import org.jspecify.annotations.NullMarked;
