package interop

import (
	"context"
	"regexp"
	"testing"

	pb "github.com/DataDog/datadog-agent/pkg/proto/pbgo/core"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
)

const unknownSession = "00000000-0000-4000-8000-000000000000"

var uuidV4 = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// registrar is what the two services that register agents have in common.
type registrar interface {
	RegisterRemoteAgent(context.Context, *pb.RegisterRemoteAgentRequest, ...grpc.CallOption) (*pb.RegisterRemoteAgentResponse, error)
	RefreshRemoteAgent(context.Context, *pb.RefreshRemoteAgentRequest, ...grpc.CallOption) (*pb.RefreshRemoteAgentResponse, error)
}

func TestRegistration(t *testing.T) {
	title(t, "a client of the registry")
	h := newHost(t, "log_level: info\n")
	agent := h.connect(t)
	for _, on := range []struct {
		name    string
		service registrar
	}{
		{pb.AgentSecure_ServiceDesc.ServiceName, agent.Secure},
		{pb.RemoteAgent_ServiceDesc.ServiceName, agent.Registry},
	} {
		title(t, "an agent on "+on.name)
		registers(t, on.service)
		isRefused(t, on.service)
	}
	title(t, "an agent that reports events")
	reports(t, agent)
}

func registers(t *testing.T, service registrar) {
	var session string
	step(t, "gets a session and is told to come back every thirty seconds", func(t *testing.T) {
		answer := must[*pb.RegisterRemoteAgentResponse](t)(service.RegisterRemoteAgent(soon(t), Subscriber("registrar")))
		if !uuidV4.MatchString(answer.SessionId) {
			t.Fatalf("session: %q (expected: a UUID of version 4)", answer.SessionId)
		}
		if answer.RecommendedRefreshIntervalSecs != 30 {
			t.Fatalf("interval: %d s (expected: 30 s)", answer.RecommendedRefreshIntervalSecs)
		}
		session = answer.SessionId
	})
	step(t, "refreshes its session", func(t *testing.T) {
		must[*pb.RefreshRemoteAgentResponse](t)(refresh(t, service, session))
	})
	row(t, "is told when nobody knows its session", func(t *testing.T) {
		_, err := refresh(t, service, unknownSession)
		refused(t, err, codes.NotFound, "no remote agent found with session ID")
	})
	row(t, "may leave out pid, flavor and services, and name a host that nobody can dial", func(t *testing.T) {
		sparse := &pb.RegisterRemoteAgentRequest{DisplayName: "Sparse", ApiEndpointUri: "nowhere.invalid:5005"}
		must[*pb.RegisterRemoteAgentResponse](t)(service.RegisterRemoteAgent(soon(t), sparse))
	})
}

func isRefused(t *testing.T, service registrar) {
	for _, refusal := range []struct {
		sentence string
		name     string
		uri      string
		words    []string
	}{
		{"is refused with a blank name", " \t ", "localhost:5005",
			[]string{"remote agent display name must not be empty or whitespace-only"}},
		{"is refused without a name", "", "localhost:5005",
			[]string{"remote agent display name must not be empty or whitespace-only"}},
		{"is refused with an address of another scheme, and told which there are", "Agent", "ftp://localhost:5005",
			[]string{"ftp", "unix", "https", "vsock"}},
		{"is refused with a vsock address that has no numbers", "Agent", "vsock://host:port",
			[]string{"invalid vsock api_endpoint_uri"}},
	} {
		row(t, refusal.sentence, func(t *testing.T) {
			request := &pb.RegisterRemoteAgentRequest{DisplayName: refusal.name, ApiEndpointUri: refusal.uri}
			_, err := service.RegisterRemoteAgent(soon(t), request)
			refusedFor(t, err, codes.InvalidArgument, refusal.words...)
		})
	}
}

func reports(t *testing.T, agent *Agent) {
	session := register(t, agent, Subscriber("reporter"))
	events := []*pb.Event{{
		Message: "the intake said 403",
		Details: &pb.Event_InvalidApiKey{InvalidApiKey: &pb.InvalidApiKeyEvent{}},
	}}
	row(t, "is heard", func(t *testing.T) {
		report := &pb.ReportRemoteAgentEventRequest{SessionId: session, Events: events}
		must[*pb.ReportRemoteAgentEventResponse](t)(agent.Registry.ReportRemoteAgentEvent(soon(t), report))
	})
	row(t, "is told its own session when nobody knows it", func(t *testing.T) {
		report := &pb.ReportRemoteAgentEventRequest{SessionId: unknownSession, Events: events}
		_, err := agent.Registry.ReportRemoteAgentEvent(soon(t), report)
		refused(t, err, codes.NotFound, `no remote agent found with session ID "`+unknownSession+`"`)
	})
}

func refresh(t *testing.T, service registrar, session string) (*pb.RefreshRemoteAgentResponse, error) {
	return service.RefreshRemoteAgent(soon(t), &pb.RefreshRemoteAgentRequest{SessionId: session})
}
