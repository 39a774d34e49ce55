package io.headwater.examples.agents;

import io.headwater.client.ConfigClient;

/** A process that takes its settings from the stream and tells the server how it is. */
public interface ExampleAgent extends AutoCloseable {
    ConfigClient client();

    @Override
    default void close() {
        client().close();
    }
}
