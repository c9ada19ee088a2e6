package org.pushforward.engine.study;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.numerics.Philox;

/**
 * The knobs of a training: how fast, on how much at once, how long, and how much of it is a step.
 *
 * @param rate live
 * @param batch samples of an iteration
 * @param iterations after which it is finished
 * @param each iterations of a step
 */
public record Training(Knob<Double> rate, Knob<Integer> batch, Knob<Integer> iterations, Knob<Integer> each) {

    /** Steps until all iterations are done. */
    public long steps(Knobs p) {
        int k = p.get(each);
        return (p.get(iterations) + (long) k - 1) / k;
    }

    /** Iterations done after some steps. */
    public int done(Knobs p, long steps) {
        return (int) Math.min(p.get(iterations), steps * p.get(each));
    }

    /** The iterations of a step, on a loss of the weights and of what is drawn for the iteration. */
    public Fit run(Fit fit, Turn t, BiFunction<Theta, Draw, Value> loss) {
        Fit trained = fit;
        for (Draw draw : draws(t)) {
            trained = trained.step(t.context().cancel(), t.get(rate), w -> loss.apply(w, draw));
        }
        return trained;
    }

    /** What is drawn for each iteration of a step, for trainings that do more than {@link #run}. */
    public List<Draw> draws(Turn t) {
        return IntStream.range(done(t.p(), t.step()), done(t.p(), t.step() + 1L)).mapToObj(i -> new Draw(i, t.get(batch), t.random())).toList();
    }

    /** η after a linear warm-up, on half a cosine down to zero at the last iteration (Loshchilov & Hutter 2017, arXiv:1608.03983). */
    public double rate(Knobs p, int iteration, int warmUp) {
        double share = Math.min(1, (double) iteration / p.get(iterations));
        return p.get(rate) * Math.min(1, (iteration + 1.0) / warmUp) * 0.5 * (1 + Math.cos(Math.PI * share));
    }

    /**
     * Random numbers of an iteration: the same whenever it is repeated.
     *
     * @param batch samples of it
     */
    public record Draw(int iteration, int batch, Philox random) {

        /** n × d normal numbers, row-major. */
        public double[] normals(int purpose, int n, int d) {
            double[] z = new double[n * d];
            random.stream(purpose).normals(0, n, iteration, d, z, 0);
            return z;
        }

        /** n × d numbers uniform in (0, 1], row-major. */
        public double[] uniforms(int purpose, int n, int d) {
            double[] u = new double[n * d];
            random.stream(purpose).uniforms(0, n, iteration, d, u, 0);
            return u;
        }

        /** n indices below {@code of}, uniform, with replacement. */
        public int[] picks(int purpose, int n, int of) {
            double[] u = uniforms(purpose, n, 1);
            int[] k = new int[n];
            for (int i = 0; i < n; i++) {
                k[i] = Math.min(of - 1, (int) (u[i] * of));
            }
            return k;
        }
    }
}
