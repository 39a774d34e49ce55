package interop

import (
	"crypto/tls"
	"testing"
)

func TestRotation(t *testing.T) {
	title(t, "an agent on a host whose credentials are replaced")
	h := newHost(t, "log_level: info\n")
	agent := h.connect(t)
	admin := h.admin(t)
	session := register(t, agent, Subscriber("listener"))
	stream := follow(t, agent, "listener", session)
	stream.snapshot(t)
	before := must[Credentials](t)(h.Credentials())
	issued := must[Issued](t)(Issue())
	after := must[Credentials](t)(issued.Credentials())

	step(t, "is not let in with credentials that the server has not seen", func(t *testing.T) {
		if registerAs(t, h.Agents, after.ClientTLS(), after.Token) == nil {
			t.Fatal("it was let in")
		}
	})
	step(t, "gets in with the new ones within seconds", func(t *testing.T) {
		check(t, issued.Replace(h.Data))
		eventually(t, func() error { return registerAs(t, h.Agents, after.ClientTLS(), after.Token) })
	})
	step(t, "keeps the stream that was open", func(t *testing.T) {
		check(t, admin.Set(soon(t), "log_level", "debug"))
		stream.expect(t, set("log_level", "debug", "cli"))
	})
	step(t, "refreshes on the connection that was open, with the old token", func(t *testing.T) {
		_, err := refresh(t, agent.Secure, session)
		check(t, err)
	})
	row(t, "may present the old certificate and the old token for a while, to a server it knows by the new one", func(t *testing.T) {
		check(t, registerAs(t, h.Agents, between(before, after), before.Token))
	})
	row(t, "follows a stream of the same session on a new connection", func(t *testing.T) {
		second := follow(t, h.connect(t), "listener", session)
		second.snapshot(t)
		second.holds(t, "log_level", Setting{"debug", "cli"})
	})
	row(t, "is served by a command line that reads the new files", func(t *testing.T) {
		h.headwater(t, "config", "unset", "log_level")
		stream.expect(t, cleared("log_level", "cli", "info", "file"))
	})
	row(t, "loses nothing while the files are broken", func(t *testing.T) {
		broken := Issued{Token: after.Token, Identity: []byte("-----BEGIN CERTIFICATE-----\n")}
		check(t, broken.Replace(h.Data))
		eventually(t, func() error { return h.logs("credentials not reloaded") })
		check(t, registerAs(t, h.Agents, after.ClientTLS(), after.Token))
	})
}

// between presents the one's certificate and trusts the other's.
func between(presents, trusts Credentials) *tls.Config {
	identity := presents.ClientTLS()
	identity.RootCAs = trusts.Roots
	return identity
}
