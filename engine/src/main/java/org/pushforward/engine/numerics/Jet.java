package org.pushforward.engine.numerics;

import java.util.Arrays;

/**
 * A value with its exact first and second derivatives by d variables: forward differentiation (Griewank & Walther 2008, "Evaluating
 * Derivatives", ch. 3 and 13). Immutable as long as its arrays are left alone.
 *
 * @param gradient ∂ᵢ, d numbers
 * @param hessian ∂ᵢ∂ⱼ for i ≤ j, row by row, d(d+1)/2 numbers
 */
public record Jet(double value, double[] gradient, double[] hessian) {

    public static Jet constant(double value, int d) {
        return new Jet(value, new double[d], new double[d * (d + 1) / 2]);
    }

    /** The i-th variable. */
    public static Jet variable(double value, int i, int d) {
        Jet x = constant(value, d);
        x.gradient[i] = 1;
        return x;
    }

    /** ∂ᵢ∂ⱼ. */
    public double second(int i, int j) {
        int a = Math.min(i, j);
        return hessian[a * gradient.length - a * (a - 1) / 2 + Math.max(i, j) - a];
    }

    /** f of this, from f, f′ and f″ here. */
    public Jet then(double f, double f1, double f2) {
        int d = gradient.length;
        double[] g = new double[d];
        double[] h = new double[hessian.length];
        int at = 0;
        for (int i = 0; i < d; i++) {
            g[i] = times(f1, gradient[i]);
            for (int j = i; j < d; j++) {
                h[at] = times(f1, hessian[at]) + times(f2, gradient[i] * gradient[j]);
                at++;
            }
        }
        return new Jet(f, g, h);
    }

    /** f of a and b, from its partial derivatives here: by a, by b, twice by a, by both, twice by b. */
    public static Jet of(Jet a, Jet b, double f, double fa, double fb, double faa, double fab, double fbb) {
        int d = a.gradient.length;
        double[] g = new double[d];
        double[] h = new double[a.hessian.length];
        int at = 0;
        for (int i = 0; i < d; i++) {
            g[i] = times(fa, a.gradient[i]) + times(fb, b.gradient[i]);
            for (int j = i; j < d; j++) {
                h[at] = times(fa, a.hessian[at]) + times(fb, b.hessian[at]) + times(faa, a.gradient[i] * a.gradient[j])
                        + times(fab, a.gradient[i] * b.gradient[j] + b.gradient[i] * a.gradient[j]) + times(fbb, b.gradient[i] * b.gradient[j]);
                at++;
            }
        }
        return new Jet(f, g, h);
    }

    /** What does not move does not matter, however steep the way would be. */
    private static double times(double slope, double move) {
        return move == 0 ? 0 : slope * move;
    }

    public boolean isFinite() {
        return Double.isFinite(value) && Arrays.stream(gradient).allMatch(Double::isFinite) && Arrays.stream(hessian).allMatch(Double::isFinite);
    }
}
