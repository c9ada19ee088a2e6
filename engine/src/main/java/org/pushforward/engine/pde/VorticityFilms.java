package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.GaussianField;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.VorticityFlow;
import org.pushforward.engine.numerics.VorticityFlow.Scheme;

/**
 * Films of forced flow on the torus, for networks that learn to go from a frame to the next: vorticity from Gaussian random fields, advanced with all waves
 * that matter and sampled on a grid of 32 × 32 places. Stand-ins for the data sets of the papers, which are finer, longer and many times as many. Stateless.
 */
final class VorticityFilms {

    /** Places a side that networks see. */
    static final int N = 32;
    static final double NU = 1e-3;
    /** Places a side of the solver; finer ones change less than 1e-4 of a film. */
    private static final int FINE = 40;
    /** Radians a step of the solver, out of 2.83. */
    private static final double STEP = 1.8;
    private static final GaussianField INITIAL = GaussianField.matern(2, 7, 0.8, 1.0 / 7, 1.5);

    private VorticityFilms() { }

    /** ω of frames 0 … intervals, of N × N places each. */
    static double[][] film(Philox random, int number, int intervals, double interval, double forcing) {
        return solved(INITIAL.sample(random, number, FINE), FINE, intervals, interval, forcing, STEP);
    }

    /** The same by a solver on n × n places, with steps as large as a number of radians allows. */
    static double[][] solved(double[] initial, int n, int intervals, double interval, double forcing, double radians) {
        VorticityFlow flow = flow(n, forcing);
        double[][] frames = new double[intervals + 1][];
        double[] omega = initial;
        for (int k = 0; k <= intervals; k++) {
            frames[k] = VorticityFlow.resampled(omega, n, N);
            omega = k < intervals ? flow.advanced(omega, interval, steps(flow, omega, interval, radians), Scheme.RK4) : omega;
        }
        return frames;
    }

    static VorticityFlow flow(int n, double forcing) {
        return new VorticityFlow(n, NU, 0, VorticityFlow.diagonalForce(n, forcing));
    }

    /** Of a solver in an interval. */
    static int steps(VorticityFlow flow, double[] omega, double interval, double radians) {
        return (int) Math.ceil(interval * flow.fastest(omega) / radians + 1e-9);
    }

    static double[][][] films(Philox random, int from, int count, int intervals, double interval, double forcing) {
        return IntStream.range(from, from + count).mapToObj(k -> film(random, k, intervals, interval, forcing)).toArray(double[][][]::new);
    }

    static double meanSquare(double[] a) {
        return Arrays.stream(a).map(v -> v * v).sum() / a.length;
    }

    /** ‖a − b‖/‖b‖. */
    static double distance(double[] a, double[] b) {
        double off = 0;
        for (int k = 0; k < a.length; k++) {
            off += (a[k] - b[k]) * (a[k] - b[k]);
        }
        return Math.sqrt(off / a.length / meanSquare(b));
    }

    /** Of two fields, without their means. */
    static double correlation(double[] a, double[] b) {
        double ma = Arrays.stream(a).average().orElseThrow();
        double mb = Arrays.stream(b).average().orElseThrow();
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int k = 0; k < a.length; k++) {
            ab += (a[k] - ma) * (b[k] - mb);
            aa += (a[k] - ma) * (a[k] - ma);
            bb += (b[k] - mb) * (b[k] - mb);
        }
        return ab / Math.sqrt(aa * bb);
    }
}
