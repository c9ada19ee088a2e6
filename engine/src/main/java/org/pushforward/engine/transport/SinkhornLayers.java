package org.pushforward.engine.transport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Status;

/**
 * Draws a plan. What costs O(n m) is drawn for some of the points: {@value #POINTS} of each cloud, {@value #LINES} strongest couplings,
 * {@value #CELLS}² entries of the matrix, at even ranks along the first principal axis; the whole matrix in the order of the input is
 * there when it is small or the run rests.
 */
final class SinkhornLayers {

    private static final int POINTS = 1500;
    private static final int LINES = 200;
    private static final int CELLS = 160;
    /** Entries of a plan that is published with every frame, and of one that is published at all. */
    private static final long SMALL_PLAN = 1_000_000;
    private static final long LARGEST_PLAN = 10_000_000;
    /** log₁₀ of densities below counts as this. */
    private static final double LEAST_DENSITY = -3;

    private final SinkhornProblem problem;
    private final SinkhornState state;
    private final CloudView view;
    private final SinkhornPlan plan;

    private SinkhornLayers(SinkhornProblem problem, SinkhornState state, CloudView view) {
        this.problem = problem;
        this.state = state;
        this.view = view;
        plan = new SinkhornPlan(problem, state);
    }

    /** Rows and columns count the points given, those without weight included. */
    static List<Layer> of(SinkhornProblem problem, SinkhornState state, CloudView view, int rows, int columns) {
        SinkhornLayers l = new SinkhornLayers(problem, state, view);
        List<Layer> all = new ArrayList<>(l.clouds());
        all.add(l.matrix());
        all.add(l.marginal("row-marginal", "row sums / a, before the row half-step", state.rowsBefore(), view.sourceOrder()));
        all.add(l.marginal("column-marginal", "column sums / b, after it", state.columns(), view.targetOrder()));
        long entries = (long) rows * columns;
        if (entries <= (state.status() instanceof Status.Running ? SMALL_PLAN : LARGEST_PLAN)) {
            all.add(new Layer.Matrix("plan", "P", "", rows, columns, l.plan.matrix(rows, columns)));
        }
        return all;
    }

    /** At most {@code most} of the points at even ranks. */
    private static int[] some(int[] order, int most) {
        int n = Math.min(most, order.length);
        return IntStream.range(0, n).map(k -> order[(int) ((k + 0.5) * order.length / n)]).toArray();
    }

    /** Points coloured by where their mass comes from, couplings and barycentric projection. */
    private List<Layer> clouds() {
        int[] shown = some(view.sourceOrder(), POINTS);
        int[] lined = some(view.sourceOrder(), LINES);
        int n = view.sourceOrder().length;
        double[] rank = new double[n];
        for (int k = 0; k < n; k++) {
            rank[view.sourceOrder()[k]] = (k + 0.5) / n;
        }
        int m = view.targetOrder().length;
        double[] colour = new double[m];
        double[] mass = new double[m];
        double[] projected = new double[2 * shown.length];
        double[] lines = new double[4 * lined.length];
        boolean[] isLined = new boolean[n];
        Arrays.stream(lined).forEach(i -> isLined[i] = true);
        int line = 0;
        for (int s = 0; s < shown.length; s++) {
            int i = shown[s];
            double[] p = plan.row(i);
            double sum = 0;
            double px = 0;
            double py = 0;
            int strongest = 0;
            for (int j = 0; j < m; j++) {
                colour[j] += p[j] * rank[i];
                mass[j] += p[j];
                sum += p[j];
                px += p[j] * view.target()[2 * j];
                py += p[j] * view.target()[2 * j + 1];
                strongest = p[j] > p[strongest] ? j : strongest;
            }
            projected[2 * s] = sum > 0 ? px / sum : view.source()[2 * i];
            projected[2 * s + 1] = sum > 0 ? py / sum : view.source()[2 * i + 1];
            if (isLined[i]) {
                lines[4 * line] = view.source()[2 * i];
                lines[4 * line + 1] = view.source()[2 * i + 1];
                lines[4 * line + 2] = view.target()[2 * strongest];
                lines[4 * line + 3] = view.target()[2 * strongest + 1];
                line++;
            }
        }
        int[] targets = some(view.targetOrder(), POINTS);
        double[] ranks = Arrays.stream(shown).mapToDouble(i -> rank[i]).toArray();
        return List.of(new Layer.Points("source", "Source by rank", "", 2, places(view.source(), shown), ranks),
                new Layer.Points("target", "Target by the mean rank of its mass", "", 2, places(view.target(), targets),
                        Arrays.stream(targets).mapToDouble(j -> mass[j] > 0 ? colour[j] / mass[j] : 0.5).toArray()),
                new Layer.Paths("couplings", "Strongest coupling of " + line + " points", "", 2, Arrays.copyOf(lines, 4 * line), pairs(line)),
                new Layer.Points("projection", "Mean target of each source point", "", 2, projected, ranks));
    }

    private static double[] places(double[] xy, int[] points) {
        double[] some = new double[2 * points.length];
        for (int k = 0; k < points.length; k++) {
            System.arraycopy(xy, 2 * points[k], some, 2 * k, 2);
        }
        return some;
    }

    private static int[] pairs(int lines) {
        return IntStream.rangeClosed(0, lines).map(k -> 2 * k).toArray();
    }

    /** Density against independence, with points along the principal axis. */
    private Layer matrix() {
        int[] rows = some(view.sourceOrder(), CELLS);
        int[] columns = some(view.targetOrder(), CELLS);
        double[] values = new double[rows.length * columns.length];
        for (int r = 0; r < rows.length; r++) {
            double[] p = plan.row(rows[r]);
            double a = problem.source().weights()[rows[r]];
            for (int c = 0; c < columns.length; c++) {
                double density = p[columns[c]] / (a * problem.target().weights()[columns[c]]);
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
