/** The demo: small agents that live in one process with a server and show a live change reaching them. */
@NullMarked
package io.headwater.launcher.demo;

import org.jspecify.annotations.NullMarked;
