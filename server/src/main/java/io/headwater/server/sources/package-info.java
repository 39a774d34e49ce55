/** What feeds the feeds: the schema's files, configuration files, the environment and the secrets command. */
@NullMarked
package io.headwater.server.sources;

import org.jspecify.annotations.NullMarked;
