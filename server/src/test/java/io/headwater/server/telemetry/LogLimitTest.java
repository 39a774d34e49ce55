package io.headwater.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LogLimitTest {
    @Test
    void letsSoManyLinesThroughASecondAndCountsTheRest() {
        var nanos = new AtomicLong();
        var limit = new LogLimit(nanos::get, 2);
        var lines = new ArrayList<String>();

        for (int i = 0; i < 5; i++) {
            int line = i;
            limit.run(suppressed -> lines.add(line + " after " + suppressed));
        }
        nanos.addAndGet(1_000_000_000);
        limit.run(suppressed -> lines.add("later after " + suppressed));

        assertThat(lines).containsExactly("0 after 0", "1 after 0", "later after 3");
    }
}
