package org.pushforward.engine.transport.grid;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.transport.points.LogSumExp;

/**
 * Draws a plan between densities on a grid: the densities, potentials, the mean way of the mass and the errors of the marginals; the density on its
 * way for squared costs, how far mass goes for the distance.
 */
final class GridLayers {

    static final Rect SQUARE = new Rect(0, 0, 1, 1);
    /** Arrows a side. */
    private static final int ARROWS = 32;

    private final GridProblem problem;
    private final GridState s;
    private final GridKernel kernel;
    private final StepContext context;
    private final int n;

    /** @param kernel that of the state's level */
    GridLayers(GridProblem problem, GridState s, GridKernel kernel, StepContext context) {
        this.problem = problem;
        this.s = s;
        this.kernel = kernel;
        this.context = context;
        n = problem.n();
    }

    /** All but the density on its way. */
    List<Layer> all() {
        double[] toTarget = GridSinkhorn.sum(problem.logB(), s.g());
        double[] rowSums = new double[n * n];
        double[] costs = new double[n * n];
        kernel.applyWithCost(toTarget, rowSums, costs, context);
        double[] columnSums = sums(GridSinkhorn.sum(problem.logA(), s.f()));
        List<Layer> all = new ArrayList<>(List.of(field(n, "source", "Source density", "", density(problem.a())),
                field(n, "target", "Target density", "", density(problem.b())),
                field(n, "potential-f", "Potential f", "cost", potential(rowSums)),
                field(n, "potential-g", "Potential g", "cost", potential(columnSums)),
                field(n, "row-deviation", "Source marginal off", "", deviation(problem.a(), s.isSwept() ? s.rows() : powers(rowSums))),
                field(n, "column-deviation", "Target marginal off", "", deviation(problem.b(), s.isSwept() ? s.columns() : powers(columnSums)))));
        Layer.VectorField ways = displacement(toTarget, rowSums);
        all.add(ways);
        if (problem.cost() instanceof GridCost.Distance) {
            all.add(field(n, "travelled", "Density × mean distance", "", travelled(costs)));
            all.add(new Layer.VectorField("ways", ways.label(), "", ways.nx(), ways.ny(), SQUARE, ways.u(), ways.v()));
        }
        return all;
    }

    static Layer moving(GridProblem problem, SchroedingerMarginal marginal) {
        return field(problem.n(), "moving", "Density on its way", "", density(marginal.masses()));
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

    private double[] sums(double[] exponents) {
        double[] lse = new double[exponents.length];
        kernel.apply(exponents, lse, context);
        return lse;
    }

    /** With potentials 0 the sums are those of the kernel as it is. */
    private static double[] powers(double[] lse) {
        return Arrays.stream(lse).map(v -> Math.exp(v * LogSumExp.LN2)).toArray();
    }

    /** The soft minimum −ε log Σ exp((…) − C/ε), which extends a potential to cells without mass. */
    private double[] potential(double[] lse) {
        double unit = s.level() * LogSumExp.LN2;
        return Arrays.stream(lse).map(v -> -v * unit).toArray();
    }

    private double[] travelled(double[] costs) {
        double unit = s.level() * LogSumExp.LN2;
        double[] all = density(problem.a());
        Arrays.setAll(all, k -> all[k] * costs[k] * unit);
        return all;
    }

    /** Barycentric projection Σ_y p(y|x) y minus identity, where the source has mass; on every k-th cell. */
    private Layer.VectorField displacement(double[] exponents, double[] lse) {
        int m = Math.min(ARROWS, n);
        double[][] way = new double[2][m * m];
        for (int axis = 0; axis < 2; axis++) {
            double[] logs = new double[n];
            Arrays.setAll(logs, i -> Math.log(place(i)) / LogSumExp.LN2);
            double[] weighted = exponents.clone();
            for (int k = 0; k < weighted.length; k++) {
                weighted[k] += logs[axis == 0 ? k / n : k % n];
            }
            double[] mean = sums(weighted);
            for (int p = 0; p < m * m; p++) {
                int i = (int) ((p / m + 0.5) * n / m);
                int j = (int) ((p % m + 0.5) * n / m);
                int k = i * n + j;
                way[axis][p] = problem.a()[k] > 0 ? Math.exp((mean[k] - lse[k]) * LogSumExp.LN2) - place(axis == 0 ? i : j) : 0;
            }
        }
        return new Layer.VectorField("displacement", "Mean way of the mass", "", m, m, SQUARE, way[0], way[1]);
    }

    /** Centre of a cell along an axis. */
    private double place(int i) {
        return (i + 0.5) / n;
    }
}
