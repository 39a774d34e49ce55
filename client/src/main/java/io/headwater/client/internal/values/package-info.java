/** The settings a client holds: a sorted table of them, how they are read by type, and which of them are secret. Not API. */
@NullMarked
package io.headwater.client.internal.values;

import org.jspecify.annotations.NullMarked;
