/** Headwater's settings in openfeature. */
@NullMarked
package io.headwater.adapters.openfeature;

import org.jspecify.annotations.NullMarked;
