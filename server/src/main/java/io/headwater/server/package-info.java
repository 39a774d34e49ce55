@NullMarked
package io.headwater.server;

import org.jspecify.annotations.NullMarked;
