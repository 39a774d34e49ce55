package interop

import (
	"bufio"
	"encoding/json"
	"os"
	"reflect"
	"testing"
)

// recordedDefaults are what a real agent makes of an empty configuration, a line for each setting.
const recordedDefaults = "../server/src/test/resources/io/headwater/server/sources/defaults.jsonl"

func TestStream(t *testing.T) {
	title(t, "an agent's stream")
	h := newHost(t, "log_level: info\ndogstatsd_port: 8130\n", "DD_CHECK_RUNNERS=7")
	admin := h.admin(t)
	agent := h.connect(t)
	session := register(t, agent, Subscriber("listener"))
	stream := follow(t, agent, "listener", session)

	step(t, "begins with a snapshot that names the file it came from", func(t *testing.T) {
		if origin := stream.snapshot(t).Origin; origin != "datadog.yaml" {
			t.Fatalf("origin: %q (expected: datadog.yaml)", origin)
		}
	})
	row(t, "holds every default that a real agent has, and leaves out what has none", func(t *testing.T) {
		holdsDefaults(t, stream.store)
	})
	row(t, "holds what the file and the environment say, under their names", func(t *testing.T) {
		stream.holds(t, "log_level", Setting{"info", "file"})
		stream.holds(t, "dogstatsd_port", Setting{8130.0, "file"})
		stream.holds(t, "check_runners", Setting{7.0, "environment-variable"})
	})
	step(t, "follows a set", func(t *testing.T) {
		h.headwater(t, "config", "set", "log_level", "debug")
		stream.expect(t, set("log_level", "debug", "cli"))
	})
	step(t, "stays quiet when a set changes nothing", func(t *testing.T) {
		check(t, admin.Set(soon(t), "log_level", "debug"))
		check(t, admin.Set(soon(t), "env", "canary"))
		stream.expect(t, set("env", "canary", "cli"))
	})
	step(t, "follows an unset, which names the cleared layer and what the key falls back to", func(t *testing.T) {
		h.headwater(t, "config", "unset", "log_level")
		stream.expect(t, cleared("log_level", "cli", "info", "file"))
	})
	step(t, "falls back to the environment, and to a default", func(t *testing.T) {
		check(t, admin.Set(soon(t), "check_runners", "9"))
		check(t, admin.Unset(soon(t), "check_runners"))
		stream.expect(t, set("check_runners", 9.0, "cli"))
		stream.expect(t, cleared("check_runners", "cli", 7.0, "environment-variable"))
		check(t, admin.Set(soon(t), "forwarder_timeout", "21"))
		check(t, admin.Unset(soon(t), "forwarder_timeout"))
		stream.expect(t, set("forwarder_timeout", 21.0, "cli"))
		stream.expect(t, cleared("forwarder_timeout", "cli", 20.0, "default"))
	})
	step(t, "follows an unset of what has no default, after which there is nothing", func(t *testing.T) {
		check(t, admin.Unset(soon(t), "env"))
		stream.expect(t, gone("env", "cli"))
	})
	title(t, "a value on the wire")
	hasItsType(t, admin, stream)
	title(t, "a set that cannot be")
	isNotSent(t, h, admin, stream)
	title(t, "a second stream of the same session")
	step(t, "begins where the first one is, and follows beside it", func(t *testing.T) {
		second := follow(t, agent, "listener", session)
		second.snapshot(t)
		if !reflect.DeepEqual(second.store.All(), stream.store.All()) {
			t.Fatal("the two hold different settings")
		}
		check(t, admin.Set(soon(t), "env", "canary"))
		second.expect(t, set("env", "canary", "cli"))
		stream.expect(t, set("env", "canary", "cli"))
	})
}

func hasItsType(t *testing.T, admin *Admin, stream *tape) {
	for _, typed := range []struct {
		sentence, key, text string
		value               any
	}{
		{"is a boolean", "logs_enabled", "1", true},
		{"is a number, for an integer", "dogstatsd_buffer_size", "0x2000", 8192.0},
		{"is a number, for a fraction", "check_runner_utilization_threshold", "0.75", 0.75},
		{"is a text, even of digits", "hostname", "1234", "1234"},
		{"is a list", "tags", "team:checkout tier:web", []any{"team:checkout", "tier:web"}},
		{"is an object", "kubernetes_pod_labels_as_tags", `{"app":"kube_app"}`, map[string]any{"app": "kube_app"}},
		{"is a number of nanoseconds, for a duration", "remote_agent_registry.query_timeout", "1m30s", 90e9},
	} {
		step(t, typed.sentence, func(t *testing.T) {
			check(t, admin.Set(soon(t), typed.key, typed.text))
			stream.expect(t, set(typed.key, typed.value, "cli"))
		})
	}
}

func isNotSent(t *testing.T, h *host, admin *Admin, stream *tape) {
	for _, refusal := range []struct{ sentence, key, value string }{
		{"is refused for a value of another type", "dogstatsd_port", "many"},
		{"is refused for a key that nobody declared", "log_levle", "debug"},
	} {
		row(t, refusal.sentence, func(t *testing.T) {
			if out, err := h.Run(soon(t), "config", "set", refusal.key, refusal.value); err == nil {
				t.Fatalf("it was taken: %s", out)
			}
		})
	}
	step(t, "leaves the stream quiet", func(t *testing.T) {
		check(t, admin.Set(soon(t), "env", "after"))
		stream.expect(t, set("env", "after", "cli"))
	})
	step(t, "does not come from a key in capitals, which goes out in small letters", func(t *testing.T) {
		check(t, admin.Set(soon(t), "Log_Level", "warn"))
		stream.expect(t, set("log_level", "warn", "cli"))
	})
}

func holdsDefaults(t *testing.T, store *Store) {
	file := must[*os.File](t)(os.Open(recordedDefaults))
	defer file.Close()
	all := store.All()
	compared := 0
	for lines := bufio.NewScanner(file); lines.Scan(); compared++ {
		var recorded struct {
			Key   string
			Value any
		}
		check(t, json.Unmarshal(lines.Bytes(), &recorded))
		got, ok := all[recorded.Key]
		switch want := (Setting{recorded.Value, "default"}); {
		case recorded.Value == nil && ok:
			t.Errorf("%s: %v (expected: left out)", recorded.Key, got)
		case recorded.Value != nil && got.Source == "default" && !equal(got, want), recorded.Value != nil && !ok:
			t.Errorf("%s: %v (expected: %v)", recorded.Key, got, want)
		}
	}
	t.Logf("%d defaults compared, %d settings held", compared, len(all))
	if compared < 1_000 {
		t.Errorf("%d defaults compared (expected: more than 1,000)", compared)
	}
}
