package interop

import (
	"reflect"
	"slices"
	"testing"
	"time"

	pb "github.com/DataDog/datadog-agent/pkg/proto/pbgo/core"
)

// tape plays a stream one event at a time.
type tape struct {
	store  *Store
	events chan *pb.ConfigEvent
	// err is what the stream ended with, once events is closed.
	err error
}

// follow opens a stream that lasts as long as the test.
func follow(t *testing.T, agent *Agent, name, session string) *tape {
	t.Helper()
	played := &tape{store: NewStore(), events: make(chan *pb.ConfigEvent)}
	stream := must[*Stream](t)(agent.Follow(t.Context(), name, session, played.store))
	go func() {
		defer close(played.events)
		for {
			event, err := stream.Next()
			if err != nil {
				played.err = err
				return
			}
			select {
			case played.events <- event:
			case <-t.Context().Done():
				return
			}
		}
	}()
	return played
}

func (p *tape) next(t *testing.T) *pb.ConfigEvent {
	t.Helper()
	select {
	case event, more := <-p.events:
		if !more {
			t.Fatalf("the stream ended: %v", p.err)
		}
		return event
	case <-time.After(patience):
		t.Fatalf("nothing came within %s", patience)
	}
	return nil
}

func (p *tape) snapshot(t *testing.T) *pb.ConfigSnapshot {
	t.Helper()
	snapshot := p.next(t).GetSnapshot()
	if snapshot == nil {
		t.Fatal("an update came where a snapshot was due")
	}
	return snapshot
}

func (p *tape) update(t *testing.T) *pb.ConfigSetting {
	t.Helper()
	update := p.next(t).GetUpdate()
	if update == nil {
		t.Fatal("a snapshot came where an update was due")
	}
	return update.Setting
}

// change is one update: what the key comes to, and the layer that was cleared, if one was.
type change struct {
	key   string
	now   Setting
	unset string
}

func set(key string, value any, source string) change {
	return change{key: key, now: Setting{value, source}}
}

func cleared(key, layer string, value any, source string) change {
	return change{key, Setting{value, source}, layer}
}

func gone(key, layer string) change { return change{key: key, unset: layer} }

// expect checks that just these updates are the next to come, in any order.
func (p *tape) expect(t *testing.T, changes ...change) {
	t.Helper()
	for left := changes; len(left) > 0; {
		update := p.update(t)
		got := change{update.Key, Setting{update.Value.AsInterface(), update.Source}, update.UnsetSource}
		at := slices.IndexFunc(left, func(want change) bool { return reflect.DeepEqual(got, want) })
		if at < 0 {
			t.Fatalf("update %#v (expected: one of %#v)", got, left)
		}
		left = slices.Delete(slices.Clone(left), at, at+1)
	}
}

func (p *tape) holds(t *testing.T, key string, want Setting) {
	t.Helper()
	if got, _ := p.store.Get(key); !equal(got, want) {
		t.Fatalf("%s: %v (expected: %v)", key, got, want)
	}
}

// end waits for the stream's end and tells its error.
func (p *tape) end(t *testing.T) error {
	t.Helper()
	late := time.After(patience)
	for {
		select {
		case _, more := <-p.events:
			if !more {
				return p.err
			}
		case <-late:
			t.Fatalf("the stream was still open after %s", patience)
		}
	}
}
