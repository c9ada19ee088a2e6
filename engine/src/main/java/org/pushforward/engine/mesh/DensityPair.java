package org.pushforward.engine.mesh;

import java.util.Arrays;
import java.util.Locale;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.GriddedDensity;
import org.pushforward.engine.geometry.LogSplineDensity;
import org.pushforward.engine.geometry.MeshGrid;
import org.pushforward.engine.geometry.MovedMesh;
import org.pushforward.engine.geometry.NewtonKrylov;
import org.pushforward.engine.numerics.CubicSplineField;

/**
 * Two positive densities of mean 1 on the unit square, and the optimal-transport map between them by Newton's method on a grid. Immutable.
 *
 * <p>The map out of the emptier of the two is smooth where the other way it leaves a side by a quarter of the square within a cell. So the grid is solved
 * that way, and its map inverted if need be.
 */
record DensityPair(LogSplineDensity source, LogSplineDensity target) {

    /** Cells on which a density is known. */
    private static final int GRID = 256;
    private static final int MOST_NEWTON = 60;
    private static final double SOLVED = 1e-9;
    /** Cells of the solve in one of the grid asked for, at most, and about how many a side there may be. */
    private static final int FINER = 4;
    private static final int ENOUGH = 512;
    /** Powers of the densities by which they come in: strides at first, and the shortest. */
    private static final double STRIDE = 0.25;
    private static final double SHORTEST = 1e-3;

    /**
     * A density as the spline of its logarithm, of mean 1. Errors: {@link InputException} where it is 0.
     *
     * @param floor part of the mean that is added
     */
    static LogSplineDensity density(String name, SourceFile file, String formulaName, String formula, double floor) {
        double[] m = GriddedDensity.masses(GRID, file, formulaName, formula);
        double[] log = new double[m.length];
        for (int k = 0; k < m.length; k++) {
            double rho = (m[k] * GRID * GRID + floor) / (1 + floor);
            if (!(rho > 0)) {
                throw new InputException(String.format(Locale.ROOT, "%s: the density is 0 at (%.3f, %.3f), and its logarithm is taken", name, (k / GRID + 0.5) / GRID, (k % GRID + 0.5) / GRID),
                        "give floor=0.1, or a density that is positive everywhere");
            }
            log[k] = Math.log(rho);
        }
        double mean = Math.log(Arrays.stream(onCells(spline(log), GRID)).average().orElseThrow());
        return spline(Arrays.stream(log).map(v -> v - mean).toArray());
    }

    private static LogSplineDensity spline(double[] log) {
        return new LogSplineDensity(new CubicSplineField(Rect.UNIT, GRID, GRID, log));
    }

    private static double[] onCells(LogSplineDensity rho, int m) {
        double[] x = new double[m * m];
        double[] y = new double[m * m];
        Arrays.setAll(x, k -> (k / m + 0.5) / m);
        Arrays.setAll(y, k -> (k % m + 0.5) / m);
        rho.density(x, y, x, 0, m * m);
        return x;
    }

    /** Whether the least value of the target is at most that of the source. */
    boolean isTargetEmptier() {
        return Arrays.stream(onCells(target, GRID)).min().orElseThrow() <= Arrays.stream(onCells(source, GRID)).min().orElseThrow();
    }

    DensityPair exchanged() {
        return new DensityPair(target, source);
    }

    /** Where the nodes of n × n cells go, by Newton's method on a finer grid. */
    double[] nodes(int n, StepContext context) {
        int finer = Math.clamp(ENOUGH / n, 1, FINER);
        return isTargetEmptier() ? InverseMap.nodes(exchanged().solved(new MeshGrid(Rect.UNIT, finer * n, finer * n, 1), context), finer * n, n)
                : solved(new MeshGrid(Rect.UNIT, n, n, finer), context);
    }

    /** With growing powers of both densities: nearly empty corners are too much at once. */
    private double[] solved(MeshGrid grid, StepContext context) {
        double[] rho = onCells(source, grid.solveNx());
        double[] phi = new double[rho.length];
        double stride = STRIDE;
        for (double done = 0; done < 1 && stride > SHORTEST;) {
            double power = Math.min(1, done + stride);
            NewtonKrylov newton = new NewtonKrylov(grid, Arrays.stream(rho).map(v -> Math.pow(v, power)).toArray());
            double[] next = phi;
            boolean advances = true;
            for (int k = 0; k < MOST_NEWTON && advances && newton.evaluate(next, target, power, context).residual() > SOLVED; k++) {
                NewtonKrylov.Outcome o = newton.iterate(next, target, power, context);
                advances = o instanceof NewtonKrylov.Advanced;
                next = o instanceof NewtonKrylov.Advanced a ? a.phi() : next;
            }
            phi = advances ? next : phi;
            done = advances ? power : done;
            stride *= advances ? 1.5 : 0.5;
        }
        return MovedMesh.nodes(grid, phi);
    }
}
