package io.headwater.core.feed;

import java.time.Instant;

/** Who made a set of changes that became visible together, when, and why. */
public record ChangeSet(String author, Instant time, String reason) {}
