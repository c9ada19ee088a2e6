package org.pushforward.engine.bridge.light;

import org.pushforward.engine.data.PointSource;
import org.pushforward.engine.numerics.Philox;

/**
 * Draws of X₁, where X₀ comes from a source and X₁ given X₀ from the plan of a light bridge: one step, no simulation, no error. O(Kd) a
 * draw. Immutable and thread-safe.
 */
record PushedSource(PointSource source, LightBridge bridge) implements PointSource {

    private static final int ORIGINS = 1;
    private static final int CHOICES = 2;

    @Override
    public int dimension() {
        return source.dimension();
    }

    @Override
    public void draw(Philox random, int step, long first, int count, double[] out, int from) {
        int d = dimension();
        double[] x = new double[count * d];
        source.draw(random.stream(ORIGINS), step, first, count, x, 0);
        double[] y = push(x, random.stream(CHOICES), step, first);
        System.arraycopy(y, 0, out, from, y.length);
    }

    /** X₁ for given X₀, n × d row-major. */
    double[] push(double[] x, Philox random, int step, long first) {
        int d = dimension();
        int n = x.length / d;
        double[] u = new double[n];
        double[] z = new double[n * d];
        double[] y = new double[n * d];
        random.uniforms(first, n, step, 1, u, 0);
        random.normals(first, n, step, d, z, 0);
        double[] scratch = bridge.scratch();
        for (int p = 0; p < n; p++) {
            bridge.sample(x, p * d, u[p], z, y, scratch);
        }
        return y;
    }
}
