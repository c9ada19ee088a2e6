package org.pushforward.engine.transport.points;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import org.pushforward.engine.data.PointCloud;

/**
 * A point cloud as the kernels want it: coordinates x√(κ log₂e/ε) about a common centre, so that cost/ε in bits is |X − Y|²; one
 * array per coordinate, padded to whole vectors. The arrays are never written after construction; at least two coordinates, the
 * second 0 on the line.
 */
final class ScaledCloud {

    /** Whole vectors of either precision. */
    private static final int PADDING = Math.max(FloatVector.SPECIES_PREFERRED.length(), DoubleVector.SPECIES_PREFERRED.length());

    final int size;
    final int dimension;
    /** Length of one coordinate's array. */
    final int stride;
    /** dimension × stride. */
    final double[] x;
    final float[] single;
    /** |X|², in bits. */
    final double[] squared;
    /** log₂ of the masses. */
    final double[] logWeight;

    ScaledCloud(PointCloud cloud, double[] centre, double scale) {
        this(cloud, cloud.weights(), centre, scale);
    }

    ScaledCloud(PointCloud cloud, double[] masses, double[] centre, double scale) {
        size = cloud.size();
        int d = cloud.dimension();
        dimension = Math.max(2, d);
        stride = padded(size);
        x = new double[dimension * stride];
        single = new float[x.length];
        squared = new double[size];
        logWeight = new double[size];
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < d; k++) {
                double v = (cloud.coordinates()[i * d + k] - centre[k]) * scale;
                x[k * stride + i] = v;
                single[k * stride + i] = (float) v;
                squared[i] += v * v;
            }
            logWeight[i] = Math.log(masses[i]) / LogSumExp.LN2;
        }
    }

    static int padded(int n) {
        return (n + PADDING - 1) / PADDING * PADDING;
    }
}
