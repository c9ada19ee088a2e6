package org.pushforward.engine.sph;

import java.util.List;

/**
 * One layer of a continuous convolution on particles (R. Winchenbach and N. Thuerey 2024, arXiv:2403.16680): the row of particle i is Σⱼ b(dᵢⱼ) fⱼ for every term b of the
 * kernel and every feature f = 1, ρ and the velocity, and after them its own 1, ρᵢ, uᵢ. Each component of the answer is linear in weights of its own, one a column.
 * Coordinates and velocities stand particle by particle, an axis after the other.
 */
sealed interface ParticleConvolution permits GasConvolution, PlaneGasConvolution {

    /** Components of a place. */
    int axes();

    /** Functions whose combination is a kernel. */
    int terms();

    /** Density of particles that stand evenly. */
    double rest();

    double[] density(double[] x);

    /** The rows of all particles, one behind the other; each sees itself too. */
    double[] rows(double[] x, double[] u);

    /** Who is near whom in several gases of as many particles, none near itself. */
    Edges edges(List<double[]> gases);

    /**
     * Who is near whom in several gases: as many slots for each particle, one behind the other, those that are not needed of weight zero.
     *
     * @param who numbers over all gases
     * @param values of the terms, in the window
     */
    record Edges(int[] who, double[] values) { }

    /** 1, ρ, u. */
    default int features() {
        return 2 + axes();
    }

    /** Weights of a component. */
    default int columns() {
        return features() * (terms() + 1);
    }

    /** What the layer says of every particle; the weights of a component stand behind those of the one before. */
    default double[] apply(double[] weights, double[] x, double[] u) {
        double[] rows = rows(x, u);
        int c = columns();
        int d = axes();
        double[] out = new double[x.length];
        for (int i = 0; i < out.length; i++) {
            for (int k = 0; k < c; k++) {
                out[i] += weights[i % d * c + k] * rows[i / d * c + k];
            }
        }
        return out;
    }
}
