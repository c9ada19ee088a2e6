package org.pushforward.engine.compress;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.numerics.BSplines;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/** {@code compress.matrixkan}: the splines on an edge of a Kolmogorov–Arnold network by recursion and by one product, while x goes from −1 to 1. */
public final class SplineMatrix extends Study<SplineMatrix.Place> {

    private static final int STEPS = 160;
    private static final int DRAWN = 121;
    private static final int MOST_SHOWN = 15;

    /** A place, values both ways, largest differences so far: of the ways, of the sum from one. */
    record Place(double x, double[] recursive, double[] product, double difference, double unity, double slope) { }

    private final Knob<Integer> degree;
    private final Knob<Integer> intervals;
    private final Knob<Integer> points;

    public SplineMatrix() {
        super("compress.matrixkan", "Splines by one product",
                "An edge of a Kolmogorov–Arnold network is a sum of B-splines. The recursion climbs from degree 0 to p, and each of its p steps waits for the one before. On uniform knots the p + 1 splines that are not zero at x "
                        + "are one product of the powers of u with a constant matrix: one dependent step, whatever the degree. Both are here, for the same x. What is counted are steps and multiplications; the forty times of the "
                        + "paper are a graphics card's, where steps that wait cost most, and are not shown. By Horner's rule no digit is lost up to degree 20.",
                List.of("B_{i,k} = (x − t_i)/(kh) B_{i,k−1} + (t_{i+k+1} − x)/(kh) B_{i+1,k−1}", "B = [1, u, …, uᵖ] Ψ,   u = (x − t_i)/h"),
                new Citation("C. Coffman, L. Chen", 2025, "MatrixKAN: Parallelized Kolmogorov-Arnold Network", "2502.07176"),
                new Citation("K. Qin", 2000, "General matrix representations for B-splines", "10.1007/s003710050206"));
        degree = whole("degree", "p", "Degree", 5, 1, 12, "Of the splines.").within(0, BSplines.MOST_DEGREE);
        intervals = whole("intervals", "G", "Intervals", 6, 2, 20, "On [−1, 1]; G + p splines.").within(1, 1000);
        points = whole("points", "N", "Points", 1000, 10, 10_000, "Evaluated at once: what operations are counted for.").within(1, 1_000_000).log();
        lasts(_ -> STEPS);
        pace(30);

        Gauge<Place> difference = gauge("difference", "Product less recursion, largest", "", s -> Math.max(1e-17, s.difference));
        Gauge<Place> unity = gauge("unity-error", "Sum of all less one, largest", "", s -> Math.max(1e-17, s.unity));
        gauge("slope-error", "Sum of the slopes, largest", "", Place::slope);
        gauge("dependent-steps", "Steps that wait, recursion", "", (s, p) -> p.get(degree));
        gauge("dependent-steps-matrix", "Steps that wait, product", "", s -> 1);
        Gauge<Place> ratio = gauge("cpu-ratio", "Multiplications, recursion over product", "", (s, p) -> ratio(p));
        gauge("operations", "Multiplications, product", "", (s, p) -> (double) p.get(points) * splines(p).matrixOperations());
        gauge("operations-recursion", "Multiplications, recursion", "", (s, p) -> (double) p.get(points) * splines(p).recursiveOperations());

        plane("bases", "Splines, and those that are lit at x", "each spline over [−1, 1], drawn as high as the picture; dots at the values of the product").draw(LINES, "curves", "splines").draw(LINES, "now", "x").draw(POINTS, "lit", "value");
        plane("tree", "What the recursion climbs", "from one interval at the bottom to p + 1 splines on top; every row waits for the one below").draw(LINES, "recursion", "value");
        plot("cost", "Multiplications for one point", "by degree").draw(CURVE, "by-recursion", "recursion", "", "degree").draw(CURVE, "by-matrix", "product", "", "degree").log();
        plane("psi", "The matrix Ψ", "row of a power of u, column of a spline").draw(CELLS, "matrix", "entry");
        history("differences", "How far they are apart", "largest so far", difference, unity).log();
        layer("basis", "values of all splines at x", "", "");

        always("same", "product less recursion", difference, atMost(1e-9), "the recursion of de Boor and Cox");
        for (int p : new int[] {3, 7, 12}) {
            reference("degree-" + p, "product less recursion, degree " + p + ", along [−1, 1]", atMost(p <= 7 ? 1e-12 : 1e-9), "the recursion of de Boor and Cox", t -> t.rest().value(difference), "degree=" + p);
        }
        reference("unity", "sum of all splines less one, degree 7", atMost(1e-12), "partition of unity", t -> t.rest().value(unity), "degree=7");
        formula("cubic", "Ψ of the cubic less its printed entries", atMost(1e-15), "Qin 2000: (1 4 1 0; −3 0 3 0; 3 −6 3 0; −1 3 −3 1)/6", () -> {
            double[] known = {1, 4, 1, 0, -3, 0, 3, 0, 3, -6, 3, 0, -1, 3, -3, 1};
            double[] psi = new BSplines(3, 4).matrix();
            return IntStream.range(0, 16).mapToDouble(k -> Math.abs(psi[k] - known[k] / 6)).max().orElseThrow();
        });
        formula("slopes", "derivatives against differences, degree 5", atMost(1e-8), "differences of the values", () -> {
            BSplines b = new BSplines(5, 6);
            double[] d = b.derivatives(0.21);
            double[] up = b.byMatrix(0.21 + 1e-5);
            double[] down = b.byMatrix(0.21 - 1e-5);
            return IntStream.range(0, d.length).mapToDouble(k -> Math.abs(d[k] - (up[k] - down[k]) / 2e-5)).max().orElseThrow();
        });
        reference("counted", "multiplications of the recursion over the product, degree 3, 6 intervals", within(90.0 / 19, 1e-12), "counted by hand: 3 (11 + 10 + 9) against 3 + 16", t -> t.value(ratio), "degree=3");
        opens("One product instead of a climb", "As x moves, p + 1 splines light up; the recursion must climb to each.").pictured(60);
        preset("high", "At degree twelve", "Twelve steps that wait become one, and no digit is lost.").set("degree=12").panes("bases", "differences", "psi", "tree").pictured(80);
        preset("straight", "Degree one is hats", "Two splines, one step each: nothing is gained.").set("degree=1").pictured(60);
        tiny("", "degree=0", "degree=20 intervals=1");
    }

    private BSplines splines(Knobs p) {
        return new BSplines(p.get(degree), p.get(intervals));
    }

    private double ratio(Knobs p) {
        BSplines b = splines(p);
        return (double) b.recursiveOperations() / b.matrixOperations();
    }

    @Override
    protected Place start(Knobs p, Philox random) {
        return at(p, -1, 0, 0, 0);
    }

    private Place at(Knobs p, double x, double difference, double unity, double slope) {
        BSplines b = splines(p);
        double[] r = b.recursive(x);
        double[] m = b.byMatrix(x);
        double far = IntStream.range(0, r.length).mapToDouble(k -> Math.abs(r[k] - m[k])).max().orElse(0);
        return new Place(x, r, m, Math.max(difference, far), Math.max(unity, Math.abs(Arrays.stream(m).sum() - 1)), Math.max(slope, Math.abs(Arrays.stream(b.derivatives(x)).sum())));
    }

    @Override
    protected Place next(Place s, Turn t) {
        return at(t.p(), -1 + 2.0 * (t.step() + 1) / STEPS, s.difference, s.unity, s.slope);
    }

    @Override
    protected void look(Place s, Knobs p, Look to) {
        BSplines b = splines(p);
        int shown = Math.min(b.count(), MOST_SHOWN * 4);
        double[] curves = new double[2 * DRAWN * shown];
        double top = 0;
        for (int j = 0; j < DRAWN; j++) {
            double x = -1 + 2.0 * j / (DRAWN - 1);
            double[] v = b.byMatrix(x);
            for (int k = 0; k < shown; k++) {
                curves[2 * (k * DRAWN + j)] = x;
                curves[2 * (k * DRAWN + j) + 1] = v[k];
                top = Math.max(top, v[k]);
            }
        }
        double tall = 1.2 / Math.max(1e-9, top);
        for (int k = 1; k < curves.length; k += 2) {
            curves[k] *= tall;
        }
        to.paths("curves", 2, curves, IntStream.rangeClosed(0, shown).map(k -> k * DRAWN).toArray());
        int at = b.interval(s.x);
        double[] lit = new double[2 * (b.degree() + 1)];
        for (int c = 0; c <= b.degree(); c++) {
            lit[2 * c] = s.x;
            lit[2 * c + 1] = tall * s.product[at + c];
        }
        to.points("lit", 2, lit, new double[] {0.012}, new Layer.Field[0]);
        to.path("now", new double[] {s.x, 0, s.x, 1.2});
        tree(b, s.x, to);
        int most = BSplines.MOST_DEGREE;
        double[] degrees = IntStream.rangeClosed(1, most).asDoubleStream().toArray();
        to.series("by-recursion", degrees, IntStream.rangeClosed(1, most).mapToDouble(d -> new BSplines(d, p.get(intervals)).recursiveOperations()).toArray());
        to.series("by-matrix", degrees, IntStream.rangeClosed(1, most).mapToDouble(d -> new BSplines(d, p.get(intervals)).matrixOperations()).toArray());
        to.matrix("matrix", b.degree() + 1, b.degree() + 1, b.matrix());
        double[] number = IntStream.range(0, s.product.length).asDoubleStream().toArray();
        to.series("basis", number, s.product);
    }

    /** Nodes of the triangle above the interval of x with their values. */
    private static void tree(BSplines b, double x, Look to) {
        int p = b.degree();
        int nodes = (p + 1) * (p + 2) / 2;
        double[] xy = new double[2 * nodes];
        double[] value = new double[nodes];
        int[] edges = new int[4 * (nodes - p - 1)];
        int e = 0;
        for (int k = 0, at = 0; k <= p; k++) {
            BSplines low = new BSplines(k, Math.max(1, b.count() - p));
            double[] v = low.byMatrix(x);
            for (int i = 0; i <= k; i++, at++) {
                xy[2 * at] = i - k / 2.0;
                xy[2 * at + 1] = k;
                value[at] = v[low.interval(x) + i];
                if (k > 0) {
                    int below = at - k;
                    if (i > 0) {
                        edges[e++] = below - 1;
                        edges[e++] = at;
                    }
                    if (i < k) {
                        edges[e++] = below;
                        edges[e++] = at;
                    }
                }
            }
        }
        to.graph("recursion", xy, Arrays.copyOf(edges, e), List.of(new Layer.Field("value", "value", "", value)), List.of(), List.of());
    }
}
