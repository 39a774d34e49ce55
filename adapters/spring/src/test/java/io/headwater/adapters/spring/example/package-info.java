/** An application that shows a setting changing under it. */
@NullMarked
package io.headwater.adapters.spring.example;

import org.jspecify.annotations.NullMarked;
