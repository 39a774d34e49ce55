package io.headwater.server.sources;

import io.headwater.core.settings.Problem;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what is wrong with the configuration, each problem when it appears and not again while it lasts. Safe from any thread. */
public final class ProblemLog {
    private static final Logger log = LoggerFactory.getLogger(ProblemLog.class);

    private Set<Problem> known = Set.of();

    /** Takes all the problems there are now. */
    public synchronized void now(List<Problem> problems) {
        problems.stream()
                .filter(problem -> !known.contains(problem))
                .forEach(problem -> (problem.isError() ? log.atError() : log.atWarn()).log("{}", problem));
        known = Set.copyOf(problems);
    }
}
