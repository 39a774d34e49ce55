package interop

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
)

const (
	kills        = 3
	stormUpdates = 300
)

// stormed are integers that the storm sets, each with what it is before.
var stormed = map[string]float64{"dogstatsd_port": 8125, "check_runners": 4, "forwarder_num_workers": 1, "cmd_port": 5001}

func TestRestart(t *testing.T) {
	title(t, "an agent whose server stops and comes back")
	h := newHost(t, "log_level: info\n")
	consumer := consume(t, h, nil)
	step(t, "holds the settings", func(t *testing.T) {
		await(t, consumer, func(r Report) bool { return r.Snapshots == 1 })
		converges(t, h, consumer)
	})
	step(t, "sees its stream end as unavailable", func(t *testing.T) {
		check(t, h.Stop())
		report := await(t, consumer, func(r Report) bool { return len(r.Ends) > 0 })
		if report.Ends[0] != codes.Unavailable {
			t.Fatalf("the stream ended with %s (expected: Unavailable)", report.Ends[0])
		}
	})
	step(t, "comes back to the server at the same place, registers anew, and holds what it says", func(t *testing.T) {
		h.configure(t, "log_level: warn\n")
		check(t, h.Start())
		await(t, consumer, func(r Report) bool { return r.Snapshots == 2 && r.Registrations == 2 })
		converges(t, h, consumer)
	})
	step(t, "never saw anything that agents tear a stream down for", func(t *testing.T) { unhurt(t, consumer) })
}

func TestKill(t *testing.T) {
	title(t, "an agent whose server is killed in a storm of changes")
	h := newHost(t, "check_runners: 4\n")
	storm := newStorm()
	consumer := consume(t, h, storm.shown)
	await(t, consumer, func(r Report) bool { return r.Snapshots == 1 })
	for kill := range kills {
		step(t, fmt.Sprintf("comes back and holds what the server says, time %d", kill+1), func(t *testing.T) {
			before := await(t, consumer, func(Report) bool { return true })
			ended := storm.rage(t, h)
			await(t, consumer, func(r Report) bool { return r.Updates >= before.Updates+stormUpdates })
			h.Kill()
			<-ended
			check(t, h.Start())
			await(t, consumer, func(r Report) bool { return r.Registrations > before.Registrations && r.Snapshots > before.Snapshots })
			converges(t, h, consumer)
		})
	}
	row(t, "never showed a value that never was", storm.check)
	row(t, "never saw anything that agents tear a stream down for", func(t *testing.T) { unhurt(t, consumer) })
	row(t, "finds the Unix socket served again, though nobody had cleared it away", func(t *testing.T) {
		register(t, h.connectAt(t, "unix:"+h.Socket), Subscriber("caller"))
	})
}

// storm sets numbers that are never used twice, and remembers each before it is sent.
type storm struct {
	mu        sync.Mutex
	next      int
	attempted map[string]map[float64]bool
	invented  []string
}

func newStorm() *storm {
	attempted := map[string]map[float64]bool{}
	for key, before := range stormed {
		attempted[key] = map[float64]bool{before: true}
	}
	return &storm{next: 10_000, attempted: attempted}
}

// rage sets as fast as the server takes it, until the server is gone.
func (s *storm) rage(t *testing.T, h *host) <-chan struct{} {
	ended := make(chan struct{})
	admin := h.admin(t)
	go func() {
		defer close(ended)
		for {
			for key := range stormed {
				if admin.Set(t.Context(), key, s.attempt(key)) != nil {
					return
				}
			}
		}
	}()
	return ended
}

func (s *storm) attempt(key string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	s.attempted[key][float64(s.next)] = true
	return strconv.Itoa(s.next)
}

func (s *storm) shown(key string, setting Setting) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known, watched := s.attempted[key]
	if number, ok := setting.Value.(float64); watched && (!ok || !known[number]) {
		s.invented = append(s.invented, fmt.Sprintf("%s: %v", key, setting))
	}
}

func (s *storm) check(t *testing.T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.invented) > 0 {
		t.Fatalf("%d values that nobody set, the first being %s", len(s.invented), s.invented[0])
	}
}

// consume keeps a configuration current until the test ends.
func consume(t *testing.T, h *host, shown func(string, Setting)) *Consumer {
	t.Helper()
	consumer := &Consumer{
		Name: "consumer", Target: h.Agents, Data: h.Data, Pause: 100 * time.Millisecond, Shown: shown, Store: NewStore(),
	}
	ctx, stop := context.WithCancel(t.Context())
	var done sync.WaitGroup
	done.Go(func() { consumer.Run(ctx) })
	t.Cleanup(func() {
		stop()
		done.Wait()
	})
	return consumer
}

func await(t *testing.T, consumer *Consumer, wanted func(Report) bool) Report {
	t.Helper()
	report, ok := consumer.Await(soon(t), wanted)
	if !ok {
		t.Fatalf("after %s: %+v", patience, report)
	}
	return report
}

// converges waits until the consumer holds exactly what the server's own listing says.
func converges(t *testing.T, h *host, consumer *Consumer) {
	t.Helper()
	admin := h.admin(t)
	eventually(t, func() error {
		listed, err := admin.List(soon(t))
		if err != nil {
			return err
		}
		return differs(consumer.Store.All(), listed)
	})
}

func differs(held map[string]Setting, listed map[string]Listed) error {
	if len(listed) == 0 {
		return errors.New("the server lists nothing")
	}
	for key := range held {
		if _, ok := listed[key]; !ok {
			return fmt.Errorf("%s is held, but not listed", key)
		}
	}
	for key, listing := range listed {
		setting, ok := held[key]
		if !ok {
			return fmt.Errorf("%s is listed, but not held", key)
		}
		if setting.Source != listing.Source || !listing.Redacted && !equal(setting, listing.Setting()) {
			return fmt.Errorf("%s: %v is held, %v listed", key, setting, listing)
		}
	}
	return nil
}

func unhurt(t *testing.T, consumer *Consumer) {
	t.Helper()
	if report := await(t, consumer, func(Report) bool { return true }); report.Violation != nil {
		t.Fatal(report.Violation)
	}
}
