package org.pushforward.engine.mesh;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.MonitorFunction;
import org.pushforward.engine.geometry.PlaneMesh;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.numerics.Philox;

/**
 * What {@link MovingMeshPde} learns from: one to three blobs carried by u_t + (½u²)_x + (½u²)_y = νΔu, ν = 0.004, on 97² nodes, thinned to 25² every 0.03,
 * and the meshes that the trained {@link MeshOperator} makes of them. Values are indexed [i][j], nodes (x, y) likewise.
 */
final class BurgersTrajectories {

    static final int CELLS = 24;
    static final double NU = 0.004;
    static final double INTERVAL = 0.03;
    private static final int FINE = 96;
    private static final double SCALE = 0.5;
    private static final MeshOperator MOVER = new MeshOperator();
    private static final BurgersFlow FLOW = new BurgersFlow(FINE, NU);

    private BurgersTrajectories() { }

    /** u at all times on the nodes, and the meshes that the mover makes of them. */
    record Trajectory(double[][] u, double[][] mesh) { }

    /** One to three blobs that will steepen towards the upper right. */
    private static DoubleBinaryOperator blobs(Philox random, int number) {
        double[] z = new double[16];
        random.uniforms(number, 1, 0, z.length, z, 0);
        int count = 1 + (int) (2.999 * z[15]);
        return (x, y) -> {
            double v = 0;
            for (int k = 0; k < count; k++) {
                double s = 0.08 + 0.06 * z[5 * k + 2];
                v += (0.5 + 0.5 * z[5 * k + 3]) * Math.exp(-(Math.pow(x - 0.25 - 0.3 * z[5 * k], 2) + Math.pow(y - 0.25 - 0.3 * z[5 * k + 1], 2)) / (2 * s * s));
            }
            return v;
        };
    }

    static Trajectory trajectory(Philox random, int number, int times, StepContext context) {
        double[][] u = new double[times + 1][];
        double[][] mesh = new double[times + 1][];
        double[] fine = FLOW.start(blobs(random, number));
        for (int k = 0; k <= times; k++) {
            u[k] = FLOW.thinned(fine, FINE / CELLS);
            mesh[k] = mesh(u[k], context.cancel());
            fine = k < times ? FLOW.after(fine, INTERVAL, context) : fine;
        }
        return new Trajectory(u, mesh);
    }

    static double[] mesh(double[] u, CancelToken cancel) {
        MonitorFunction m = monitor(u);
        double[] xi = nodes();
        Fit fit = Fit.from(MOVER.weights(), AdamW.ADAM, MOVER.trained());
        double[] xy = MOVER.moved(fit, fit.theta(), MeshOperator.Seen.of(m), xi, cancel);
        PlaneMesh plane = plane();
        // A network can fold; half way back is a mesh again.
        for (int k = 0; k < 6 && plane.folded(xy) > 0; k++) {
            for (int i = 0; i < xy.length; i++) {
                xy[i] = 0.5 * (xy[i] + xi[i]);
            }
        }
        return xy;
    }

    private static MonitorFunction monitor(double[] u) {
        return new MeshField((x, y) -> at(u, x, y)).monitor(SCALE, false, 1);
    }

    static PlaneMesh plane() {
        return PlaneMesh.triangles(Rect.UNIT, CELLS, CELLS);
    }

    static double[] nodes() {
        double[] x = new double[2 * (CELLS + 1) * (CELLS + 1)];
        Arrays.setAll(x, k -> (k % 2 == 0 ? k / 2 / (CELLS + 1) : k / 2 % (CELLS + 1)) / (double) CELLS);
        return x;
    }

    /** The start of a trajectory alone, on a mesh at rest. */
    static Trajectory start(Philox random, int number) {
        return new Trajectory(new double[][] {FLOW.thinned(FLOW.start(blobs(random, number)), FINE / CELLS)}, new double[][] {nodes()});
    }

    /** u at the nodes of the first moved mesh. */
    static double[] fitted(Trajectory of) {
        double[] v = new double[of.u[0].length];
        for (int k = 0; k < v.length; k++) {
            v[k] = at(of.u[0], of.mesh[0][2 * k], of.mesh[0][2 * k + 1]);
        }
        return v;
    }

    private static double at(double[] u, double x, double y) {
        double a = Math.clamp(x * CELLS, 0, CELLS - 1e-9);
        double b = Math.clamp(y * CELLS, 0, CELLS - 1e-9);
        int k = (int) a * (CELLS + 1) + (int) b;
        double s = a - (int) a;
        double t = b - (int) b;
        return (1 - s) * ((1 - t) * u[k] + t * u[k + 1]) + s * ((1 - t) * u[k + CELLS + 1] + t * u[k + CELLS + 2]);
    }

    /** Values at the nodes of the uniform grid of what elements have at moved nodes: means of the four cells of half the width about each. */
    static double[] onGrid(MovingElements elements, double[] u, double[] xy) {
        int fine = 2 * CELLS;
        double[] half = elements.sampled(u, xy, fine);
        double[] v = new double[(CELLS + 1) * (CELLS + 1)];
        for (int i = 1; i < CELLS; i++) {
            for (int j = 1; j < CELLS; j++) {
                int k = (2 * i - 1) * fine + 2 * j - 1;
                v[i * (CELLS + 1) + j] = 0.25 * (half[k] + half[k + 1] + half[k + fine] + half[k + fine + 1]);
            }
        }
        return v;
    }

    /** From 24 and 48 cells against 96, errors at the common nodes. */
    static double order(StepContext context) {
        DoubleBinaryOperator smooth = (x, y) -> 0.5 * Math.pow(Math.sin(Math.PI * x) * Math.sin(Math.PI * y), 2);
        double[][] u = new double[3][];
        for (int k = 0; k < 3; k++) {
            BurgersFlow f = new BurgersFlow(24 << k, 0.02);
            u[k] = f.thinned(f.after(f.start(smooth), 0.2, context), 1 << k);
        }
        double coarse = 0;
        double fine = 0;
        for (int k = 0; k < u[0].length; k++) {
            coarse += Math.pow(u[0][k] - u[2][k], 2);
            fine += Math.pow(u[1][k] - u[2][k], 2);
        }
        // e(h) − e(h/4) over e(h/2) − e(h/4) is (16 − 1)/(4 − 1) at order 2.
        return Math.log(Math.sqrt(coarse / fine) - 1) / Math.log(2);
    }

    static double massChange(StepContext context) {
        BurgersFlow f = new BurgersFlow(48, 1e-4);
        double[] u = f.start((x, y) -> Math.hypot(x - 0.4, y - 0.4) < 0.1 ? 1 : 0);
        double before = Arrays.stream(u).sum();
        return Math.abs(Arrays.stream(f.after(u, 0.05, context)).sum() / before - 1);
    }
}
