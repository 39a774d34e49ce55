/** A program that shows a setting changing under it. */
@NullMarked
package io.headwater.adapters.microprofile.example;

import org.jspecify.annotations.NullMarked;
