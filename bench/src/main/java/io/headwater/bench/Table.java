package io.headwater.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The result as text: what was measured, then how it stands to the budgets. Valid Markdown. */
final class Table {
    private Table() {}

    /** A line per figure and number of subscribers, a column per server; medians. */
    static String figures(Figures figures) {
        var servers = Arrays.stream(Who.values())
                .filter(who -> figures.all().keySet().stream().anyMatch(key -> key.who() == who))
                .toList();
        var rows = new ArrayList<List<String>>();
        rows.add(row("figure", "N", servers, who -> who.label));
        for (var metric : Metric.values()) {
            for (int size : figures.sizes(metric)) {
                rows.add(row(metric.label, number(size), servers, who -> median(figures, metric, size, who)));
            }
        }
        return text(rows);
    }

    private static List<String> row(String figure, String size, List<Who> servers, Function<Who, String> column) {
        var row = new ArrayList<>(List.of(figure, size));
        servers.forEach(who -> row.add(column.apply(who)));
        return row;
    }

    private static String median(Figures figures, Metric metric, int size, Who who) {
        var rounds = figures.of(metric, size, who);
        return rounds.isEmpty() ? "" : metric.format(Figures.median(rounds));
    }

    private static String number(int size) {
        return size == 0 ? "" : "%,d".formatted(size);
    }

    static String budgets(Figures figures) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("budget", "N", "measured", "rounds", "limit", "stretch", "verdict"));
        for (var budget : Budget.ALL) {
            var measured = budget.measured(figures);
            rows.add(List.of(
                    budget.what(),
                    budget.size() == 0
                            ? ""
                            : "%,d".formatted(budget.nearestSize(figures).orElse(budget.size())),
                    measured.isEmpty() ? "–" : value(budget, Figures.median(measured)),
                    measured.stream().map("%.2f"::formatted).collect(Collectors.joining(" ")),
                    "≤ " + value(budget, budget.most()),
                    "≤ " + value(budget, budget.stretch()),
                    budget.verdict(figures)));
        }
        return text(rows);
    }

    private static String value(Budget budget, double value) {
        return budget.kind() == Budget.Kind.ABSOLUTE ? budget.metric().format(value) : "%.2f".formatted(value);
    }

    private static String text(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        var widths = new int[columns];
        for (var row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var text = new StringBuilder();
        appendRow(text, rows.getFirst(), widths);
        text.append('|');
        for (int width : widths) {
            text.repeat('-', width + 2).append('|');
        }
        text.append('\n');
        rows.subList(1, rows.size()).forEach(row -> appendRow(text, row, widths));
        return text.toString();
    }

    private static void appendRow(StringBuilder text, List<String> row, int... widths) {
        text.append('|');
        for (int i = 0; i < widths.length; i++) {
            text.append(' ')
                    .append(row.get(i))
                    .repeat(' ', widths[i] - row.get(i).length())
                    .append(" |");
        }
        text.append('\n');
    }
}
