package org.pushforward.engine.bridge.light;

import java.util.Optional;

/**
 * Errors of plans on the continuous benchmark, cBW₂²-UVP in %, read on the poster of Korotin, Gushchin & Burnaev 2024. The pairs behind
 * them are the authors' own, so ours can only be of the same order.
 *
 * @param light of LightSB
 * @param other of the best other solver
 */
record PublishedPlanError(double light, double other) {

    private static final int[] DIMENSIONS = {2, 16, 64, 128};
    private static final double[] NOISES = {0.1, 1, 10};
    private static final double[][] LIGHT = {{0.03, 0.08, 0.28, 0.60}, {0.05, 0.09, 0.24, 0.62}, {0.07, 0.11, 0.21, 0.37}};
    private static final double[][] OTHER = {{1.94, 13.67, 11.74, 11.4}, {1.04, 9.08, 18.05, 15.23}, {1.40, 1.27, 2.36, 1.31}};

    /** Empty for what is not in the table. */
    static Optional<PublishedPlanError> of(int dimension, double eps) {
        for (int i = 0; i < NOISES.length; i++) {
            for (int j = 0; j < DIMENSIONS.length; j++) {
                if (NOISES[i] == eps && DIMENSIONS[j] == dimension) {
                    return Optional.of(new PublishedPlanError(LIGHT[i][j], OTHER[i][j]));
                }
            }
        }
        return Optional.empty();
    }
}
