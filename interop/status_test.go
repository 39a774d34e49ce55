package interop

import (
	"reflect"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func equal(one, other Setting) bool { return reflect.DeepEqual(one, other) }

// refused checks a code and the exact message.
func refused(t *testing.T, err error, code codes.Code, message string) {
	t.Helper()
	if got := status.Convert(err); got.Code() != code || got.Message() != message {
		t.Fatalf("%s %q (expected: %s %q)", got.Code(), got.Message(), code, message)
	}
}

// refusedFor checks a code and that the message names everything it should.
func refusedFor(t *testing.T, err error, code codes.Code, words ...string) {
	t.Helper()
	got := status.Convert(err)
	if got.Code() != code {
		t.Fatalf("%s %q (expected: %s)", got.Code(), got.Message(), code)
	}
	for _, word := range words {
		if !strings.Contains(got.Message(), word) {
			t.Fatalf("%q (expected: a message with %q)", got.Message(), word)
		}
	}
}
