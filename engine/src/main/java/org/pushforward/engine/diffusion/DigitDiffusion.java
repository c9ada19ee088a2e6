package org.pushforward.engine.diffusion;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.data.HandwrittenDigits;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Training;

/**
 * A network that guesses the clean grey levels of 8 × 8 digits from noised ones (Austin et al. 2021, section 3): logits of p̃(x₀ | x_t) a pixel, and
 * p(x_{t−1} | x_t) = Σ q(x_{t−1} | x_t, x₀) p̃(x₀ | x_t). Judged on the held-out fifth by the bound L_vb in bits a pixel. Immutable.
 *
 * @param levels of every pixel, n × 64
 */
record DigitDiffusion(CategoricalNoise noise, int[] levels, Perceptron net, Fit fit, double bits, double independent, int[] samples) {

    static final int PIXELS = HandwrittenDigits.PIXELS;
    static final int SHOWN = 16;
    private static final int HIDDEN = 256;
    private static final int TIMES = 8;
    private static final double SMALL = 1e-12;
    private static final double FORBIDDEN = -1e9;
    private static final int PICKS = 81;
    private static final int LEVELS = 82;
    private static final int NOISES = 83;

    static DigitDiffusion start(CategoricalNoise noise, Philox random) {
        int k = noise.categories();
        int[] levels = Arrays.stream(HandwrittenDigits.load().pixels()).map(v -> v * k / (HandwrittenDigits.LARGEST + 1)).toArray();
        Perceptron net = Perceptron.fromZero("guess", Value::silu, PIXELS * noise.states() + TIMES, HIDDEN, HIDDEN, PIXELS * k);
        Fit fit = Fit.start(Weights.of(net), AdamW.ADAM.clipped(1), random);
        return new DigitDiffusion(noise, levels, net, fit, Double.NaN, independent(levels, k), new int[SHOWN * PIXELS]);
    }

    private static int[] part(int[] levels, boolean isHeldOut) {
        return IntStream.range(0, levels.length / PIXELS).filter(i -> (i % 5 == 4) == isHeldOut).toArray();
    }

    /** Bits a pixel of the held-out digits when every pixel is drawn from what is usual there. */
    private static double independent(int[] levels, int k) {
        double[] count = new double[PIXELS * k];
        Arrays.fill(count, 1);
        int[] known = part(levels, false);
        for (int i : known) {
            for (int q = 0; q < PIXELS; q++) {
                count[q * k + levels[i * PIXELS + q]]++;
            }
        }
        double bits = 0;
        int[] held = part(levels, true);
        for (int i : held) {
            for (int q = 0; q < PIXELS; q++) {
                bits -= Math.log(count[q * k + levels[i * PIXELS + q]] / (known.length + k)) / Math.log(2) / (held.length * (double) PIXELS);
            }
        }
        return bits;
    }

    DigitDiffusion trained(Training.Draw draw, double rate, String loss, double lambda, CancelToken cancel) {
        int[] known = part(levels, false);
        int[] which = Arrays.stream(draw.picks(PICKS, draw.batch(), known.length)).map(i -> known[i]).toArray();
        double[] u = draw.uniforms(LEVELS, which.length, 1);
        int[] t = Arrays.stream(u).mapToInt(v -> Math.min(noise.steps(), 1 + (int) (v * noise.steps()))).toArray();
        int[] noised = noised(which, t, draw.uniforms(NOISES, which.length, PIXELS));
        Fit next = fit.step(cancel, rate, w -> {
            Value logits = logits(w, noised, t);
            Value entropy = entropy(logits, which);
            return switch (loss) {
                case "ce" -> entropy;
                case "vb" -> bound(logits, which, noised, t);
                default -> bound(logits, which, noised, t).plus(entropy.times(lambda));
            };
        });
        return new DigitDiffusion(noise, levels, net, next, bits, independent, samples);
    }

    private int[] noised(int[] which, int[] t, double[] u) {
        int[] x = new int[which.length * PIXELS];
        for (int q = 0; q < x.length; q++) {
            int from = levels[which[q / PIXELS] * PIXELS + q % PIXELS];
            double left = u[q];
            int to = -1;
            do {
                left -= noise.upTo(t[q / PIXELS], from, ++to);
            } while (left > 0 && to < noise.states() - 1);
            x[q] = to;
        }
        return x;
    }

    /** n × 64 × K; what cannot have become x_t is out. */
    private Value logits(Theta w, int[] x, int[] t) {
        int s = noise.states();
        int inputs = PIXELS * s + TIMES;
        double[] in = new double[t.length * inputs];
        for (int q = 0; q < x.length; q++) {
            in[q / PIXELS * inputs + q % PIXELS * s + x[q]] = 1;
        }
        for (int i = 0; i < t.length; i++) {
            for (int k = 0; k < TIMES; k++) {
                double angle = Math.PI * (k / 2 + 1) * t[i] / noise.steps();
                in[i * inputs + PIXELS * s + k] = k % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
            }
        }
        int k = noise.categories();
        double[] forbidden = new double[x.length * k];
        Arrays.setAll(forbidden, q -> noise.upTo(t[q / k / PIXELS], q % k, x[q / k]) == 0 ? FORBIDDEN : 0);
        return net.apply(w, w.tape().of(in, t.length, inputs)).reshape(t.length, PIXELS, k).plus(w.tape().of(forbidden, t.length, PIXELS, k));
    }

    /** −log p̃(x₀ | x_t), mean of the pixels. */
    private Value entropy(Value logits, int[] which) {
        int[] clean = new int[which.length * PIXELS];
        Arrays.setAll(clean, q -> levels[which[q / PIXELS] * PIXELS + q % PIXELS]);
        return logits.logSoftmax(2).gather(2, logits.tape().indices(clean, which.length, PIXELS, 1)).mean().negated();
    }

    /** T KL(q(x_{t−1} | x_t, x₀) ‖ p(x_{t−1} | x_t)) at t drawn evenly, mean of the pixels: all of L_vb but the part at T. */
    private Value bound(Value logits, int[] which, int[] x, int[] t) {
        int n = which.length;
        int k = noise.categories();
        int s = noise.states();
        double[] way = new double[n * PIXELS * k * s];
        double[] wanted = new double[n * PIXELS * s];
        double certain = 0;
        for (int q = 0; q < n * PIXELS; q++) {
            int time = t[q / PIXELS];
            int clean = levels[which[q / PIXELS] * PIXELS + q % PIXELS];
            for (int x0 = 0; x0 < k; x0++) {
                for (int before = 0; before < s; before++) {
                    way[(q * k + x0) * s + before] = posterior(time, x[q], x0, before);
                }
            }
            for (int before = 0; before < s; before++) {
                double p = posterior(time, x[q], clean, before);
                wanted[q * s + before] = p;
                certain += p > 0 ? p * Math.log(p) : 0;
            }
        }
        Value p = Value.einsum("npk,npks->nps", logits.softmax(2), logits.tape().of(way, n, PIXELS, k, s));
        Value cross = p.plus(SMALL).log().times(logits.tape().of(wanted, n, PIXELS, s)).sum().times(-1.0 / (n * PIXELS));
        return cross.plus(certain / (n * PIXELS)).times(noise.steps());
    }

    /** q(x_{t−1} | x_t, x₀); at t = 1 it is x₀. */
    private double posterior(int t, int now, int x0, int before) {
        if (t == 1) {
            return before == x0 ? 1 : 0;
        }
        double all = noise.upTo(t, x0, now);
        return all == 0 ? 0 : noise.step(t, before, now) * noise.upTo(t - 1, x0, before) / all;
    }

    /** With the bound on the held-out fifth, one draw of the noise a time, and new samples. */
    DigitDiffusion judged(Philox random, CancelToken cancel) {
        int[] held = part(levels, true);
        double nats = 0;
        for (int time = 1; time <= noise.steps(); time++) {
            cancel.throwIfCancelled();
            int[] t = new int[held.length];
            Arrays.fill(t, time);
            double[] u = new double[held.length * PIXELS];
            random.stream(1).uniforms(0, held.length, time, PIXELS, u, 0);
            int[] x = noised(held, t, u);
            nats += fit.evaluate(cancel, w -> bound(logits(w, x, t), held, x, t))[0] / noise.steps();
        }
        double[] end = noise.stationary();
        for (int i : held) {
            for (int q = 0; q < PIXELS; q++) {
                for (int to = 0; to < noise.states(); to++) {
                    double p = noise.upTo(noise.steps(), levels[i * PIXELS + q], to);
                    nats += p > 0 ? p * Math.log(p / Math.max(SMALL, end[to])) / (held.length * (double) PIXELS) : 0;
                }
            }
        }
        return new DigitDiffusion(noise, levels, net, fit, nats / Math.log(2), independent, drawn(random.stream(2), cancel));
    }

    /** Digits by the reverse chain. */
    private int[] drawn(Philox random, CancelToken cancel) {
        int k = noise.categories();
        double[] u = new double[SHOWN * PIXELS];
        random.uniforms(0, SHOWN, 0, PIXELS, u, 0);
        int[] x = new int[u.length];
        double[] end = noise.stationary();
        Arrays.setAll(x, q -> pick(end, u[q]));
        for (int time = noise.steps(); time > 0; time--) {
            int[] t = new int[SHOWN];
            Arrays.fill(t, time);
            int[] now = x;
            double[] guess = fit.evaluate(cancel, w -> logits(w, now, t).softmax(2));
            random.uniforms(0, SHOWN, time, PIXELS, u, 0);
            int[] before = new int[x.length];
            int step = time;
            Arrays.setAll(before, q -> pick(noise.reverse(step, now[q], Arrays.copyOfRange(guess, q * k, (q + 1) * k), false), u[q]));
            x = before;
        }
        return x;
    }

    private static int pick(double[] p, double u) {
        double left = u;
        int k = 0;
        while (k < p.length - 1 && (left -= p[k]) > 0) {
            k++;
        }
        return k;
    }
}
