package org.pushforward.engine.numerics;

/**
 * Gradient noise of the plane (K. Perlin 1985, with the quintic fade of K. Perlin, "Improving noise", 2002): a unit vector at every lattice
 * point, whose linear functions are blended by f(t) = 6t⁵ − 15t⁴ + 10t³. Twice continuously differentiable, zero at lattice points, within
 * ±1/√2. Every gradient is a function of the seed and its place, so nothing is stored. O(1); immutable and thread-safe.
 */
public final class PerlinNoise {

    private final Philox random;

    public PerlinNoise(Philox random) {
        this.random = random;
    }

    /** Lattice points are the whole numbers. */
    public double at(double x, double y) {
        int i = (int) Math.floor(x);
        int j = (int) Math.floor(y);
        double u = x - i;
        double v = y - j;
        double left = blend(corner(i, j, u, v), corner(i, j + 1, u, v - 1), v);
        double right = blend(corner(i + 1, j, u - 1, v), corner(i + 1, j + 1, u - 1, v - 1), v);
        return blend(left, right, u);
    }

    /** Σₖ persistenceᵏ noise(2ᵏ(x, y)) over the octaves. */
    public double fractal(double x, double y, int octaves, double persistence) {
        double sum = 0;
        double weight = 1;
        for (int k = 0; k < octaves; k++) {
            sum += weight * at(x * (1 << k), y * (1 << k));
            weight *= persistence;
        }
        return sum;
    }

    private double corner(int i, int j, double u, double v) {
        double[] angle = new double[1];
        random.uniforms(i, 1, j, 1, angle, 0);
        return Math.cos(2 * Math.PI * angle[0]) * u + Math.sin(2 * Math.PI * angle[0]) * v;
    }

    private static double blend(double a, double b, double t) {
        return a + t * t * t * (t * (6 * t - 15) + 10) * (b - a);
    }
}
