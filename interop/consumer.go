package interop

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"
	"time"

	pb "github.com/DataDog/datadog-agent/pkg/proto/pbgo/core"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// sessionGone are the codes at which a Go agent registers anew; at any other it keeps its session.
var sessionGone = []codes.Code{codes.NotFound, codes.PermissionDenied, codes.Unauthenticated}

// Consumer keeps a configuration current the way a Go agent does: it registers, follows the stream, comes back after every
// end, and registers anew when the session is gone.
type Consumer struct {
	Name, Target, Data string
	// Pause is the wait before coming back; agents wait five seconds.
	Pause time.Duration
	// Shown, if set, hears of every value that a key takes.
	Shown func(key string, setting Setting)

	// Store is what it holds.
	Store *Store

	mu      sync.Mutex
	report  Report
	changed chan struct{}
}

// Report is what a Consumer has lived through.
type Report struct {
	Registrations, Snapshots, Updates int
	// Ends are the codes its streams ended with.
	Ends []codes.Code
	// Violation is the first one; there should be none.
	Violation error
}

// Run works until the context ends.
func (c *Consumer) Run(ctx context.Context) {
	session := ""
	for ctx.Err() == nil {
		err := c.follow(ctx, &session)
		if ctx.Err() != nil {
			return
		}
		if slices.Contains(sessionGone, status.Code(err)) {
			session = ""
		}
		c.note(func(r *Report) { r.ended(err) })
		select {
		case <-ctx.Done():
		case <-time.After(c.Pause):
		}
	}
}

// Await waits until the report is as it should be, and tells the last one either way.
func (c *Consumer) Await(ctx context.Context, wanted func(Report) bool) (Report, bool) {
	for {
		c.mu.Lock()
		report, changed := c.report, c.nextChange()
		c.mu.Unlock()
		if wanted(report) {
			return report, true
		}
		select {
		case <-ctx.Done():
			return report, false
		case <-changed:
		}
	}
}

func (c *Consumer) follow(ctx context.Context, session *string) error {
	agent, err := Connect(c.Target, c.Data)
	if err != nil {
		return err
	}
	defer agent.Conn.Close()
	if *session == "" {
		answer, err := agent.Secure.RegisterRemoteAgent(ctx, Subscriber(c.Name))
		if err != nil {
			return err
		}
		*session = answer.SessionId
		c.note(func(r *Report) { r.Registrations++ })
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	stream, err := agent.Follow(ctx, c.Name, *session, c.Store)
	if err != nil {
		return err
	}
	for {
		event, err := stream.Next()
		if err != nil {
			return err
		}
		c.show(event)
	}
}

func (c *Consumer) show(event *pb.ConfigEvent) {
	var touched []*pb.ConfigSetting
	if snapshot := event.GetSnapshot(); snapshot != nil {
		touched = snapshot.Settings
	} else {
		touched = []*pb.ConfigSetting{event.GetUpdate().Setting}
	}
	if c.Shown != nil {
		for _, setting := range touched {
			if now, ok := c.Store.Get(setting.Key); ok {
				c.Shown(setting.Key, now)
			}
		}
	}
	c.note(func(r *Report) {
		if event.GetSnapshot() != nil {
			r.Snapshots++
		} else {
			r.Updates++
		}
	})
}

func (r *Report) ended(err error) {
	var broken *Violation
	switch {
	case errors.As(err, &broken):
		r.violated(err)
	case errors.Is(err, io.EOF):
		r.violated(violation("the stream ended with OK, at which agents come back without a pause"))
	default:
		r.Ends = append(slices.Clip(r.Ends), status.Code(err))
	}
}

func (r *Report) violated(err error) {
	if r.Violation == nil {
		r.Violation = err
	}
}

func (c *Consumer) note(change func(*Report)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(&c.report)
	close(c.nextChange())
	c.changed = nil
}

// nextChange is closed at the next change of the report; the caller holds the lock.
func (c *Consumer) nextChange() chan struct{} {
	if c.changed == nil {
		c.changed = make(chan struct{})
	}
	return c.changed
}
