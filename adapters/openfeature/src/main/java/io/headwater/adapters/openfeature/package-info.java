/** Headwater's settings as the flags of OpenFeature: each flag is a setting, and the client's state is the provider's. */
@NullMarked
package io.headwater.adapters.openfeature;

import org.jspecify.annotations.NullMarked;
