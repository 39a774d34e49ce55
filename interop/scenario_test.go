package interop

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long a scenario waits for what should come at once, or within seconds.
const patience = 30 * time.Second

var (
	passed, failed int
	// running are the servers to end when the run is interrupted.
	running sync.Map
)

func TestMain(m *testing.M) {
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-interrupted
		running.Range(func(server, _ any) bool {
			server.(*Server).Kill()
			return true
		})
		os.Exit(130)
	}()
	code := m.Run()
	if code != 0 && failed == 0 {
		failed = 1
	}
	fmt.Printf("%d passed, %d failed\n", passed, failed)
	os.Exit(code)
}

// row is one case of a table: the others go on without it.
func row(t *testing.T, sentence string, check func(t *testing.T)) bool {
	t.Helper()
	start := time.Now()
	ok := t.Run(sentence, check)
	word := "passed"
	if ok {
		passed++
	} else {
		failed++
		word = "FAILED"
	}
	fmt.Printf("  %s  %s (%.1f s)\n", word, sentence, time.Since(start).Seconds())
	return ok
}

// step is one line of a transcript: what follows it rests on it.
func step(t *testing.T, sentence string, check func(t *testing.T)) {
	t.Helper()
	if !row(t, sentence, check) {
		t.FailNow()
	}
}

// title prints what the steps after it are about.
func title(t *testing.T, sentence string) {
	t.Helper()
	fmt.Println(sentence)
}

// soon ends with the test, or when patience does.
func soon(t *testing.T) context.Context {
	ctx, stop := context.WithTimeout(t.Context(), patience)
	t.Cleanup(stop)
	return ctx
}

// eventually asks again until the answer is right, and fails with the last complaint.
func eventually(t *testing.T, check func() error) {
	t.Helper()
	ctx := soon(t)
	for {
		err := check()
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("after %s: %v", patience, err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func must[T any](t *testing.T) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
