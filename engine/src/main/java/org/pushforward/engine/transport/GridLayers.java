package org.pushforward.engine.transport;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;

/** Draws a plan between densities on a grid: the densities, the one on its way, potentials, the map and the errors of the marginals. */
final class GridLayers {

    static final Rect SQUARE = new Rect(0, 0, 1, 1);
    /** Arrows a side. */
    private static final int ARROWS = 32;

    private GridLayers() { }

    static List<Layer> of(GridProblem problem, GridState s, SchroedingerMarginal marginal, StepContext context) {
        double[] rowSums = sums(problem, s, GridSinkhorn.sum(problem.logB(), s.g()), context);
        double[] columnSums = sums(problem, s, GridSinkhorn.sum(problem.logA(), s.f()), context);
        double[] f = potential(s, rowSums);
        double[] g = potential(s, columnSums);
        return List.of(field(problem.n(), "moving", "Density on its way", "", density(marginal.masses())),
                field(problem.n(), "source", "Source density", "", density(problem.a())),
                field(problem.n(), "target", "Target density", "", density(problem.b())),
                field(problem.n(), "potential-f", "Potential f", "cost", f),
                field(problem.n(), "potential-g", "Potential g", "cost", g),
                field(problem.n(), "row-deviation", "Source marginal off", "", deviation(problem.a(), s.isSwept() ? s.rows() : powers(rowSums))),
                field(problem.n(), "column-deviation", "Target marginal off", "", deviation(problem.b(), s.isSwept() ? s.columns() : powers(columnSums))),
                displacement(problem, f));
    }

    static Layer field(int n, String id, String label, String unit, double[] values) {
        return new Layer.ScalarField(id, label, unit, n, n, SQUARE, values);
    }

    /** Masses over those of the uniform density. */
    static double[] density(double[] masses) {
        return Arrays.stream(masses).map(m -> m * masses.length).toArray();
    }

    private static double[] deviation(double[] masses, double[] ratios) {
        double[] off = new double[masses.length];
        Arrays.setAll(off, k -> masses[k] * (ratios[k] - 1) * masses.length);
        return off;
    }

    private static double[] sums(GridProblem problem, GridState s, double[] exponents, StepContext context) {
        double[] lse = new double[exponents.length];
        problem.kernel(s.level()).apply(exponents, lse, context);
        return lse;
    }

    /** With potentials 0 the sums are those of the kernel as it is. */
    private static double[] powers(double[] lse) {
        return Arrays.stream(lse).map(v -> Math.exp(v * LogSumExp.LN2)).toArray();
    }

    /** The soft minimum −ε log Σ exp((…) − C/ε), which extends a potential to cells without mass. */
    private static double[] potential(GridState s, double[] lse) {
        double unit = s.level() * LogSumExp.LN2;
        return Arrays.stream(lse).map(v -> -v * unit).toArray();
    }

    /** Barycentric projection minus identity, −∇f/(2κ) by central differences, where the source has mass; on every k-th cell. */
    private static Layer displacement(GridProblem problem, double[] f) {
        int n = problem.n();
        int m = Math.min(ARROWS, n);
        double[] u = new double[m * m];
        double[] v = new double[m * m];
        for (int p = 0; p < m; p++) {
            for (int r = 0; r < m; r++) {
                int i = (int) ((p + 0.5) * n / m);
                int j = (int) ((r + 0.5) * n / m);
                if (problem.a()[i * n + j] > 0) {
                    int left = Math.max(i - 1, 0);
                    int right = Math.min(i + 1, n - 1);
                    int low = Math.max(j - 1, 0);
                    int high = Math.min(j + 1, n - 1);
                    u[p * m + r] = -(f[right * n + j] - f[left * n + j]) * n / (2 * problem.kappa() * Math.max(1, right - left));
                    v[p * m + r] = -(f[i * n + high] - f[i * n + low]) * n / (2 * problem.kappa() * Math.max(1, high - low));
                }
            }
        }
        return new Layer.VectorField("displacement", "Mean way of the mass", "", m, m, SQUARE, u, v);
    }
}
