/** Keeps a session and its stream: registration, refresh, reconnection, and what each message does. Not API. */
@NullMarked
package io.headwater.client.internal.session;

import org.jspecify.annotations.NullMarked;
