package io.headwater.adapters.openfeature;

import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.EventProvider;
import dev.openfeature.sdk.Metadata;
import dev.openfeature.sdk.ProviderEvaluation;
import dev.openfeature.sdk.ProviderEventDetails;
import dev.openfeature.sdk.Reason;
import dev.openfeature.sdk.Value;
import dev.openfeature.sdk.exceptions.FatalError;
import dev.openfeature.sdk.exceptions.ProviderNotReadyError;
import io.headwater.client.Change;
import io.headwater.client.ChangeBatch;
import io.headwater.client.ClientState;
import io.headwater.client.ConfigClient;
import io.headwater.client.ConfigView;
import io.headwater.client.NotReadyException;
import io.headwater.client.Provenance;
import io.headwater.client.Setting;
import io.headwater.client.SettingException;
import io.headwater.client.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers flags from settings. The variant is the layer that won, such as {@code file} or {@code cli}. The reason is
 * {@code CACHED} for a value of the last known good file, {@code DEFAULT} for one of the layer {@code default}, and
 * {@code STATIC} otherwise; the context of an evaluation decides nothing. A flag without a setting is {@code FLAG_NOT_FOUND},
 * one that cannot be read as asked is {@code TYPE_MISMATCH}, and both give the caller's default.
 *
 * <p>The client's state is the provider's: READY is ready, STALE and CACHED are stale, CLOSED is an error with the last values
 * still served. Safe from any thread; an evaluation never waits.
 */
public final class HeadwaterProvider extends EventProvider {
    private final ConfigClient client;
    private final String prefix;
    private final Duration atMost;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final AtomicBoolean evaluated = new AtomicBoolean();

    /** All settings, and half a minute to become ready. */
    public HeadwaterProvider(ConfigClient client) {
        this(client, "", Duration.ofSeconds(30));
    }

    /**
     * @param client belongs to the provider from now on, and is closed when the provider is shut down
     * @param prefix the section that holds the flags, and that their keys leave out; empty for everything
     * @param atMost how long to wait for the first settings
     */
    public HeadwaterProvider(ConfigClient client, String prefix, Duration atMost) {
        var section = prefix.toLowerCase(Locale.ROOT);
        this.client = client;
        this.prefix = section.isEmpty() || section.endsWith(".") ? section : section + ".";
        this.atMost = atMost;
    }

    @Override
    public Metadata getMetadata() {
        return () -> "headwater";
    }

    /**
     * Waits until there are settings.
     *
     * @throws ProviderNotReadyError when there are none in time; what the client does then is up to its start policy
     * @throws FatalError when the client is closed or switched off
     */
    @Override
    public void initialize(EvaluationContext context) throws InterruptedException {
        if (!client.isActive()) {
            throw new FatalError("the client is not active: " + client.state().reason());
        }
        try {
            client.awaitReady(atMost);
        } catch (NotReadyException e) {
            throw new ProviderNotReadyError(e.getMessage());
        }
        subscriptions.add(client.listen().prefix(prefix).batches(this::changed));
        var first = new AtomicBoolean(true);
        subscriptions.add(client.onState(state -> {
            if (!first.getAndSet(false)) {
                tell(state);
            }
        }));
    }

    @Override
    public void shutdown() {
        subscriptions.forEach(Subscription::close);
        client.close();
        super.shutdown();
    }

    @Override
    public ProviderEvaluation<Boolean> getBooleanEvaluation(String key, Boolean otherwise, EvaluationContext context) {
        return evaluate(key, otherwise, ConfigView::getBoolean);
    }

    @Override
    public ProviderEvaluation<String> getStringEvaluation(String key, String otherwise, EvaluationContext context) {
        return evaluate(key, otherwise, ConfigView::getString);
    }

    @Override
    public ProviderEvaluation<Integer> getIntegerEvaluation(String key, Integer otherwise, EvaluationContext context) {
        return evaluate(key, otherwise, ConfigView::getInt);
    }

    @Override
    public ProviderEvaluation<Long> getLongEvaluation(String key, Long otherwise, EvaluationContext context) {
        return evaluate(key, otherwise, ConfigView::getLong);
    }

    @Override
    public ProviderEvaluation<Double> getDoubleEvaluation(String key, Double otherwise, EvaluationContext context) {
        return evaluate(key, otherwise, ConfigView::getDouble);
    }

    /** Any value; the settings of a section are put together to the object they came from. */
    @Override
    public ProviderEvaluation<Value> getObjectEvaluation(String key, Value otherwise, EvaluationContext context) {
        return evaluate(key, otherwise, HeadwaterProvider::object);
    }

    private static Value object(ConfigView view, String key) {
        Object value = view.find(key).map(Setting::value).orElse(null);
        return Value.objectToValue(value == null ? view.getMap(key) : value);
    }

    private <T> ProviderEvaluation<T> evaluate(
            String flag, @Nullable T otherwise, BiFunction<ConfigView, String, T> read) {
        // The SDK calls a provider ready when initialize returns, whatever it said meanwhile; by now it has returned.
        if (!evaluated.getAndSet(true) && !client.state().isFresh()) {
            tell(client.state());
        }
        var view = client.view();
        var key = prefix + flag.toLowerCase(Locale.ROOT);
        try {
            var value = read.apply(view, key);
            var settings = view.find(key).map(List::of).orElseGet(() -> view.under(key));
            return ProviderEvaluation.<T>builder()
                    .value(value)
                    .variant(settings.stream().map(Setting::source).distinct().collect(Collectors.joining(",")))
                    .reason(reason(settings).name())
                    .build();
        } catch (SettingException e) {
            return ProviderEvaluation.<T>builder()
                    .value(otherwise)
                    .reason(Reason.ERROR.name())
                    .errorCode(
                            e instanceof SettingException.Missing ? ErrorCode.FLAG_NOT_FOUND : ErrorCode.TYPE_MISMATCH)
                    .errorMessage(e.getMessage())
                    .build();
        }
    }

    private static Reason reason(List<Setting> settings) {
        if (settings.stream().anyMatch(setting -> setting.provenance() == Provenance.CACHE)) {
            return Reason.CACHED;
        }
        return settings.stream().allMatch(setting -> setting.source().equals("default"))
                ? Reason.DEFAULT
                : Reason.STATIC;
    }

    private void changed(ChangeBatch batch) {
        var flags = batch.changes().stream()
                .map(Change::key)
                .filter(key -> key.length() > prefix.length())
                .map(key -> key.substring(prefix.length()))
                .toList();
        var unused = emitProviderConfigurationChanged(
                ProviderEventDetails.builder().flagsChanged(flags).build());
    }

    private void tell(ClientState state) {
        var why = ProviderEventDetails.builder().message(state.reason());
        var unused = switch (state.phase()) {
            case READY -> emitProviderReady(why.build());
            case STALE, CACHED -> emitProviderStale(why.build());
            case INITIALIZING, CLOSED ->
                emitProviderError(why.errorCode(ErrorCode.GENERAL).build());
        };
    }
}
