@NullMarked
package io.headwater.launcher;

import org.jspecify.annotations.NullMarked;
