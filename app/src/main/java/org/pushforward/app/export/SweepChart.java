package org.pushforward.app.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.views.raster.PaneContent;

/** Curves of a sweep: the median of a measure over all runs that share a value, in a band from the least to the greatest. */
public final class SweepChart {

    /** So many curves can be told apart. */
    private static final int MOST_CURVES = 8;

    private SweepChart() { }

    /**
     * @param along what runs to the right; values that are no numbers have bars, of the medians, in place of curves
     * @param by what each curve has its own value of, or empty for one curve
     */
    public static PaneContent of(SweepTable table, String measure, String along, Optional<String> by, boolean log) {
        Optional<double[]> x = table.numbers(along);
        List<Layer> drawn = new ArrayList<>();
        by.ifPresentOrElse(b -> table.values(b).stream().limit(MOST_CURVES).forEach(v -> drawn.add(layer(table, measure, along, x, table.where(b, v), b + " = " + v, drawn.size()))),
                () -> drawn.add(layer(table, measure, along, x, _ -> true, measure, 0)));
        Pane.Style style = x.isPresent() ? Pane.Style.CURVE : Pane.Style.BARS;
        Pane plot = Pane.plot("sweep", measure, "", drawn.stream().map(c -> new Pane.Drawing(c.id(), style)).toArray(Pane.Drawing[]::new));
        plot = log ? plot.onLogScale() : plot;
        boolean logX = x.map(SweepTable::isLogarithmic).orElse(false);
        Pane scaled = new Pane(plot.id(), plot.title(), plot.subtitle(), plot.kind(), plot.drawings(), plot.logScale(), plot.abscissa(), plot.alike(),
                new Pane.Axes(logX, false, List.of()), plot.note());
        return PaneContent.of(scaled, new Frame(0, 0, drawn, new Diagnostics(List.of())));
    }

    private static Layer layer(SweepTable t, String measure, String along, Optional<double[]> x, Predicate<SweepTable.Member> which, String name, int number) {
        return x.map(at -> curve(t, measure, along, at, which, name, number)).orElseGet(() -> Layer.Bars.named("bars-" + number, name, "", t.values(along),
                t.values(along).stream().mapToDouble(v -> t.spread(measure, which.and(t.where(along, v))).map(SweepTable.Spread::median).orElse(0.0)).toArray()));
    }

    private static Layer curve(SweepTable t, String measure, String along, double[] x, Predicate<SweepTable.Member> which, String name, int number) {
        List<String> values = t.values(along);
        int[] known = IntStream.range(0, values.size()).filter(k -> t.spread(measure, which.and(t.where(along, values.get(k)))).isPresent()).boxed()
                .sorted((a, b) -> Double.compare(x[a], x[b])).mapToInt(k -> k).toArray();
        List<SweepTable.Spread> spreads = IntStream.of(known).mapToObj(k -> t.spread(measure, which.and(t.where(along, values.get(k)))).orElseThrow()).toList();
        double[] at = IntStream.of(known).mapToDouble(k -> x[k]).toArray();
        double[] middle = spreads.stream().mapToDouble(SweepTable.Spread::median).toArray();
        boolean spread = spreads.stream().anyMatch(s -> s.count() > 1);
        return spread ? new Layer.Series("curve-" + number, name, "", along, at, middle, spreads.stream().mapToDouble(SweepTable.Spread::least).toArray(),
                spreads.stream().mapToDouble(SweepTable.Spread::most).toArray()) : new Layer.Series("curve-" + number, name, "", along, at, middle);
    }
}
