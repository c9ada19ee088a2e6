package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.function.BiFunction;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.numerics.VorticityFlow;
import org.pushforward.engine.study.Training.Draw;

/**
 * How networks learn to go from a frame of a film to the next: they see ω and the force, batch × n × n × 2, and answer with the change of ω.
 *
 * @param frames intervals of a film that are learned from
 * @param scale root mean square of ω, by which networks see it divided
 * @param force its shape, of amplitude 1, or 0 without force
 */
record FilmLearning(double[][][] films, int frames, double scale, double[] force) {

    static final int CHANNELS = 2;
    private static final int N = VorticityFilms.N;
    /** Beyond so many deviations a film has blown up. */
    private static final double BOUND = 100;

    static FilmLearning of(double[][][] films, double forcing) {
        double scale = Math.sqrt(Arrays.stream(films).flatMap(Arrays::stream).mapToDouble(VorticityFilms::meanSquare).average().orElseThrow());
        return new FilmLearning(films, films[0].length - 1, scale, VorticityFlow.diagonalForce(N, forcing > 0 ? 1 : 0));
    }

    /** Frames as networks see them. */
    double[] channels(double[][] omega) {
        double[] x = new double[omega.length * N * N * CHANNELS];
        for (int k = 0; k < omega.length * N * N; k++) {
            x[CHANNELS * k] = omega[k / (N * N)][k % (N * N)] / scale;
            x[CHANNELS * k + 1] = force[k % (N * N)];
        }
        return x;
    }

    /** The next frames over the scale. */
    static Value next(BiFunction<Theta, Value, Value> net, Theta w, double[] channels) {
        Value x = w.tape().of(channels, channels.length / (N * N * CHANNELS), N, N, CHANNELS);
        return x.slice(3, 0, 1).plus(net.apply(w, x));
    }

    /** A batch of frames with noise, and those that follow. */
    record Batch(double[] channels, double[] later) {

        Value predicted(BiFunction<Theta, Value, Value> net, Theta w) {
            return next(net, w, channels);
        }

        Value target(Theta w) {
            return w.tape().of(later, later.length / (N * N), N, N, 1);
        }
    }

    /** @param purpose of the picks; the noise is drawn with the one after it */
    Batch batch(Draw draw, int purpose, double noise) {
        int b = draw.batch();
        int[] which = draw.picks(purpose, b, films.length * frames);
        double[] z = draw.normals(purpose + 1, b, N * N);
        double[] x = channels(Arrays.stream(which).mapToObj(k -> films[k / frames][k % frames]).toArray(double[][]::new));
        double[] y = new double[b * N * N];
        for (int k = 0; k < y.length; k++) {
            int film = which[k / (N * N)];
            x[CHANNELS * k] += noise * z[k];
            y[k] = films[film / frames][film % frames + 1][k % (N * N)] / scale;
        }
        return new Batch(x, y);
    }

    /** What a network makes of the first frames of films, as many frames as they have. */
    double[][][] goneOn(BiFunction<Theta, Value, Value> net, Fit fit, double[][][] truth, CancelToken cancel) {
        double[][][] own = new double[truth.length][truth[0].length][];
        for (int i = 0; i < own.length; i++) {
            own[i][0] = truth[i][0];
        }
        for (int k = 1; k < own[0].length; k++) {
            int before = k - 1;
            double[] x = channels(Arrays.stream(own).map(f -> f[before]).toArray(double[][]::new));
            double[] y = fit.evaluate(cancel, w -> next(net, w, x));
            for (int i = 0; i < own.length; i++) {
                own[i][k] = Arrays.stream(y, i * N * N, (i + 1) * N * N).map(v -> scale * Math.clamp(v, -BOUND, BOUND)).toArray();
            }
        }
        return own;
    }
}
