/** Headwater's settings in spring. */
@NullMarked
package io.headwater.adapters.spring;

import org.jspecify.annotations.NullMarked;
