/** For tests of processes that use Headwater: a server in one line, credentials, a link that fails on demand, and peers that misbehave. */
@NullMarked
package io.headwater.testkit;

import org.jspecify.annotations.NullMarked;
