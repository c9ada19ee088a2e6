package org.pushforward.engine.transport.points;

import java.util.Arrays;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.PointCloud;

/**
 * Cholesky decomposition of the kernel 2^(−|X − Y|²) on a sample, with the point of the largest remaining diagonal as the next pivot, stopped
 * at a rank or a residual: the pivots are anchors of a Nyström approximation (Fine & Scheinberg 2001; Harbrecht, Peters & Schneider
 * 2012). O(s r (r + d)) work, s r numbers.
 */
final class PivotedCholesky {

    private static final int BLOCK = 256;

    private final ScaledCloud sample;
    private final int[] pivots;
    private final double[] columns;
    private final double residual;
    private final int rank;

    PivotedCholesky(ScaledCloud sample, int most, double least, StepContext context) {
        this.sample = sample;
        int s = sample.size;
        int r = Math.min(most, s);
        columns = new double[s * r];
        pivots = new int[r];
        double[] rest = new double[s];
        Arrays.fill(rest, 1);
        int done = 0;
        int pivot = 0;
        while (done < r && rest[pivot] > least) {
            context.cancel().throwIfCancelled();
            pivots[done] = pivot;
            int k = done;
            int p = pivot;
            double root = Math.sqrt(rest[p]);
            context.workers().forRanges(s, BLOCK, (from, to) -> {
                for (int i = from; i < to; i++) {
                    double sum = kernel(i, p);
                    for (int l = 0; l < k; l++) {
                        sum -= columns[i * r + l] * columns[p * r + l];
                    }
                    double value = i == p ? root : sum / root;
                    columns[i * r + k] = value;
                    rest[i] = i == p ? 0 : Math.max(0, rest[i] - value * value);
                }
            });
            done++;
            for (int i = 0; i < s; i++) {
                pivot = rest[i] > rest[pivot] ? i : pivot;
            }
        }
        rank = done;
        residual = rest[pivot];
    }

    private double kernel(int i, int j) {
        double sum = 0;
        for (int k = 0; k < sample.dimension; k++) {
            double d = sample.x[k * sample.stride + i] - sample.x[k * sample.stride + j];
            sum += d * d;
        }
        return Math.exp(-sum * LogSumExp.LN2);
    }

    /** The largest remaining diagonal. */
    double residual() {
        return residual;
    }

    ScaledCloud anchors() {
        int d = sample.dimension;
        double[] points = new double[rank * d];
        for (int a = 0; a < rank; a++) {
            for (int k = 0; k < d; k++) {
                points[a * d + k] = sample.x[k * sample.stride + pivots[a]];
            }
        }
        return new ScaledCloud(PointCloud.uniform(d, points), new double[d], 1);
    }

    /** Rows of the pivots: the factor of the kernel between them. */
    double[] factor() {
        int r = pivots.length;
        double[] l = new double[rank * rank];
        for (int a = 0; a < rank; a++) {
            System.arraycopy(columns, pivots[a] * r, l, a * rank, a + 1);
        }
        return l;
    }
}
