package interop

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	pb "github.com/DataDog/datadog-agent/pkg/proto/pbgo/core"
)

var answers = Answers{
	Status:   map[string]string{"Uptime": "five minutes"},
	Sections: map[string]map[string]string{"Receiver": {"Spans": "1234"}},
	Files:    map[string][]byte{"agent.log": []byte("all is well\n"), "../../escape.txt": []byte("out\n")},
	Telemetry: `# HELP spans_total Spans received.
# TYPE spans_total counter
spans_total{emitter="someone else",service="checkout"} 42
# HELP queue_length Spans that wait.
# TYPE queue_length gauge
queue_length 3
# HELP flush_seconds How long a flush took.
# TYPE flush_seconds histogram
flush_seconds_bucket{le="0.1"} 4
flush_seconds_bucket{le="+Inf"} 5
flush_seconds_sum 0.75
flush_seconds_count 5
# HELP payload_bytes Sizes, in a form that is not passed on.
# TYPE payload_bytes summary
payload_bytes{quantile="0.5"} 100
payload_bytes_sum 100
payload_bytes_count 1
`,
}

func TestCallbacks(t *testing.T) {
	title(t, "an agent that serves on TCP")
	h := newHost(t, "log_level: info\n")
	agent := h.connect(t)
	tcp := listen(t, "tcp", "127.0.0.1:0")
	provider, session := enlist(t, h, agent, "Trace Agent", tcp, tcp.Addr().String())
	provider.Speak(session)
	isAsked(t, h, "Trace Agent", "trace-agent")

	title(t, "an agent that serves on a Unix socket")
	path := filepath.Join(h.dir, "agent.sock")
	neighbor, session := enlist(t, h, agent, "Process Agent", listen(t, "unix", path), "unix://"+path)
	neighbor.Speak(session)
	isAsked(t, h, "Process Agent", "process-agent")

	title(t, "an agent that is asked before it knows its session")
	spare := listen(t, "tcp", "127.0.0.1:0")
	hasty, session := enlist(t, h, agent, "Hasty Agent", spare, "https://"+spare.Addr().String())
	row(t, "is shown as one that did not answer", func(t *testing.T) {
		out, err := h.Run(soon(t), "status", "Hasty Agent")
		if err == nil {
			t.Error("the command line calls that a success")
		}
		mentions(t, out, "remote agent is not registered yet")
	})

	title(t, "agents that the server calls")
	row(t, "are called with the right token", func(t *testing.T) {
		for _, called := range []*Provider{provider, neighbor} {
			if called.Calls.Load() == 0 || called.Refused.Load() > 0 {
				t.Errorf("%d calls, %d refused", called.Calls.Load(), called.Refused.Load())
			}
		}
	})
	row(t, "that are gone are told so in the flare", func(t *testing.T) {
		neighbor.Stop()
		told := readFile(t, h.flare(t), "process-agent", "UNREACHABLE.txt")
		if !strings.HasPrefix(told, "Process Agent could not be reached: ") {
			t.Fatalf("UNREACHABLE.txt: %q", told)
		}
	})
	row(t, "that answer for another session are dropped", func(t *testing.T) {
		provider.Speak(unknownSession)
		admin := h.admin(t)
		h.scrape(t)
		eventually(t, func() error {
			names, err := admin.AgentNames(soon(t))
			if err == nil && slices.Contains(names, "Trace Agent") {
				return fmt.Errorf("agents: %v", names)
			}
			if err == nil && !slices.Contains(names, "Hasty Agent") {
				t.Fatal("so was an agent that had merely not known its session")
			}
			return err
		})
		if metrics := h.scrape(t); !strings.Contains(metrics, "SESSION_ID_MISMATCH") {
			t.Fatal("no metric counts SESSION_ID_MISMATCH")
		}
	})
	row(t, "that have learned their session are shown like all others", func(t *testing.T) {
		hasty.Speak(session)
		mentions(t, h.headwater(t, "status", "Hasty Agent"), "Uptime: five minutes")
	})
}

// enlist answers callbacks on the listener and registers the agent that does; it does not know its session yet.
func enlist(t *testing.T, h *host, agent *Agent, name string, listener net.Listener, uri string) (*Provider, string) {
	t.Helper()
	provider := Serve(listener, must[Credentials](t)(h.Credentials()), answers)
	t.Cleanup(provider.Stop)
	return provider, register(t, agent, &pb.RegisterRemoteAgentRequest{
		Pid:            "4711",
		Flavor:         strings.ToLower(strings.ReplaceAll(name, " ", "_")),
		DisplayName:    name,
		ApiEndpointUri: uri,
		Services:       Provided,
	})
}

func listen(t *testing.T, network, address string) net.Listener {
	t.Helper()
	return must[net.Listener](t)(net.Listen(network, address))
}

func isAsked(t *testing.T, h *host, name, label string) {
	row(t, "is asked for its status", func(t *testing.T) {
		mentions(t, h.headwater(t, "status"), name, "Uptime: five minutes", "Receiver", "Spans: 1234")
	})
	row(t, "has its files in the flare, and none outside", func(t *testing.T) {
		out := h.flare(t)
		if got := readFile(t, out, label, "agent.log"); got != "all is well\n" {
			t.Fatalf("agent.log: %q", got)
		}
		if got := readFile(t, out, label, ".._.._escape.txt"); got != "out\n" {
			t.Fatalf("escape.txt: %q", got)
		}
	})
	row(t, "has its telemetry among the server's, under its own name", func(t *testing.T) {
		metrics := h.scrape(t)
		for _, series := range []struct {
			name   string
			labels []string
			value  string
		}{
			{"spans_total", []string{`service="checkout"`}, "42"},
			{"queue_length", nil, "3"},
			{"flush_seconds_bucket", []string{`le="0.1"`}, "4"},
			{"flush_seconds_count", nil, "5"},
		} {
			exposes(t, metrics, series.name, append(series.labels, fmt.Sprintf("emitter=%q", label)), series.value)
		}
		if strings.Contains(metrics, "someone else") || strings.Contains(metrics, "payload_bytes") {
			t.Error("a foreign emitter or a summary came through")
		}
	})
}

// exposes checks that there is a sample with all these labels and this value, however the number is written.
func exposes(t *testing.T, metrics, name string, labels []string, value string) {
	t.Helper()
	for line := range strings.Lines(metrics) {
		sample, got, _ := strings.Cut(strings.TrimSpace(line), "} ")
		if strings.HasPrefix(sample, name+"{") && strings.TrimSuffix(got, ".0") == value &&
			!slices.ContainsFunc(labels, func(label string) bool { return !strings.Contains(sample, label) }) {
			return
		}
	}
	t.Errorf("no sample %s%v %s", name, labels, value)
}

func (h *host) flare(t *testing.T) string {
	t.Helper()
	out := t.TempDir()
	h.headwater(t, "flare", "--out", out)
	return out
}

func (h *host) scrape(t *testing.T) string {
	t.Helper()
	answer := must[*http.Response](t)(http.Get("http://" + h.HTTP + "/metrics"))
	defer answer.Body.Close()
	return string(must[[]byte](t)(io.ReadAll(answer.Body)))
}

func mentions(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("no %q in:\n%s", word, text)
		}
	}
}

func readFile(t *testing.T, path ...string) string {
	t.Helper()
	return string(must[[]byte](t)(os.ReadFile(filepath.Join(path...))))
}
