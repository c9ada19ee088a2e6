package org.pushforward.engine.mesh;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.PlaneMesh;
import org.pushforward.engine.numerics.GaussLegendre;
import org.pushforward.engine.numerics.SparseSystem;

/**
 * Linear elements on moving triangles: nodes carry their values along, u̇ + (b − ẋ)·∇u = νΔu in the weak form, so that a constant stays whatever
 * the mesh does. Implicit midpoint rule in time, on the mesh half way; Newton's method. Values on the boundary are given. Second order. Immutable.
 */
final class MovingElements {

    private static final double TOLERANCE = 1e-12;
    private static final int MOST_ITERATIONS = 8;
    private static final GaussLegendre GAUSS = new GaussLegendre(6);

    private final PlaneMesh mesh;
    private final FrontProblem problem;
    private final int[] triangles;
    private final int[][] columns;
    private final SparseSystem system;

    MovingElements(PlaneMesh mesh, FrontProblem problem) {
        this.mesh = mesh;
        this.problem = problem;
        triangles = mesh.triangles();
        columns = IntStream.range(0, mesh.nodes()).mapToObj(v -> mesh.isOuter(v) ? new int[] {v} : IntStream.concat(IntStream.of(v), Arrays.stream(mesh.neighbors(v))).sorted().toArray())
                .toArray(int[][]::new);
        double[] xy = mesh.start();
        // Who is known knows: the pattern without the boundary's empty rows.
        List<int[]> known = IntStream.range(0, mesh.nodes()).mapToObj(v -> IntStream.concat(IntStream.of(v), Arrays.stream(mesh.neighbors(v))).toArray()).toList();
        system = new SparseSystem(IntStream.range(0, mesh.nodes()).mapToDouble(v -> xy[2 * v]).toArray(), IntStream.range(0, mesh.nodes()).mapToDouble(v -> xy[2 * v + 1]).toArray(), known);
    }

    double[] exact(double[] xy, double t) {
        double[] u = new double[mesh.nodes()];
        Arrays.setAll(u, v -> problem.exact(xy[2 * v], xy[2 * v + 1], t));
        return u;
    }

    /** From u on the mesh {@code from} at time t to the values on the mesh {@code to} at t + dt. */
    double[] next(double[] u, double[] from, double[] to, double t, double dt, StepContext context) {
        double[] now = u.clone();
        for (int v = 0; v < u.length; v++) {
            if (mesh.isOuter(v)) {
                now[v] = problem.exact(to[2 * v], to[2 * v + 1], t + dt);
            }
        }
        for (int k = 0; k < MOST_ITERATIONS; k++) {
            context.cancel().throwIfCancelled();
            double most = iterate(u, now, from, to, dt, context);
            if (!(most > TOLERANCE)) {
                break;
            }
        }
        return now;
    }

    /** One Newton iteration; how much it changed at most. */
    private double iterate(double[] before, double[] now, double[] from, double[] to, double dt, StepContext context) {
        double[] right = new double[now.length];
        double[][] rows = new double[now.length][];
        Arrays.setAll(rows, v -> new double[columns[v].length]);
        for (int k = 0; k < triangles.length; k += 3) {
            add(k, before, now, from, to, dt, right, rows);
        }
        SparseSystem.Matrix a = system.matrix();
        for (int v = 0; v < now.length; v++) {
            if (mesh.isOuter(v)) {
                a.set(v, v, 1);
                right[v] = 0;
            } else {
                for (int c = 0; c < columns[v].length; c++) {
                    a.set(v, columns[v][c], rows[v][c]);
                }
            }
        }
        double[] change = a.solve(right, context.cancel());
        double most = 0;
        for (int v = 0; v < now.length; v++) {
            now[v] += change[v];
            most = Math.max(most, Math.abs(change[v]));
        }
        return most;
    }

    /** A triangle's part of −F and of its derivatives. */
    private void add(int at, double[] before, double[] now, double[] from, double[] to, double dt, double[] right, double[][] rows) {
        double[] x = new double[3];
        double[] y = new double[3];
        double[] mid = new double[3];
        for (int a = 0; a < 3; a++) {
            int v = triangles[at + a];
            x[a] = 0.5 * (from[2 * v] + to[2 * v]);
            y[a] = 0.5 * (from[2 * v + 1] + to[2 * v + 1]);
            mid[a] = 0.5 * (before[v] + now[v]);
        }
        double area = 0.5 * ((x[1] - x[0]) * (y[2] - y[0]) - (y[1] - y[0]) * (x[2] - x[0]));
        double[] gx = {(y[1] - y[2]) / (2 * area), (y[2] - y[0]) / (2 * area), (y[0] - y[1]) / (2 * area)};
        double[] gy = {(x[2] - x[1]) / (2 * area), (x[0] - x[2]) / (2 * area), (x[1] - x[0]) / (2 * area)};
        double[] wx = new double[3];
        double[] wy = new double[3];
        double ux = 0;
        double uy = 0;
        for (int a = 0; a < 3; a++) {
            int v = triangles[at + a];
            wx[a] = problem.velocityX(y[a], mid[a]) - (to[2 * v] - from[2 * v]) / dt;
            wy[a] = problem.velocityY(x[a], mid[a]) - (to[2 * v + 1] - from[2 * v + 1]) / dt;
            // Differences, so that the slope of a constant is 0 to the last bit.
            ux += gx[a] * (mid[a] - mid[0]);
            uy += gy[a] * (mid[a] - mid[0]);
        }
        double nu = problem.diffusion();
        for (int a = 0; a < 3; a++) {
            int v = triangles[at + a];
            if (mesh.isOuter(v)) {
                continue;
            }
            double sx = area / 12 * (wx[0] + wx[1] + wx[2] + wx[a]);
            double sy = area / 12 * (wy[0] + wy[1] + wy[2] + wy[a]);
            double f = sx * ux + sy * uy + nu * area * (gx[a] * ux + gy[a] * uy);
            for (int b = 0; b < 3; b++) {
                int w = triangles[at + b];
                double mass = area / 12 * (a == b ? 2 : 1);
                f += mass * (now[w] - before[w]) / dt;
                double slope = 0.5 * (sx * gx[b] + sy * gy[b] + nu * area * (gx[a] * gx[b] + gy[a] * gy[b])) + (problem.isNonlinear() ? 0.5 * mass * (ux + uy) : 0);
                rows[v][Arrays.binarySearch(columns[v], w)] += mass / dt + slope;
            }
            right[v] -= f;
        }
    }

    /** Errors against the exact solution: root of ∫(u − exact)², and the largest at a node. */
    double[] errors(double[] u, double[] xy, double t) {
        double sum = 0;
        for (int k = 0; k < triangles.length; k += 3) {
            sum += squared(k, u, xy, t);
        }
        double most = 0;
        for (int v = 0; v < u.length; v++) {
            most = Math.max(most, Math.abs(u[v] - problem.exact(xy[2 * v], xy[2 * v + 1], t)));
        }
        return new double[] {Math.sqrt(sum), most};
    }

    private double squared(int at, double[] u, double[] xy, double t) {
        int a = triangles[at];
        int b = triangles[at + 1];
        int c = triangles[at + 2];
        double ex = xy[2 * b] - xy[2 * a];
        double ey = xy[2 * b + 1] - xy[2 * a + 1];
        double fx = xy[2 * c] - xy[2 * a];
        double fy = xy[2 * c + 1] - xy[2 * a + 1];
        double sum = 0;
        for (int i = 0; i < GAUSS.size(); i++) {
            for (int j = 0; j < GAUSS.size(); j++) {
                double r = GAUSS.node(i);
                double p = r * (1 - GAUSS.node(j));
                double q = r - p;
                double e = u[a] + p * (u[b] - u[a]) + q * (u[c] - u[a]) - problem.exact(xy[2 * a] + p * ex + q * fx, xy[2 * a + 1] + p * ey + q * fy, t);
                sum += GAUSS.weight(i) * GAUSS.weight(j) * r * e * e;
            }
        }
        return sum * Math.abs(ex * fy - ey * fx);
    }

    /** At each node the mean of the slopes of a nodal function on the triangles about it, weighted with their areas: ∂x and ∂y, interleaved. */
    double[] slopes(double[] u, double[] xy) {
        double[] sum = new double[2 * u.length];
        double[] areas = new double[u.length];
        for (int k = 0; k < triangles.length; k += 3) {
            int a = triangles[k];
            int b = triangles[k + 1];
            int c = triangles[k + 2];
            double ex = xy[2 * b] - xy[2 * a];
            double ey = xy[2 * b + 1] - xy[2 * a + 1];
            double fx = xy[2 * c] - xy[2 * a];
            double fy = xy[2 * c + 1] - xy[2 * a + 1];
            double twice = ex * fy - ey * fx;
            // Times the doubled area.
            double sx = (u[b] - u[a]) * fy - (u[c] - u[a]) * ey;
            double sy = (u[c] - u[a]) * ex - (u[b] - u[a]) * fx;
            for (int v : new int[] {a, b, c}) {
                sum[2 * v] += sx;
                sum[2 * v + 1] += sy;
                areas[v] += twice;
            }
        }
        for (int k = 0; k < sum.length; k++) {
            sum[k] /= areas[k / 2];
        }
        return sum;
    }

    /** A nodal function at the middles of cells × cells of the unit square. */
    double[] sampled(double[] u, double[] xy, int cells) {
        double[] out = new double[cells * cells];
        for (int k = 0; k < triangles.length; k += 3) {
            int a = triangles[k];
            int b = triangles[k + 1];
            int c = triangles[k + 2];
            double ex = xy[2 * b] - xy[2 * a];
            double ey = xy[2 * b + 1] - xy[2 * a + 1];
            double fx = xy[2 * c] - xy[2 * a];
            double fy = xy[2 * c + 1] - xy[2 * a + 1];
            double twice = ex * fy - ey * fx;
            int[] i = range(cells, xy[2 * a], xy[2 * b], xy[2 * c]);
            int[] j = range(cells, xy[2 * a + 1], xy[2 * b + 1], xy[2 * c + 1]);
            for (int p = i[0]; p <= i[1]; p++) {
                for (int q = j[0]; q <= j[1]; q++) {
                    double dx = (p + 0.5) / cells - xy[2 * a];
                    double dy = (q + 0.5) / cells - xy[2 * a + 1];
                    double s = (dx * fy - dy * fx) / twice;
                    double t = (ex * dy - ey * dx) / twice;
                    if (s >= -1e-9 && t >= -1e-9 && s + t <= 1 + 1e-9) {
                        out[p * cells + q] = u[a] + s * (u[b] - u[a]) + t * (u[c] - u[a]);
                    }
                }
            }
        }
        return out;
    }

    private static int[] range(int cells, double a, double b, double c) {
        return new int[] {(int) Math.clamp(Math.ceil(Math.min(a, Math.min(b, c)) * cells - 0.5), 0, cells - 1.0), (int) Math.clamp(Math.floor(Math.max(a, Math.max(b, c)) * cells - 0.5), 0, cells - 1.0)};
    }
}
