package interop

import (
	"context"
	"fmt"

	"google.golang.org/grpc"
	reflection "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

// ListServices asks the server what it serves.
func ListServices(ctx context.Context, conn grpc.ClientConnInterface) ([]string, error) {
	answer, err := ask(ctx, conn, &reflection.ServerReflectionRequest{
		MessageRequest: &reflection.ServerReflectionRequest_ListServices{},
	})
	if err != nil {
		return nil, err
	}
	var names []string
	for _, service := range answer.GetListServicesResponse().GetService() {
		names = append(names, service.Name)
	}
	return names, nil
}

// DescribeService asks the server for a service's description, so that it can be called without generated code.
func DescribeService(ctx context.Context, conn grpc.ClientConnInterface, name string) (protoreflect.ServiceDescriptor, error) {
	answer, err := ask(ctx, conn, &reflection.ServerReflectionRequest{
		MessageRequest: &reflection.ServerReflectionRequest_FileContainingSymbol{FileContainingSymbol: name},
	})
	if err != nil {
		return nil, err
	}
	var set descriptorpb.FileDescriptorSet
	for _, bytes := range answer.GetFileDescriptorResponse().GetFileDescriptorProto() {
		file := new(descriptorpb.FileDescriptorProto)
		if err := proto.Unmarshal(bytes, file); err != nil {
			return nil, err
		}
		set.File = append(set.File, file)
	}
	files, err := protodesc.NewFiles(&set)
	if err != nil {
		return nil, err
	}
	found, err := files.FindDescriptorByName(protoreflect.FullName(name))
	if err != nil {
		return nil, err
	}
	service, ok := found.(protoreflect.ServiceDescriptor)
	if !ok {
		return nil, fmt.Errorf("%s: not a service", name)
	}
	return service, nil
}

func ask(
	ctx context.Context, conn grpc.ClientConnInterface, request *reflection.ServerReflectionRequest,
) (*reflection.ServerReflectionResponse, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	stream, err := reflection.NewServerReflectionClient(conn).ServerReflectionInfo(ctx)
	if err != nil {
		return nil, err
	}
	if err := stream.Send(request); err != nil {
		return nil, err
	}
	answer, err := stream.Recv()
	if err != nil {
		return nil, err
	}
	if refusal := answer.GetErrorResponse(); refusal != nil {
		return nil, fmt.Errorf("reflection: %s", refusal.ErrorMessage)
	}
	return answer, nil
}
