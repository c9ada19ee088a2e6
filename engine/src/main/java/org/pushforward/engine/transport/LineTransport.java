package org.pushforward.engine.transport;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/** {@code ot.line}: optimal transport on the line, where the best map is the one that keeps the order. One step moves time by 1/steps. */
public final class LineTransport extends Study<LineTransport.Moved> {

    /** Sorted points at time 0 and 1, and how far they are on the way. */
    record Moved(double[] from, double[] to, double t) {
        double[] now() {
            double[] x = new double[from.length];
            Arrays.setAll(x, k -> (1 - t) * from[k] + t * to[k]);
            return x;
        }
    }

    private final Knob<Integer> n;
    private final Knob<Double> gap;
    private final Knob<Double> width;
    private final Knob<Integer> steps;

    public LineTransport() {
        super("ot.line", "Transport on the line", "On the line the cheapest way to carry one distribution to another is the one in which "
                + "nobody overtakes: the k-th point from the left goes to the k-th place from the left. Sorting solves the problem. Watch one "
                + "bump part into two: mass moves, it does not fade out here and in there.",
                List.of("T = F₁⁻¹ ∘ F₀,  x_t = (1 − t) x + t T(x)", "W₂² = ∫₀¹ |F₁⁻¹(u) − F₀⁻¹(u)|² du"),
                new Citation("F. Santambrogio", 2015, "Optimal Transport for Applied Mathematicians, proposition 2.17", "10.1007/978-3-319-20828-2"));
        group("Distributions");
        n = whole("points", "n", "Points", 400, 10, 2000, "Points of both distributions.").within(2, 100_000).log();
        gap = real("gap", "μ", "Gap", 2, 0, 4, "Half the distance of the target's two bumps; 0 makes it one.").within(-100, 100);
        width = real("width", "σ", "Width", 0.5, 0.1, 2, "Deviation of each of the target's bumps.").within(1e-3, 100).log();
        group("Way");
        steps = whole("steps", "N", "Steps", 60, 10, 200, "Steps from time 0 to 1.").within(1, 10_000);
        lasts(p -> p.get(steps));
        time(s -> s.t);

        var cost = gauge("w2-squared", "W₂²", "", s -> distance(s.from, s.to));
        var left = gauge("cost-left", "Cost of the way left", "", s -> distance(s.now(), s.to));
        var overtaken = gauge("overtaken", "Neighbors out of order", "", s -> {
            double[] x = s.now();
            return IntStream.range(1, x.length).filter(k -> x[k] < x[k - 1]).count();
        });

        plot("density", "Density on the way", "share of the points a bin").draw(BARS, "points", "points now");
        plane("ways", "Ways", "place across, time upwards").draw(LINES, "ways", "every twentieth point")
                .note("No two ways cross: exchanging the targets of points that cross always saves something.");
        plot("map", "Map", "where a point goes").draw(CURVE, "map", "T(x)")
                .note("The map never falls; where mass has to part it has a step.");
        history("cost", "Cost of the way left", "(1 − t)² W₂²", left);

        always("order", "neighbors out of order", overtaken, within(0, 0), "the best map is monotone");
        atEnd("arrived", "cost of the way left", left, atMost(1e-20), "the end of the way is the target");
        reference("gaussians", "W₂² from N(0, 1) to N(0, ¼), 100 000 draws", within(0.25, 0.01),
                "closed form (m₁ − m₀)² + (σ₁ − σ₀)², error of the draws", t -> t.value(cost), "gap=0", "points=100000");
        reference("geodesic", "cost left at half time / (¼ W₂²) − 1", atMost(1e-12), "closed form (1 − t)²",
                t -> Math.abs(t.steps(30).value(left) / (0.25 * t.value(cost)) - 1));
        opens("One bump becomes two", "On the line nobody overtakes: mass parts and moves.").pins("gap", "width", "points");
        preset("narrow", "Into two needles", "Half of the mass goes left, half goes right, all in order.").set("gap=3", "width=0.1").pins("gap", "width", "points");
        tiny("points=50 steps=4");
    }

    @Override
    protected Moved start(Knobs p, Philox random) {
        double[] from = new double[p.get(n)];
        double[] to = new double[from.length];
        random.normals(0, 1, 0, from.length, from, 0);
        random.normals(1, 1, 0, to.length, to, 0);
        Arrays.setAll(to, k -> (k % 2 == 0 ? 1 : -1) * p.get(gap) + p.get(width) * to[k]);
        Arrays.sort(from);
        Arrays.sort(to);
        return new Moved(from, to, 0);
    }

    @Override
    protected Moved next(Moved s, Turn t) {
        return new Moved(s.from, s.to, (t.step() + 1.0) / t.get(steps));
    }

    @Override
    protected void look(Moved s, Knobs p, Look to) {
        to.histogram("points", s.now(), 60);
        to.series("map", s.from, s.to);
        int ways = (s.from.length + 19) / 20;
        double[] xy = new double[4 * ways];
        int[] offsets = new int[ways + 1];
        for (int w = 0; w < ways; w++) {
            int k = 20 * w;
            double[] way = {s.from[k], 0, s.from[k] + s.t * (s.to[k] - s.from[k]), s.t};
            System.arraycopy(way, 0, xy, 4 * w, 4);
            offsets[w + 1] = 2 * (w + 1);
        }
        to.paths("ways", 2, xy, offsets);
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (a[k] - b[k]) * (a[k] - b[k]) / a.length;
        }
        return sum;
    }
}
