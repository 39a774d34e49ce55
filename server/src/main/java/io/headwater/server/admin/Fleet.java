package io.headwater.server.admin;

import com.google.protobuf.ByteString;
import io.headwater.core.fleet.Registry;
import io.headwater.core.fleet.Session;
import io.headwater.server.agents.Answer;
import io.headwater.server.agents.Callbacks;
import io.headwater.server.agents.ConfigStream;
import io.headwater.server.agents.ConfigStreams;
import io.headwater.wire.admin.v1.Agent;
import io.headwater.wire.admin.v1.AgentStatus;
import io.headwater.wire.admin.v1.FlareFile;
import io.headwater.wire.admin.v1.Section;
import io.headwater.wire.remoteagent.status.v1.GetStatusDetailsResponse;
import io.headwater.wire.remoteagent.status.v1.StatusSection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The registered agents as people see them. Asking them may take as long as the callbacks' timeout. */
public final class Fleet {
    /** Enough to tell sessions apart; the whole is a credential. */
    private static final int SHOWN_OF_ID = 8;

    private final Registry registry;
    private final ConfigStreams streams;
    private final Callbacks callbacks;

    public Fleet(Registry registry, ConfigStreams streams, Callbacks callbacks) {
        this.registry = registry;
        this.streams = streams;
        this.callbacks = callbacks;
    }

    List<Agent> agents() {
        var open = streamsBySession();
        return registry.sessions().stream().map(session -> agent(session, open)).toList();
    }

    List<AgentStatus> status(String which) {
        var open = streamsBySession();
        return callbacks.status(named(which)).stream()
                .map(answer -> status(answer, open))
                .toList();
    }

    Stream<FlareFile> flare(String which) {
        return callbacks.flare(named(which)).entrySet().stream().map(file -> flareFile(file.getKey(), file.getValue()));
    }

    private Map<String, List<ConfigStream>> streamsBySession() {
        var open = new HashMap<String, List<ConfigStream>>();
        streams.forEach(stream ->
                open.computeIfAbsent(stream.sessionId(), _ -> new ArrayList<>()).add(stream));
        return open;
    }

    private static Predicate<Session> named(String which) {
        return session -> which.isEmpty()
                || session.registrant().displayName().equalsIgnoreCase(which)
                || session.registrant().label().equals(which)
                || session.registrant().flavor().equals(which);
    }

    private static Agent agent(Session session, Map<String, List<ConfigStream>> open) {
        var registrant = session.registrant();
        var streams = open.getOrDefault(session.id(), List.of());
        return Agent.newBuilder()
                .setSessionId(session.id().substring(0, SHOWN_OF_ID))
                .setFlavor(registrant.flavor())
                .setDisplayName(registrant.displayName())
                .setPid(registrant.pid())
                .setApiEndpointUri(registrant.endpointUri())
                .addAllServices(registrant.services())
                .setRegistered(Display.timestamp(session.registered()))
                .setLastSeen(Display.timestamp(session.lastSeen()))
                .setStreams(streams.size())
                .setOfferedRevision(streams.stream()
                        .mapToLong(stream -> stream.at().value())
                        .max()
                        .orElse(0))
                .setLag(streams.stream().mapToLong(ConfigStream::lag).max().orElse(0))
                .build();
    }

    private static AgentStatus status(Answer<GetStatusDetailsResponse> answer, Map<String, List<ConfigStream>> open) {
        var status = AgentStatus.newBuilder().setAgent(agent(answer.session(), open));
        return switch (answer) {
            case Answer.Failed<GetStatusDetailsResponse> failed ->
                status.setError(failed.error()).build();
            case Answer.Given<GetStatusDetailsResponse> given -> {
                status.setMainSection(section("", given.message().getMainSection()));
                new TreeMap<>(given.message().getNamedSectionsMap())
                        .forEach((name, section) -> status.addNamedSections(section(name, section)));
                yield status.build();
            }
        };
    }

    private static Section section(String name, StatusSection section) {
        return Section.newBuilder()
                .setName(name)
                .putAllFields(section.getFieldsMap())
                .build();
    }

    private static FlareFile flareFile(String path, ByteString content) {
        return FlareFile.newBuilder().setPath(path).setContent(content).build();
    }
}
