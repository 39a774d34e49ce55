package interop

import (
	"reflect"
	"slices"
	"strings"
	"sync"

	pb "github.com/DataDog/datadog-agent/pkg/proto/pbgo/core"
	"google.golang.org/protobuf/types/known/structpb"
)

// Sources are the layers by their names on the wire, the weakest first.
var Sources = []string{
	"schema", "default", "unknown", "infra-mode", "file", "environment-variable", "fleet-policies",
	"config-post-init", "secret", "local-config-process", "agent-runtime", "remote-config", "cli",
}

// Setting is what a key comes to: its value in Go's own types, and the source that won.
type Setting struct {
	Value  any
	Source string
}

// Store is a Go agent's configuration: for each key a value in each layer, of which the strongest holds. One goroutine writes,
// any may read.
type Store struct {
	mu     sync.RWMutex
	layers map[string]map[string]any
}

// NewStore holds nothing.
func NewStore() *Store {
	return &Store{layers: map[string]map[string]any{}}
}

// Replace takes a snapshot for the entire state: whatever it does not name is gone.
func (s *Store) Replace(settings []*pb.ConfigSetting) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.layers = make(map[string]map[string]any, len(settings))
	for _, setting := range settings {
		if err := checkSetting(setting); err != nil {
			return err
		}
		if _, twice := s.layers[setting.Key]; twice {
			return violation("%s comes twice in one snapshot", setting.Key)
		}
		if setting.UnsetSource != "" {
			return violation("%s is unset in a snapshot", setting.Key)
		}
		s.set(setting)
	}
	return nil
}

// Apply takes one update: a set, or the clearing of a layer after what lies below it was put there.
func (s *Store) Apply(setting *pb.ConfigSetting) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if setting.UnsetSource == "" {
		if err := checkSetting(setting); err != nil {
			return err
		}
		if setting.Source == "environment-variable" {
			return violation("%s is set at %s, a layer frozen at start", setting.Key, setting.Source)
		}
		s.set(setting)
		return s.checkHolds(setting)
	}
	if !slices.Contains(Sources, setting.UnsetSource) {
		return violation("%s is unset at an unknown source %q", setting.Key, setting.UnsetSource)
	}
	if setting.Source == "" {
		delete(s.layers[setting.Key], setting.UnsetSource)
		return s.checkGone(setting.Key)
	}
	if err := checkSetting(setting); err != nil {
		return err
	}
	s.set(setting)
	delete(s.layers[setting.Key], setting.UnsetSource)
	return s.checkHolds(setting)
}

// Get tells what a key comes to.
func (s *Store) Get(key string) (Setting, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.get(key)
}

func (s *Store) get(key string) (Setting, bool) {
	layers := s.layers[key]
	for _, source := range slices.Backward(Sources) {
		if value, ok := layers[source]; ok {
			return Setting{value, source}, true
		}
	}
	return Setting{}, false
}

// All tells what every key comes to.
func (s *Store) All() map[string]Setting {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := make(map[string]Setting, len(s.layers))
	for key := range s.layers {
		if setting, ok := s.get(key); ok {
			all[key] = setting
		}
	}
	return all
}

func (s *Store) set(setting *pb.ConfigSetting) {
	layers := s.layers[setting.Key]
	if layers == nil {
		layers = make(map[string]any, 1)
		s.layers[setting.Key] = layers
	}
	layers[setting.Source] = setting.Value.AsInterface()
}

// checkHolds finds what the server thinks overwritten or cleared and this client still holds above it.
func (s *Store) checkHolds(setting *pb.ConfigSetting) error {
	told := Setting{setting.Value.AsInterface(), setting.Source}
	if holds, _ := s.get(setting.Key); !reflect.DeepEqual(holds, told) {
		return violation("%s: told %v, but holds %v", setting.Key, told, holds)
	}
	return nil
}

func (s *Store) checkGone(key string) error {
	if holds, ok := s.get(key); ok {
		return violation("%s: told that it is gone, but holds %v", key, holds)
	}
	delete(s.layers, key)
	return nil
}

func checkSetting(setting *pb.ConfigSetting) error {
	if setting.Key == "" || setting.Key != strings.ToLower(setting.Key) {
		return violation("a key %q", setting.Key)
	}
	if !slices.Contains(Sources, setting.Source) {
		return violation("%s: an unknown source %q", setting.Key, setting.Source)
	}
	if setting.Value == nil || setting.Value.Kind == nil {
		return violation("%s: no value", setting.Key)
	}
	if _, null := setting.Value.Kind.(*structpb.Value_NullValue); null {
		return violation("%s: a null value", setting.Key)
	}
	return nil
}
