package io.headwater.client.internal.bootstrap;

import java.util.Random;

/** Documents as people write them and as nobody should, with the bootstrap keys scattered over them and over the texts in them. */
final class GeneratedYaml {
    private static final String[] OURS = {
        "cmd_host", "cmd_port", "CMD_Port", "'vsock_addr'", "\"ipc_cert_file_path\"", "use_rar_config_stream"
    };
    private static final String[] OTHERS = {"api_key", "tags", "\"a: b\"", "'it''s'", "x.y", "-dash", "1", "a b", "cmd"
    };
    private static final String[] SCALARS = {
        "plain",
        "5001",
        "\"quoted # not: a comment\"",
        "'it''s [one'",
        "a#b",
        "http://h:1",
        "-1",
        "[",
        "~",
        "",
        "''",
        "\"\\\"\\\\\"",
        "x # comment",
        "don't",
        "a 'b",
        "*alias",
        "true"
    };
    private static final String[] EXTENDED = {
        "|\n%scmd_port: 1\n%s\"open\n",
        ">-\n%s- [\n\n%s# no comment\n",
        "[a, 'b]', \"c{\n%s]\", {d: e}]\n",
        "{a: \"}\", 'b' : [1,\n%s2], c: d'e}\n",
        "\"over\n%slines: [\"\n",
        "'over\n\n%slines'\n",
        "plain over\n%slines \"here\n%s[and there\n",
        "&x !!map\n%scmd_port: 2\n",
        "!!str |\n%scmd_host: h\n",
        "# a comment\n%scmd_host: nested\n",
        "|2\n%s   {\n"
    };

    private final Random random;
    private final StringBuilder text = new StringBuilder();

    private GeneratedYaml(Random random) {
        this.random = random;
    }

    static String document(Random random) {
        var document = new GeneratedYaml(random);
        document.mapping(0, 0, true);
        return document.text.toString();
    }

    /** The same with a few characters lost, doubled or added. */
    static String damaged(Random random) {
        var text = new StringBuilder(document(random));
        for (int i = random.nextInt(1, 4); i > 0 && !text.isEmpty(); i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, " \n\t'\"#:-[]{}|>&*!%?,\\".charAt(random.nextInt(21)));
                case 2 -> text.insert(at, text.charAt(random.nextInt(text.length())));
                default ->
                    text.insert(at, one(random, "---\n", "...\n", "? ", "- ", "\n  ", "<<: ", "{}", "cmd_port: 9\n"));
            }
        }
        return text.toString();
    }

    private void mapping(int indent, int depth, boolean atRoot) {
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            if (random.nextInt(8) == 0) {
                text.append(one("\n", "# cmd_port: 3\n", "   \n"));
            }
            pad(indent);
            if (atRoot && random.nextInt(3) == 0) {
                ours(indent);
            } else {
                entry(indent, depth);
            }
        }
    }

    private void ours(int indent) {
        if (random.nextInt(3) > 0) {
            text.append(one(OURS)).append(": ").append(one(SCALARS)).append('\n');
        } else if (random.nextBoolean()) {
            text.append("remote_agent.registry.enabled: ").append(one(SCALARS)).append('\n');
        } else {
            text.append(one("remote_agent:", "remote_agent : # here")).append('\n');
            int deeper = indent + random.nextInt(1, 4);
            pad(deeper);
            entry(deeper, 1);
            pad(deeper);
            text.append("registry:\n");
            pad(deeper + 2);
            text.append("enabled: ").append(one("yes", "'no'", "1")).append('\n');
        }
    }

    private void entry(int indent, int depth) {
        text.append(one(OTHERS)).append(':');
        value(indent, depth);
    }

    private void value(int indent, int depth) {
        int deeper = indent + random.nextInt(1, 4);
        switch (depth > 3 ? 0 : random.nextInt(6)) {
            case 0, 1 -> text.append(' ').append(one(SCALARS)).append('\n');
            case 2 -> text.append(' ').append(one(EXTENDED).replace("%s", " ".repeat(deeper)));
            case 3 -> {
                text.append('\n');
                mapping(deeper, depth + 1, false);
            }
            case 4 -> {
                text.append('\n');
                items(random.nextBoolean() ? indent : deeper, depth + 1);
            }
            default -> {
                text.append(one(" &anchor", " !tag")).append('\n');
                mapping(deeper, depth + 1, false);
            }
        }
    }

    private void items(int indent, int depth) {
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            pad(indent);
            text.append('-');
            switch (random.nextInt(4)) {
                case 0 -> value(indent, depth);
                case 1 -> text.append(' ').append(one(SCALARS)).append('\n');
                case 2 -> {
                    text.append(" - ").append(one(SCALARS)).append('\n');
                    pad(indent + 2);
                    text.append("- cmd_port: 4\n");
                }
                default -> {
                    text.append(" cmd_port:");
                    value(indent + 2, depth);
                    pad(indent + 2);
                    entry(indent + 2, depth);
                }
            }
        }
    }

    private void pad(int indent) {
        text.append(" ".repeat(indent));
    }

    private String one(String... choices) {
        return one(random, choices);
    }

    private static String one(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
