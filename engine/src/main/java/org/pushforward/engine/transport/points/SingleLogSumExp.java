package org.pushforward.engine.transport.points;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.pushforward.engine.numerics.Lanes;
import org.pushforward.engine.numerics.PowerOfTwo;

/** {@link LogSumExp} in single precision. Not thread-safe between passes. */
final class SingleLogSumExp extends LogSumExp {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();
    private static final FloatVector ONES = FloatVector.broadcast(S, 1);
    private static final FloatVector LEASTS = FloatVector.broadcast(S, PowerOfTwo.LEAST_SINGLE);

    private float[] h = {};

    @Override
    void prepare(ScaledCloud columns, double[] values) {
        if (h.length != columns.stride) {
            h = new float[columns.stride];
        }
        Arrays.fill(h, columns.size, h.length, Float.NEGATIVE_INFINITY);
        for (int j = 0; j < columns.size; j++) {
            h[j] = (float) values[j];
        }
    }

    @Override
    double maximum(ScaledCloud rows, int i, ScaledCloud columns) {
        float top = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < columns.size; j++) {
            float t = h[j];
            for (int k = 0; k < rows.dimension; k++) {
                t = Math.fma(columns.single[k * columns.stride + j], 2 * rows.single[k * rows.stride + i], t);
            }
            top = Math.max(top, t);
        }
        return top;
    }

    @Override
    void sums(ScaledCloud rows, int i, ScaledCloud columns, double m, double[] sums) {
        switch (rows.dimension) {
            case 2 -> plane(rows, i, columns, m, sums);
            case 3 -> space(rows, i, columns, m, sums);
            default -> general(rows, i, columns, m, sums);
        }
    }

    private void plane(ScaledCloud rows, int i, ScaledCloud columns, double m, double[] sums) {
        float[] hs = h;
        float[] y = columns.single;
        int stride = columns.stride;
        FloatVector bound = FloatVector.broadcast(S, (float) m);
        FloatVector x0 = FloatVector.broadcast(S, 2 * rows.single[i]);
        FloatVector x1 = FloatVector.broadcast(S, 2 * rows.single[rows.stride + i]);
        FloatVector s = FloatVector.zero(S);
        FloatVector q = FloatVector.zero(S);
        for (int j = 0; j < stride;) {
            for (int to = asked(j, stride); j < to; j += LANES) {
                FloatVector t = FloatVector.fromArray(S, y, stride + j).fma(x1, FloatVector.fromArray(S, hs, j).sub(bound));
                t = FloatVector.fromArray(S, y, j).fma(x0, t).max(LEASTS);
                FloatVector e = PowerOfTwo.of(t);
                s = ONES.fma(e, s);
                q = t.fma(e, q);
            }
        }
        sums[0] = total(s);
        sums[1] = total(q);
    }

    private void space(ScaledCloud rows, int i, ScaledCloud columns, double m, double[] sums) {
        float[] hs = h;
        float[] y = columns.single;
        int stride = columns.stride;
        FloatVector bound = FloatVector.broadcast(S, (float) m);
        FloatVector x0 = FloatVector.broadcast(S, 2 * rows.single[i]);
        FloatVector x1 = FloatVector.broadcast(S, 2 * rows.single[rows.stride + i]);
        FloatVector x2 = FloatVector.broadcast(S, 2 * rows.single[2 * rows.stride + i]);
        FloatVector s = FloatVector.zero(S);
        FloatVector q = FloatVector.zero(S);
        for (int j = 0; j < stride;) {
            for (int to = asked(j, stride); j < to; j += LANES) {
                FloatVector t = FloatVector.fromArray(S, y, 2 * stride + j).fma(x2, FloatVector.fromArray(S, hs, j).sub(bound));
                t = FloatVector.fromArray(S, y, j).fma(x0, FloatVector.fromArray(S, y, stride + j).fma(x1, t)).max(LEASTS);
                FloatVector e = PowerOfTwo.of(t);
                s = ONES.fma(e, s);
                q = t.fma(e, q);
            }
        }
        sums[0] = total(s);
        sums[1] = total(q);
    }

    private void general(ScaledCloud rows, int i, ScaledCloud columns, double m, double[] sums) {
        float[] hs = h;
        float[] x = rows.single;
        float[] y = columns.single;
        int stride = columns.stride;
        int d = rows.dimension;
        FloatVector bound = FloatVector.broadcast(S, (float) m);
        FloatVector s = FloatVector.zero(S);
        FloatVector q = FloatVector.zero(S);
        for (int j = 0; j < stride;) {
            for (int to = asked(j, stride); j < to; j += LANES) {
                FloatVector t = FloatVector.fromArray(S, hs, j).sub(bound);
                for (int k = d - 1; k >= 0; k--) {
                    t = FloatVector.fromArray(S, y, k * stride + j).fma(FloatVector.broadcast(S, 2 * x[k * rows.stride + i]), t);
                }
                t = LEASTS.max(t);
                FloatVector e = PowerOfTwo.of(t);
                s = ONES.fma(e, s);
                q = t.fma(e, q);
            }
        }
        sums[0] = total(s);
        sums[1] = total(q);
    }

    /** The lanes in order. */
    private static double total(FloatVector v) {
        FloatVector known = Lanes.known(v);
        double sum = 0;
        for (int l = 0; l < LANES; l++) {
            sum += known.lane(l);
        }
        return sum;
    }

    @Override
    void twin(ScaledCloud rows, int i, ScaledCloud columns, double m, double[] sums) {
        float[] s = new float[LANES];
        float[] q = new float[LANES];
        for (int j = 0; j < columns.stride; j++) {
            float t = h[j] - (float) m;
            for (int k = rows.dimension - 1; k >= 0; k--) {
                t = Math.fma(columns.single[k * columns.stride + j], 2 * rows.single[k * rows.stride + i], t);
            }
            t = Math.max(t, PowerOfTwo.LEAST_SINGLE);
            float e = PowerOfTwo.of(t);
            s[j % LANES] += e;
            q[j % LANES] = Math.fma(e, t, q[j % LANES]);
        }
        sums[0] = 0;
        sums[1] = 0;
        for (int l = 0; l < LANES; l++) {
            sums[0] += s[l];
            sums[1] += q[l];
        }
    }
}
