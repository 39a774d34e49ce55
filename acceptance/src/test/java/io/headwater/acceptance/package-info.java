/** The product from outside: real processes, real sockets, {@code kill -9}; and the rule of dependence. */
@NullMarked
package io.headwater.acceptance;

import org.jspecify.annotations.NullMarked;
