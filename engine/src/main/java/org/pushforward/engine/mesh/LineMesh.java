package org.pushforward.engine.mesh;

import java.util.Arrays;

/**
 * Meshes 0 = x₀ &lt; … &lt; xₙ = 1 on the line that move until M x_ξ is the same everywhere, ξ = i/n. With C(x) = ∫₀ˣ M and ρ = Δt/τ, implicit (backward
 * Euler) where M is a function of the place that stands still during the step:
 *
 * <ul>
 * <li>MMPDE5, τ x_t = (M x_ξ)_ξ = C(x)_ξξ: C⁻¹(y) − ρ n² δ²y = x before, for y = C(x). The left-hand side is the slope of a strictly convex function;
 * Newton's method finds its least value.
 * <li>MMPDE6, τ x_tξξ = −(M x_ξ)_ξ: twice integrated, τ x_t = C(1) ξ − C(x), so that each node goes to its place by itself: x + ρ C(x) = x before + ρ C(1) ξ.
 * <li>de Boor's algorithm: x = C⁻¹(C(1) ξ), where both go as τ → 0.
 * </ul>
 *
 * <p>By the maximum principle all three keep the order of the nodes, whatever the step; they rest where C(x) is even, that is, exactly equidistributed.
 * Some ten sweeps of O(n), each with as many values of C or C⁻¹. Stateless. Sources: Huang, Ren & Russell (1994), "Moving mesh partial differential
 * equations (MMPDEs) based on the equidistribution principle"; de Boor (1974).
 */
final class LineMesh {

    private static final int NEWTON = 60;
    private static final int HALVINGS = 30;
    private static final double SOLVED = 1e-14;

    private LineMesh() { }

    static double[] uniform(int n) {
        double[] x = new double[n + 1];
        Arrays.setAll(x, i -> (double) i / n);
        return x;
    }

    static double[] widths(double[] x) {
        double[] d = new double[x.length - 1];
        Arrays.setAll(d, i -> x[i + 1] - x[i]);
        return d;
    }

    static double[] mmpde5(double[] x, LineMass mass, double rho) {
        int n = x.length - 1;
        double[] y = new double[n + 1];
        Arrays.setAll(y, i -> mass.upTo(x[i]));
        double c = rho * n * n;
        double[] now = x.clone();
        for (int k = 0; k < NEWTON; k++) {
            double[] step = direction(x, now, y, mass, c);
            double before = slope(x, now, y, step, c);
            double size = 1;
            double[] trial = along(y, step, size);
            double[] at = places(trial, mass);
            // The slope along the step rises from a negative value to 0 at the least value; far behind that the step was too long.
            for (int h = 0; h < HALVINGS && slope(x, at, trial, step, c) > -0.5 * before; h++) {
                size /= 2;
                trial = along(y, step, size);
                at = places(trial, mass);
            }
            y = trial;
            now = at;
            double change = 0;
            for (double v : step) {
                change = Math.max(change, Math.abs(v));
            }
            if (change <= SOLVED * mass.all()) {
                break;
            }
        }
        return now;
    }

    private static double[] along(double[] y, double[] step, double size) {
        double[] z = new double[y.length];
        Arrays.setAll(z, i -> y[i] + size * step[i]);
        return z;
    }

    private static double[] places(double[] y, LineMass mass) {
        double[] x = uniform(y.length - 1);
        for (int i = 1; i < y.length - 1; i++) {
            x[i] = mass.place(y[i]);
        }
        return x;
    }

    private static double residual(double[] x, double[] now, double[] y, double c, int i) {
        return now[i] - x[i] - c * (y[i + 1] - 2 * y[i] + y[i - 1]);
    }

    private static double slope(double[] x, double[] now, double[] y, double[] step, double c) {
        double sum = 0;
        for (int i = 1; i < y.length - 1; i++) {
            sum += residual(x, now, y, c, i) * step[i];
        }
        return sum;
    }

    /** Newton's step: (1/M − c δ²) step = −residual, symmetric and tridiagonal. */
    private static double[] direction(double[] x, double[] now, double[] y, LineMass mass, double c) {
        int n = x.length - 1;
        double[] upper = new double[n + 1];
        double[] step = new double[n + 1];
        for (int i = 1; i < n; i++) {
            double pivot = 1 / mass.density(now[i]) + 2 * c - c * upper[i - 1];
            upper[i] = c / pivot;
            step[i] = (-residual(x, now, y, c, i) + c * step[i - 1]) / pivot;
        }
        for (int i = n - 1; i > 0; i--) {
            step[i] += upper[i] * step[i + 1];
        }
        return step;
    }

    static double[] mmpde6(double[] x, LineMass mass, double rho) {
        int n = x.length - 1;
        double[] y = x.clone();
        for (int i = 1; i < n; i++) {
            y[i] = alone(x[i], mass, rho, rho * mass.all() * i / n);
        }
        return y;
    }

    /** The root of z + ρ C(z) = from + pull, by Newton's method kept between bounds that close in. */
    private static double alone(double from, LineMass mass, double rho, double pull) {
        double low = 0;
        double high = 1;
        double z = from;
        for (int k = 0; k < NEWTON; k++) {
            double over = z - from + (rho * mass.upTo(z) - pull);
            if (over > 0) {
                high = z;
            } else {
                low = z;
            }
            double next = z - over / (1 + rho * mass.density(z));
            next = next > low && next < high ? next : 0.5 * (low + high);
            if (Math.abs(next - z) <= SOLVED * z) {
                return next;
            }
            z = next;
        }
        return z;
    }

    static double[] deBoor(int n, LineMass mass) {
        double[] x = uniform(n);
        for (int i = 1; i < n; i++) {
            x[i] = mass.place(mass.all() * i / n);
        }
        return x;
    }

    /** Each pass takes ¼, ½ and ¼ of a cell and its neighbors; the cells at the ends are their own neighbors. */
    static double[] smoothed(double[] m, int passes) {
        double[] now = m;
        for (int k = 0; k < passes; k++) {
            double[] before = now;
            now = new double[m.length];
            Arrays.setAll(now, i -> 0.25 * before[Math.max(0, i - 1)] + 0.5 * before[i] + 0.25 * before[Math.min(m.length - 1, i + 1)]);
        }
        return now;
    }

    /** The mass of each cell over the mean: 1 everywhere on a mesh that equidistributes. */
    static double[] shares(double[] x, LineMass mass) {
        double[] d = new double[x.length - 1];
        Arrays.setAll(d, i -> (mass.upTo(x[i + 1]) - mass.upTo(x[i])) * d.length / mass.all());
        return d;
    }

    /** Standard deviation of the shares. */
    static double spread(double[] shares) {
        return Math.sqrt(Arrays.stream(shares).map(v -> (v - 1) * (v - 1)).sum() / shares.length);
    }
}
