package interop

import (
	"context"
	"crypto/tls"
	"errors"
	"testing"

	pb "github.com/DataDog/datadog-agent/pkg/proto/pbgo/core"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	health "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	reflection "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/emptypb"
)

const (
	subscribing = ": remote agent must register with RAR before subscribing to config stream"
	noSuchToken = "00000000000000000000000000000000ffffffffffffffffffffffffffffffff"
)

func TestRefusals(t *testing.T) {
	title(t, "a call")
	h := newHost(t, "log_level: info\n")
	agent := h.connect(t)
	session := register(t, agent, Subscriber("caller"))
	credentialsAreChecked(t, h)
	garbageIsRefused(t, agent)
	title(t, "opening a stream")
	sessionsAreChecked(t, agent, session)
	title(t, "a call beside the stream")
	otherCallsAreAnswered(t, agent)
}

func credentialsAreChecked(t *testing.T, h *host) {
	shared := must[Credentials](t)(h.Credentials())
	nameless := shared.ClientTLS()
	nameless.Certificates = nil
	stranger := shared.ClientTLS()
	strange := must[Credentials](t)(must[Issued](t)(Issue()).Credentials())
	stranger.Certificates = nil
	stranger.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		return &strange.Certificate, nil
	}
	for _, refusal := range []struct {
		sentence string
		identity *tls.Config
		token    string
		code     codes.Code
		message  string
	}{
		{"without a client certificate is refused", nameless, shared.Token,
			codes.Unauthenticated, "client did not provide a certificate"},
		{"without a token is refused", shared.ClientTLS(), "",
			codes.Unauthenticated, "Request unauthenticated with Bearer"},
		{"with a wrong token is refused", shared.ClientTLS(), noSuchToken,
			codes.Unauthenticated, "invalid auth token: invalid session token"},
	} {
		row(t, refusal.sentence, func(t *testing.T) {
			refused(t, registerAs(t, h.Agents, refusal.identity, refusal.token), refusal.code, refusal.message)
		})
	}
	row(t, "with a certificate of another authority does not get through the handshake", func(t *testing.T) {
		refusedFor(t, registerAs(t, h.Agents, stranger, shared.Token), codes.Unavailable)
	})
	row(t, "to a server of another authority does not get through the handshake either", func(t *testing.T) {
		refusedFor(t, registerAs(t, h.Agents, strange.ClientTLS(), shared.Token), codes.Unavailable, "certificate")
	})
	row(t, "for the host's name needs the certificate and no token", func(t *testing.T) {
		check(t, askHostname(t, h, shared.ClientTLS()))
	})
	row(t, "for the host's name without the certificate is refused", func(t *testing.T) {
		refused(t, askHostname(t, h, nameless), codes.Unauthenticated, "client did not provide a certificate")
	})
}

func registerAs(t *testing.T, target string, identity *tls.Config, token string) error {
	t.Helper()
	conn := must[*grpc.ClientConn](t)(Dial(target, identity, token))
	defer conn.Close()
	_, err := pb.NewAgentSecureClient(conn).RegisterRemoteAgent(soon(t), Subscriber("caller"))
	return err
}

func askHostname(t *testing.T, h *host, identity *tls.Config) error {
	t.Helper()
	conn := must[*grpc.ClientConn](t)(Dial(h.Agents, identity, ""))
	defer conn.Close()
	reply, err := pb.NewAgentClient(conn).GetHostname(soon(t), &pb.HostnameRequest{})
	if err == nil && reply.Hostname == "" {
		return errors.New("the host has no name")
	}
	return err
}

func sessionsAreChecked(t *testing.T, agent *Agent, session string) {
	for _, opening := range []struct {
		sentence string
		sessions []string
		code     codes.Code
		message  string
	}{
		{"without a session is refused", nil,
			codes.Unauthenticated, "session_id required in metadata" + subscribing},
		{"with an empty session is refused", []string{""},
			codes.Unauthenticated, "session_id cannot be empty" + subscribing},
		{"with a session that nobody knows is refused", []string{unknownSession},
			codes.PermissionDenied, "session_id '" + unknownSession + "' not found" + subscribing},
		{"with two sessions counts the first, and refuses it when nobody knows it", []string{unknownSession, session},
			codes.PermissionDenied, "session_id '" + unknownSession + "' not found" + subscribing},
		{"with two sessions counts the first, and serves it", []string{session, unknownSession}, codes.OK, ""},
	} {
		row(t, opening.sentence, func(t *testing.T) {
			err := open(t, agent, &pb.ConfigStreamRequest{Name: "caller"}, opening.sessions...)
			refused(t, err, opening.code, opening.message)
		})
	}
	row(t, "with the session in the request alone, where it once was, is served", func(t *testing.T) {
		check(t, open(t, agent, requestNaming(session)))
	})
	row(t, "with a session in both places takes the one in the metadata", func(t *testing.T) {
		check(t, open(t, agent, requestNaming(unknownSession), session))
	})
}

// requestNaming has the session in field 2, which today's message no longer has.
func requestNaming(session string) *pb.ConfigStreamRequest {
	request := &pb.ConfigStreamRequest{Name: "caller"}
	field := protowire.AppendTag(nil, 2, protowire.BytesType)
	request.ProtoReflect().SetUnknown(protowire.AppendString(field, session))
	return request
}

// open waits for a stream's first event, or for its refusal.
func open(t *testing.T, agent *Agent, request *pb.ConfigStreamRequest, sessions ...string) error {
	t.Helper()
	ctx, stop := context.WithCancel(soon(t))
	defer stop()
	for _, session := range sessions {
		ctx = metadata.AppendToOutgoingContext(ctx, sessionKey, session)
	}
	events, err := agent.Secure.StreamConfigEvents(ctx, request)
	if err != nil {
		return err
	}
	first, err := events.Recv()
	if err == nil && first.GetSnapshot() == nil {
		return errors.New("the first event is no snapshot")
	}
	return err
}

// raw sends bytes as they are, where a message belongs.
type raw struct{}

func (raw) Name() string                        { return "proto" }
func (raw) Marshal(bytes any) ([]byte, error)   { return bytes.([]byte), nil }
func (raw) Unmarshal(bytes []byte, _ any) error { return nil }

func garbageIsRefused(t *testing.T, agent *Agent) {
	for _, method := range []string{
		pb.RemoteAgent_RegisterRemoteAgent_FullMethodName,
		pb.AgentSecure_RefreshRemoteAgent_FullMethodName,
		pb.Agent_GetHostname_FullMethodName,
		pb.AgentSecure_StreamConfigEvents_FullMethodName,
		"/" + adminService + "/SetSetting",
		health.Health_Check_FullMethodName,
		reflection.ServerReflection_ServerReflectionInfo_FullMethodName,
	} {
		row(t, "with bytes that are no message is refused, to "+method, func(t *testing.T) {
			err := agent.Conn.Invoke(soon(t), method, []byte{0xff, 0xff, 0xff}, nil, grpc.ForceCodec(raw{}))
			refusedFor(t, err, codes.Internal)
		})
	}
}

func otherCallsAreAnswered(t *testing.T, agent *Agent) {
	row(t, "to the tagger for one entity finds none", func(t *testing.T) {
		answer := must[*pb.FetchEntityResponse](t)(agent.Secure.TaggerFetchEntity(soon(t), &pb.FetchEntityRequest{}))
		if !proto.Equal(answer, &pb.FetchEntityResponse{}) {
			t.Fatalf("%v (expected: nothing)", answer)
		}
	})
	for _, method := range []string{
		pb.AgentSecure_TaggerStreamEntities_FullMethodName,
		pb.AgentSecure_TaggerGenerateContainerIDFromOriginInfo_FullMethodName,
		pb.AgentSecure_ClientGetConfigs_FullMethodName,
		pb.AgentSecure_GetConfigState_FullMethodName,
		pb.AgentSecure_WorkloadmetaStreamEntities_FullMethodName,
		pb.AgentSecure_AutodiscoveryStreamConfig_FullMethodName,
		pb.AgentSecure_GetHostTags_FullMethodName,
		pb.AgentSecure_StreamKubeMetadata_FullMethodName,
	} {
		row(t, "to "+method+" is not implemented", func(t *testing.T) {
			err := agent.Conn.Invoke(soon(t), method, &emptypb.Empty{}, &emptypb.Empty{})
			refusedFor(t, err, codes.Unimplemented)
		})
	}
}

func TestDisabledRegistry(t *testing.T) {
	title(t, "a server whose registry is off")
	h := newHost(t, "remote_agent_registry:\n  enabled: false\n")
	agent := h.connect(t)
	row(t, "registers nobody", func(t *testing.T) {
		_, err := agent.Registry.RegisterRemoteAgent(soon(t), Subscriber("caller"))
		refused(t, err, codes.Unimplemented, "remote agent registry not enabled")
	})
	row(t, "opens no stream", func(t *testing.T) {
		err := open(t, agent, &pb.ConfigStreamRequest{Name: "caller"}, unknownSession)
		refused(t, err, codes.Unimplemented, "remote agent registry not enabled")
	})
}
