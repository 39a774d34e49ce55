/** Settings: what each source says, the schema that declares them, and what holds once all sources are resolved. */
@NullMarked
package io.headwater.core.settings;

import org.jspecify.annotations.NullMarked;
