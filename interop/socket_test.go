package interop

import (
	"testing"

	"google.golang.org/grpc/codes"
)

func TestUnixSocket(t *testing.T) {
	title(t, "an agent on the Unix socket")
	h := newHost(t, "log_level: info\n")
	agent := h.connectAt(t, "unix:"+h.Socket)
	admin := h.admin(t)
	session := register(t, agent, Subscriber("neighbor"))
	stream := follow(t, agent, "neighbor", session)

	step(t, "gets the snapshot", func(t *testing.T) {
		stream.snapshot(t)
		stream.holds(t, "log_level", Setting{"info", "file"})
	})
	step(t, "follows sets and unsets", func(t *testing.T) {
		check(t, admin.Set(soon(t), "log_level", "debug"))
		check(t, admin.Unset(soon(t), "log_level"))
		stream.expect(t, set("log_level", "debug", "cli"))
		stream.expect(t, cleared("log_level", "cli", "info", "file"))
	})
	row(t, "may use its session over TCP as well", func(t *testing.T) {
		follow(t, h.connect(t), "neighbor", session).snapshot(t)
	})
	row(t, "needs its certificate there too", func(t *testing.T) {
		shared := must[Credentials](t)(h.Credentials())
		nameless := shared.ClientTLS()
		nameless.Certificates = nil
		refused(t, registerAs(t, "unix:"+h.Socket, nameless, shared.Token),
			codes.Unauthenticated, "client did not provide a certificate")
	})
	row(t, "sees its stream end as unavailable when the server stops", func(t *testing.T) {
		check(t, h.Stop())
		refusedFor(t, stream.end(t), codes.Unavailable)
	})
}
