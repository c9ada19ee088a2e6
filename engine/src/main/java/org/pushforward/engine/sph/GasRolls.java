package org.pushforward.engine.sph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.numerics.LeastSquares;

/** Weights of one layer by least squares, and steps of samples that are judged. Stateless. */
final class GasRolls {

    /** Of the steps of a sample, one in so many is learned from at once. */
    static final int EVERY = 8;

    private GasRolls() { }

    /**
     * Weights that were solved for, and the relative error that is left on the data.
     *
     * @param x of the samples that are judged, before and now, one a sample
     * @param errors root mean square of distances from the solver's places, one a step
     * @param rows of a gas on a circle densities of the first over places, one a step
     */
    record Roll(double[] weights, double fit, double[][] before, double[][] x, double[] errors, List<double[]> rows) {
        double last() {
            return errors[errors.length - 1];
        }
    }

    /** Weights by least squares on every eighth step of the samples that are learned from, a component after the other, and what is left. */
    static double[][] solve(List<double[][]> taught, ParticleConvolution layer, double dt, Runnable ask) {
        int d = layer.axes();
        int n = taught.getFirst()[0].length / d;
        int frames = (taught.getFirst().length - 2) / EVERY;
        int c = layer.columns();
        double[] a = new double[taught.size() * frames * n * c];
        double[][] b = new double[d][taught.size() * frames * n];
        int at = 0;
        for (double[][] x : taught) {
            for (int f = 0; f < frames; f++) {
                ask.run();
                int k = 1 + EVERY * f;
                System.arraycopy(layer.rows(x[k], velocity(x[k - 1], x[k], dt)), 0, a, at * c, n * c);
                for (int i = 0; i < n * d; i++) {
                    b[i % d][at + i / d] = (x[k + 1][i] - 2 * x[k][i] + x[k - 1][i]) / (dt * dt);
                }
                at += n;
            }
        }
        double[] all = new double[d * c];
        double left = 0;
        double sum = 0;
        double[][] solved = LeastSquares.solve(a, c, b);
        for (int axis = 0; axis < d; axis++) {
            double[] w = solved[axis];
            System.arraycopy(w, 0, all, axis * c, c);
            for (int i = 0; i < b[axis].length; i++) {
                double e = -b[axis][i];
                for (int k = 0; k < c; k++) {
                    e += w[k] * a[i * c + k];
                }
                left += e * e;
                sum += b[axis][i] * b[axis][i];
            }
        }
        return new double[][] {all, {Math.sqrt(left / sum)}};
    }

    static double[] velocity(double[] before, double[] now, double dt) {
        double[] u = new double[now.length];
        Arrays.setAll(u, i -> (now[i] - before[i]) / dt);
        return u;
    }

    /** Accelerations of all samples at once by a deep network. */
    static double[][] deep(Fit fit, DeepGas net, Roll r, double dt, CancelToken cancel) {
        int n = r.x[0].length;
        int axes = net.layer().axes();
        double[] u = GasTraining.joined(r.x.length, n, (g, i) -> (r.x[g][i] - r.before[g][i]) / dt);
        double[] a = fit.evaluate(cancel, w -> net.accelerations(w, List.of(r.x), w.tape().of(u, u.length / axes, axes)));
        return IntStream.range(0, r.x.length).mapToObj(g -> Arrays.copyOfRange(a, g * n, (g + 1) * n)).toArray(double[][]::new);
    }

    /** Accelerations by one layer. */
    static double[][] one(ParticleConvolution layer, Roll r, double dt) {
        return IntStream.range(0, r.x.length).mapToObj(g -> layer.apply(r.weights, r.x[g], velocity(r.before[g], r.x[g], dt))).toArray(double[][]::new);
    }

    /**
     * A step of all samples.
     *
     * @param pushed accelerations
     * @param truth where the solver has them
     * @param axes components of a place
     */
    static Roll moved(Roll r, double[][] pushed, double[][] truth, int axes, double dt, double lost) {
        double[][] after = new double[truth.length][];
        double sum = 0;
        for (int g = 0; g < truth.length; g++) {
            double[] x = r.x[g];
            double[] u = velocity(r.before[g], x, dt);
            after[g] = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                double moved = x[i] + dt * (u[i] + dt * pushed[g][i]);
                double off = moved - truth[g][i];
                // What is lost stays at a distance, so that numbers stay numbers.
                after[g][i] = Math.abs(off) < lost ? moved : truth[g][i] + lost;
                sum += Math.min(off * off, lost * lost);
            }
        }
        double[] errors = Arrays.copyOf(r.errors, r.errors.length + 1);
        errors[errors.length - 1] = Math.sqrt(sum / truth.length / after[0].length * axes);
        return new Roll(r.weights, r.fit, r.x, after, errors, r.rows);
    }

    /** The same with a row more. */
    static Roll with(Roll r, double[] row) {
        List<double[]> rows = new ArrayList<>(r.rows);
        rows.add(row);
        return new Roll(r.weights, r.fit, r.before, r.x, r.errors, List.copyOf(rows));
    }
}
