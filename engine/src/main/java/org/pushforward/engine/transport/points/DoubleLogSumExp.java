package org.pushforward.engine.transport.points;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.pushforward.engine.numerics.Lanes;
import org.pushforward.engine.numerics.PowerOfTwo;

/** {@link LogSumExp} in double precision. Not thread-safe between passes. */
final class DoubleLogSumExp extends LogSumExp {

    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();
    private static final DoubleVector ONES = DoubleVector.broadcast(S, 1);
    private static final DoubleVector LEASTS = DoubleVector.broadcast(S, PowerOfTwo.LEAST);

    private double[] h = {};

    @Override
    void prepare(ScaledCloud columns, double[] values) {
        if (h.length != columns.stride) {
            h = new double[columns.stride];
        }
        Arrays.fill(h, columns.size, h.length, Double.NEGATIVE_INFINITY);
        for (int j = 0; j < columns.size; j++) {
            h[j] = values[j];
        }
    }

    @Override
    double maximum(ScaledCloud rows, int i, ScaledCloud columns) {
        double top = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < columns.size; j++) {
            double t = h[j];
            for (int k = 0; k < rows.dimension; k++) {
                t = Math.fma(columns.x[k * columns.stride + j], 2 * rows.x[k * rows.stride + i], t);
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
        double[] hs = h;
        double[] y = columns.x;
        int stride = columns.stride;
        DoubleVector bound = DoubleVector.broadcast(S, m);
        DoubleVector x0 = DoubleVector.broadcast(S, 2 * rows.x[i]);
        DoubleVector x1 = DoubleVector.broadcast(S, 2 * rows.x[rows.stride + i]);
        DoubleVector s = DoubleVector.zero(S);
        DoubleVector q = DoubleVector.zero(S);
        for (int j = 0; j < stride;) {
            for (int to = asked(j, stride); j < to; j += LANES) {
                DoubleVector t = DoubleVector.fromArray(S, y, stride + j).fma(x1, DoubleVector.fromArray(S, hs, j).sub(bound));
                t = DoubleVector.fromArray(S, y, j).fma(x0, t).max(LEASTS);
                DoubleVector e = PowerOfTwo.of(t);
                s = ONES.fma(e, s);
                q = t.fma(e, q);
            }
        }
        sums[0] = total(s);
        sums[1] = total(q);
    }

    private void space(ScaledCloud rows, int i, ScaledCloud columns, double m, double[] sums) {
        double[] hs = h;
        double[] y = columns.x;
        int stride = columns.stride;
        DoubleVector bound = DoubleVector.broadcast(S, m);
        DoubleVector x0 = DoubleVector.broadcast(S, 2 * rows.x[i]);
        DoubleVector x1 = DoubleVector.broadcast(S, 2 * rows.x[rows.stride + i]);
        DoubleVector x2 = DoubleVector.broadcast(S, 2 * rows.x[2 * rows.stride + i]);
        DoubleVector s = DoubleVector.zero(S);
        DoubleVector q = DoubleVector.zero(S);
        for (int j = 0; j < stride;) {
            for (int to = asked(j, stride); j < to; j += LANES) {
                DoubleVector t = DoubleVector.fromArray(S, y, 2 * stride + j).fma(x2, DoubleVector.fromArray(S, hs, j).sub(bound));
                t = DoubleVector.fromArray(S, y, j).fma(x0, DoubleVector.fromArray(S, y, stride + j).fma(x1, t)).max(LEASTS);
                DoubleVector e = PowerOfTwo.of(t);
                s = ONES.fma(e, s);
                q = t.fma(e, q);
            }
        }
        sums[0] = total(s);
        sums[1] = total(q);
    }

    private void general(ScaledCloud rows, int i, ScaledCloud columns, double m, double[] sums) {
        double[] hs = h;
        double[] x = rows.x;
        double[] y = columns.x;
        int stride = columns.stride;
        int d = rows.dimension;
        DoubleVector bound = DoubleVector.broadcast(S, m);
        DoubleVector s = DoubleVector.zero(S);
        DoubleVector q = DoubleVector.zero(S);
        for (int j = 0; j < stride;) {
            for (int to = asked(j, stride); j < to; j += LANES) {
                DoubleVector t = DoubleVector.fromArray(S, hs, j).sub(bound);
                for (int k = d - 1; k >= 0; k--) {
                    t = DoubleVector.fromArray(S, y, k * stride + j).fma(DoubleVector.broadcast(S, 2 * x[k * rows.stride + i]), t);
                }
                t = LEASTS.max(t);
                DoubleVector e = PowerOfTwo.of(t);
                s = ONES.fma(e, s);
                q = t.fma(e, q);
            }
        }
        sums[0] = total(s);
        sums[1] = total(q);
    }

    /** The terms 2^(h + 2 X·Y − m) of row i, up to the stride, into {@code out}. */
    void terms(ScaledCloud rows, int i, ScaledCloud columns, double m, double[] out) {
        for (int j = 0; j < columns.stride;) {
            for (int to = asked(j, columns.stride); j < to; j += LANES) {
                DoubleVector t = DoubleVector.fromArray(S, h, j).sub(DoubleVector.broadcast(S, m));
                for (int k = 0; k < rows.dimension; k++) {
                    t = DoubleVector.fromArray(S, columns.x, k * columns.stride + j).fma(DoubleVector.broadcast(S, 2 * rows.x[k * rows.stride + i]), t);
                }
                Lanes.known(PowerOfTwo.of(LEASTS.max(t))).intoArray(out, j);
            }
        }
    }

    /** Σⱼ 2^(hⱼ + 2 X·Yⱼ − m) vⱼ over row i; v is 0 from the size to the stride. */
    double product(ScaledCloud rows, int i, ScaledCloud columns, double m, double[] v) {
        return rows.dimension == 2 ? planeProduct(rows, i, columns, m, v) : generalProduct(rows, i, columns, m, v);
    }

    private double planeProduct(ScaledCloud rows, int i, ScaledCloud columns, double m, double[] v) {
        double[] hs = h;
        double[] y = columns.x;
        int stride = columns.stride;
        DoubleVector bound = DoubleVector.broadcast(S, m);
        DoubleVector x0 = DoubleVector.broadcast(S, 2 * rows.x[i]);
        DoubleVector x1 = DoubleVector.broadcast(S, 2 * rows.x[rows.stride + i]);
        DoubleVector sum = DoubleVector.zero(S);
        for (int j = 0; j < stride;) {
            for (int to = asked(j, stride); j < to; j += LANES) {
                DoubleVector t = DoubleVector.fromArray(S, y, stride + j).fma(x1, DoubleVector.fromArray(S, hs, j).sub(bound));
                t = DoubleVector.fromArray(S, y, j).fma(x0, t).max(LEASTS);
                sum = DoubleVector.fromArray(S, v, j).fma(PowerOfTwo.of(t), sum);
            }
        }
        return total(sum);
    }

    private double generalProduct(ScaledCloud rows, int i, ScaledCloud columns, double m, double[] v) {
        double[] hs = h;
        double[] x = rows.x;
        double[] y = columns.x;
        int stride = columns.stride;
        int d = rows.dimension;
        DoubleVector bound = DoubleVector.broadcast(S, m);
        DoubleVector sum = DoubleVector.zero(S);
        for (int j = 0; j < stride;) {
            for (int to = asked(j, stride); j < to; j += LANES) {
                DoubleVector t = DoubleVector.fromArray(S, hs, j).sub(bound);
                for (int k = d - 1; k >= 0; k--) {
                    t = DoubleVector.fromArray(S, y, k * stride + j).fma(DoubleVector.broadcast(S, 2 * x[k * rows.stride + i]), t);
                }
                sum = DoubleVector.fromArray(S, v, j).fma(PowerOfTwo.of(LEASTS.max(t)), sum);
            }
        }
        return total(sum);
    }

    /** The lanes in order. */
    private static double total(DoubleVector v) {
        DoubleVector known = Lanes.known(v);
        double sum = 0;
        for (int l = 0; l < LANES; l++) {
            sum += known.lane(l);
        }
        return sum;
    }

    @Override
    void twin(ScaledCloud rows, int i, ScaledCloud columns, double m, double[] sums) {
        double[] s = new double[LANES];
        double[] q = new double[LANES];
        for (int j = 0; j < columns.stride; j++) {
            double t = h[j] - m;
            for (int k = rows.dimension - 1; k >= 0; k--) {
                t = Math.fma(columns.x[k * columns.stride + j], 2 * rows.x[k * rows.stride + i], t);
            }
            t = Math.max(t, PowerOfTwo.LEAST);
            double e = PowerOfTwo.of(t);
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
