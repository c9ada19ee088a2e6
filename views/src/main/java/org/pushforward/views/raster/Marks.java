package org.pushforward.views.raster;

import java.util.ArrayList;
import java.util.List;

/** Draws marks and the probe over a pane. */
final class Marks {

    /** A row of a plate. */
    record Line(String label, String value) { }

    private Marks() { }

    static void draw(Pen pen, Mark mark, PlaneTransform at) {
        switch (mark) {
            case Mark.Ring r -> {
                double x = at.pixelX(r.x());
                double y = at.pixelY(r.y());
                double radius = r.radius() * at.x().a();
                pen.raster().circle(x, y, radius, pen.px(3), Pen.faded(pen.theme().canvas(), 0.5));
                pen.raster().circle(x, y, radius, pen.px(1.4), pen.theme().text());
            }
            case Mark.Spot s -> {
                double x = at.pixelX(s.x());
                double y = at.pixelY(s.y());
                pen.raster().circle(x, y, pen.px(7), pen.px(2), pen.theme().alarm());
                pen.raster().disc(x, y, pen.px(1.5), pen.theme().alarm());
                if (!s.label().isEmpty()) {
                    plate(pen, List.of(new Line(s.label(), "")), x, y, at.view());
                }
            }
        }
    }

    /** Cross-hair and a plate with the readings. */
    static void probe(Pen pen, Probe probe, double x, double y, Box room) {
        if (!room.contains(x, y)) {
            return;
        }
        // Light with a dark rim: shows on any color and in both themes.
        crossHair(pen, x, y, room, 3 * pen.hair(), 0x50000000);
        crossHair(pen, x, y, room, pen.hair(), 0xd0ffffff);
        plate(pen, rows(probe), x, y, room);
    }

    /** The place, and what is read there. */
    static List<Line> rows(Probe probe) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("x, y", Numerals.value(probe.x(), 4) + ", " + Numerals.value(probe.y(), 4)));
        probe.readings().forEach(r -> lines.add(new Line(r.label(), r.text())));
        return lines;
    }

    private static void crossHair(Pen pen, double x, double y, Box room, double width, int argb) {
        double left = Math.rint(x - 0.5 * width);
        double top = Math.rint(y - 0.5 * width);
        double open = pen.px(6);
        pen.raster().fillRect(room.left(), top, x - open, top + width, argb);
        pen.raster().fillRect(x + open, top, room.right(), top + width, argb);
        pen.raster().fillRect(left, room.top(), left + width, y - open, argb);
        pen.raster().fillRect(left, y + open, left + width, room.bottom(), argb);
    }

    /** A pinned place: a ring, and beside it what is measured there. */
    static void pin(Pen pen, Probe probe, double x, double y, Box room) {
        if (!room.contains(x, y)) {
            return;
        }
        ring(pen, x, y);
        boolean isOne = probe.readings().size() == 1;
        plate(pen, probe.readings().stream().map(r -> isOne ? new Line("", r.text()) : new Line(r.label(), r.text())).toList(), x, y, room);
    }

    private static void ring(Pen pen, double x, double y) {
        pen.raster().circle(x, y, pen.px(4.5), pen.px(3.4), 0x80000000);
        pen.raster().circle(x, y, pen.px(4.5), pen.px(1.6), 0xffffffff);
    }

    /** A line along which is measured, from A to B. */
    static void along(Pen pen, double x0, double y0, double x1, double y1) {
        pen.raster().line(x0, y0, x1, y1, pen.px(3.4), 0x70000000);
        pen.raster().line(x0, y0, x1, y1, pen.px(1.5), 0xf0ffffff);
        ring(pen, x0, y0);
        pen.raster().disc(x1, y1, pen.px(4.5), 0x80000000);
        pen.raster().disc(x1, y1, pen.px(3.2), 0xffffffff);
    }

    /** Rows in the lower left corner. */
    static void corner(Pen pen, List<Line> lines, Box room) {
        Plate plate = new Plate(pen, lines);
        if (plate.fits(room)) {
            plate.draw(pen, room.left() + pen.px(8), room.bottom() - pen.px(8) - plate.height());
        }
    }

    /** Rows beside a point, on the side that has room. */
    static void plate(Pen pen, List<Line> lines, double x, double y, Box room) {
        Plate plate = new Plate(pen, lines);
        if (!lines.isEmpty() && plate.fits(room)) {
            double w = plate.width();
            double h = plate.height();
            double left = x + pen.px(12) + w <= room.right() ? x + pen.px(12) : Math.max(room.left(), x - pen.px(12) - w);
            double top = y - pen.px(12) - h >= room.top() ? y - pen.px(12) - h : Math.min(room.bottom() - h, y + pen.px(12));
            plate.draw(pen, left, top);
        }
    }

    /** Rows of a label and a value on a ground of their own. */
    private record Plate(List<Line> lines, double gap, double width, double height) {

        private static final double PAD = 8;
        private static final double ROW = 17;

        Plate(Pen pen, List<Line> lines) {
            double labels = lines.stream().mapToDouble(l -> pen.wordWidth(l.label())).max().orElse(0);
            double values = lines.stream().mapToDouble(l -> pen.numberWidth(l.value())).max().orElse(0);
            double gap = values > 0 && labels > 0 ? pen.px(12) : 0;
            this(lines, gap, labels + gap + values + 2 * pen.px(PAD), lines.size() * pen.px(ROW) + pen.px(PAD));
        }

        /** Not on a thumbnail. */
        boolean fits(Box room) {
            return width <= room.width() && height <= room.height();
        }

        void draw(Pen pen, double x, double y) {
            double pad = pen.px(PAD);
            double left = Math.rint(x);
            double top = Math.rint(y);
            Box plate = new Box(left, top, Math.rint(left + width), Math.rint(top + height));
            pen.raster().fillRect(plate.left(), plate.top(), plate.right(), plate.bottom(), Pen.faded(pen.theme().canvas(), 0.92));
            pen.raster().strokeRect(plate, pen.hair(), pen.theme().frame());
            for (int k = 0; k < lines.size(); k++) {
                double middle = top + 0.5 * pad + (k + 0.5) * pen.px(ROW);
                pen.word(lines.get(k).label(), left + pad, middle, gap > 0 ? pen.theme().muted() : pen.theme().text(), Lettering.Align.LEFT);
                pen.number(lines.get(k).value(), plate.right() - pad, middle, pen.theme().text(), Lettering.Align.RIGHT);
            }
        }
    }
}
