@NullMarked
package io.headwater.client;

import org.jspecify.annotations.NullMarked;
