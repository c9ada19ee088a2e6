package org.pushforward.engine.pde;

import java.util.Arrays;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;

/**
 * A function of two blocks of d variables, f(x, y), to be lowest in x and highest in y, and what looks for such a saddle with gradients alone.
 * <ul>
 * <li>bilinear: c xᵀy.
 * <li>trigonometric: Σ (xᵢ² + 3 sin² xᵢ) − Σ (yᵢ² + 3 sin² yᵢ) + c xᵀQy with an orthogonal Q (1 for d = 1).
 * </ul>
 * Immutable.
 *
 * @param q Q, d × d
 */
record SaddleSearch(boolean isBilinear, double c, int d, double[] q) {

    /** Distance of the two ends of a dimer. */
    static final double LENGTH = 1e-5;
    private static final int ROTATIONS = 4;
    private static final double LONGEST = 1;
    private static final double FLAT = 1e-6;

    /** @param v of a place: x and then y */
    double value(double[] v) {
        double[] qy = q(v);
        double sum = 0;
        for (int i = 0; i < d; i++) {
            sum += c * v[i] * qy[i];
            if (!isBilinear) {
                sum += v[i] * v[i] + 3 * Math.pow(Math.sin(v[i]), 2) - v[d + i] * v[d + i] - 3 * Math.pow(Math.sin(v[d + i]), 2);
            }
        }
        return sum;
    }

    private double[] q(double[] v) {
        double[] out = new double[d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                out[i] += q[i * d + j] * v[d + j];
            }
        }
        return out;
    }

    double[] gradient(double[] v) {
        double[] qy = q(v);
        double[] g = new double[2 * d];
        for (int i = 0; i < d; i++) {
            double across = 0;
            for (int j = 0; j < d; j++) {
                across += q[j * d + i] * v[j];
            }
            g[i] = c * qy[i] + (isBilinear ? 0 : 2 * v[i] + 3 * Math.sin(2 * v[i]));
            g[d + i] = c * across - (isBilinear ? 0 : 2 * v[d + i] + 3 * Math.sin(2 * v[d + i]));
        }
        return g;
    }

    /** Lowest and highest exact curvature of the x and of the y block; they are diagonal. */
    double[] curvatures(double[] v) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < d; i++) {
            low = Math.min(low, isBilinear ? 0 : 2 + 6 * Math.cos(2 * v[i]));
            high = Math.max(high, isBilinear ? 0 : -2 - 6 * Math.cos(2 * v[d + i]));
        }
        return new double[] {low, high};
    }

    /** Where a search stands: place, directions of the dimers, curvatures along them, gradients taken. */
    record Place(double[] v, double[] dimerX, double[] dimerY, double low, double high, int evaluations, double slope) { }

    Place begin(double[] v, Philox random) {
        double[] z = new double[2 * d];
        random.normals(7, 1, 0, 2 * d, z, 0);
        return new Place(v, unit(Arrays.copyOfRange(z, 0, d)), unit(Arrays.copyOfRange(z, d, 2 * d)), Double.NaN, Double.NaN, 0, Vectors.norm(gradient(v)));
    }

    /** Gradient descent in x and ascent in y. */
    Place descentAscent(Place p, double rate) {
        double[] g = gradient(p.v);
        double[] v = p.v.clone();
        for (int i = 0; i < d; i++) {
            v[i] -= rate * g[i];
            v[d + i] += rate * g[d + i];
        }
        return new Place(v, p.dimerX, p.dimerY, p.low, p.high, p.evaluations + 1, Vectors.norm(gradient(v)));
    }

    /**
     * An iteration of Dual-Dimer (Liu & Wang 2021): each dimer turns towards the lowest curvature of the x block, the highest of the y block, by differences
     * of gradients; then Newton's step in the plane that both span, with curvatures of the wrong sign turned round, and descent–ascent in what is left.
     */
    Place dualDimer(Place p, double rate) {
        double[] g = gradient(p.v);
        int taken = 1;
        Turned x = turned(p.v, g, p.dimerX, 0);
        Turned y = turned(p.v, g, p.dimerY, d);
        taken += x.taken + y.taken;
        double gx = along(g, x.direction, 0);
        double gy = along(g, y.direction, d);
        double mixed = 0.5 * (along(x.curvature, y.direction, d) + along(y.curvature, x.direction, 0));
        double a = x.value > FLAT || isBilinear ? Math.max(x.value, isBilinear ? 0 : FLAT) : Math.max(FLAT, -x.value);
        double b = y.value < -FLAT || isBilinear ? Math.min(y.value, isBilinear ? 0 : -FLAT) : Math.min(-FLAT, -y.value);
        double det = a * b - mixed * mixed;
        double sx = -(b * gx - mixed * gy) / det;
        double sy = -(a * gy - mixed * gx) / det;
        double far = Math.hypot(sx, sy);
        double shorter = far > LONGEST ? LONGEST / far : 1;
        double[] v = p.v.clone();
        for (int i = 0; i < d; i++) {
            v[i] += shorter * sx * x.direction[i] - rate * (g[i] - gx * x.direction[i]);
            v[d + i] += shorter * sy * y.direction[i] + rate * (g[d + i] - gy * y.direction[i]);
        }
        return new Place(v, x.direction, y.direction, x.value, y.value, p.evaluations + taken, Vectors.norm(gradient(v)));
    }

    /** A dimer after its rotations: direction, H times it, curvature along it, gradients taken. */
    private record Turned(double[] direction, double[] curvature, double value, int taken) { }

    private Turned turned(double[] v, double[] g, double[] start, int from) {
        double sign = from == 0 ? -1 : 1;
        double[] u = start;
        double[] h = pulled(v, g, u, from);
        double value = along(h, u, from);
        int taken = 1;
        double spread = 0;
        for (int i = 0; i < d; i++) {
            spread += h[from + i] * h[from + i];
        }
        spread = Math.sqrt(spread) + Math.abs(value);
        for (int k = 0; k < ROTATIONS && d > 1; k++) {
            double[] force = new double[d];
            for (int i = 0; i < d; i++) {
                force[i] = h[from + i] - value * u[i];
            }
            if (Vectors.norm(force) < 1e-7 * (1 + spread)) {
                break;
            }
            double[] next = new double[d];
            for (int i = 0; i < d; i++) {
                next[i] = u[i] + sign / spread * force[i];
            }
            double[] turned = unit(next);
            double[] pulled = pulled(v, g, turned, from);
            double moved = 0;
            double changed = 0;
            for (int i = 0; i < d; i++) {
                moved += Math.pow(turned[i] - u[i], 2);
                changed += Math.pow(pulled[from + i] - h[from + i], 2);
            }
            // The step of Barzilai and Borwein: the curvature that this turn has met.
            spread = moved > 0 ? Math.max(Math.sqrt(changed / moved), Math.abs(value)) : spread;
            u = turned;
            h = pulled;
            value = along(h, u, from);
            taken++;
        }
        return new Turned(u, h, value, taken);
    }

    /** H u by the gradients at both ends. */
    private double[] pulled(double[] v, double[] g, double[] u, int from) {
        double[] end = v.clone();
        for (int i = 0; i < d; i++) {
            end[from + i] += LENGTH * u[i];
        }
        double[] h = gradient(end);
        for (int i = 0; i < h.length; i++) {
            h[i] = (h[i] - g[i]) / LENGTH;
        }
        return h;
    }

    private static double along(double[] full, double[] u, int from) {
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            sum += full[from + i] * u[i];
        }
        return sum;
    }

    private static double[] unit(double[] z) {
        double n = Vectors.norm(z);
        return Arrays.stream(z).map(t -> t / n).toArray();
    }
}
