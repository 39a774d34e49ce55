package interop

import (
	"slices"
	"testing"

	health "google.golang.org/grpc/health/grpc_health_v1"
)

func TestDiscovery(t *testing.T) {
	title(t, "a stranger to the protocol, with the credentials")
	h := newHost(t, "log_level: info\n")
	agent := h.connect(t)
	services := []string{
		"datadog.api.v1.Agent", "datadog.api.v1.AgentSecure", "datadog.remoteagent.v1.RemoteAgent", adminService,
	}
	row(t, "finds the services listed by reflection", func(t *testing.T) {
		listed := must[[]string](t)(ListServices(soon(t), agent.Conn))
		for _, name := range services {
			if !slices.Contains(listed, name) {
				t.Errorf("%s is not among %v", name, listed)
			}
		}
	})
	for _, name := range append(services, "") {
		row(t, "finds "+orTheServer(name)+" healthy", func(t *testing.T) {
			request := &health.HealthCheckRequest{Service: name}
			answer := must[*health.HealthCheckResponse](t)(health.NewHealthClient(agent.Conn).Check(soon(t), request))
			if answer.Status != health.HealthCheckResponse_SERVING {
				t.Fatalf("status: %s (expected: SERVING)", answer.Status)
			}
		})
	}
}

func orTheServer(name string) string {
	if name == "" {
		return "the whole server"
	}
	return name
}
