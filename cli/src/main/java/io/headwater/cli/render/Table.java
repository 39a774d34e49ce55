package io.headwater.cli.render;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows under headings, in columns as wide as what they hold.
 *
 * <p>A row never exceeds the terminal: its last cell is cut. Where there is no terminal nothing is cut. Not thread-safe.
 */
public final class Table {
    private static final int GAP = 2;

    private final List<Cell> headings;
    private final List<List<Cell>> rows = new ArrayList<>();

    /**
     * What stands in one place.
     *
     * @param text shown with its control characters escaped
     */
    public record Cell(String text, Style style) {
        public Cell {
            text = Printable.of(text);
        }

        int width() {
            return text.codePointCount(0, text.length());
        }
    }

    public Table(String... headings) {
        this.headings = List.of(headings).stream()
                .map(heading -> new Cell(heading, Style.BOLD))
                .toList();
    }

    public static Cell cell(String text, Style style) {
        return new Cell(text, style);
    }

    public static Cell cell(String text) {
        return new Cell(text, Style.PLAIN);
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException when there are not as many cells as headings
     */
    public Table row(Cell... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException("cells: " + cells.length + " (expected: " + headings.size() + ")");
        }
        rows.add(List.of(cells));
        return this;
    }

    public void print(Terminal terminal) {
        lines(terminal).forEach(terminal::print);
    }

    /** What {@link #print} prints. */
    public List<String> lines(Terminal terminal) {
        var all = new ArrayList<List<Cell>>(rows.size() + 1);
        all.add(headings);
        all.addAll(rows);
        var widths = new int[headings.size()];
        for (var row : all) {
            for (var i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).width());
            }
        }
        return all.stream().map(row -> line(row, widths, terminal)).toList();
    }

    private static String line(List<Cell> row, int[] widths, Terminal terminal) {
        var line = new StringBuilder();
        var used = 0;
        for (var i = 0; i < widths.length; i++) {
            var cell = row.get(i);
            var last = i == widths.length - 1;
            var text = last ? cut(cell.text(), terminal.columns(), used) : cell.text();
            line.append(terminal.styled(cell.style(), text));
            if (!last) {
                line.repeat(' ', widths[i] - cell.width() + GAP);
            }
            used += widths[i] + GAP;
        }
        return line.toString().stripTrailing();
    }

    private static String cut(String text, int columns, int used) {
        var room = Math.max(columns - used, 8);
        if (columns == 0 || text.codePointCount(0, text.length()) <= room) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, room - 1)) + "…";
    }
}
