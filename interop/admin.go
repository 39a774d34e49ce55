package interop

import (
	"context"
	"encoding/json"
	"fmt"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/dynamicpb"
)

const adminService = "headwater.admin.v1.Admin"

// Admin changes settings and asks for them, through the server's own description of the service.
type Admin struct {
	conn    *grpc.ClientConn
	service protoreflect.ServiceDescriptor
}

// Listed is a setting as the admin service tells it.
type Listed struct {
	Key, JSON, Source string
	Redacted          bool
}

// Setting is the listing as a stream would have it; a value that is not JSON is none.
func (l Listed) Setting() Setting {
	var value any
	if json.Unmarshal([]byte(l.JSON), &value) != nil {
		return Setting{Source: l.Source}
	}
	return Setting{value, l.Source}
}

// ConnectAdmin connects with the credentials found in dir and learns the service.
func ConnectAdmin(ctx context.Context, target, dir string) (*Admin, error) {
	shared, err := ReadCredentials(dir)
	if err != nil {
		return nil, err
	}
	conn, err := shared.Dial(target)
	if err != nil {
		return nil, err
	}
	service, err := DescribeService(ctx, conn, adminService)
	if err != nil {
		conn.Close()
		return nil, err
	}
	return &Admin{conn, service}, nil
}

// Close ends the connection.
func (a *Admin) Close() error { return a.conn.Close() }

// Set gives a key a value, as text for its type, at source cli.
func (a *Admin) Set(ctx context.Context, key, text string) error {
	return a.call(ctx, "SetSetting", map[string]any{"key": key, "text": text}, nil)
}

// Unset takes the value at source cli away.
func (a *Admin) Unset(ctx context.Context, key string) error {
	return a.call(ctx, "UnsetSetting", map[string]any{"key": key}, nil)
}

// List tells every effective setting.
func (a *Admin) List(ctx context.Context) (map[string]Listed, error) {
	var answer struct{ Settings []Listed }
	if err := a.call(ctx, "ListSettings", map[string]any{}, &answer); err != nil {
		return nil, err
	}
	listed := make(map[string]Listed, len(answer.Settings))
	for _, setting := range answer.Settings {
		listed[setting.Key] = setting
	}
	return listed, nil
}

// AgentNames are the display names of the sessions that live, one for each.
func (a *Admin) AgentNames(ctx context.Context) ([]string, error) {
	var answer struct {
		Agents []struct{ DisplayName string }
	}
	if err := a.call(ctx, "ListAgents", map[string]any{}, &answer); err != nil {
		return nil, err
	}
	var names []string
	for _, agent := range answer.Agents {
		names = append(names, agent.DisplayName)
	}
	return names, nil
}

func (a *Admin) call(ctx context.Context, name string, request map[string]any, answer any) error {
	method := a.service.Methods().ByName(protoreflect.Name(name))
	if method == nil {
		return fmt.Errorf("%s: no method %s", adminService, name)
	}
	text, err := json.Marshal(request)
	if err != nil {
		return err
	}
	in, out := dynamicpb.NewMessage(method.Input()), dynamicpb.NewMessage(method.Output())
	if err := protojson.Unmarshal(text, in); err != nil {
		return err
	}
	if err := a.conn.Invoke(ctx, fmt.Sprintf("/%s/%s", adminService, name), in, out); err != nil {
		return err
	}
	if answer == nil {
		return nil
	}
	text, err = protojson.Marshal(out)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, answer)
}
