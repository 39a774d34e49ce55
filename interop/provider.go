package interop

import (
	"context"
	"net"
	"sync/atomic"

	pb "github.com/DataDog/datadog-agent/pkg/proto/pbgo/core"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// Provided are the services that a Provider answers, as it names them when it registers.
var Provided = []string{
	pb.StatusProvider_ServiceDesc.ServiceName,
	pb.FlareProvider_ServiceDesc.ServiceName,
	pb.TelemetryProvider_ServiceDesc.ServiceName,
}

// Answers are what a Provider says of itself.
type Answers struct {
	Status    map[string]string
	Sections  map[string]map[string]string
	Files     map[string][]byte
	Telemetry string
}

// Provider is a remote agent's own face, which the server calls back: mutual TLS, the shared token on every call, and the
// session in the headers of every answer.
type Provider struct {
	pb.UnimplementedStatusProviderServer
	pb.UnimplementedFlareProviderServer
	pb.UnimplementedTelemetryProviderServer

	// Calls and Refused count what came in with the right token and without.
	Calls, Refused atomic.Int64

	answers Answers
	token   string
	session atomic.Value
	server  *grpc.Server
}

// Serve answers on the listener until Stop.
func Serve(listener net.Listener, shared Credentials, answers Answers) *Provider {
	provider := &Provider{answers: answers, token: shared.Token}
	provider.server = grpc.NewServer(
		grpc.Creds(credentials.NewTLS(shared.ServerTLS())), grpc.UnaryInterceptor(provider.admit))
	pb.RegisterStatusProviderServer(provider.server, provider)
	pb.RegisterFlareProviderServer(provider.server, provider)
	pb.RegisterTelemetryProviderServer(provider.server, provider)
	go provider.server.Serve(listener)
	return provider
}

// Stop ends every call and closes the listener.
func (p *Provider) Stop() { p.server.Stop() }

// Speak sets the session that answers carry from now on.
func (p *Provider) Speak(session string) { p.session.Store(session) }

func (p *Provider) admit(ctx context.Context, request any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
	sent := metadata.ValueFromIncomingContext(ctx, authorizationKey)
	if len(sent) != 1 || sent[0] != bearer(p.token).authorization() {
		p.Refused.Add(1)
		return nil, status.Error(codes.Unauthenticated, "wrong token")
	}
	session, registered := p.session.Load().(string)
	if !registered {
		return nil, status.Error(codes.FailedPrecondition, "remote agent is not registered yet")
	}
	p.Calls.Add(1)
	if err := grpc.SetHeader(ctx, metadata.Pairs(sessionKey, session)); err != nil {
		return nil, err
	}
	return next(ctx, request)
}

// GetStatusDetails implements StatusProvider.
func (p *Provider) GetStatusDetails(context.Context, *pb.GetStatusDetailsRequest) (*pb.GetStatusDetailsResponse, error) {
	named := make(map[string]*pb.StatusSection, len(p.answers.Sections))
	for name, fields := range p.answers.Sections {
		named[name] = &pb.StatusSection{Fields: fields}
	}
	main := &pb.StatusSection{Fields: p.answers.Status}
	return &pb.GetStatusDetailsResponse{MainSection: main, NamedSections: named}, nil
}

// GetFlareFiles implements FlareProvider.
func (p *Provider) GetFlareFiles(context.Context, *pb.GetFlareFilesRequest) (*pb.GetFlareFilesResponse, error) {
	return &pb.GetFlareFilesResponse{Files: p.answers.Files}, nil
}

// GetTelemetry implements TelemetryProvider.
func (p *Provider) GetTelemetry(context.Context, *pb.GetTelemetryRequest) (*pb.GetTelemetryResponse, error) {
	text := &pb.GetTelemetryResponse_PromText{PromText: p.answers.Telemetry}
	return &pb.GetTelemetryResponse{Payload: text}, nil
}
