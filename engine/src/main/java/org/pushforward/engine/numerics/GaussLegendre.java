package org.pushforward.engine.numerics;

/**
 * Gauss-Legendre quadrature on [0, 1]: Σ wᵢ f(xᵢ) with n points is exact for polynomials of degree 2n − 1.
 *
 * <p>The nodes are the zeros of Pₙ, found by Newton's method from cos(π(i+¾)/(n+½)) (Abramowitz & Stegun 1964, 25.4.30). Immutable.
 */
public final class GaussLegendre {

    private final double[] nodes;
    private final double[] weights;

    public GaussLegendre(int n) {
        nodes = new double[n];
        weights = new double[n];
        for (int i = 0; i < n; i++) {
            double t = Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
            double slope = 0;
            double delta = 1;
            for (int sweep = 0; sweep < 100 && Math.abs(delta) > 1e-16; sweep++) {
                double p = 1;
                double before = 0;
                for (int k = 1; k <= n; k++) {
                    double next = ((2 * k - 1) * t * p - (k - 1) * before) / k;
                    before = p;
                    p = next;
                }
                slope = n * (t * p - before) / (t * t - 1);
                delta = p / slope;
                t -= delta;
            }
            nodes[i] = 0.5 * (1 - t);
            weights[i] = 1 / ((1 - t * t) * slope * slope);
        }
    }

    public int size() {
        return nodes.length;
    }

    public double node(int i) {
        return nodes[i];
    }

    public double weight(int i) {
        return weights[i];
    }
}
