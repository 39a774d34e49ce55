package io.headwater.core.settings;

/** What a source says of one key: the value as it was written, and where. */
public record Given(Value value, Place place) {}
