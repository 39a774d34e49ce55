package io.headwater.server.agents;

import com.google.protobuf.ByteString;
import io.headwater.core.fleet.Names;
import io.headwater.wire.remoteagent.flare.v1.GetFlareFilesResponse;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Lays the agents' files out: {@code <agent>/<file>}, every name made safe and none twice. */
final class Flare {
    private Flare() {}

    static SortedMap<String, ByteString> files(List<Answer<GetFlareFilesResponse>> answers) {
        var files = new TreeMap<String, ByteString>();
        var directories = new HashSet<String>();
        for (var answer : answers) {
            var registrant = answer.session().registrant();
            var directory = Names.distinct(registrant.label(), directories);
            switch (answer) {
                case Answer.Given<GetFlareFilesResponse> given -> {
                    var names = new HashSet<String>();
                    new TreeMap<>(given.message().getFilesMap())
                            .forEach((name, content) ->
                                    files.put(directory + "/" + Names.distinct(Names.file(name), names), content));
                }
                case Answer.Failed<GetFlareFilesResponse> failed ->
                    files.put(
                            directory + "/UNREACHABLE.txt",
                            ByteString.copyFromUtf8(
                                    registrant.displayName() + " could not be reached: " + failed.error()));
            }
        }
        return files;
    }
}
