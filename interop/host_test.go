package interop

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	pb "github.com/DataDog/datadog-agent/pkg/proto/pbgo/core"
)

// host is a machine of its own: a server with its files and what talks to it.
type host struct {
	*Server
	dir string
}

// newHost serves a configuration until the test ends.
func newHost(t *testing.T, configuration string, environment ...string) *host {
	t.Helper()
	// Unix socket paths are short, so not below a directory named after the test.
	dir := must[string](t)(os.MkdirTemp("", "hw-"))
	t.Cleanup(func() { os.RemoveAll(dir) })
	h := &host{dir: dir, Server: &Server{
		Headwater: launcher(),
		Config:    filepath.Join(dir, "datadog.yaml"),
		Data:      filepath.Join(dir, "data"),
		Socket:    filepath.Join(dir, "agents.sock"),
		Agents:    "127.0.0.1:0",
		HTTP:      "127.0.0.1:0",

		Environment: environment,
		Log:         must[*os.File](t)(os.Create(filepath.Join(dir, "log"))),
	}}
	h.configure(t, configuration)
	running.Store(h.Server, true)
	t.Cleanup(func() {
		h.Kill()
		running.Delete(h.Server)
		if t.Failed() {
			h.tellLog(t)
		}
	})
	step(t, "has a server that is ready", func(t *testing.T) { check(t, h.Start()) })
	return h
}

func launcher() string {
	if path := os.Getenv("HEADWATER"); path != "" {
		return path
	}
	return filepath.Join("..", "headwater")
}

func (h *host) configure(t *testing.T, configuration string) {
	t.Helper()
	check(t, replaceFile(h.Config, []byte(configuration)))
}

func (h *host) connect(t *testing.T) *Agent { return h.connectAt(t, h.Agents) }

func (h *host) connectAt(t *testing.T, target string) *Agent {
	t.Helper()
	agent := must[*Agent](t)(Connect(target, h.Data))
	t.Cleanup(func() { agent.Conn.Close() })
	return agent
}

func (h *host) admin(t *testing.T) *Admin {
	t.Helper()
	admin := must[*Admin](t)(ConnectAdmin(soon(t), h.Agents, h.Data))
	t.Cleanup(func() { admin.Close() })
	return admin
}

// headwater runs the command line, which must succeed.
func (h *host) headwater(t *testing.T, verb ...string) string {
	t.Helper()
	return must[string](t)(h.Run(soon(t), verb...))
}

func register(t *testing.T, agent *Agent, request *pb.RegisterRemoteAgentRequest) string {
	t.Helper()
	return must[*pb.RegisterRemoteAgentResponse](t)(agent.Secure.RegisterRemoteAgent(soon(t), request)).SessionId
}

const logTail = 8 << 10

func (h *host) tellLog(t *testing.T) {
	text, _ := os.ReadFile(h.Log.Name())
	t.Logf("the server's log ends with:\n%s", text[max(0, len(text)-logTail):])
}

// logs complains until the server's log has the words.
func (h *host) logs(words string) error {
	text, err := os.ReadFile(h.Log.Name())
	if err == nil && !strings.Contains(string(text), words) {
		return fmt.Errorf("the log does not mention %s", words)
	}
	return err
}
