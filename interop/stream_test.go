package interop

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// recordedDefaults are what a real agent makes of an empty configuration, a line for each setting.
const recordedDefaults = "../server/src/test/resources/io/headwater/server/sources/defaults.jsonl"

const streamed = `
log_level: info
dogstatsd_port: 8125
env: staging
house_rule: no running
`

func TestStream(t *testing.T) {
	title(t, "an agent's stream")
	h := newHost(t, streamed)
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
	row(t, "holds what the file says, and that the file says it", func(t *testing.T) {
		stream.holds(t, "env", Setting{"staging", "file"})
		stream.holds(t, "dogstatsd_port", Setting{8125.0, "file"})
	})

	step(t, "follows a set", func(t *testing.T) {
		h.headwater(t, "config", "set", "log_level", "debug")
		stream.expect(t, "log_level", Setting{"debug", "cli"}, "")
	})
	step(t, "stays quiet when a set changes nothing", func(t *testing.T) {
		check(t, admin.Set(soon(t), "log_level", "debug"))
		check(t, admin.Set(soon(t), "env", "canary"))
		stream.expect(t, "env", Setting{"canary", "cli"}, "")
	})
	step(t, "stays quiet when a layer changes below the one that holds", func(t *testing.T) {
		h.configure(t, strings.Replace(streamed, "8125", "8126", 1)+"forwarder_timeout: 21\n"+"hostname: web-1\n")
		seen := map[string]Setting{}
		for range 3 {
			setting := stream.update(t)
			seen[setting.Key] = Setting{setting.Value.AsInterface(), setting.Source}
		}
		for key, want := range map[string]Setting{
			"dogstatsd_port": {8126.0, "file"}, "forwarder_timeout": {21.0, "file"}, "hostname": {"web-1", "file"},
		} {
			if !equal(seen[key], want) {
				t.Fatalf("%s: %v (expected: %v)", key, seen[key], want)
			}
		}
	})
	step(t, "follows an unset: the layer that was cleared, and what the key falls back to", func(t *testing.T) {
		h.headwater(t, "config", "unset", "log_level")
		stream.expect(t, "log_level", Setting{"info", "file"}, "cli")
	})
	step(t, "falls back to what the file says by now", func(t *testing.T) {
		h.configure(t, strings.Replace(streamed, "staging", "production", 1))
		for _, key := range []string{"dogstatsd_port", "forwarder_timeout", "hostname"} {
			_ = key
			stream.update(t)
		}
		check(t, admin.Unset(soon(t), "env"))
		stream.expect(t, "env", Setting{"production", "file"}, "cli")
	})
	step(t, "falls back to the default when the file says no more", func(t *testing.T) {
		h.configure(t, strings.Replace(streamed, "log_level: info", "", 1))
		seen := map[string]string{}
		for range 2 {
			setting := stream.update(t)
			seen[setting.Key] = setting.UnsetSource
		}
		_ = seen
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
		case recorded.Value != nil && got.Source != "file" && !equal(got, want):
			t.Errorf("%s: %v (expected: %v)", recorded.Key, got, want)
		}
	}
	t.Logf("%d defaults compared, %d settings held", compared, len(all))
	if compared < 1_000 {
		t.Errorf("%d defaults compared (expected: more than 1,000)", compared)
	}
}
