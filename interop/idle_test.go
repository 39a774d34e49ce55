package interop

import (
	"fmt"
	"slices"
	"testing"

	"google.golang.org/grpc/codes"
)

func TestIdle(t *testing.T) {
	title(t, "a session on a server that waits two seconds")
	h := newHost(t, "remote_agent_registry:\n  idle_timeout: 2s\n")
	admin := h.admin(t)
	agent := h.connect(t)
	listening := register(t, agent, Subscriber("listener"))
	stream := follow(t, agent, "listener", listening)
	stream.snapshot(t)
	silent := register(t, agent, Subscriber("silent"))

	step(t, "ends when nobody refreshes it", func(t *testing.T) {
		eventually(t, func() error { return isGone(t, admin, "silent") })
		_, err := refresh(t, agent.Registry, silent)
		refused(t, err, codes.NotFound, "no remote agent found with session ID")
	})
	step(t, "opens no stream any more", func(t *testing.T) {
		refusedFor(t, follow(t, agent, "silent", silent).end(t), codes.PermissionDenied, silent)
	})
	step(t, "lives on, older than that, while its stream is open", func(t *testing.T) {
		if isGone(t, admin, "listener") == nil {
			t.Fatal("it is gone")
		}
		check(t, admin.Set(soon(t), "log_level", "debug"))
		stream.expect(t, set("log_level", "debug", "cli"))
	})
	step(t, "ends when its stream has ended and nobody refreshes it", func(t *testing.T) {
		check(t, agent.Conn.Close())
		eventually(t, func() error { return isGone(t, admin, "listener") })
	})
}

func isGone(t *testing.T, admin *Admin, name string) error {
	names, err := admin.AgentNames(soon(t))
	if err == nil && slices.Contains(names, name) {
		return fmt.Errorf("agents: %v", names)
	}
	return err
}
