/** How a process finds its server before it has any settings: the environment, and a few keys of one YAML file. Not API. */
@NullMarked
package io.headwater.client.internal.bootstrap;

import org.jspecify.annotations.NullMarked;
