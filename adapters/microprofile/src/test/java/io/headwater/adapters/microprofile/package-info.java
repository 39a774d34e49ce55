/** The source against a real server. */
@NullMarked
package io.headwater.adapters.microprofile;

import org.jspecify.annotations.NullMarked;
