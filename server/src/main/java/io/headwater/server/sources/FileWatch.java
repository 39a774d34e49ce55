package io.headwater.server.sources;

import io.headwater.core.feed.Feed.Subscription;
import java.nio.file.Path;
import java.util.List;

/** Notices that files may have changed. */
@FunctionalInterface
public interface FileWatch {
    /**
     * Has {@code changed} run once things are quiet again after a change of one of the files, be it written, replaced, linked
     * elsewhere, removed or created. It may also run when nothing changed; it must not throw.
     *
     * @return what ends it
     */
    Subscription watch(List<Path> files, Runnable changed);
}
