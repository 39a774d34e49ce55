@NullMarked
package io.headwater.client.connection;

import org.jspecify.annotations.NullMarked;
