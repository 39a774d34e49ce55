package io.headwater.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The result as text: what was measured, then how it stands to the budgets. Valid Markdown. */
final class Table {
    private Table() {}

    static String figures(Figures figures) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("figure", "N", "server", "median", "rounds"));
        figures.all()
                .forEach((key, rounds) -> rows.add(List.of(
                        key.metric().label,
                        key.size() == 0 ? "" : "%,d".formatted(key.size()),
                        key.who().label,
                        key.metric().format(Figures.median(rounds)),
                        rounds.stream()
                                .map(each -> ("%." + key.metric().decimals + "f").formatted(each))
                                .collect(Collectors.joining(" ")))));
        return text(rows);
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
