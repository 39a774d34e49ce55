package interop

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	startWithin = time.Minute
	stopWithin  = 20 * time.Second
)

// Server is a headwater process and where it keeps its things. Started again, it serves at the same addresses.
type Server struct {
	// Headwater is the launcher.
	Headwater string
	// Config is the agent's configuration file, Data the directory of the credentials, Socket a path to serve at as well.
	Config, Data, Socket string
	// Environment has NAME=VALUE entries for the server alone.
	Environment []string
	// Agents and HTTP are where it serves; before the first start they are where it should, port 0 for any.
	Agents, HTTP string
	// Log takes the server's standard error.
	Log *os.File

	process *exec.Cmd
	ended   chan struct{}
}

// Start runs the server and returns when it says that it is ready.
func (s *Server) Start() error {
	s.process = exec.Command(s.Headwater, "serve",
		"-c", s.Config, "--data", s.Data,
		"--agents", s.Agents, "--agents", "unix:"+s.Socket, "--http", s.HTTP)
	s.process.Env = append(environment(), s.Environment...)
	s.process.Stderr = s.Log
	// A group of its own, so that a signal reaches the server whether or not the launcher stands before it.
	s.process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := s.process.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.process.Start(); err != nil {
		return err
	}
	ready := make(chan string, 1)
	s.ended = make(chan struct{})
	go func() {
		defer close(s.ended)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if addresses, ok := strings.CutPrefix(lines.Text(), "ready "); ok {
				ready <- addresses
			}
		}
		s.process.Wait()
	}()
	select {
	case addresses := <-ready:
		return s.serves(addresses)
	case <-s.ended:
		return fmt.Errorf("the server ended before it was ready: %s", s.process.ProcessState)
	case <-time.After(startWithin):
		s.Kill()
		return fmt.Errorf("the server was not ready within %s", startWithin)
	}
}

// Stop asks the server to end and waits until it has.
func (s *Server) Stop() error {
	if err := s.signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-s.ended:
		return nil
	case <-time.After(stopWithin):
		s.Kill()
		return fmt.Errorf("the server had not stopped after %s", stopWithin)
	}
}

// Kill ends the server at once, if it runs.
func (s *Server) Kill() {
	if s.signal(syscall.SIGKILL) == nil {
		<-s.ended
	}
}

// Run runs the command line against this server and tells its standard output.
func (s *Server) Run(ctx context.Context, verb ...string) (string, error) {
	command := exec.CommandContext(ctx, s.Headwater, append(verb, "--server", s.Agents, "--data", s.Data)...)
	command.Env = environment()
	var out, problem bytes.Buffer
	command.Stdout, command.Stderr = &out, &problem
	if err := command.Run(); err != nil {
		return out.String(), fmt.Errorf("headwater %s: %w: %s", strings.Join(verb, " "), err, problem.String())
	}
	return out.String(), nil
}

// Credentials are those that lie in the data directory now.
func (s *Server) Credentials() (Credentials, error) { return ReadCredentials(s.Data) }

func (s *Server) signal(signal syscall.Signal) error {
	if s.ended == nil {
		return errors.New("the server was never started")
	}
	select {
	case <-s.ended:
		return errors.New("the server has ended")
	default:
	}
	return syscall.Kill(-s.process.Process.Pid, signal)
}

func (s *Server) serves(addresses string) error {
	for word := range strings.FieldsSeq(addresses) {
		face, where, _ := strings.Cut(word, "=")
		switch face {
		case "agents":
			s.Agents, _, _ = strings.Cut(where, ",")
		case "http":
			s.HTTP = where
		}
	}
	if strings.HasSuffix(s.Agents, ":0") || strings.HasSuffix(s.HTTP, ":0") {
		return fmt.Errorf("ready line without real ports: %s", addresses)
	}
	if _, err := os.Stat(filepath.Clean(s.Socket)); err != nil {
		return fmt.Errorf("ready, but the socket is not there: %w", err)
	}
	return nil
}

// environment is this process's own without what would configure the server or point the command line elsewhere.
func environment() []string {
	return slices.DeleteFunc(os.Environ(), func(entry string) bool {
		return strings.HasPrefix(entry, "DD_") ||
			strings.HasPrefix(entry, "HEADWATER_SERVER=") || strings.HasPrefix(entry, "HEADWATER_DATA=")
	})
}
