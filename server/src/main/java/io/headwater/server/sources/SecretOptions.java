package io.headwater.server.sources;

import io.headwater.core.feed.Snapshot;
import io.headwater.core.settings.Setting;
import io.headwater.core.settings.Value;
import io.headwater.core.settings.Value.Items;
import io.headwater.core.settings.Value.Whole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How secrets are resolved.
 *
 * @param command the executable; empty for none
 * @param timeout how long it may take
 * @param maxOutputBytes how much it may write
 * @param removeTrailingLineBreak whether the line break that ends a value is not part of it
 * @param allowGroupExecute whether the group may run the command too
 * @param skipChecks whether the command's permissions do not matter
 */
public record SecretOptions(
        String command,
        List<String> arguments,
        Duration timeout,
        int maxOutputBytes,
        boolean removeTrailingLineBreak,
        boolean allowGroupExecute,
        boolean skipChecks) {
    private static final int LARGEST_OUTPUT = 64 << 20;
    private static final long LONGEST_SECONDS = 3_600;

    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);
    private static final Set<PosixFilePermission> OF_GROUP = EnumSet.of(
            PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE);

    /** The options that a state of the settings comes to. */
    public static SecretOptions of(Snapshot<String, Setting> settings) {
        return new SecretOptions(
                value(settings, "secret_backend_command").map(Value::toString).orElse(""),
                value(settings, "secret_backend_arguments")
                        .map(SecretOptions::texts)
                        .orElse(List.of()),
                Duration.ofSeconds(number(settings, "secret_backend_timeout", 30, LONGEST_SECONDS)),
                (int) number(settings, "secret_backend_output_max_size", 1 << 20, LARGEST_OUTPUT),
                isTrue(settings, "secret_backend_remove_trailing_line_break"),
                isTrue(settings, "secret_backend_command_allow_group_exec_perm"),
                isTrue(settings, "secret_backend_skip_checks"));
    }

    /**
     * Why the command is not safe to run: somebody other than its owner may read or change it. Nothing when it is.
     */
    Optional<String> whyNotToRun() {
        try {
            var file = Path.of(command);
            if (!Files.isExecutable(file) || Files.isDirectory(file)) {
                return Optional.of("secret_backend_command is not an executable file");
            }
            return skipChecks ? Optional.empty() : whyNotSafe(Files.getPosixFilePermissions(file));
        } catch (InvalidPathException | IOException _) {
            return Optional.of("secret_backend_command cannot be looked at");
        } catch (UnsupportedOperationException _) {
            return Optional.empty();
        }
    }

    private Optional<String> whyNotSafe(Set<PosixFilePermission> permissions) {
        var forGroup = EnumSet.copyOf(OF_GROUP);
        if (allowGroupExecute) {
            forGroup.remove(PosixFilePermission.GROUP_READ);
            forGroup.remove(PosixFilePermission.GROUP_EXECUTE);
        }
        if (permissions.stream().anyMatch(OF_OTHERS::contains)) {
            return Optional.of("others have rights on secret_backend_command; run chmod o-rwx on it");
        }
        if (permissions.stream().anyMatch(forGroup::contains)) {
            return Optional.of("the group has rights on secret_backend_command; run chmod g-rwx on it");
        }
        return Optional.empty();
    }

    private static Optional<Value> value(Snapshot<String, Setting> settings, String key) {
        return Optional.ofNullable(settings.get(key)).map(Setting::value);
    }

    private static boolean isTrue(Snapshot<String, Setting> settings, String key) {
        return value(settings, key).filter(Value.of(true)::equals).isPresent();
    }

    private static long number(Snapshot<String, Setting> settings, String key, long otherwise, long most) {
        return value(settings, key)
                .map(value -> value instanceof Whole(var number) && number > 0 ? Math.min(number, most) : otherwise)
                .orElse(otherwise);
    }

    private static List<String> texts(Value value) {
        return value instanceof Items(var items)
                ? items.stream().map(Value::toString).toList()
                : List.of();
    }
}
