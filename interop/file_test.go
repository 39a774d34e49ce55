package interop

import (
	"testing"
)

func TestFile(t *testing.T) {
	title(t, "a configuration file that changes")
	h := newHost(t, "log_level: info\nenv: staging\nhouse_rule: no running\n")
	admin := h.admin(t)
	agent := h.connect(t)
	stream := follow(t, agent, "listener", register(t, agent, Subscriber("listener")))
	stream.snapshot(t)

	step(t, "has its undeclared keys on the stream too", func(t *testing.T) {
		stream.holds(t, "house_rule", Setting{"no running", "file"})
	})
	step(t, "reaches the stream, and only what it changes", func(t *testing.T) {
		h.configure(t, "log_level: warn\nenv: staging\nhouse_rule: no running\ntags: [tier:web]\n")
		stream.expect(t, set("log_level", "warn", "file"), set("tags", []any{"tier:web"}, "file"))
	})
	step(t, "leaves alone what a stronger layer holds, until that is cleared", func(t *testing.T) {
		check(t, admin.Set(soon(t), "log_level", "trace"))
		stream.expect(t, set("log_level", "trace", "cli"))
		h.configure(t, "log_level: error\nenv: production\nhouse_rule: no running\ntags: [tier:web]\n")
		stream.expect(t, set("env", "production", "file"))
		check(t, admin.Unset(soon(t), "log_level"))
		stream.expect(t, cleared("log_level", "cli", "error", "file"))
	})
	step(t, "changes nothing while it is broken", func(t *testing.T) {
		h.configure(t, "log_level: [error\n")
		eventually(t, func() error { return h.logs(`"level":"ERROR"`) })
		check(t, admin.Set(soon(t), "hostname", "web-1"))
		stream.expect(t, set("hostname", "web-1", "cli"))
	})
	step(t, "falls back to the defaults for what it no longer says", func(t *testing.T) {
		h.configure(t, "env: production\nhouse_rule: no running\n")
		stream.expect(t,
			cleared("log_level", "file", "info", "default"), cleared("tags", "file", []any{}, "default"))
	})
	step(t, "takes an undeclared key away without anything in its place", func(t *testing.T) {
		h.configure(t, "env: production\n")
		stream.expect(t, gone("house_rule", "file"))
	})
}
