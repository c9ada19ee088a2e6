package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/**
 * How films that somebody has gone on by himself depart from the truth.
 *
 * @param films frames of each film
 * @param errors relative, root mean square, mean of the films, by frame
 * @param correlations mean of the films, by frame
 */
record Rollout(double[][][] films, double[] errors, double[] correlations) {

    /** A film that has blown up is off by so many times, and like nothing. */
    private static final double LOST = 100;

    static Rollout of(double[][][] films, double[][][] truth) {
        return new Rollout(films, means(films, truth, VorticityFilms::distance, LOST), means(films, truth, VorticityFilms::correlation, 0));
    }

    /** Of every frame, the mean of the films. */
    static double[] means(double[][][] films, double[][][] truth, ToDoubleBiFunction<double[], double[]> of, double lost) {
        return IntStream.range(0, films[0].length).mapToDouble(k -> IntStream.range(0, films.length).mapToDouble(i -> {
            double v = of.applyAsDouble(films[i][k], truth[i][k]);
            return Double.isFinite(v) ? Math.min(v, LOST) : lost;
        }).average().orElseThrow()).toArray();
    }

    /** Errors when nothing moves. */
    static double[] persistence(double[][][] truth) {
        double[][][] still = Arrays.stream(truth).map(f -> Arrays.stream(f).map(_ -> f[0]).toArray(double[][]::new)).toArray(double[][][]::new);
        return of(still, truth).errors;
    }
}
