package io.headwater.core.fleet;

import java.util.List;

/** What a registered client reports that happened to it. */
public record Report(Session session, List<Event> events) {
    public Report {
        events = List.copyOf(events);
    }

    /** One thing that happened. */
    public record Event(Type type, String message) {}

    public enum Type {
        /** The intake refused the client's key, so secrets are worth resolving again. */
        INVALID_API_KEY("invalid_api_key"),
        /** Known to the client but not to this server. */
        OTHER("other");

        private final String wireName;

        Type(String wireName) {
            this.wireName = wireName;
        }

        @Override
        public String toString() {
            return wireName;
        }
    }
}
