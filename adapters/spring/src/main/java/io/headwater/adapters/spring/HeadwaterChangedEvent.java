package io.headwater.adapters.spring;

import java.util.Set;

/**
 * Settings changed, together; the environment says the new values already. Published on a thread of the client's own, one at a
 * time, from when the application has started; what changes while it starts is told then.
 *
 * @param keys the properties, sorted; the name of a list stands for its elements
 */
public record HeadwaterChangedEvent(Set<String> keys) {}
