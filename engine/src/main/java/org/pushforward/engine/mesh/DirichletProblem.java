package org.pushforward.engine.mesh;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.numerics.Formula;
import org.pushforward.engine.numerics.Jet;

/**
 * det D²u = f on the unit square, u = g on its edge, on n × n nodes, and its centred differences. Nodes lie at x = X(s), X = 1 − (1 − s)^p on
 * a uniform s: p &gt; 1 clusters them at the corner (1, 1), and all differences are those in s, u_x = u_s/X′, u_xx = (u_ss − u_x X″)/X′².
 * Index i·n + j, i along x. Immutable.
 *
 * @param f at the nodes; those of the edge are not used
 * @param start g on the edge, 0 inside
 * @param exact u at the nodes; empty when it is not known
 */
record DirichletProblem(int n, double grading, double[] f, double[] start, double[] exact) {

    static final List<String> NAMES = List.of("smooth", "c1", "blow-up", "cone", "roof", "nails", "formula");
    static final List<String> XY = List.of("x", "y");
    private static final double RADIUS = 0.2;

    /**
     * The standard cases of Benamou, Froese & Oberman (2010, doi:10.1051/m2an/2010017) on [0, 1]², and a hip roof upside down, max(|y − c|, x − c − w, 2(c − w − x)), whose gradients at
     * its apexes (c ± w, c) fill triangles of areas 1 and 2: two Dirac masses, and no others. Its corners are nodes where n is odd.
     * The cone's apex is in the middle, or at the node next to it where n is even.
     *
     * @param apex the cone's mass at its node as a method takes it: π is right, 4 is what centred differences need
     */
    static DirichletProblem named(String name, int n, double grading, double apex) {
        double h = 1.0 / (n - 1);
        double c = h * (n / 2);
        double w = h * Math.round((n - 1) / 4.0);
        return of(n, grading, (x, y) -> {
            double r = Math.hypot(x - 0.5, y - 0.5);
            double s = x * x + y * y;
            return switch (name) {
                case "smooth" -> Math.exp(0.5 * s);
                case "c1" -> 0.5 * Math.pow(Math.max(0, r - RADIUS), 2);
                case "blow-up" -> -Math.sqrt(Math.max(0, 2 - s));
                case "roof" -> Math.max(Math.abs(y - c), Math.max(x - c - w, 2 * (c - w - x)));
                default -> Math.hypot(x - c, y - c);
            };
        }, (x, y) -> {
            double r = Math.hypot(x - 0.5, y - 0.5);
            double s = x * x + y * y;
            return switch (name) {
                case "smooth" -> (1 + s) * Math.exp(s);
                case "c1" -> r > RADIUS ? 1 - RADIUS / r : 0;
                case "blow-up" -> 2 / ((2 - s) * (2 - s));
                case "roof" -> Math.abs(Math.abs(x - c) - w) + Math.abs(y - c) < 0.5 * h ? (x > c ? 1 : 2) / (h * h) : 0;
                default -> Math.hypot(x - c, y - c) <= 0.5 * h ? apex / (h * h) : 0;
            };
        });
    }

    /**
     * Dirac masses under a sheet that is held at 0 along the edge. One of mass m at (a, b) pulls it down by √(2 m a (1 − a) b (1 − b)); of more the solution is not known.
     *
     * @param xy a place of each, which moves to the inner node nearest by
     */
    static DirichletProblem nails(int n, double grading, double[] xy, double[] masses) {
        DirichletProblem p = of(n, grading, (_, _) -> 0, (_, _) -> 0);
        for (int k = 0; k < masses.length; k++) {
            int i = Math.clamp(Math.round(xy[2 * k] * (n - 1)), 1, n - 2);
            int j = Math.clamp(Math.round(xy[2 * k + 1] * (n - 1)), 1, n - 2);
            p.f[i * n + j] += masses[k] * (n - 1) * (n - 1);
        }
        return new DirichletProblem(n, grading, p.f, p.start, new double[0]);
    }

    /** With a known solution: f and g follow from it. Errors: {@link InputException} where it is not convex or no number. */
    static DirichletProblem exactly(Formula u, int n, double grading) {
        return of(n, grading, (x, y) -> {
            double v = u.value(x, y);
            if (!Double.isFinite(v)) {
                throw u.wrongAt("exact", v, x, y);
            }
            return v;
        }, (x, y) -> {
            Jet j = u.jet(x, y);
            double det = j.second(0, 0) * j.second(1, 1) - j.second(0, 1) * j.second(0, 1);
            if (!(det >= 0 && j.second(0, 0) + j.second(1, 1) >= 0 && Double.isFinite(det))) {
                throw new InputException(String.format(Locale.ROOT, "exact is not convex at (%.4g, %.4g): det D²u = %.4g, Δu = %.4g", x, y, det,
                        j.second(0, 0) + j.second(1, 1)), "give a convex function, for example exp((x^2+y^2)/2)");
            }
            return det;
        });
    }

    /** From right-hand side and edge; the solution is not known. */
    static DirichletProblem given(Formula f, Formula g, int n, double grading) {
        DirichletProblem p = of(n, grading, (x, y) -> {
            double v = g.value(x, y);
            if (!Double.isFinite(v)) {
                throw g.wrongAt("g", v, x, y);
            }
            return v;
        }, (x, y) -> {
            double v = f.value(x, y);
            if (!(v >= 0) || v == Double.POSITIVE_INFINITY) {
                throw f.wrongAt("f", v, x, y);
            }
            return v;
        });
        return new DirichletProblem(n, grading, p.f, p.start, new double[0]);
    }

    @FunctionalInterface
    private interface OfPlace {
        double at(double x, double y);
    }

    private static DirichletProblem of(int n, double grading, OfPlace u, OfPlace f) {
        double[] right = new double[n * n];
        double[] start = new double[n * n];
        double[] exact = new double[n * n];
        double[] x = places(n, grading);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                int k = i * n + j;
                exact[k] = u.at(x[i], x[j]);
                if (i == 0 || j == 0 || i == n - 1 || j == n - 1) {
                    start[k] = exact[k];
                } else {
                    right[k] = f.at(x[i], x[j]);
                }
            }
        }
        return new DirichletProblem(n, grading, right, start, exact);
    }

    private static double[] places(int n, double p) {
        double[] x = new double[n];
        Arrays.setAll(x, i -> p == 1 ? (double) i / (n - 1) : 1 - Math.pow(1 - (double) i / (n - 1), p));
        return x;
    }

    double[] places() {
        return places(n, grading);
    }

    /** Of s. */
    double h() {
        return 1.0 / (n - 1);
    }

    /** X′ at node i. */
    double slope(int i) {
        return grading == 1 ? 1 : grading * Math.pow(1 - i * h(), grading - 1);
    }

    /** X″ at node i. */
    double bend(int i) {
        return grading == 1 ? 0 : -grading * (grading - 1) * Math.pow(1 - i * h(), grading - 2);
    }

    /** Second derivatives at the inner nodes. */
    record Hessian(double[] xx, double[] yy, double[] xy) {
        double det(int k) {
            return xx[k] * yy[k] - xy[k] * xy[k];
        }

        /** The smaller eigenvalue. */
        double least(int k) {
            return 0.5 * (xx[k] + yy[k]) - Math.hypot(0.5 * (xx[k] - yy[k]), xy[k]);
        }
    }

    Hessian hessian(double[] u) {
        Hessian d = new Hessian(new double[n * n], new double[n * n], new double[n * n]);
        double h = h();
        for (int i = 1; i < n - 1; i++) {
            double xs = slope(i);
            double xb = bend(i);
            for (int j = 1; j < n - 1; j++) {
                int k = i * n + j;
                double ys = slope(j);
                d.xx[k] = ((u[k + n] - 2 * u[k] + u[k - n]) / (h * h) - xb / xs * (u[k + n] - u[k - n]) / (2 * h)) / (xs * xs);
                d.yy[k] = ((u[k + 1] - 2 * u[k] + u[k - 1]) / (h * h) - bend(j) / ys * (u[k + 1] - u[k - 1]) / (2 * h)) / (ys * ys);
                d.xy[k] = (u[k + n + 1] - u[k + n - 1] - u[k - n + 1] + u[k - n - 1]) / (4 * h * h * xs * ys);
            }
        }
        return d;
    }

    /** Numbers of the inner nodes. */
    int[] inner() {
        int m = n - 2;
        int[] k = new int[m * m];
        Arrays.setAll(k, a -> (a / m + 1) * n + a % m + 1);
        return k;
    }

    /** ‖det D²u − f‖ / ‖f‖ over the inner nodes. */
    double residual(double[] u) {
        Hessian d = hessian(u);
        double sum = 0;
        double scale = 0;
        for (int k : inner()) {
            sum += Math.pow(d.det(k) - f[k], 2);
            scale += f[k] * f[k];
        }
        return Math.sqrt(sum / Math.max(scale, Double.MIN_NORMAL));
    }

    /** Largest and root mean square distance from the known solution. */
    double[] errors(double[] u) {
        double worst = 0;
        double sum = 0;
        for (int k = 0; k < u.length; k++) {
            double e = u[k] - exact[k];
            worst = Math.max(worst, Math.abs(e));
            sum += e * e / u.length;
        }
        return new double[] {worst, Math.sqrt(sum)};
    }
}
