package org.pushforward.views.raster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;

/** What a plot shows: curves, histograms and the names of its axes. */
record PlotData(List<Curve> curves, List<Band> bands, List<Layer.Bars> bars, String xLabel, String yLabel, boolean wholeX) {

    /** What lies between two curves. */
    record Band(double[] x, double[] lower, double[] upper, int argb) { }


    /** Lines of a bundle, so that crowds show. */
    private static final double FADED = 0.4;
    private static final double[] NONE = {};
    private static final double BAND = 0.22;
    /** The second and third curve of a run beside others. */
    private static final double FADED_NEXT = 0.5;
    /** Stands for a layer that the frame lacks. */
    private static final Layer NOTHING = new Layer.Graph("", "", "", new double[0], new int[0]);

    static PlotData of(PaneContent content, PaneColors theme) {
        return content.pane().kind() == Pane.Kind.HISTORY ? history(content, theme) : layers(content, theme);
    }

    private static PlotData history(PaneContent content, PaneColors theme) {
        List<Curve> curves = new ArrayList<>();
        List<Pane.Drawing> drawings = content.pane().drawings();
        boolean manyRuns = content.histories().size() > 1;
        for (RunHistory run : content.histories()) {
            int ofRun = 0;
            for (int d = 0; d < drawings.size(); d++) {
                String id = drawings.get(d).layer();
                Optional<Diagnostics.Entry> entry = entry(content, id);
                if (entry.isEmpty() && drawings.size() > 1) {
                    continue;      // not every run has every diagnostic
                }
                int color = theme.series(manyRuns ? run.color() : drawings.get(d).colorAt(d));
                color = manyRuns && ofRun > 0 ? Pen.faded(color, Math.pow(FADED_NEXT, ofRun)) : color;
                ofRun++;
                String name = entry.map(Diagnostics.Entry::label).orElse(id);
                String label = !manyRuns ? drawings.size() > 1 ? name : "" : drawings.size() > 1 ? run.name() + ", " + name : run.name();
                curves.add(curve(run.history(), content.pane().abscissa(), id, label, entry.map(Diagnostics.Entry::unit).orElse(""), color));
            }
        }
        String y = drawings.size() == 1 ? entry(content, drawings.getFirst().layer()).map(e -> named(e.label(), e.unit())).orElse("") : "";
        String abscissa = content.pane().abscissa();
        String x = switch (abscissa) {
            case "" -> "step";
            case Pane.CPU_SECONDS -> named("CPU time", "s");
            default -> entry(content, abscissa).map(e -> named(e.label(), e.unit())).orElse(abscissa);
        };
        return new PlotData(curves, List.of(), List.of(), x, y, abscissa.isEmpty());
    }

    private static Optional<Diagnostics.Entry> entry(PaneContent content, String id) {
        return content.frame().diagnostics().entries().stream().filter(e -> e.id().equals(id)).findFirst();
    }

    private static Curve curve(HistoryView history, String abscissa, String id, String label, String unit, int color) {
        int n = history.size();
        double[] x = new double[n];
        double[] y = new double[n];
        for (int k = 0; k < n; k++) {
            x[k] = abscissa(history, k, abscissa);
            y[k] = history.value(k, id);
        }
        return new Curve(label, unit, x, y, color, true);
    }

    /** Of a row: the step, or a diagnostic. */
    static double abscissa(HistoryView history, int row, String diagnostic) {
        return diagnostic.isEmpty() ? history.step(row) : history.value(row, diagnostic);
    }

    private static PlotData layers(PaneContent content, PaneColors theme) {
        List<Curve> curves = new ArrayList<>();
        List<Band> bands = new ArrayList<>();
        List<Layer.Bars> bars = new ArrayList<>();
        List<Pane.Drawing> drawings = content.pane().drawings();
        String xLabel = "";
        String yLabel = "";
        for (int k = 0; k < drawings.size(); k++) {
            Optional<Layer> layer = content.layer(drawings.get(k));
            boolean named = drawings.size() > 1;
            int color = theme.series(drawings.get(k).colorAt(k));
            switch (layer.orElse(NOTHING)) {
                case Layer.Series s -> {
                    Pane.Style style = drawings.get(k).style();
                    curves.add(new Curve(named ? s.label() : "", s.unit(), s.x(), s.y(), color, style != Pane.Style.POINTS && style != Pane.Style.CIRCLES,
                            style == Pane.Style.THIN || style == Pane.Style.CIRCLES));
                    if (s.lower().length > 0) {
                        bands.add(new Band(s.x(), s.lower(), s.upper(), Pen.faded(color, BAND)));
                    }
                    xLabel = s.xLabel();
                    yLabel = named(s.label(), s.unit());
                }
                case Layer.Paths p when p.dimension() == 2 -> {
                    curves.addAll(bundle(p, named ? p.label() : "", Pen.faded(color, FADED)));
                }
                case Layer.Points p when p.dimension() == 2 -> curves.add(scatter(p, named ? p.label() : "", color));
                case Layer.Bars b -> {
                    bars.add(b);
                    if (named && !b.names().isEmpty()) {
                        curves.add(new Curve(b.label(), b.unit(), NONE, NONE, color, true));      // for the legend
                    }
                    xLabel = xLabel.isEmpty() && b.names().isEmpty() ? named(b.label(), b.unit()) : xLabel;
                    yLabel = b.names().isEmpty() ? yLabel : named(b.label(), b.unit());
                }
                default -> { }      // other layers have no place in a plot
            }
        }
        return new PlotData(curves, bands, bars, xLabel, drawings.size() == 1 ? yLabel : "", false);
    }

    /** One curve a path; the first bears the name. */
    private static List<Curve> bundle(Layer.Paths p, String label, int color) {
        List<Curve> curves = new ArrayList<>();
        for (int k = 0; k + 1 < p.offsets().length; k++) {
            int from = p.offsets()[k];
            int n = p.offsets()[k + 1] - from;
            double[] x = new double[n];
            double[] y = new double[n];
            for (int i = 0; i < n; i++) {
                x[i] = p.coordinates()[2 * (from + i)];
                y[i] = p.coordinates()[2 * (from + i) + 1];
            }
            curves.add(new Curve(k == 0 ? label : "", "", x, y, color, true));
        }
        return curves;
    }

    private static Curve scatter(Layer.Points p, String label, int color) {
        int n = p.coordinates().length / 2;
        double[] x = new double[n];
        double[] y = new double[n];
        for (int k = 0; k < n; k++) {
            x[k] = p.coordinates()[2 * k];
            y[k] = p.coordinates()[2 * k + 1];
        }
        return new Curve(label, p.unit(), x, y, color, false);
    }

    private static String named(String label, String unit) {
        return unit.isEmpty() ? label : label + " (" + unit + ")";
    }

    /** The smallest range of abscissae; {0, 1} when there are none. */
    double[] xRange(boolean log) {
        double[] r = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (Curve c : curves) {
            for (int k = 0; k < c.x().length; k++) {
                if (Double.isFinite(c.x()[k]) && Double.isFinite(c.y()[k])) {
                    widen(r, c.x()[k], log);
                }
            }
        }
        bars.forEach(b -> {
            for (double edge : b.edges()) {
                widen(r, edge, log);
            }
        });
        return opened(r, log, 0);
    }

    /** The range of ordinates with a margin; only positive ones on a logarithmic axis. */
    double[] yRange(boolean log) {
        double[] r = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        curves.forEach(c -> {
            for (double v : c.y()) {
                widen(r, v, log);
            }
        });
        bands.forEach(b -> {
            for (int k = 0; k < b.x().length; k++) {
                widen(r, b.lower()[k], log);
                widen(r, b.upper()[k], log);
            }
        });
        boolean counts = !bars.isEmpty();
        bars.forEach(b -> {
            for (double v : b.counts()) {
                widen(r, v, log);
            }
        });
        if (counts && !log) {
            widen(r, 0, false);
        }
        double[] opened = opened(r, log, 0.06);
        return counts && !log && r[0] == 0 ? new double[] {0, opened[1]} : opened;
    }

    /** Of named bars; empty for histograms. */
    List<String> names() {
        return bars.isEmpty() ? List.of() : bars.getFirst().names();
    }

    private static void widen(double[] range, double v, boolean log) {
        if (Double.isFinite(v) && !(log && v <= 0)) {
            range[0] = Math.min(range[0], v);
            range[1] = Math.max(range[1], v);
        }
    }

    /** An interval that is not empty, with a margin on both sides. */
    private static double[] opened(double[] r, boolean log, double margin) {
        if (!(r[0] <= r[1])) {
            return log ? new double[] {0.1, 1} : new double[] {0, 1};
        }
        if (log) {
            double factor = Math.max(Math.pow(r[1] / r[0], margin), r[0] == r[1] ? 3 : 1);
            return new double[] {r[0] / factor, Math.min(r[1] * factor, Double.MAX_VALUE)};
        }
        double size = Math.max(Math.abs(r[0]), Math.abs(r[1]));
        double width = r[1] - r[0];
        double more = width > 1e-12 * size ? margin * width : size > 0 ? 0.5 * size : 0.5;
        return new double[] {r[0] - more, r[1] + more};
    }
}
