// Package interop plays a remote agent written in Go against a running server, on the messages and the gRPC library that
// real agents are built with. It shares no code with the server: what the two agree on here, they agree on over the wire.
//
// The scenarios are the tests of this package; ./run runs them and prints a line for each step.
package interop
