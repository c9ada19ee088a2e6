package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.layer.OperatorNetwork;
import org.pushforward.engine.learn.layer.SphericalConvolution;
import org.pushforward.engine.numerics.Philox;

/** How filters and networks learn to go from a frame to the next on a sphere. Fields are values on the grid, channel by channel. Stateless. */
final class SphereLearning {

    private static final int BLOCKS = 3;
    private static final int WIDEST = 24;
    /** Beyond so many scales a field has blown up. */
    private static final double BOUND = 100;
    /** Deviation over that of the change in an interval: who has seen noise does not run away from himself as soon. */
    private static final double NOISE = 0.2;

    private SphereLearning() { }

    /**
     * Frames that are made one after the other.
     *
     * @param last coefficients of the last frame
     */
    record Film(double[][] frames, double[][] last) {

        static Film start(SphereProblem q, Philox random, int number) {
            double[][] a = q.start(random, number);
            return new Film(new double[][] {q.values(a)}, a);
        }

        Film longer(SphereProblem q, int intervals, CancelToken cancel) {
            double[][] all = Arrays.copyOf(frames, frames.length + intervals);
            double[][] a = last;
            for (int k = frames.length; k < all.length; k++) {
                cancel.throwIfCancelled();
                a = q.next(a);
                all[k] = q.values(a);
            }
            return new Film(all, a);
        }
    }

    /**
     * Best linear filters, channel by channel: of degrees, of map waves, or none yet.
     *
     * @param byDegree factors R_l a channel
     * @param byWave complex factors a channel
     */
    record Linear(double[][] byDegree, double[][] byWave) {

        static final Linear NONE = new Linear(new double[0][], new double[0][]);

        static Linear ofDegrees(SphereProblem q, double[][][] films) {
            return new Linear(IntStream.range(0, q.channels()).mapToObj(c -> q.sphere().fittedFilter(coefficients(q, pairs(q, films, c, 0)), coefficients(q, pairs(q, films, c, 1)))).toArray(double[][]::new), new double[0][]);
        }

        private static double[][] coefficients(SphereProblem q, double[][] values) {
            return Arrays.stream(values).map(q.sphere()::coefficients).toArray(double[][]::new);
        }

        static Linear ofWaves(SphereProblem q, double[][][] films) {
            return new Linear(new double[0][], IntStream.range(0, q.channels()).mapToObj(c -> q.fittedWaves(pairs(q, films, c, 0), pairs(q, films, c, 1))).toArray(double[][]::new));
        }

        /** Frames of a channel that have one after them, or those after. */
        private static double[][] pairs(SphereProblem q, double[][][] films, int channel, int later) {
            int n = q.sphere().places();
            return Arrays.stream(films).flatMap(f -> IntStream.range(0, f.length - 1).mapToObj(k -> Arrays.copyOfRange(f[k + later], channel * n, (channel + 1) * n))).toArray(double[][]::new);
        }

        double[] apply(SphereProblem q, double[] field) {
            int n = q.sphere().places();
            return IntStream.range(0, q.channels()).mapToObj(c -> one(q, Arrays.copyOfRange(field, c * n, (c + 1) * n), c))
                    .flatMapToDouble(Arrays::stream).map(v -> Math.clamp(v, -BOUND, BOUND)).toArray();
        }

        /** Of a channel. */
        double[] one(SphereProblem q, double[] values, int channel) {
            if (byDegree.length > 0) {
                return q.sphere().values(q.sphere().filtered(q.sphere().coefficients(values), byDegree[channel]));
            }
            return byWave.length > 0 ? q.filtered(values, byWave[channel]) : values;
        }
    }

    // ---- networks: channels and sin φ in, change of the channels over its scale out

    static OperatorNetwork spherical(SphereProblem q, int width) {
        return new OperatorNetwork("sfno", 2, q.channels() + 1, width, q.channels(), IntStream.range(0, BLOCKS).mapToObj(b -> {
            SphericalConvolution c = new SphericalConvolution("sfno.mix." + b, width, width, q.sphere());
            return OperatorNetwork.mixing(c, c::apply);
        }).toList());
    }

    static OperatorNetwork flat(SphereProblem q, int width) {
        return OperatorNetwork.fourier("latlon", 2, q.channels() + 1, width, q.channels(), q.sphere().degree() / 2 + 2, BLOCKS);
    }

    /** The one on the map whose number of weights is nearest. */
    static OperatorNetwork flatOfSize(SphereProblem q, int size) {
        OperatorNetwork best = flat(q, 1);
        for (int width = 2; width <= WIDEST; width++) {
            OperatorNetwork o = flat(q, width);
            best = Math.abs(o.size() - size) < Math.abs(best.size() - size) ? o : best;
        }
        return best;
    }

    /** Root mean square of the change in an interval, a channel. */
    static double[] change(SphereProblem q, double[][][] films) {
        int n = q.sphere().places();
        return IntStream.range(0, q.channels()).mapToDouble(c -> Math.sqrt(Math.max(1e-30, Arrays.stream(films).mapToDouble(f -> IntStream.range(0, f.length - 1).mapToDouble(k -> {
            double[] d = new double[n];
            Arrays.setAll(d, i -> (f[k + 1][c * n + i] - f[k][c * n + i]) * (f[k + 1][c * n + i] - f[k][c * n + i]));
            return q.sphere().mean(d);
        }).average().orElseThrow()).average().orElseThrow()))).toArray();
    }

    private static Value predicted(SphereProblem q, OperatorNetwork net, Theta w, double[] fields) {
        int n = q.sphere().places();
        int batch = fields.length / n / q.channels();
        double[] x = new double[batch * (q.channels() + 1) * n];
        for (int b = 0; b < batch; b++) {
            System.arraycopy(fields, b * q.channels() * n, x, b * (q.channels() + 1) * n, q.channels() * n);
            for (int k = 0; k < n; k++) {
                x[(b * (q.channels() + 1) + q.channels()) * n + k] = q.sphere().sine(k / q.sphere().meridians());
            }
        }
        return net.apply(w, w.tape().of(x, batch, q.channels() + 1, q.sphere().latitudes(), q.sphere().meridians()));
    }

    /** An interval later, as a network has it; several fields may stand one behind the other. */
    static double[] moved(SphereProblem q, OperatorNetwork net, Fit fit, double[] change, double[] field, CancelToken cancel) {
        int n = q.sphere().places();
        double[] d = fit.evaluate(cancel, w -> predicted(q, net, w, field));
        double[] next = new double[field.length];
        for (int k = 0; k < next.length; k++) {
            double v = field[k] + change[k / n % change.length] * d[k];
            next[k] = Double.isFinite(v) ? Math.clamp(v, -BOUND, BOUND) : BOUND;
        }
        return next;
    }

    /** Frames, and what changes in the interval after them over its scale. */
    record Batch(double[] fields, double[] changes) {

        /** @param noise added to what is seen, one number a place and channel of every pick; what follows stays what it is */
        static Batch of(SphereProblem q, double[][][] films, double[] change, int[] picks, int frames, double[] noise) {
            int m = q.channels() * q.sphere().places();
            double[] x = new double[picks.length * m];
            double[] y = new double[x.length];
            for (int b = 0; b < picks.length; b++) {
                double[][] film = films[picks[b] / frames];
                int k = picks[b] % frames;
                System.arraycopy(film[k], 0, x, b * m, m);
                for (int i = 0; i < m; i++) {
                    x[b * m + i] += NOISE * change[i / q.sphere().places()] * noise[b * m + i];
                    y[b * m + i] = (film[k + 1][i] - x[b * m + i]) / change[i / q.sphere().places()];
                }
            }
            return new Batch(x, y);
        }

        /** Mean square over sphere, channels and batch. */
        Value loss(SphereProblem q, OperatorNetwork net, Theta w) {
            Tape tape = w.tape();
            int rows = q.sphere().latitudes();
            double[] area = new double[rows];
            Arrays.setAll(area, j -> q.sphere().weight(j) * rows);
            int b = fields.length / q.channels() / q.sphere().places();
            Value off = predicted(q, net, w, fields).minus(tape.of(changes, b, q.channels(), rows, q.sphere().meridians()));
            return off.square().times(tape.of(area, rows, 1)).mean();
        }
    }
}
