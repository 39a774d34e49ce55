@NullMarked
package io.headwater.client.internal.session;

import org.jspecify.annotations.NullMarked;
