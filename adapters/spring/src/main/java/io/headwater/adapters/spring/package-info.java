/**
 * Headwater's settings in a Spring Boot 4 application: a property source that follows the stream, an event for each change, the
 * client as a bean, and its health. It is on as soon as {@code headwater.credentials} is said.
 */
@NullMarked
package io.headwater.adapters.spring;

import org.jspecify.annotations.NullMarked;
