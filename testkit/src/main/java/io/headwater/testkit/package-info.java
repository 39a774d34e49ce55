/**
 * For tests of processes that use Headwater, and of servers that speak its protocol. {@link TestServer} is the real server in the
 * test's own process:
 *
 * <pre>{@code
 * @AutoClose
 * static final TestServer server = TestServer.with("log_level: info");
 *
 * @Test
 * void followsTheLogLevel() throws Exception {
 *     try (var process = ConfigClient.builder("my-process").server(server.address()).credentials(server.credentials()).start()) {
 *         process.awaitReady(Duration.ofSeconds(30));
 *         server.set("log_level", "debug");
 *         await().until(() -> process.reader().getString("log_level").equals("debug"));
 *     }
 * }
 * }</pre>
 *
 * <p>{@link Link} stands between the two and fails on demand, {@link RandomFaults} has it fail at random, from a seed. {@link
 * ScriptedServer} says what a test tells it, where the real one would not. {@link ScriptedAgent} is a client that misbehaves, to
 * test a server with. {@link TestCredentials} are theirs, or a stranger's.
 *
 * <p>Nothing here belongs to a test framework: what must be closed is {@link AutoCloseable}, and what does not come in time is an
 * {@link AssertionError}. {@code @AutoClose} is JUnit's.
 */
@NullMarked
package io.headwater.testkit;

import org.jspecify.annotations.NullMarked;
