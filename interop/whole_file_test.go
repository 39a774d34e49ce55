package interop

import (
	"encoding/json"
	"maps"
	"os"
	"testing"
)

func TestWholeFile(t *testing.T) {
	title(t, "the configuration of a production host")
	h := newHost(t, string(must[[]byte](t)(os.ReadFile("testdata/datadog.yaml"))))
	agent := h.connect(t)
	stream := follow(t, agent, "listener", register(t, agent, Subscriber("listener")))
	stream.snapshot(t)

	var expected map[string]Setting
	check(t, json.Unmarshal(must[[]byte](t)(os.ReadFile("testdata/datadog.expected.json")), &expected))
	held := stream.store.All()
	row(t, "is streamed with every value and its source", func(t *testing.T) {
		for key, want := range expected {
			if !equal(held[key], want) {
				t.Errorf("%s: %v (expected: %v)", key, held[key], want)
			}
		}
	})
	row(t, "is all that differs from the defaults", func(t *testing.T) {
		maps.DeleteFunc(held, func(key string, setting Setting) bool {
			_, ok := expected[key]
			return ok || setting.Source == "default"
		})
		if len(held) > 0 {
			t.Errorf("beside it: %v", held)
		}
	})
}
