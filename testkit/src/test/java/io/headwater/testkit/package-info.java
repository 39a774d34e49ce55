/** Tests of the kit: a test kit that does not do what it says hides what it should find. */
@NullMarked
package io.headwater.testkit;

import org.jspecify.annotations.NullMarked;
