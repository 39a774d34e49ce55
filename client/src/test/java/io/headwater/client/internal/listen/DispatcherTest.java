package io.headwater.client.internal.listen;

import static io.headwater.client.internal.values.TestSettings.file;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.client.Change;
import io.headwater.client.ChangeBatch;
import io.headwater.client.Listening;
import io.headwater.client.Setting;
import io.headwater.client.Subscription;
import io.headwater.client.internal.values.SettingTable;
import io.headwater.client.internal.values.TableView;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    /** Tasks that wait until a test runs them: the listener's thread, in slow motion. */
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    private final Dispatcher dispatcher = new Dispatcher("test", null);
    private final Deque<ChangeBatch> told = new ArrayDeque<>();
    private SettingTable table = SettingTable.EMPTY;
    private int sequence;

    @AfterEach
    void close() {
        dispatcher.close();
    }

    @Test
    void aListenerIsToldEachBatchInOrderOnAThreadOfItsOwn() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        listen(
                DispatcherTest::all,
                false,
                batch -> heard.add(Thread.currentThread().getName() + " " + batch.changes()));

        set("a", 1);
        set("a", 2);

        assertThat(heard.poll(10, SECONDS)).startsWith("test-listener-1 ").contains("a: 1");
        assertThat(heard.poll(10, SECONDS)).contains("before=a: 1", "after=a: 2");
    }

    @Test
    void onlyWhatItAskedForIsTold() {
        listenInSlowMotion(key -> key.startsWith("a"), false);

        publish(file("a1", 1L), file("a2", 1L), file("b", 1L));
        publish(file("b", 2L));
        runTasks();

        assertThat(told).hasSize(1);
        assertThat(told.remove().changes()).extracting(Change::key).containsExactly("a1", "a2");
    }

    @Test
    void whatHoldsAlreadyComesFirstAndOnce() {
        publish(file("a", 1L), file("b", 1L));
        listenInSlowMotion(key -> key.equals("a"), true);
        set("a", 2);
        runTasks();

        assertThat(told.remove().changes()).containsExactly(new Change("a", null, file("a", 1L)));
        assertThat(told.remove().changes()).containsExactly(new Change("a", file("a", 1L), file("a", 2L)));
        assertThat(told).isEmpty();
    }

    @Test
    void whoeverBeginsWithNothingIsToldOfTheFirstChange() {
        listenInSlowMotion(DispatcherTest::all, true);
        assertThat(tasks).isEmpty();

        set("a", 1);
        runTasks();

        assertThat(told).hasSize(1);
    }

    @Test
    void aViewWithoutChangesIsWhereTheNextListenerBegins() {
        publish(file("a", 1L));
        dispatcher.publish(new ChangeBatch(List.of(), new TableView(table, 5, 77, "", Instant.EPOCH)));

        listenInSlowMotion(DispatcherTest::all, true);
        runTasks();

        assertThat(told.remove().view().sequence()).isEqualTo(77);
    }

    @Test
    void whatASlowListenerMissesIsFoldedKeyByKey() {
        publish(file("gone", 0L), file("moved", 0L), file("back", 0L));
        listenInSlowMotion(DispatcherTest::all, false);
        for (int i = 1; i < Listening.CAPACITY; i++) {
            set("tick", i);
        }
        assertThat(dispatcher.folded()).isZero();

        set("moved", 1);
        set("moved", 2);
        set("back", 9);
        set("back", 0);
        set("new", 1);
        remove("gone");
        set("brief", 1);
        remove("brief");
        assertThat(dispatcher.depth()).isEqualTo(Listening.CAPACITY);
        assertThat(dispatcher.folded()).isEqualTo(8);
        runTasks();

        assertThat(told).hasSize(Listening.CAPACITY);
        var folded = told.getLast();
        assertThat(folded.changes())
                .containsExactly(
                        new Change("gone", file("gone", 0L), null),
                        new Change("moved", file("moved", 0L), file("moved", 2L)),
                        new Change("new", null, file("new", 1L)));
        assertThat(folded.view().settings()).isEqualTo(table.settings());
        assertThat(dispatcher.depth()).isZero();
    }

    @Test
    void aListenerThatCaughtUpIsToldSinglyAgain() {
        listenInSlowMotion(DispatcherTest::all, false);
        for (int i = 1; i <= 3 * Listening.CAPACITY; i++) {
            set("tick", i);
        }
        runTasks();
        long folded = dispatcher.folded();
        told.clear();

        set("tick", 1000);
        set("tick", 1001);
        runTasks();

        assertThat(told).hasSize(2);
        assertThat(dispatcher.folded()).isEqualTo(folded);
    }

    @Test
    void aListenerThatThrowsIsToldOfTheNextBatch() {
        BlockingQueue<ChangeBatch> heard = new LinkedBlockingQueue<>();
        listen(DispatcherTest::all, false, batch -> {
            heard.add(batch);
            if (heard.size() % 2 == 0) {
                throw new StackOverflowError("deep");
            }
            throw new IllegalStateException("no");
        });

        for (int i = 0; i < 5; i++) {
            set("a", i);
        }

        await().untilAsserted(() -> assertThat(heard).hasSize(5));
        await().untilAsserted(() -> assertThat(dispatcher.errors()).isEqualTo(5));
    }

    @Test
    void aListenerThatNeverComesBackHoldsUpNobodyElse() {
        var forever = new CountDownLatch(1);
        var stuck = new AtomicInteger();
        listen(DispatcherTest::all, false, batch -> {
            stuck.incrementAndGet();
            awaitQuietly(forever);
        });
        var last = new AtomicReference<@Nullable Setting>();
        listen(
                DispatcherTest::all,
                false,
                batch -> last.set(batch.changes().get(0).after()));

        for (int i = 0; i <= 1_000; i++) {
            set("a", i);
        }

        await().untilAsserted(() -> assertThat(last).hasValue(file("a", 1_000L)));
        assertThat(stuck).hasValue(1);
        assertThat(dispatcher.depth()).isEqualTo(Listening.CAPACITY);
        forever.countDown();
        await().untilAsserted(() -> assertThat(dispatcher.depth()).isZero());
    }

    @Test
    void nothingIsToldOnceItIsClosed() {
        var subscription = listenInSlowMotion(DispatcherTest::all, false);
        set("a", 1);

        subscription.close();
        subscription.close();
        set("a", 2);
        runTasks();

        assertThat(told).isEmpty();
        assertThat(dispatcher.depth()).isZero();
    }

    @Test
    void aListenerMayCloseItself() {
        var subscription = new AtomicReference<Subscription>(() -> {});
        subscription.set(dispatcher.add(DispatcherTest::all, false, tasks::add, batch -> {
            told.add(batch);
            subscription.get().close();
        }));

        set("a", 1);
        set("a", 2);
        runTasks();

        assertThat(told).hasSize(1);
    }

    @Test
    void aListenerMayAddAnother() {
        var _ = dispatcher.add(DispatcherTest::all, false, Runnable::run, batch -> {
            if (told.isEmpty()) {
                listenInSlowMotion(DispatcherTest::all, true);
                runTasks();
            }
        });

        set("a", 1);

        assertThat(told.remove().changes()).containsExactly(new Change("a", null, file("a", 1L)));
    }

    @Test
    void anExecutorThatTakesNoTaskIsAskedAgainAndNothingIsLost() {
        var isFull = new AtomicReference<>(true);
        var _ = dispatcher.add(
                DispatcherTest::all,
                false,
                task -> {
                    if (isFull.get()) {
                        throw new RejectedExecutionException("full");
                    }
                    task.run();
                },
                told::add);

        set("a", 1);
        set("a", 2);
        assertThat(dispatcher.errors()).isEqualTo(2);
        isFull.set(false);
        set("a", 3);

        assertThat(told)
                .extracting(batch -> batch.changes().get(0).after())
                .containsExactly(file("a", 1L), file("a", 2L), file("a", 3L));
    }

    @Test
    void itNeverHasTwoTasksOfOneListenerOut() {
        listenInSlowMotion(DispatcherTest::all, false);

        set("a", 1);
        set("a", 2);
        assertThat(tasks).hasSize(1);
        runTasks();
        set("a", 3);

        assertThat(tasks).hasSize(1);
    }

    @Test
    void aClosedDispatcherTellsNobodyAndTakesNobody() {
        listenInSlowMotion(DispatcherTest::all, false);
        set("a", 1);

        dispatcher.close();
        dispatcher.close();
        listenInSlowMotion(DispatcherTest::all, true).close();
        set("a", 2);
        runTasks();

        assertThat(told).isEmpty();
    }

    @Test
    void itsThreadsAreDaemonsThatEndWhenIdle() {
        var threads = new ConcurrentLinkedQueue<Thread>();
        listen(DispatcherTest::all, false, batch -> threads.add(Thread.currentThread()));

        set("a", 1);

        await().untilAsserted(() -> assertThat(threads).hasSize(1));
        assertThat(threads).allMatch(Thread::isDaemon);
        await().atMost(60, SECONDS).untilAsserted(() -> assertThat(threads).noneMatch(Thread::isAlive));
        set("a", 2);
        await().untilAsserted(() -> assertThat(threads).hasSize(2));
    }

    private static boolean all(String key) {
        return true;
    }

    private Subscription listenInSlowMotion(Predicate<String> keys, boolean initially) {
        return dispatcher.add(keys, initially, tasks::add, told::add);
    }

    private void listen(Predicate<String> keys, boolean initially, Consumer<? super ChangeBatch> listener) {
        var _ = dispatcher.add(keys, initially, null, listener);
    }

    private void runTasks() {
        for (var task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void set(String key, long value) {
        publish(file(key, value));
    }

    private void publish(Setting... settings) {
        var before = table;
        for (var setting : settings) {
            table = table.with(setting);
        }
        publishSince(before);
    }

    private void remove(String key) {
        var before = table;
        table = table.without(key);
        publishSince(before);
    }

    private void publishSince(SettingTable before) {
        dispatcher.publish(
                new ChangeBatch(table.since(before), new TableView(table, 1, ++sequence, "", Instant.EPOCH)));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
