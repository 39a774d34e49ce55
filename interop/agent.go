package interop

import (
	"context"
	"os"
	"strconv"

	pb "github.com/DataDog/datadog-agent/pkg/proto/pbgo/core"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
)

const (
	authorizationKey = "authorization"
	sessionKey       = "session_id"
)

// Agent is one process's connection to the server.
type Agent struct {
	// Secure also carries the older copies of the registry's calls.
	Secure   pb.AgentSecureClient
	Registry pb.RemoteAgentClient
	Conn     *grpc.ClientConn
}

// Connect opens the connection with the credentials found in dir.
func Connect(target, dir string) (*Agent, error) {
	shared, err := ReadCredentials(dir)
	if err != nil {
		return nil, err
	}
	conn, err := shared.Dial(target)
	if err != nil {
		return nil, err
	}
	return &Agent{Secure: pb.NewAgentSecureClient(conn), Registry: pb.NewRemoteAgentClient(conn), Conn: conn}, nil
}

// Subscriber registers nothing but its wish to listen, at the placeholder address that Go agents give.
func Subscriber(name string) *pb.RegisterRemoteAgentRequest {
	return &pb.RegisterRemoteAgentRequest{
		Pid:            strconv.Itoa(os.Getpid()),
		Flavor:         "trace_agent",
		DisplayName:    name,
		ApiEndpointUri: "https://configstream-consumer/" + name,
	}
}

// Follow opens the stream of a session. The server's refusal shows at the first Next.
func (a *Agent) Follow(ctx context.Context, name, session string, store *Store) (*Stream, error) {
	ctx = metadata.AppendToOutgoingContext(ctx, sessionKey, session)
	events, err := a.Secure.StreamConfigEvents(ctx, &pb.ConfigStreamRequest{Name: name})
	if err != nil {
		return nil, err
	}
	return newStream(events, store), nil
}
