package org.pushforward.engine.transport.points;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.data.PointCloud;

/**
 * {@link SoftSums} with the kernel k(X, Y) = 2^(−|X − Y|²) replaced by K(X, Z) K(Z, Z)⁻¹ K(Z, Y) = Φ(X)·Φ(Y) on r anchors Z (Altschuler, Bach, Rudi &
 * Niles-Weed 2019, "Massively scalable Sinkhorn distances via the Nyström method"). Anchors are the pivots of a Cholesky decomposition
 * K(Z, Z) = L Lᵀ of the kernel on {@value #SAMPLE} points of both clouds, until its residual is below {@value #LEAST_RESIDUAL} or r are chosen, and
 * Φ(X) = L⁻¹ K(Z, X): stored, because products with K(Z, Z)⁻¹ would lose twice as many digits. O((n + m) r²) work once, O((n + m) r) a
 * pass and memory; r is cut to {@value #MOST_NUMBERS} numbers.
 *
 * <p>The error of a sum is at most the residual times the sum of the weights. Where little mass is near, that can be more than the sum
 * itself; when one comes out negative, or a point is hardly seen by any anchor, {@link #run} returns false. So a small ε needs a large rank, and finally one as large as the
 * clouds. Owned by one thread.
 */
final class NystroemSums implements SoftSums {

    private static final int SAMPLE = 4096;
    /** Φ is rounded to 1e-16 over the root of the last pivot: less gains nothing. */
    private static final double LEAST_RESIDUAL = 1e-11;
    /** Some point is hardly seen by any anchor: its sums would be positive, but anything. */
    private static final double MOST_RESIDUAL = 0.05;
    private static final int MOST_NUMBERS = 40_000_000;
    private static final int BLOCK = 64;

    private final ScaledCloud x;
    private final int r;
    private final double residual;
    /** Φ of the two clouds, a row a point. */
    private final double[] ofX;
    private final double[] ofY;

    NystroemSums(ScaledCloud x, ScaledCloud y, int rank, StepContext context) {
        this.x = x;
        int most = Math.clamp(MOST_NUMBERS / (x.size + y.size), 1, rank);
        PivotedCholesky chosen = new PivotedCholesky(sample(x, y, context), most, LEAST_RESIDUAL, context);
        ScaledCloud anchors = chosen.anchors();
        r = anchors.size;
        residual = chosen.residual();
        double[] factor = chosen.factor();
        ofX = features(x, anchors, factor, context);
        ofY = features(y, anchors, factor, context);
    }

    int rank() {
        return r;
    }

    /** Largest 1 − k̃(X, X) on the sample. */
    double residual() {
        return residual;
    }

    /** Points at even indices, and as many where points are rarest: there the kernel is hardest to interpolate. */
    private static ScaledCloud sample(ScaledCloud x, ScaledCloud y, StepContext context) {
        ScaledCloud even = points(x, even(x.size), y, even(y.size));
        return points(x, rarest(x, even, context), y, rarest(y, even, context));
    }

    private static int[] even(int n) {
        int count = Math.min(n, SAMPLE / 4);
        return IntStream.range(0, count).map(k -> (int) ((k + 0.5) * n / count)).toArray();
    }

    /** The even points of a cloud and others by ascending density. */
    private static int[] rarest(ScaledCloud cloud, ScaledCloud even, StepContext context) {
        double[] log = cloud.squared.clone();
        Arrays.setAll(log, i -> log[i] + Math.log(even.size) / LogSumExp.LN2);
        new DoubleLogSumExp().run(cloud, even, negative(even.squared), log, log, new double[0], context);
        IntStream rarest = IntStream.range(0, cloud.size).boxed().sorted(Comparator.comparingDouble(i -> log[i] - cloud.squared[i]))
                .mapToInt(i -> i).limit(SAMPLE / 4);
        return IntStream.concat(Arrays.stream(even(cloud.size)), rarest).distinct().toArray();
    }

    private static double[] negative(double[] v) {
        return Arrays.stream(v).map(e -> -e).toArray();
    }

    private static ScaledCloud points(ScaledCloud x, int[] ofX, ScaledCloud y, int[] ofY) {
        int d = x.dimension;
        double[] points = new double[(ofX.length + ofY.length) * d];
        for (int p = 0; p < ofX.length + ofY.length; p++) {
            ScaledCloud cloud = p < ofX.length ? x : y;
            int i = p < ofX.length ? ofX[p] : ofY[p - ofX.length];
            for (int k = 0; k < d; k++) {
                points[p * d + k] = cloud.x[k * cloud.stride + i];
            }
        }
        return new ScaledCloud(PointCloud.uniform(d, points), new double[d], 1);
    }

    /** Φ = L⁻¹ K(Z, ·) point by point. */
    private double[] features(ScaledCloud cloud, ScaledCloud anchors, double[] factor, StepContext context) {
        double[] phi = new double[cloud.size * r];
        DoubleLogSumExp kernel = new DoubleLogSumExp();
        kernel.prepare(anchors, negative(anchors.squared));
        context.workers().forRanges(cloud.size, BLOCK, (from, to) -> {
            double[] terms = new double[anchors.stride];
            for (int i = from; i < to; i++) {
                context.cancel().throwIfCancelled();
                kernel.terms(cloud, i, anchors, cloud.squared[i], terms);
                for (int k = 0; k < r; k++) {
                    terms[k] = (terms[k] - dot(factor, k * r, terms, 0, k)) / factor[k * r + k];
                }
                System.arraycopy(terms, 0, phi, i * r, r);
            }
        });
        return phi;
    }

    @Override
    public boolean run(ScaledCloud rows, ScaledCloud columns, double[] h, double[] bound, double[] lse, double[] negentropy,
            StepContext context) {
        if (residual > MOST_RESIDUAL) {
            return false;
        }
        double top = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < columns.size; j++) {
            top = Math.max(top, h[j] + columns.squared[j]);
        }
        double[] v = new double[columns.size];
        for (int j = 0; j < columns.size; j++) {
            v[j] = Math.exp((h[j] + columns.squared[j] - top) * LogSumExp.LN2);
        }
        double[] sums = product(rows, columns, v, context);
        for (int i = 0; i < sums.length; i++) {
            if (!(sums[i] > 0)) {
                return false;
            }
            lse[i] = rows.squared[i] + top + Math.log(sums[i]) / LogSumExp.LN2;
        }
        if (negentropy.length > 0) {
            negentropies(rows, columns, h, v, sums, lse, negentropy, context);
        }
        return true;
    }

    /** Σ p log₂ p = Σ p h + 2 X · Σ p Y − L. */
    private void negentropies(ScaledCloud rows, ScaledCloud columns, double[] h, double[] v, double[] sums, double[] lse, double[] out,
            StepContext context) {
        double[] weighted = new double[v.length];
        for (int k = -1; k < rows.dimension; k++) {
            for (int j = 0; j < columns.size; j++) {
                weighted[j] = v[j] * (k < 0 ? h[j] : columns.x[k * columns.stride + j]);
            }
            double[] means = product(rows, columns, weighted, context);
            for (int i = 0; i < rows.size; i++) {
                double mean = means[i] / sums[i];
                out[i] = k < 0 ? mean - lse[i] : out[i] + 2 * rows.x[k * rows.stride + i] * mean;
            }
        }
    }

    /** Φ(rows) Φ(columns)ᵀ v, sums being formed in fixed blocks. */
    private double[] product(ScaledCloud rows, ScaledCloud columns, double[] v, StepContext context) {
        double[] right = columns == x ? ofX : ofY;
        double[] left = rows == x ? ofX : ofY;
        int blocks = (columns.size + Workers.SUM_BLOCK - 1) / Workers.SUM_BLOCK;
        double[] partial = new double[blocks * r];
        context.workers().forEach(blocks, b -> {
            context.cancel().throwIfCancelled();
            int to = Math.min(columns.size, (b + 1) * Workers.SUM_BLOCK);
            for (int j = b * Workers.SUM_BLOCK; j < to; j++) {
                double weight = v[j];
                for (int k = 0; k < r; k++) {
                    partial[b * r + k] += weight * right[j * r + k];
                }
            }
        });
        double[] coefficients = new double[r];
        for (int b = 0; b < blocks; b++) {
            for (int k = 0; k < r; k++) {
                coefficients[k] += partial[b * r + k];
            }
        }
        double[] out = new double[rows.size];
        context.workers().forRanges(rows.size, BLOCK, (from, to) -> {
            context.cancel().throwIfCancelled();
            for (int i = from; i < to; i++) {
                out[i] = dot(left, i * r, coefficients, 0, r);
            }
        });
        return out;
    }

    /** Four partial sums break the chain of dependent additions; their order is fixed. */
    private static double dot(double[] u, int at, double[] v, int from, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int k = 0;
        for (; k < n - 3; k += 4) {
            s0 += u[at + k] * v[from + k];
            s1 += u[at + k + 1] * v[from + k + 1];
            s2 += u[at + k + 2] * v[from + k + 2];
            s3 += u[at + k + 3] * v[from + k + 3];
        }
        for (; k < n; k++) {
            s0 += u[at + k] * v[from + k];
        }
        return s0 + s1 + (s2 + s3);
    }
}
