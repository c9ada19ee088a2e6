package org.pushforward.engine.mesh;

import java.util.Optional;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.MeshGrid;
import org.pushforward.engine.geometry.MovedMesh;

/**
 * A finished run of the mesh mover on the unit square, and what the acceptance tests measure of it.
 *
 * @param n cells per side
 * @param xy nodes, index 2(i(n+1)+j)
 * @param frame the last one
 */
record MeasuredMove(int n, double[] xy, Frame frame) {

    private static final int MOST_STEPS = 1000;

    /** Runs until converged; empty if that fails. Assignments are texts like "alpha=5". */
    static Optional<MeasuredMove> converged(StepContext context, String... assignments) {
        ParameterSet p = parameters(assignments);
        MongeAmpereMover mover = new MongeAmpereMover(p);
        Status end = mover.advance(MOST_STEPS, context);
        if (!(end instanceof Status.Converged)) {
            return Optional.empty();
        }
        Frame frame = mover.frame(0);
        Layer.Mesh mesh = (Layer.Mesh) frame.layer("mesh").orElseThrow();
        return Optional.of(new MeasuredMove(p.whole("n"), mesh.xy(), frame));
    }

    static ParameterSet parameters(String... assignments) {
        return ParameterSet.of(MongeAmpereParameters.all(), assignments);
    }

    double diagnostic(String id) {
        return frame.diagnostics().value(id).orElse(Double.NaN);
    }

    /** Largest distance, in x or y, between the nodes and the exact map of a separable monitor. */
    double distanceFrom(SeparableMonitor monitor) {
        double max = 0;
        for (int i = 0; i <= n; i++) {
            for (int j = 0; j <= n; j++) {
                max = Math.max(max, Math.abs(x(i, j) - monitor.exactMap((double) i / n)));
                max = Math.max(max, Math.abs(y(i, j) - monitor.exactMap((double) j / n)));
            }
        }
        return max;
    }

    /** Largest distance between a node and its images under the reflections of the square in its middle lines and diagonals. */
    double asymmetry() {
        double max = 0;
        for (int i = 0; i <= n; i++) {
            for (int j = 0; j <= n; j++) {
                max = Math.max(max, Math.hypot(x(i, j) - (1 - x(n - i, j)), y(i, j) - y(n - i, j)));
                max = Math.max(max, Math.hypot(x(i, j) - x(i, n - j), y(i, j) - (1 - y(i, n - j))));
                max = Math.max(max, Math.hypot(x(i, j) - y(j, i), y(i, j) - x(j, i)));
            }
        }
        return max;
    }

    /** Largest displacement of a node. */
    double displacement() {
        double max = 0;
        for (int i = 0; i <= n; i++) {
            for (int j = 0; j <= n; j++) {
                max = Math.max(max, Math.hypot(x(i, j) - (double) i / n, y(i, j) - (double) j / n));
            }
        }
        return max;
    }

    /** L2 error of piecewise linear interpolation on the uniform mesh over that on this one. */
    double interpolationGain(SampleFunction function) {
        MeshGrid grid = MeshGrid.of(Rect.UNIT, n, 1);
        double[] uniform = MovedMesh.nodes(grid, new double[grid.solveCells()]);
        return InterpolationError.of(grid, uniform, function) / InterpolationError.of(grid, xy, function);
    }

    private double x(int i, int j) {
        return xy[2 * (i * (n + 1) + j)];
    }

    private double y(int i, int j) {
        return xy[2 * (i * (n + 1) + j) + 1];
    }
}
