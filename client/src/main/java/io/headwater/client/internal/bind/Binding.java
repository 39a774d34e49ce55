package io.headwater.client.internal.bind;

import io.headwater.client.Bound;
import io.headwater.client.ChangeBatch;
import io.headwater.client.ConfigView;
import io.headwater.client.Subscription;
import io.headwater.client.internal.listen.Dispatcher;
import io.headwater.client.internal.values.SettingTable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A record and what keeps it current. Whoever is called for a batch first brings the record up to the newest view, so a listener
 * needs no second queue and a slow one keeps nobody's record old.
 */
public final class Binding<R extends Record> implements Bound<R> {
    private static final Logger LOG = System.getLogger(Binding.class.getName());

    private record State<R>(@Nullable R record, @Nullable String problem) {}

    private final Supplier<ConfigView> views;
    private final Dispatcher dispatcher;
    private final String prefix;
    private final Predicate<String> keys;
    private final Shape<R> shape;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    /** One building at a time. Not this binding's own lock, so that a record that is never finished keeps nobody from closing. */
    private final Object building = new Object();

    /** What the record was built from; guarded by {@code building}. */
    private @Nullable ConfigView builtFrom;

    /** Guarded by this, as are writes of the state. */
    private boolean isClosed;

    private volatile State<R> state = new State<>(null, null);

    private Binding(Supplier<ConfigView> views, Dispatcher dispatcher, String prefix, Class<R> type) {
        this.views = views;
        this.dispatcher = dispatcher;
        this.prefix = prefix;
        this.keys = SettingTable.isUnder(prefix);
        this.shape = Shape.of(type, Set.of());
    }

    /**
     * Binds the settings under a prefix to a record.
     *
     * @param views what holds now
     * @throws IllegalArgumentException when the type cannot be bound, or what holds now does not fit; it names every problem
     */
    public static <R extends Record> Bound<R> bind(
            Supplier<ConfigView> views, Dispatcher dispatcher, String prefix, Class<R> type) {
        var lower = prefix.toLowerCase(Locale.ROOT);
        var section = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        var binding = new Binding<>(views, dispatcher, section, type);
        boolean fits = false;
        try {
            binding.subscribe(false, batch -> binding.refresh());
            binding.refresh();
            fits = binding.state.record() != null;
        } finally {
            if (!fits) {
                binding.close();
            }
        }
        if (!fits) {
            throw new IllegalArgumentException(binding.problem().orElse(""));
        }
        return binding;
    }

    @Override
    public R get() {
        var record = state.record();
        if (record == null) {
            throw new IllegalStateException("not built");
        }
        return record;
    }

    @Override
    public Optional<String> problem() {
        return Optional.ofNullable(state.problem());
    }

    @Override
    public Subscription onChange(Consumer<? super R> listener) {
        var told = new Object() {
            R record = get();
        };
        // What came between that reading and the addition is found by beginning with what holds.
        return subscribe(true, batch -> {
            refresh();
            var now = get();
            if (!now.equals(told.record)) {
                told.record = now;
                listener.accept(now);
            }
        });
    }

    private synchronized Subscription subscribe(boolean initially, Consumer<ChangeBatch> listener) {
        if (isClosed) {
            return () -> {};
        }
        var subscription = dispatcher.add(keys, initially, null, listener);
        subscriptions.add(subscription);
        return () -> {
            subscriptions.remove(subscription);
            subscription.close();
        };
    }

    private void refresh() {
        synchronized (building) {
            var view = views.get();
            if (view.equals(builtFrom)) {
                return;
            }
            builtFrom = view;
            var problems = new Problems();
            var record = shape.read(prefix, view, problems);
            replace(record, record == null ? problems.toString() : null);
        }
    }

    private synchronized void replace(@Nullable R record, @Nullable String problem) {
        var last = state;
        if (isClosed) {
            return;
        }
        boolean stays = record == null || record.equals(last.record());
        state = new State<>(stays ? last.record() : record, problem);
        if (problem != null && last.record() != null && !problem.equals(last.problem())) {
            LOG.log(Level.WARNING, "the last good values stay, since the new ones do not fit:\n" + problem);
        }
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        subscriptions.forEach(Subscription::close);
        subscriptions.clear();
    }
}
