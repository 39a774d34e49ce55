/** A program that shows a flag changing under it. */
@NullMarked
package io.headwater.adapters.openfeature.example;

import org.jspecify.annotations.NullMarked;
