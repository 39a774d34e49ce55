package io.headwater.testkit;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.headwater.wire.admin.v1.AdminGrpc;
import io.headwater.wire.admin.v1.Agent;
import io.headwater.wire.admin.v1.AgentStatus;
import io.headwater.wire.admin.v1.GetFlareRequest;
import io.headwater.wire.admin.v1.GetStatusRequest;
import io.headwater.wire.admin.v1.ListAgentsRequest;
import io.headwater.wire.admin.v1.SetSettingRequest;
import io.headwater.wire.admin.v1.UnsetSettingRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What an operator asks of a server. */
record Admin(Connection connection) implements AutoCloseable {
    void set(String key, String value, String source) {
        var _ = calls().setSetting(SetSettingRequest.newBuilder()
                .setKey(key)
                .setText(value)
                .setSource(source)
                .build());
    }

    void unset(String key, String source) {
        var _ = calls().unsetSetting(UnsetSettingRequest.newBuilder()
                .setKey(key)
                .setSource(source)
                .build());
    }

    List<Agent> sessions() {
        return calls().listAgents(ListAgentsRequest.getDefaultInstance()).getAgentsList();
    }

    List<AgentStatus> status() {
        return calls().getStatus(GetStatusRequest.getDefaultInstance()).getAgentsList();
    }

    Map<String, ByteString> flare(String agent) {
        var files = new TreeMap<String, ByteString>();
        calls().getFlare(GetFlareRequest.newBuilder().setAgent(agent).build())
                .forEachRemaining(file -> files.put(file.getPath(), file.getContent()));
        return files;
    }

    /** Whether the server takes these credentials. */
    boolean isLetIn() {
        try {
            var _ = sessions();
            return true;
        } catch (StatusRuntimeException refused) {
            return false;
        }
    }

    private AdminGrpc.AdminBlockingStub calls() {
        return AdminGrpc.newBlockingStub(connection.channel())
                .withCallCredentials(connection.token())
                .withDeadlineAfter(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        connection.close();
    }
}
