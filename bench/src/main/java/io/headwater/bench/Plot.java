package io.headwater.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The result as a picture: a panel per question, bars grouped by the number of subscribers. A card of its own, so that it reads on any page. */
final class Plot {
    private static final int PANEL_WIDTH = 440;
    private static final int PANEL_HEIGHT = 230;
    private static final int COLUMNS = 2;
    private static final int MARGIN = 24;
    private static final int TOP = 76;
    private static final int BAR_AREA = 130;
    private static final int BAR_BASE = 186;

    private static final List<Metric> PANELS = List.of(
            Metric.CPU_SINGLE,
            Metric.CPU_BURST,
            Metric.LAST_P50,
            Metric.RSS_IDLE,
            Metric.CONNECT_CPU,
            Metric.STALLED_HEAP);

    private final Figures figures;
    private final StringBuilder svg = new StringBuilder();

    private Plot(Figures figures) {
        this.figures = figures;
    }

    static String of(Figures figures, String caption) {
        var plot = new Plot(figures);
        var panels =
                PANELS.stream().filter(each -> !figures.sizes(each).isEmpty()).toList();
        plot.draw(panels, caption);
        return plot.svg.toString();
    }

    private void draw(List<Metric> panels, String caption) {
        int width = COLUMNS * PANEL_WIDTH + 2 * MARGIN;
        int height = TOP + (panels.size() + COLUMNS - 1) / COLUMNS * PANEL_HEIGHT + MARGIN;
        add("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="12">
                <style>
                .card { fill: #ffffff; stroke: #d0d7de } .ink { fill: #1f2328 } .dim { fill: #59636e } .line { stroke: #d0d7de }
                .FLOOR { fill: #8c959f } .HEADWATER { fill: #0969da } .PEER { fill: #bf8700 }
                .FLOOR_UNIX { fill: #afb8c1 } .HEADWATER_UNIX { fill: #54aeff }
                @media (prefers-color-scheme: dark) {
                .card { fill: #0d1117; stroke: #3d444d } .ink { fill: #f0f6fc } .dim { fill: #9198a1 } .line { stroke: #3d444d }
                .FLOOR { fill: #656c76 } .FLOOR_UNIX { fill: #9198a1 }
                }
                </style>
                <rect class="card" x="0.5" y="0.5" width="%d" height="%d" rx="8"/>
                <text class="ink" x="%d" y="30" font-size="16" font-weight="600">Headwater beside the floor</text>
                <text class="dim" x="%d" y="48">%s</text>
                """.formatted(width, height, width - 1, height - 1, MARGIN, MARGIN, escape(caption)));
        legend();
        for (int i = 0; i < panels.size(); i++) {
            add("<g transform=\"translate(%d %d)\">\n"
                    .formatted(MARGIN + i % COLUMNS * PANEL_WIDTH, TOP + i / COLUMNS * PANEL_HEIGHT));
            panel(panels.get(i));
            add("</g>\n");
        }
        add("</svg>\n");
    }

    private void legend() {
        int x = MARGIN;
        for (var who : Who.values()) {
            if (figures.all().keySet().stream().anyMatch(each -> each.who() == who)) {
                add("<rect class=\"%s\" x=\"%d\" y=\"60\" width=\"10\" height=\"10\" rx=\"2\"/>".formatted(who, x));
                add("<text class=\"dim\" x=\"%d\" y=\"69\">%s</text>\n".formatted(x + 15, who.label));
                x += 35 + 7 * who.label.length();
            }
        }
    }

    private void panel(Metric metric) {
        add("<text class=\"ink\" y=\"30\" font-weight=\"600\">%s, %s</text>\n"
                .formatted(capitalized(metric.label), metric.unit));
        add("<line class=\"line\" y1=\"%d\" x2=\"%d\" y2=\"%1$d\"/>\n".formatted(BAR_BASE, PANEL_WIDTH - MARGIN));
        var bars = bars(metric);
        double highest = bars.stream().mapToDouble(Bar::value).max().orElse(1);
        var sizes = figures.sizes(metric);
        int group = (PANEL_WIDTH - MARGIN) / sizes.size();
        for (int g = 0; g < sizes.size(); g++) {
            int size = sizes.get(g);
            var inGroup = bars.stream().filter(each -> each.size == size).toList();
            int step = Math.min(48, (group - 12) / inGroup.size());
            int left = g * group + (group - step * inGroup.size()) / 2;
            for (int i = 0; i < inGroup.size(); i++) {
                bar(inGroup.get(i), left + i * step, step, highest);
            }
            add("<text class=\"dim\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">N = %,d</text>\n"
                    .formatted(g * group + group / 2, BAR_BASE + 18, size));
        }
    }

    private void bar(Bar bar, int x, int step, double highest) {
        int height = (int) Math.max(1, Math.round(Math.max(0, bar.value) / highest * BAR_AREA));
        add("<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\"/>"
                .formatted(bar.who, x + 2, BAR_BASE - height, step - 4, height));
        add("<text class=\"dim\" x=\"%d\" y=\"%d\" text-anchor=\"middle\" font-size=\"10\">%s</text>\n"
                .formatted(x + step / 2, BAR_BASE - height - 4, shortly(bar.value)));
    }

    private List<Bar> bars(Metric metric) {
        var bars = new ArrayList<Bar>();
        figures.all().forEach((key, rounds) -> {
            if (key.metric() == metric) {
                bars.add(new Bar(key.who(), key.size(), Figures.median(rounds)));
            }
        });
        return bars;
    }

    private void add(String markup) {
        svg.append(markup);
    }

    private static String shortly(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    private static String capitalized(String text) {
        return escape(Character.toUpperCase(text.charAt(0)) + text.substring(1));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private record Bar(Who who, int size, double value) {}
}
