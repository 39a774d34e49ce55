package interop

import (
	"errors"
	"testing"

	pb "github.com/DataDog/datadog-agent/pkg/proto/pbgo/core"
	"google.golang.org/protobuf/types/known/structpb"
)

func TestStrictness(t *testing.T) {
	title(t, "the client itself")
	debug := told("log_level", structpb.NewStringValue("debug"), "cli", "")
	info := told("log_level", structpb.NewStringValue("info"), "default", "")
	for _, wrong := range []struct {
		sentence string
		take     func(*Stream) error
	}{
		{"does not take an update before a snapshot", func(s *Stream) error { return takes(s, 1, debug) }},
		{"does not take a gap", func(s *Stream) error {
			return errors.Join(begins(s, 5, info), takes(s, 7, debug))
		}},
		{"does not take an update twice", func(s *Stream) error {
			return errors.Join(begins(s, 5, info), takes(s, 6, debug), takes(s, 6, debug))
		}},
		{"does not take a snapshot as old as what it has", func(s *Stream) error {
			return errors.Join(begins(s, 5, info), begins(s, 5, info))
		}},
		{"does not take a key twice in a snapshot", func(s *Stream) error { return begins(s, 0, info, debug) }},
		{"does not take an update without a setting", func(s *Stream) error {
			return errors.Join(begins(s, 5, info), takes(s, 6, nil))
		}},
		{"does not take a source that it cannot rank", func(s *Stream) error {
			return begins(s, 0, told("log_level", structpb.NewStringValue("info"), "env-var", ""))
		}},
		{"does not take a setting without a value", func(s *Stream) error {
			return begins(s, 0, told("log_level", structpb.NewNullValue(), "default", ""))
		}},
		{"does not take a change of the environment", func(s *Stream) error {
			return errors.Join(begins(s, 0), takes(s, 1, told("env", structpb.NewStringValue("x"), "environment-variable", "")))
		}},
		{"does not take a weaker value while a stronger one was not cleared", func(s *Stream) error {
			return errors.Join(begins(s, 0, debug), takes(s, 1, info))
		}},
	} {
		row(t, wrong.sentence, func(t *testing.T) {
			var broken *Violation
			if err := wrong.take(newStream(nil, NewStore())); !errors.As(err, &broken) {
				t.Fatalf("%v (expected: a violation)", err)
			}
		})
	}
	row(t, "takes a set, its unset, and a later snapshot that holds less", func(t *testing.T) {
		stream := newStream(nil, NewStore())
		check(t, errors.Join(
			begins(stream, 0, info, told("env", structpb.NewStringValue("x"), "environment-variable", "")),
			takes(stream, 1, debug),
			takes(stream, 2, told("log_level", structpb.NewStringValue("info"), "default", "cli")),
			begins(stream, 9, info)))
		if held := stream.store.All(); len(held) != 1 || !equal(held["log_level"], Setting{"info", "default"}) {
			t.Fatalf("holds %v (expected: log_level alone)", held)
		}
	})
}

func told(key string, value *structpb.Value, source, unset string) *pb.ConfigSetting {
	return &pb.ConfigSetting{Key: key, Value: value, Source: source, UnsetSource: unset}
}

func begins(stream *Stream, sequence int32, settings ...*pb.ConfigSetting) error {
	return stream.takeSnapshot(&pb.ConfigSnapshot{Origin: "datadog.yaml", SequenceId: sequence, Settings: settings})
}

func takes(stream *Stream, sequence int32, setting *pb.ConfigSetting) error {
	return stream.takeUpdate(&pb.ConfigUpdate{Origin: "datadog.yaml", SequenceId: sequence, Setting: setting})
}
