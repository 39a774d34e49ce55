package io.headwater.server.agents;

import io.headwater.core.fleet.Session;

/** What one agent made of a call. */
public sealed interface Answer<A> {
    Session session();

    record Given<A>(Session session, A message) implements Answer<A> {}

    /**
     * No answer, or none that counts.
     *
     * @param error the gRPC code's name or {@code SESSION_ID_MISMATCH}, with what is known beyond that
     */
    record Failed<A>(Session session, String error) implements Answer<A> {}
}
