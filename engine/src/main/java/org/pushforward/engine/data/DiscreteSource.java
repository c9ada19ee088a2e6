package org.pushforward.engine.data;

import org.pushforward.engine.numerics.Philox;

/**
 * Draws from the points of a cloud by their weights, with replacement; each draw is moved by up to half of {@code spread} along every
 * axis, which makes a density of the centres of pixels. O(log n) a draw.
 */
final class DiscreteSource implements PointSource {

    private final PointCloud cloud;
    private final double mass;
    private final double spread;
    private final String understood;
    private final double[] cumulated;

    /**
     * @param mass of the whole cloud
     * @param understood what was understood of the file it was read from
     */
    DiscreteSource(PointCloud cloud, double mass, double spread, String understood) {
        this.understood = understood;
        this.cloud = cloud;
        this.mass = mass;
        this.spread = spread;
        cumulated = cloud.weights().clone();
        for (int i = 1; i < cumulated.length; i++) {
            cumulated[i] += cumulated[i - 1];
        }
    }

    @Override
    public int dimension() {
        return cloud.dimension();
    }

    @Override
    public String understood() {
        return understood;
    }

    @Override
    public double mass() {
        return mass;
    }

    @Override
    public void draw(Philox random, int step, long first, int count, double[] out, int from) {
        int d = dimension();
        double[] u = new double[d + 1];
        for (int p = 0; p < count; p++) {
            random.uniforms(first + p, 1, step, spread > 0 ? d + 1 : 1, u, 0);
            int i = index(u[0]);
            for (int k = 0; k < d; k++) {
                out[from + p * d + k] = cloud.coordinates()[i * d + k] + (spread > 0 ? spread * (u[k + 1] - 0.5) : 0);
            }
        }
    }

    /** The first point at which the cumulated weight reaches u in (0, 1] times the whole; never one of weight 0. */
    private int index(double u) {
        int low = 0;
        int high = cumulated.length - 1;
        double level = u * cumulated[high];
        while (low < high) {
            int middle = low + high >>> 1;
            if (cumulated[middle] >= level) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    @Override
    public PointCloud cloud(int n, Philox random) {
        return spread > 0 ? PointSource.super.cloud(n, random) : cloud;
    }
}
