package org.pushforward.views.raster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;

/**
 * Draws plots: curves, dots and histograms over labelled axes; histories mark the step that is shown. A thumbnail has the curves only.
 */
final class PlotPane {

    private static final double INSET = 10;
    private static final double LINE = 18;

    Rendered draw(Pen pen, PaneContent asked, ViewState view, Box box) {
        PaneContent content = view.shows(Overlay.CPU_SECONDS) ? asked.against(Pane.CPU_SECONDS) : asked;
        PlotData data = PlotData.of(content, pen.theme());
        boolean log = content.pane().logScale();
        boolean logX = content.pane().axes().logX() && data.names().isEmpty();
        double[] xs = data.xRange(logX);
        double[] ys = data.yRange(log);
        boolean bare = box.width() < pen.px(140) || box.height() < pen.px(72);
        Box area = bare ? box.inset(pen.px(4), pen.px(4), pen.px(4), pen.px(4)) : area(pen, data, ys, log, box);
        if (area.width() < 2 || area.height() < 2) {
            return Rendered.NOTHING;
        }
        PlaneTransform at = new PlaneTransform(
                AxisMap.between(xs[0], xs[1], logX, area.left(), area.right()).seenBy(view.camera().x(), view.camera().zoom()),
                AxisMap.between(ys[0], ys[1], log, area.bottom(), area.top()).seenBy(view.camera().y(), view.camera().zoom()), area);
        if (!bare) {
            axes(pen, at, data, box, view.shows(Overlay.GRID));
        }
        pen.raster().clip(area.inset(-pen.px(4), -pen.px(4), -pen.px(4), -pen.px(4)));
        for (int k = 0; k < data.bars().size(); k++) {
            bars(pen, at, data.bars().get(k), pen.theme().series(k), k, data.names().isEmpty() ? 1 : data.bars().size());
        }
        if (content.pane().kind() == Pane.Kind.HISTORY) {
            stepShown(pen, at, content);
        }
        data.bands().forEach(b -> band(pen, at, b));
        data.curves().reversed().forEach(c -> CurveRaster.draw(pen, at, c));
        pen.raster().unclip();
        if (!bare) {
            captions(pen, data, area, box);
        }
        return new Rendered(Optional.of(at), 0, Optional.empty(), probe(pen, view, at, data));
    }

    /** The box of the curves: what labels and captions leave. */
    private static Box area(Pen pen, PlotData data, double[] ys, boolean log, Box box) {
        double labels = Ticks.between(ys[0], ys[1], log, most(pen, box)).stream().mapToDouble(t -> pen.numberWidth(t.label())).max().orElse(0);
        double left = Math.max(pen.px(34), pen.px(INSET + 8) + labels);
        Legend legend = legend(pen, data, box, box.width() - left - pen.px(6));
        double top = pen.px(12) + (namesOrdinate(pen, data, box) ? Math.max(pen.px(LINE), legend.height(pen)) : legend.height(pen));
        Box area = box.inset(left, top, pen.px(INSET + 6), pen.px(box.height() > pen.px(100) ? 40 : 24));
        return new Box(Math.rint(area.left()), Math.rint(area.top()), Math.rint(area.right()), Math.rint(area.bottom()));
    }

    /** Names take a quarter of the height at most. */
    private static Legend legend(Pen pen, PlotData data, Box box, double width) {
        return Legend.of(pen, data.curves(), width, (int) Math.max(1, 0.25 * box.height() / pen.px(LINE)));
    }

    private static boolean namesOrdinate(Pen pen, PlotData data, Box box) {
        return !data.yLabel().isEmpty() && box.height() > pen.px(120);
    }

    private static void axes(Pen pen, PlaneTransform at, PlotData data, Box box, boolean verticals) {
        Box area = at.view();
        PaneColors theme = pen.theme();
        AxisMap y = at.y();
        for (Ticks.Tick t : Ticks.between(y.value(area.bottom()), y.value(area.top()), y.log(), most(pen, box))) {
            pen.horizontal(area.left(), area.right(), y.pixel(t.value()), theme.grid());
            pen.number(t.label(), area.left() - pen.px(8), y.pixel(t.value()), theme.muted(), Lettering.Align.RIGHT);
        }
        AxisMap x = at.x();
        double span = x.value(area.right()) - x.value(area.left());
        int wanted = (int) Math.clamp(area.width() / pen.px(56), 1, data.wholeX() ? Math.clamp(span, 1, 10) : 10);
        names(pen, at, data);
        List<Ticks.Tick> ticks = data.names().isEmpty() ? Ticks.between(x.value(area.left()), x.value(area.right()), x.log(), wanted) : List.of();
        for (Ticks.Tick t : ticks) {
            if (data.wholeX() && t.value() != Math.rint(t.value())) {
                continue;
            }
            if (verticals) {
                pen.vertical(x.pixel(t.value()), area.top(), area.bottom(), theme.grid());
            }
            pen.vertical(x.pixel(t.value()), area.bottom(), area.bottom() + pen.px(4), theme.frame());
            double half = 0.5 * pen.numberWidth(t.label());
            double centre = Math.min(x.pixel(t.value()), box.right() - half);
            pen.number(t.label(), centre, area.bottom() + pen.px(13), theme.muted(), Lettering.Align.CENTRE);
        }
        pen.horizontal(area.left(), area.right(), area.bottom(), theme.frame());
    }

    /** How many ticks the ordinate has room for. */
    private static int most(Pen pen, Box box) {
        return (int) Math.clamp(box.height() / pen.px(36), 2, 8);
    }

    /** Names below their bars, cut where bars are narrow, and as many as have room. */
    private static void names(Pen pen, PlaneTransform at, PlotData data) {
        double slot = Math.abs(at.x().a());
        int every = (int) Math.max(1, Math.ceil(pen.px(36) / slot));
        for (int k = 0; k < data.names().size(); k += every) {
            pen.word(pen.fitting(data.names().get(k), every * slot - pen.px(4)), at.pixelX(k + 0.5), at.view().bottom() + pen.px(13),
                    pen.theme().text(), Lettering.Align.CENTRE);
        }
    }

    /** A column of pixels at a time, between the curves as they are joined. */
    private static void band(Pen pen, PlaneTransform at, PlotData.Band b) {
        for (int k = 0; k + 1 < b.x().length; k++) {
            double x0 = at.pixelX(b.x()[k]);
            double x1 = at.pixelX(b.x()[k + 1]);
            double first = Math.max(at.view().left(), Math.ceil(x0 - 0.5));
            for (double x = first; x < Math.min(at.view().right(), x1 - 0.5); x++) {
                double t = (x + 0.5 - x0) / (x1 - x0);
                double upper = at.pixelY(b.upper()[k]) * (1 - t) + at.pixelY(b.upper()[k + 1]) * t;
                double lower = at.pixelY(b.lower()[k]) * (1 - t) + at.pixelY(b.lower()[k + 1]) * t;
                // What lies below every logarithm goes down to the axis.
                double bottom = Double.isFinite(lower) ? lower : at.view().bottom() + pen.px(4);
                pen.raster().fillRect(x, Math.max(at.view().top(), Math.min(upper, bottom)), x + 1, Math.max(upper, bottom), b.argb());
            }
        }
    }

    /** @param part of {@code parts} bars side by side */
    private static void bars(Pen pen, PlaneTransform at, Layer.Bars bars, int argb, int part, int parts) {
        double between = bars.names().isEmpty() ? 0 : 0.14;
        double base = Math.min(at.view().bottom(), at.y().log() ? at.view().bottom() : at.pixelY(0));
        for (int k = 0; k < bars.counts().length; k++) {
            double left = at.pixelX(bars.edges()[k]);
            double width = at.pixelX(bars.edges()[k + 1]) - left;
            double x0 = left + width * (between + (1 - 2 * between) * part / parts);
            double x1 = left + width * (between + (1 - 2 * between) * (part + 1) / parts);
            // A gap between bars only where they are wide enough to spare it.
            double gap = x1 - x0 > pen.px(4) ? 0.5 * pen.hair() : 0;
            double y = at.pixelY(bars.counts()[k]);
            pen.raster().fillRect(x0 + gap, Math.min(y, base), x1 - gap, Math.max(y, base), Pen.faded(argb, 0.85));
        }
    }

    /** When a run is looked at before its end: where. */
    private static void stepShown(Pen pen, PlaneTransform at, PaneContent content) {
        HistoryView history = content.histories().isEmpty() ? HistoryView.EMPTY : content.histories().getFirst().history();
        if (history.size() > 0 && content.frame().step() < history.step(history.size() - 1)) {
            for (int k = 0; k < history.size(); k++) {
                if (history.step(k) == content.frame().step()) {
                    double x = at.pixelX(PlotData.abscissa(history, k, content.pane().abscissa()));
                    pen.vertical(x, at.view().top(), at.view().bottom(), Pen.faded(pen.theme().accent(), 0.6));
                }
            }
        }
    }

    private static void captions(Pen pen, PlotData data, Box area, Box box) {
        PaneColors theme = pen.theme();
        double width = area.right() + pen.px(INSET) - area.left();
        Legend legend = legend(pen, data, box, width);
        double top = area.top() - pen.px(14);
        double x = area.left();
        // The legend goes first: it cannot be read off anything else.
        double ordinate = pen.wordWidth(data.yLabel()) + pen.px(20);
        if (namesOrdinate(pen, data, box) && legend.lines().size() <= 1 && ordinate + legend.width(pen) <= width) {
            pen.word(data.yLabel(), x, top, theme.muted(), Lettering.Align.LEFT);
            x += ordinate;
        }
        legend.draw(pen, x, top - Math.max(0, legend.height(pen) - pen.px(LINE)));
        if (area.height() > pen.px(40)) {
            pen.word(data.xLabel(), area.right(), area.bottom() + pen.px(29), theme.muted(), Lettering.Align.RIGHT);
        }
        boolean empty = data.bars().isEmpty() && data.curves().stream().allMatch(c -> c.x().length == 0);
        if (empty) {
            pen.word(data.curves().isEmpty() && data.bars().isEmpty() ? "nothing to show" : "no data yet", 0.5 * (area.left() + area.right()), 0.5 * (area.top() + area.bottom()), theme.muted(), Lettering.Align.CENTRE);
        }
    }

    private static Optional<Probe> probe(Pen pen, ViewState view, PlaneTransform at, PlotData data) {
        if (view.probe().isEmpty()) {
            return Optional.empty();
        }
        double x = view.probe().get().x();
        List<Probe.Reading> readings = new ArrayList<>();
        for (Curve c : data.curves()) {
            double v = c.nearest(x);
            if (!Double.isNaN(v)) {
                readings.add(Probe.Reading.of(c.label().isEmpty() ? data.yLabel() : c.label(), v, c.unit()));
            }
        }
        if (readings.isEmpty() || !at.view().contains(at.pixelX(x), at.view().top())) {
            return Optional.empty();
        }
        pen.vertical(at.pixelX(x), at.view().top(), at.view().bottom(), pen.theme().muted());
        List<Marks.Line> lines = new ArrayList<>();
        lines.add(new Marks.Line(data.xLabel(), Numerals.value(x, 4)));
        readings.forEach(r -> lines.add(new Marks.Line(r.label(), r.text())));
        Marks.plate(pen, lines, at.pixelX(x), at.view().top() + pen.px(20), at.view());
        return Optional.of(new Probe(x, readings.getFirst().value(), readings));
    }
}
