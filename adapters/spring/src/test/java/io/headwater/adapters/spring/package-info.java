/** Applications against a real server. */
@NullMarked
package io.headwater.adapters.spring;

import org.jspecify.annotations.NullMarked;
