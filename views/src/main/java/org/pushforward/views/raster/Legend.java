package org.pushforward.views.raster;

import java.util.ArrayList;
import java.util.List;

/**
 * The names of curves in as many lines as there is room for, and how many more there are.
 *
 * @param hidden curves without room
 */
record Legend(List<List<Curve>> lines, int hidden) {

    private static final double LINE = 18;
    private static final double SWATCH = 14;
    private static final double INDENT = 20;
    private static final double GAP = 20;
    /** Room for the number of those that are left out. */
    private static final double REST = 40;

    /** Curves without a name are left out. */
    static Legend of(Pen pen, List<Curve> all, double width, int mostLines) {
        List<Curve> named = all.stream().filter(c -> !c.label().isEmpty()).toList();
        List<List<Curve>> lines = new ArrayList<>();
        double room = 0;
        for (int k = 0; k < named.size(); k++) {
            Curve next = named.get(k);
            double wanted = pen.px(INDENT) + pen.wordWidth(next.label());
            if (lines.isEmpty() || wanted > room && lines.size() < mostLines) {
                lines.add(new ArrayList<>());
                room = width;
            }
            boolean needsRest = lines.size() == mostLines && k + 1 < named.size();
            double most = room - (needsRest ? pen.px(REST) : 0);
            if (wanted > most && !lines.getLast().isEmpty()) {
                return new Legend(lines, named.size() - k);
            }
            lines.getLast().add(wanted > most ? next.named(pen.fitting(next.label(), most - pen.px(INDENT))) : next);
            room -= wanted + pen.px(GAP);
        }
        return new Legend(lines, 0);
    }

    /** A line, thin where it is known from elsewhere, an open circle or a dot. */
    private static void swatch(Pen pen, Curve c, double x, double middle) {
        double at = x + pen.px(0.5 * SWATCH);
        if (c.joined()) {
            double half = 0.5 * Math.max(pen.px(c.known() ? 0.5 : 2), pen.hair());
            pen.raster().fillRect(x, middle - half, x + pen.px(SWATCH), middle + half, c.argb());
        } else if (c.known()) {
            pen.raster().circle(at, middle, pen.px(3.5), pen.px(1.3), c.argb());
        } else {
            pen.raster().disc(at, middle, pen.px(3.5), c.argb());
        }
    }

    double height(Pen pen) {
        return pen.px(LINE) * lines.size();
    }

    /** Of the first line. */
    double width(Pen pen) {
        return lines.isEmpty() ? 0 : lines.getFirst().stream().mapToDouble(c -> pen.px(INDENT + GAP) + pen.wordWidth(c.label())).sum();
    }

    void draw(Pen pen, double left, double y) {
        draw(pen, left, y, pen.theme());
    }

    /** {@code y} is the middle of the first line; {@code colors} those of letters on what lies below. */
    void draw(Pen pen, double left, double y, PaneColors colors) {
        for (int l = 0; l < lines.size(); l++) {
            double x = left;
            double middle = y + l * pen.px(LINE);
            for (Curve c : lines.get(l)) {
                swatch(pen, c, x, middle);
                pen.word(c.label(), x + pen.px(INDENT), middle, colors.text(), Lettering.Align.LEFT);
                x += pen.px(INDENT) + pen.wordWidth(c.label()) + pen.px(GAP);
            }
            if (hidden > 0 && l + 1 == lines.size()) {
                pen.word("+" + hidden, x, middle, colors.muted(), Lettering.Align.LEFT);
            }
        }
    }
}
