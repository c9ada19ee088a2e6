package org.pushforward.engine.pde;

import java.util.Arrays;
import org.pushforward.engine.numerics.DenseSolve;
import org.pushforward.engine.numerics.LeastSquares;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Turn;

/**
 * Collocation of nonlinear equations with multiquadrics φ = √(1 + ε²r²) about scattered points (Kansa 1990). On the unit disc −Δu + u³ = f, or
 * −Δu + uv = f with −Δv + u² = g, with solutions that were chosen; in space and time Burgers' equation with unknown viscosity, sensors
 * instead of boundary values. Newton's and Gauss–Newton's method. Immutable; used by one thread.
 *
 * @param fields 1 or 2
 * @param inside how many centers carry the equation; the rest lies on the edge
 * @param held points that were held out, and {@code tested} those at which the error is told
 * @param sensors places of values {@code heard}; none on the disc
 */
record KansaProblem(int fields, double[] centers, int inside, double[] held, double[] tested, double[] sensors, double[] heard) {

    /** Of the wave that sensors see, and where the search for it begins. */
    static final double VISCOSITY = 0.05;
    static final double GUESS = 0.2;
    private static final double GOLDEN = Math.PI * (3 - Math.sqrt(5));
    private static final int SENSORS = 2000;
    private static final int COLLOCATED = 300;
    private static final double WEIGHT = 0.3;
    private static final double RIDGE = 1e-6;
    private static final int NEWTON = 10;

    /** @param condition of the last Newton matrix, in the 2-norm */
    record Solved(double[] c, double condition) { }

    record Inverse(double[] c, double viscosity) { }

    static KansaProblem disc(int n, boolean two) {
        int edge = n / 4;
        double[] centers = new double[2 * (n + edge)];
        System.arraycopy(spiral(n, 0.97, 0), 0, centers, 0, 2 * n);
        for (int k = 0; k < edge; k++) {
            centers[2 * (n + k)] = Math.cos(2 * Math.PI * k / edge);
            centers[2 * (n + k) + 1] = Math.sin(2 * Math.PI * k / edge);
        }
        return new KansaProblem(two ? 2 : 1, centers, n, spiral(2 * n / 3, 0.96, 1), spiral(700, 0.999, 2.5), new double[0], new double[0]);
    }

    /** Evenly spread over a disc. */
    private static double[] spiral(int n, double radius, double turned) {
        double[] xy = new double[2 * n];
        for (int k = 0; k < n; k++) {
            double r = radius * Math.sqrt((k + 0.5) / n);
            xy[2 * k] = r * Math.cos(GOLDEN * k + turned);
            xy[2 * k + 1] = r * Math.sin(GOLDEN * k + turned);
        }
        return xy;
    }

    static KansaProblem burgers(int n, double noise, Philox random) {
        double[] sensors = uniforms(SENSORS, random.stream(2));
        double[] z = new double[SENSORS];
        random.stream(3).normals(0, SENSORS, 0, 1, z, 0);
        KansaProblem places = new KansaProblem(1, uniforms(n, random.stream(1)), n, uniforms(COLLOCATED, random.stream(4)), uniforms(500, random.stream(5)), sensors, new double[0]);
        double[] heard = new double[SENSORS];
        Arrays.setAll(heard, k -> places.exact(sensors[2 * k], sensors[2 * k + 1], 0) + noise * z[k]);
        return new KansaProblem(1, places.centers, n, places.held, places.tested, sensors, heard);
    }

    private static double[] uniforms(int n, Philox random) {
        double[] u = new double[2 * n];
        random.uniforms(0, n, 0, 2, u, 0);
        return u;
    }

    int count() {
        return centers.length / 2;
    }

    int unknowns() {
        return fields * count();
    }

    // ---- what is known

    /** The solution that was chosen: of field 0 or 1 on the disc, or the wave of Burgers' equation. */
    double exact(double x, double y, int field) {
        if (sensors.length > 0) {
            return 1 / (1 + Math.exp((x - 0.3 - 0.5 * y) / (2 * VISCOSITY)));
        }
        return field == 0 ? Math.sin(2 * x) * Math.cos(1.5 * y) + 0.3 * x * y : Math.cos(x + 2 * y);
    }

    private double load(double x, double y, int field) {
        double u = exact(x, y, 0);
        double v = exact(x, y, 1);
        if (field == 1) {
            return 5 * v + u * u;
        }
        double minusLaplacian = 6.25 * Math.sin(2 * x) * Math.cos(1.5 * y);
        return minusLaplacian + (fields == 1 ? u * u * u : u * v);
    }

    // ---- hills

    /** φ and its derivatives, about one center: value, along x, along y, twice along x, Laplacian. */
    static double[] hill(double eps, double dx, double dy) {
        double e = eps * eps;
        double p = Math.sqrt(1 + e * (dx * dx + dy * dy));
        double xx = e / p - e * e * dx * dx / (p * p * p);
        return new double[] {p, e * dx / p, e * dy / p, xx, xx + e / p - e * e * dy * dy / (p * p * p)};
    }

    private double[] row(double eps, double x, double y, int derivative) {
        double[] row = new double[count()];
        for (int j = 0; j < row.length; j++) {
            row[j] = hill(eps, x - centers[2 * j], y - centers[2 * j + 1])[derivative];
        }
        return row;
    }

    private static double dot(double[] row, double[] c, int from) {
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
            sum += row[j] * c[from + j];
        }
        return sum;
    }

    double at(double eps, double[] c, double x, double y, int field) {
        return dot(row(eps, x, y, 0), c, field * count());
    }

    // ---- the disc

    /** By Newton's method from zero. */
    Solved solved(double eps, Turn t) {
        int n = count();
        double[][] value = new double[n][];
        double[][] laplacian = new double[inside][];
        for (int i = 0; i < n; i++) {
            t.ask();
            value[i] = row(eps, centers[2 * i], centers[2 * i + 1], 0);
            if (i < inside) {
                laplacian[i] = row(eps, centers[2 * i], centers[2 * i + 1], 4);
            }
        }
        double[] c = new double[unknowns()];
        double[][] jacobian = new double[unknowns()][];
        double last = Double.POSITIVE_INFINITY;
        for (int k = 0; k < NEWTON; k++) {
            t.ask();
            double[] right = equations(value, laplacian, c, jacobian);
            double size = Math.sqrt(Arrays.stream(right).map(v -> v * v).sum());
            if (size < 1e-11 || k > 3 && size > 0.5 * last) {
                break;
            }
            last = size;
            double[] step;
            try {
                step = DenseSolve.solved(jacobian, right);
            } catch (ArithmeticException singular) {
                break;
            }
            for (int j = 0; j < c.length; j++) {
                c[j] += step[j];
            }
        }
        return new Solved(c, condition(jacobian));
    }

    /** Minus the residuals, and the rows of the Jacobian. */
    private double[] equations(double[][] value, double[][] laplacian, double[] c, double[][] jacobian) {
        int n = count();
        double[] right = new double[unknowns()];
        for (int f = 0; f < fields; f++) {
            for (int i = 0; i < n; i++) {
                double x = centers[2 * i];
                double y = centers[2 * i + 1];
                double[] row = new double[unknowns()];
                int at = f * n + i;
                if (i >= inside) {
                    System.arraycopy(value[i], 0, row, f * n, n);
                    right[at] = exact(x, y, f) - dot(value[i], c, f * n);
                } else {
                    double u = dot(value[i], c, 0);
                    double v = fields == 2 ? dot(value[i], c, n) : 0;
                    double[] by = f == 1 ? new double[] {2 * u, 0} : fields == 1 ? new double[] {3 * u * u, 0} : new double[] {v, u};
                    for (int j = 0; j < n; j++) {
                        row[f * n + j] = -laplacian[i][j];
                        row[j] += by[0] * value[i][j];
                        if (fields == 2) {
                            row[n + j] += by[1] * value[i][j];
                        }
                    }
                    double reaction = f == 1 ? u * u : fields == 1 ? u * u * u : u * v;
                    right[at] = load(x, y, f) + dot(laplacian[i], c, f * n) - reaction;
                }
                jacobian[at] = row;
            }
        }
        return right;
    }

    private static double condition(double[][] a) {
        double[] s = Matrix.of(a.length, a.length, Arrays.stream(a).flatMapToDouble(Arrays::stream).toArray()).singularValues();
        double least = Arrays.stream(s).min().orElse(0);
        return Math.min(1e25, Arrays.stream(s).max().orElse(0) / Math.max(least, Double.MIN_NORMAL));
    }

    // ---- sensors

    /** Hills through the sensors by least squares. */
    double[] fitted(double eps) {
        int n = count();
        int m = heard.length;
        double[] a = new double[(m + n) * n];
        double[] b = Arrays.copyOf(heard, m + n);
        for (int i = 0; i < m; i++) {
            System.arraycopy(row(eps, sensors[2 * i], sensors[2 * i + 1], 0), 0, a, i * n, n);
        }
        for (int j = 0; j < n; j++) {
            a[(m + j) * n + j] = 1e-3;
        }
        return LeastSquares.solve(a, n, b);
    }

    /** One Gauss–Newton step for coefficients and viscosity: the equation where it is collocated and the sensors, in the sense of least squares. */
    Inverse improved(double eps, double[] c, double viscosity) {
        int n = count();
        int m = heard.length;
        int all = COLLOCATED + m + n;
        double[] a = new double[all * (n + 1)];
        double[] b = new double[all];
        for (int i = 0; i < COLLOCATED; i++) {
            double x = held[2 * i];
            double t = held[2 * i + 1];
            double[][] d = {row(eps, x, t, 0), row(eps, x, t, 1), row(eps, x, t, 2), row(eps, x, t, 3)};
            double u = dot(d[0], c, 0);
            double ux = dot(d[1], c, 0);
            double uxx = dot(d[3], c, 0);
            b[i] = -WEIGHT * (dot(d[2], c, 0) + u * ux - viscosity * uxx);
            for (int j = 0; j < n; j++) {
                a[i * (n + 1) + j] = WEIGHT * (d[2][j] + u * d[1][j] + ux * d[0][j] - viscosity * d[3][j]);
            }
            a[i * (n + 1) + n] = -WEIGHT * uxx;
        }
        for (int i = 0; i < m; i++) {
            double[] row = row(eps, sensors[2 * i], sensors[2 * i + 1], 0);
            System.arraycopy(row, 0, a, (COLLOCATED + i) * (n + 1), n);
            b[COLLOCATED + i] = heard[i] - dot(row, c, 0);
        }
        for (int j = 0; j < n; j++) {
            a[(COLLOCATED + m + j) * (n + 1) + j] = RIDGE;
            b[COLLOCATED + m + j] = -RIDGE * c[j];
        }
        double[] step = LeastSquares.solve(a, n + 1, b);
        double[] next = new double[n];
        Arrays.setAll(next, j -> c[j] + step[j]);
        return new Inverse(next, Math.max(1e-6, viscosity + step[n]));
    }

    // ---- how it goes

    /** Root mean square of the residual at the points that were held out. */
    double heldOut(double eps, double[] c, double viscosity) {
        int n = count();
        double sum = 0;
        for (int i = 0; i < held.length; i += 2) {
            double x = held[i];
            double y = held[i + 1];
            double u = at(eps, c, x, y, 0);
            if (sensors.length > 0) {
                double r = dot(row(eps, x, y, 2), c, 0) + u * dot(row(eps, x, y, 1), c, 0) - viscosity * dot(row(eps, x, y, 3), c, 0);
                sum += r * r;
                continue;
            }
            double v = fields == 2 ? at(eps, c, x, y, 1) : 0;
            for (int f = 0; f < fields; f++) {
                double reaction = f == 1 ? u * u : fields == 1 ? u * u * u : u * v;
                double r = -dot(row(eps, x, y, 4), c, f * n) + reaction - load(x, y, f);
                sum += r * r;
            }
        }
        return Math.min(1e30, Math.sqrt(2 * sum / held.length));
    }

    /** Relative, in the Euclidean norm over the points that are tested. */
    double error(double eps, double[] c) {
        double off = 0;
        double all = 0;
        for (int i = 0; i < tested.length; i += 2) {
            for (int f = 0; f < fields; f++) {
                double u = exact(tested[i], tested[i + 1], f);
                double e = at(eps, c, tested[i], tested[i + 1], f) - u;
                off += e * e;
                all += u * u;
            }
        }
        return Math.min(1e30, Math.sqrt(off / all));
    }
}
