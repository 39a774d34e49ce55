/** What a remote agent tells the server when it asks: how it is, its files for a flare, its metrics. */
@NullMarked
package io.headwater.client.agent;

import org.jspecify.annotations.NullMarked;
