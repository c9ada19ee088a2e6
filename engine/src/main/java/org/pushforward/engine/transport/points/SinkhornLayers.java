package org.pushforward.engine.transport.points;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer;

/**
 * Draws a plan. What costs O(n m) is drawn for some of the points: {@value #POINTS} of each cloud, {@value #LINES} strongest couplings,
 * {@value #CELLS}² entries of the matrix, at even ranks along the first principal axis. What is whole and in the order of the input is in
 * {@link SinkhornArrays}.
 */
final class SinkhornLayers {

    private static final int POINTS = 1500;
    private static final int LINES = 200;
    private static final int CELLS = 160;
    /** A point of whose mass less than this takes part is crossed out. */
    private static final double LEFT_OUT = 0.5;
    /** Half a cross, in parts of the clouds' extent. */
    private static final double CROSS = 0.006;
    /** log₁₀ of densities below counts as this. */
    private static final double LEAST_DENSITY = -3;

    private final SinkhornProblem problem;
    private final SinkhornState state;
    private final CloudView view;
    private final SinkhornPlan plan;

    private SinkhornLayers(SinkhornProblem problem, SinkhornState state, CloudView view, CancelToken cancel) {
        this.problem = problem;
        this.state = state;
        this.view = view;
        plan = new SinkhornPlan(problem, state, cancel);
    }

    /** Before the first sweep what is drawn is the kernel as it is, which is no plan. */
    static List<Layer> of(SinkhornProblem problem, SinkhornState state, CloudView view, CancelToken cancel) {
        SinkhornLayers l = new SinkhornLayers(problem, state, view, cancel);
        List<Layer> all = new ArrayList<>(l.clouds());
        all.add(l.couplings());
        all.add(l.matrix());
        if (state.isSwept()) {
            all.addAll(l.marginals());
        }
        return all;
    }

    private List<Layer> marginals() {
        boolean exact = state.marginals().isExact();
        return List.of(marginal("row-marginal", exact ? "row sums / a, before the row half-step" : "row sums / a",
                        exact ? state.sweep().rowsBefore() : state.sweep().rows(), view.sourceOrder()),
                marginal("column-marginal", exact ? "column sums / b, after it" : "column sums / b", state.sweep().columns(), view.targetOrder()),
                leftOut(), shares());
    }

    /** At most {@code most} of the points at even ranks. */
    private static int[] some(int[] order, int most) {
        int n = Math.min(most, order.length);
        return IntStream.range(0, n).map(k -> order[(int) ((k + 0.5) * order.length / n)]).toArray();
    }

    /** Points colored by where their mass comes from, and the barycentric projection. */
    private List<Layer> clouds() {
        int n = view.sourceOrder().length;
        int m = view.targetOrder().length;
        double[] rank = new double[n];
        for (int k = 0; k < n; k++) {
            rank[view.sourceOrder()[k]] = (k + 0.5) / n;
        }
        int[] shown = takingPart(some(view.sourceOrder(), POINTS), state.sweep().rows());
        double[] received = new double[m];
        double[] mass = new double[m];
        double[] projected = new double[2 * shown.length];
        for (int s = 0; s < shown.length; s++) {
            double[] p = plan.row(shown[s]);
            double sum = 0;
            for (int j = 0; j < m; j++) {
                received[j] += p[j] * rank[shown[s]];
                mass[j] += p[j];
                sum += p[j];
                projected[2 * s] += p[j] * view.target()[2 * j];
                projected[2 * s + 1] += p[j] * view.target()[2 * j + 1];
            }
            projected[2 * s] /= Math.max(sum, Double.MIN_NORMAL);
            projected[2 * s + 1] /= Math.max(sum, Double.MIN_NORMAL);
        }
        int[] targets = takingPart(some(view.targetOrder(), POINTS), state.sweep().columns());
        double[] ranks = Arrays.stream(shown).mapToDouble(i -> rank[i]).toArray();
        double[] colors = Arrays.stream(targets).mapToDouble(j -> mass[j] > 0 ? received[j] / mass[j] : 0.5).toArray();
        return List.of(new Layer.Points("drawn-source", "Source by rank", "", 2, places(view.source(), shown), ranks),
                new Layer.Points("drawn-target", "Target by the mean rank of its mass", "", 2, places(view.target(), targets), colors),
                new Layer.Points("drawn-projection", "Mean target of each source point", "", 2, projected, ranks));
    }

    /** All points colored by the part of their mass that is sent or received. */
    private Layer shares() {
        int[] sources = some(view.sourceOrder(), POINTS);
        int[] targets = some(view.targetOrder(), POINTS);
        double[] xy = DoubleStream.concat(Arrays.stream(places(view.source(), sources)), Arrays.stream(places(view.target(), targets))).toArray();
        double[] ratios = DoubleStream.concat(Arrays.stream(sources).mapToDouble(i -> state.sweep().rows()[i]),
                Arrays.stream(targets).mapToDouble(j -> state.sweep().columns()[j])).toArray();
        return new Layer.Points("shares", "Mass sent or received / mass there", "", 2, xy, ratios);
    }

    private boolean takesPart(double ratio) {
        return state.marginals().isExact() || !state.isSwept() || ratio >= LEFT_OUT;
    }

    private int[] takingPart(int[] points, double[] ratios) {
        return Arrays.stream(points).filter(i -> takesPart(ratios[i])).toArray();
    }

    /** A cross for every point that does not take part. */
    private Layer leftOut() {
        double arm = CROSS * Math.sqrt(problem.costBound() / problem.kappa());
        double[] xy = DoubleStream.concat(crosses(view.source(), view.sourceOrder(), state.sweep().rows(), arm),
                crosses(view.target(), view.targetOrder(), state.sweep().columns(), arm)).toArray();
        int[] offsets = IntStream.rangeClosed(0, xy.length / 4).map(k -> 2 * k).toArray();
        return new Layer.Paths("left-out", "Points of which less than half takes part", "", 2, xy, offsets);
    }

    private DoubleStream crosses(double[] xy, int[] order, double[] ratios, double arm) {
        return Arrays.stream(some(order, POINTS)).filter(i -> !takesPart(ratios[i])).mapToObj(i -> new double[] {
            xy[2 * i] - arm, xy[2 * i + 1] - arm, xy[2 * i] + arm, xy[2 * i + 1] + arm,
            xy[2 * i] - arm, xy[2 * i + 1] + arm, xy[2 * i] + arm, xy[2 * i + 1] - arm}).flatMapToDouble(Arrays::stream);
    }

    /** From some of the source points, of those that send at least half of their mass, to where most of it goes. */
    private Layer couplings() {
        int[] lined = some(takingPart(view.sourceOrder(), state.sweep().rows()), LINES);
        double[] xy = new double[4 * lined.length];
        for (int k = 0; k < lined.length; k++) {
            double[] p = plan.row(lined[k]);
            int strongest = 0;
            for (int j = 1; j < view.targetOrder().length; j++) {
                strongest = p[j] > p[strongest] ? j : strongest;
            }
            System.arraycopy(view.source(), 2 * lined[k], xy, 4 * k, 2);
            System.arraycopy(view.target(), 2 * strongest, xy, 4 * k + 2, 2);
        }
        int[] offsets = IntStream.rangeClosed(0, lined.length).map(k -> 2 * k).toArray();
        return new Layer.Paths("couplings", "Strongest coupling of " + lined.length + " points", "", 2, xy, offsets);
    }

    private static double[] places(double[] xy, int[] points) {
        double[] some = new double[2 * points.length];
        for (int k = 0; k < points.length; k++) {
            System.arraycopy(xy, 2 * points[k], some, 2 * k, 2);
        }
        return some;
    }

    /** Density against independence, with points along the principal axis. */
    private Layer matrix() {
        int[] rows = some(view.sourceOrder(), CELLS);
        int[] columns = some(view.targetOrder(), CELLS);
        double[] values = new double[rows.length * columns.length];
        for (int r = 0; r < rows.length; r++) {
            double[] p = plan.row(rows[r]);
            double a = problem.a()[rows[r]];
            for (int c = 0; c < columns.length; c++) {
                double density = p[columns[c]] / (a * problem.b()[columns[c]]);
                values[r * columns.length + c] = Math.max(LEAST_DENSITY, Math.log10(density));
            }
        }
        return new Layer.Matrix("coupling-matrix", "log₁₀ P / (a⊗b)", "", rows.length, columns.length, values);
    }

    private Layer marginal(String id, String label, double[] ratio, int[] order) {
        int[] points = some(order, CELLS);
        double[] x = new double[points.length];
        Arrays.setAll(x, k -> (k + 0.5) / points.length);
        return new Layer.Series(id, label, "", "rank along the first principal axis", x,
                Arrays.stream(points).mapToDouble(i -> ratio[i]).toArray());
    }
}
