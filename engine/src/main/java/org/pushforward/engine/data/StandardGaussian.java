package org.pushforward.engine.data;

import org.pushforward.engine.numerics.Philox;

/** N(0, I) on ℝᵈ. */
public record StandardGaussian(int dimension) implements PointSource {

    @Override
    public void draw(Philox random, int step, long first, int count, double[] out, int from) {
        random.normals(first, count, step, dimension, out, from);
    }
}
