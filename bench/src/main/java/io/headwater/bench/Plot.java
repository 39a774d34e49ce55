package io.headwater.bench;

import java.util.List;

/**
 * The result as a picture: a panel per question, a group of bars per number of subscribers. The bars of one group share a scale,
 * so that what can be compared is what was measured under the same conditions. A card of its own, so that it reads on any page.
 */
final class Plot {
    private static final int PANEL_WIDTH = 440;
    private static final int PANEL_HEIGHT = 230;
    private static final int COLUMNS = 2;
    private static final int MARGIN = 24;
    private static final int TOP = 76;
    private static final int PLOT_WIDTH = PANEL_WIDTH - MARGIN;
    private static final int BAR_AREA = 120;
    private static final int BAR_BASE = 186;
    private static final int WIDEST_BAR = 44;

    private static final List<Panel> PANELS = List.of(
            new Panel("CPU per delivery, single updates", Metric.CPU_SINGLE),
            new Panel("CPU per delivery, bursts of ten", Metric.CPU_BURST),
            new Panel("From set to the last of N, p50", Metric.LAST_P50),
            new Panel("RSS per idle subscriber", Metric.RSS_IDLE),
            new Panel("CPU to connect, register and hold a snapshot", Metric.CONNECT_CPU),
            new Panel("Held for a stalled subscriber", Metric.STALLED_MEMORY));

    private final Figures figures;
    private final StringBuilder svg = new StringBuilder();

    private Plot(Figures figures) {
        this.figures = figures;
    }

    static String of(Figures figures, String caption) {
        var plot = new Plot(figures);
        plot.draw(caption);
        return plot.svg.toString();
    }

    private void draw(String caption) {
        var panels = PANELS.stream()
                .filter(each -> !figures.sizes(each.metric).isEmpty())
                .toList();
        int width = COLUMNS * PANEL_WIDTH + 2 * MARGIN;
        int height = TOP + (panels.size() + COLUMNS - 1) / COLUMNS * PANEL_HEIGHT + MARGIN;
        svg.append("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="12">
                <style>
                .card { fill: #ffffff; stroke: #d0d7de } .ink { fill: #1f2328 } .dim { fill: #59636e } .line { stroke: #d0d7de }
                .FLOOR { fill: #8c959f } .HEADWATER { fill: #0969da } .PEER { fill: #bf8700 }
                .FLOOR_UNIX { fill: #c4ccd4 } .HEADWATER_UNIX { fill: #54aeff }
                @media (prefers-color-scheme: dark) {
                .card { fill: #0d1117; stroke: #3d444d } .ink { fill: #f0f6fc } .dim { fill: #9198a1 } .line { stroke: #3d444d }
                .FLOOR { fill: #656c76 } .FLOOR_UNIX { fill: #9198a1 }
                }
                </style>
                <rect class="card" x="0.5" y="0.5" width="%d" height="%d" rx="8"/>
                <text class="ink" x="%d" y="30" font-size="16" font-weight="600">Headwater beside the floor</text>
                <text class="dim" x="%d" y="48">%s; bars of one N share a scale</text>
                """.formatted(width, height, width - 1, height - 1, MARGIN, MARGIN, escape(caption)));
        legend();
        for (int i = 0; i < panels.size(); i++) {
            svg.append("<g transform=\"translate(%d %d)\">\n"
                    .formatted(MARGIN + i % COLUMNS * PANEL_WIDTH, TOP + i / COLUMNS * PANEL_HEIGHT));
            panel(panels.get(i));
            svg.append("</g>\n");
        }
        svg.append("</svg>\n");
    }

    private void legend() {
        int x = MARGIN;
        for (var who : Who.values()) {
            if (figures.all().keySet().stream().anyMatch(each -> each.who() == who)) {
                svg.append(
                        "<rect class=\"%s\" x=\"%d\" y=\"60\" width=\"10\" height=\"10\" rx=\"2\"/>".formatted(who, x));
                text(x + 15, 69, 12, "start", who.label);
                x += 35 + 7 * who.label.length();
            }
        }
    }

    private void panel(Panel panel) {
        svg.append("<text class=\"ink\" y=\"30\" font-weight=\"600\">%s, %s</text>\n"
                .formatted(escape(panel.title), panel.metric.unit));
        svg.append("<line class=\"line\" y1=\"%d\" x2=\"%d\" y2=\"%1$d\"/>\n".formatted(BAR_BASE, PLOT_WIDTH));
        var groups = figures.sizes(panel.metric).stream()
                .map(size -> group(panel.metric, size))
                .toList();
        int bars = groups.stream().mapToInt(each -> each.bars.size() + 1).sum();
        int step = Math.min(WIDEST_BAR, PLOT_WIDTH / bars);
        int x = (PLOT_WIDTH - step * bars) / 2 + step / 2;
        for (var group : groups) {
            text(x + group.bars.size() * step / 2, BAR_BASE + 18, 12, "middle", "N = %,d".formatted(group.size));
            for (var bar : group.bars) {
                bar(bar, x, step, group.highest());
                x += step;
            }
            x += step;
        }
    }

    private void bar(Bar bar, int x, int step, double highest) {
        int height = (int) Math.max(1, Math.round(Math.max(0, bar.value) / highest * BAR_AREA));
        svg.append("<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\"/>"
                .formatted(bar.who, x + 1, BAR_BASE - height, step - 2, height));
        text(x + step / 2, BAR_BASE - height - 4, 9, "middle", shortly(bar.value));
    }

    private void text(int x, int y, int size, String anchor, String text) {
        svg.append("<text class=\"dim\" x=\"%d\" y=\"%d\" font-size=\"%d\" text-anchor=\"%s\">%s</text>\n"
                .formatted(x, y, size, anchor, escape(text)));
    }

    private Group group(Metric metric, int size) {
        var bars = figures.all().entrySet().stream()
                .filter(each ->
                        each.getKey().metric() == metric && each.getKey().size() == size)
                .map(each -> new Bar(each.getKey().who(), Figures.median(each.getValue())))
                .toList();
        return new Group(size, bars);
    }

    private static String shortly(double value) {
        return (value >= 100 ? "%.0f" : value >= 1 ? "%.1f" : "%.2f").formatted(value);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private record Panel(String title, Metric metric) {}

    private record Bar(Who who, double value) {}

    private record Group(int size, List<Bar> bars) {
        double highest() {
            return bars.stream().mapToDouble(Bar::value).max().orElse(1);
        }
    }
}
