/** The provider against a real server. */
@NullMarked
package io.headwater.adapters.openfeature;

import org.jspecify.annotations.NullMarked;
