package interop

import (
	"fmt"

	pb "github.com/DataDog/datadog-agent/pkg/proto/pbgo/core"
	"google.golang.org/grpc"
)

// Violation is something a Go agent tears its stream down for, or would take in wrongly.
type Violation struct{ what string }

func (v *Violation) Error() string { return "violation: " + v.what }

func violation(format string, arguments ...any) error {
	return &Violation{fmt.Sprintf(format, arguments...)}
}

const noSequence = -1

// Stream is one subscription, held to what a Go agent needs: a snapshot first, and then sequence ids without a gap. Real
// agents pass over some of what is a Violation here; the server has no reason to send it.
type Stream struct {
	events grpc.ServerStreamingClient[pb.ConfigEvent]
	store  *Store
	last   int32
}

func newStream(events grpc.ServerStreamingClient[pb.ConfigEvent], store *Store) *Stream {
	return &Stream{events: events, store: store, last: noSequence}
}

// Next waits for one event and takes it into the store.
func (s *Stream) Next() (*pb.ConfigEvent, error) {
	event, err := s.events.Recv()
	if err != nil {
		return nil, err
	}
	switch kind := event.Event.(type) {
	case *pb.ConfigEvent_Snapshot:
		return event, s.takeSnapshot(kind.Snapshot)
	case *pb.ConfigEvent_Update:
		return event, s.takeUpdate(kind.Update)
	default:
		return event, violation("an event of an unknown kind")
	}
}

func (s *Stream) takeSnapshot(snapshot *pb.ConfigSnapshot) error {
	if snapshot.SequenceId <= s.last {
		return violation("stale snapshot %d after %d", snapshot.SequenceId, s.last)
	}
	if snapshot.Origin == "" {
		return violation("snapshot %d without an origin", snapshot.SequenceId)
	}
	s.last = snapshot.SequenceId
	return s.store.Replace(snapshot.Settings)
}

func (s *Stream) takeUpdate(update *pb.ConfigUpdate) error {
	if s.last == noSequence {
		return violation("update %d before any snapshot", update.SequenceId)
	}
	if update.SequenceId != s.last+1 {
		return violation("update %d after %d", update.SequenceId, s.last)
	}
	if update.Origin == "" {
		return violation("update %d without an origin", update.SequenceId)
	}
	if update.Setting == nil {
		return violation("update %d without a setting", update.SequenceId)
	}
	s.last = update.SequenceId
	return s.store.Apply(update.Setting)
}
