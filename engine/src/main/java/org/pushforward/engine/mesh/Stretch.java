package org.pushforward.engine.mesh;

/**
 * S = tr(J A⁻¹ Jᵀ) a² of a triangle, J = ∂ξ/∂x, a its doubled area, det A = 1, with its derivatives by the six coordinates of the corners (x₀, y₀, x₁, …). With the
 * edges e₁, e₂ of the triangle and ξ₁, ξ₂ of its reference S = |ξ₂|² e₁ᵀAe₁ − 2 ξ₁·ξ₂ e₁ᵀAe₂ + |ξ₁|² e₂ᵀAe₂.
 *
 * @param slope six first derivatives
 * @param curvature 6 × 6 second ones
 */
record Stretch(double value, double[] slope, double[] curvature) {

    /** Below this r series replace quotients that cancel. */
    private static final double SMALL = 0.1;

    /** S for A = 1; {@code g} from {@code at} on: |ξ₁|², ξ₁·ξ₂, |ξ₂|². */
    static double plain(double[] e, double[] g, int at) {
        return g[at + 2] * (e[0] * e[0] + e[1] * e[1]) - 2 * g[at + 1] * (e[0] * e[2] + e[1] * e[3]) + g[at] * (e[2] * e[2] + e[3] * e[3]);
    }

    /** S for A = exp [P Q; Q −P]. */
    static double tilted(double[] e, double[] g, int at, double p, double q) {
        Exponential x = Exponential.of(p, q);
        return x.c * plain(e, g, at) + x.h * (p * difference(e, g, at) + q * product(e, g, at));
    }

    /** With A = 1. */
    static Stretch plainAt(double[] e, double[] g, int at) {
        double g11 = 2 * g[at];
        double g12 = -2 * g[at + 1];
        double g22 = 2 * g[at + 2];
        double[] curvature = new double[36];
        for (int i = 0; i < 6; i++) {
            for (int j = i % 2; j < 6; j += 2) {
                curvature[6 * i + j] = ofEdges(i / 2, j / 2, g11, g12, g22);
            }
        }
        return new Stretch(plain(e, g, at), six(g22 * e[0] + g12 * e[2], g22 * e[1] + g12 * e[3], g11 * e[2] + g12 * e[0], g11 * e[3] + g12 * e[1]), curvature);
    }

    /**
     * With A = exp [P Q; Q −P], where P and Q depend on the corners.
     *
     * @param p and {@code q}: value, six slopes and 36 curvatures
     */
    static Stretch tiltedAt(double[] e, double[] g, int at, double[] p, double[] q) {
        Exponential x = Exponential.of(p[0], q[0]);
        double z1x = 2 * (g[at + 2] * e[0] - g[at + 1] * e[2]);
        double z1y = 2 * (g[at + 2] * e[1] - g[at + 1] * e[3]);
        double z2x = 2 * (g[at] * e[2] - g[at + 1] * e[0]);
        double z2y = 2 * (g[at] * e[3] - g[at + 1] * e[1]);
        double[] s = six(z1x, z1y, z2x, z2y);
        double[] u = six(z1x, -z1y, z2x, -z2y);
        double[] v = six(z1y, z1x, z2y, z2x);
        double s0 = plain(e, g, at);
        double u0 = difference(e, g, at);
        double v0 = product(e, g, at);
        double w = p[0] * u0 + q[0] * v0;
        double byP = p[0] * (x.h * s0 + x.k * w) + x.h * u0;
        double byQ = q[0] * (x.h * s0 + x.k * w) + x.h * v0;
        double both = x.k * s0 + x.l * w;
        double byPp = x.h * s0 + x.k * w + p[0] * (p[0] * both + 2 * x.k * u0);
        double byPq = p[0] * q[0] * both + x.k * (p[0] * v0 + q[0] * u0);
        double byQq = x.h * s0 + x.k * w + q[0] * (q[0] * both + 2 * x.k * v0);
        double[] slope = new double[6];
        double[] slopeOfP = new double[6];
        double[] slopeOfQ = new double[6];
        for (int i = 0; i < 6; i++) {
            double wi = p[0] * u[i] + q[0] * v[i];
            slope[i] = x.c * s[i] + x.h * wi + byP * p[1 + i] + byQ * q[1 + i];
            slopeOfP[i] = p[0] * (x.h * s[i] + x.k * wi) + x.h * u[i];
            slopeOfQ[i] = q[0] * (x.h * s[i] + x.k * wi) + x.h * v[i];
        }
        double[] a = {x.c + x.h * p[0], x.h * q[0], x.c - x.h * p[0]};
        double[] curvature = new double[36];
        for (int i = 0; i < 6; i++) {
            double pi = p[1 + i];
            double qi = q[1 + i];
            for (int j = 0; j < 6; j++) {
                double pj = p[1 + j];
                double qj = q[1 + j];
                curvature[6 * i + j] = a[i % 2 + j % 2] * ofEdges(i / 2, j / 2, 2 * g[at], -2 * g[at + 1], 2 * g[at + 2])
                        + slopeOfP[i] * pj + slopeOfP[j] * pi + slopeOfQ[i] * qj + slopeOfQ[j] * qi
                        + byPp * pi * pj + byPq * (pi * qj + qi * pj) + byQq * qi * qj + byP * p[7 + 6 * i + j] + byQ * q[7 + 6 * i + j];
            }
        }
        return new Stretch(x.c * s0 + x.h * w, slope, curvature);
    }

    /** exp [P Q; Q −P] = c + h [P Q; Q −P], r² = P² + Q²; c′ = hr, h′ = kr and k′ = lr by r. */
    private record Exponential(double c, double h, double k, double l) {
        static Exponential of(double p, double q) {
            double t = p * p + q * q;
            double r = Math.sqrt(t);
            double c = Math.cosh(r);
            if (r < SMALL) {
                return new Exponential(c, 1 + t / 6 * (1 + t / 20 * (1 + t / 42 * (1 + t / 72))), (1 + t / 10 * (1 + t / 28 * (1 + t / 54 * (1 + t / 88)))) / 3,
                        (1 + t / 14 * (1 + t / 36 * (1 + t / 66 * (1 + t / 104)))) / 15);
            }
            double h = Math.sinh(r) / r;
            double k = (c - h) / t;
            return new Exponential(c, h, k, (h - 3 * k) / t);
        }
    }

    /** The part of S along x less that along y. */
    private static double difference(double[] e, double[] g, int at) {
        return g[at + 2] * (e[0] * e[0] - e[1] * e[1]) - 2 * g[at + 1] * (e[0] * e[2] - e[1] * e[3]) + g[at] * (e[2] * e[2] - e[3] * e[3]);
    }

    /** Twice the mixed part. */
    private static double product(double[] e, double[] g, int at) {
        return 2 * (g[at + 2] * e[0] * e[1] - g[at + 1] * (e[0] * e[3] + e[1] * e[2]) + g[at] * e[2] * e[3]);
    }

    /** From derivatives by the two edges to those by the three corners. */
    static double[] six(double ax, double ay, double bx, double by) {
        return new double[] {-ax - bx, -ay - by, ax, ay, bx, by};
    }

    /** Second derivative by the same coordinate of the corners a and b. */
    private static double ofEdges(int a, int b, double g11, double g12, double g22) {
        double[][] edge = {{g22, g12}, {g12, g11}};
        if (a > 0 && b > 0) {
            return edge[a - 1][b - 1];
        }
        double sum = 0;
        for (int p = 1; p <= 2; p++) {
            for (int q = 1; q <= 2; q++) {
                if ((a == 0 || a == p) && (b == 0 || b == q)) {
                    sum += (a == 0 ? -1 : 1) * (b == 0 ? -1 : 1) * edge[p - 1][q - 1];
                }
            }
        }
        return sum;
    }
}
