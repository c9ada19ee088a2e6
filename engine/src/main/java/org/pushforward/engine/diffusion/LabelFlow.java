package org.pushforward.engine.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.study.Training;

/**
 * A label that flows: one block for all times t from 0 to 1, each learned from z_t alone, nothing going through what came before (Li, Teh &
 * Pascanu 2025). Beside it the same block by back-propagation through at most ten steps of the flow.
 *
 * <p>NoProp-CT: z_t = √ᾱ u + √(1 − ᾱ) ε; the block gives a law p over classes and û = Σ p_k u_k. Loss ½ η E SNR′(t) |û − u|² with t uniform,
 * and where γ is learned − E ln p(y | z₁) + KL(N(√ᾱ₀ u, (1 − ᾱ₀) I) ‖ N(0, I)), which only γ enters as long as labels stay in place. The flow is
 * that of the law of z_t (Song et al. 2021, arXiv:2011.13456, probability flow), dz/dt = −½ γ′ (√ᾱ û − ᾱ z).
 *
 * <p>NoProp-FM: z_t = t u + (1 − t) z₀; the block gives a velocity v. Loss E |v − (u − z₀)|² + λ E CE(z_t + (1 − t) v, y): the second
 * anchors labels that are learned, and does little to labels in place. The flow is dz/dt = v.
 *
 * @param noise γ, for CT
 */
record LabelFlow(Kind kind, Labels labels, Perceptron block, LogNoise noise, int steps, boolean isHeun) implements LabelForm {

    enum Kind {
        CT, FM
    }

    /** As in the bound on the likelihood of the label. */
    private static final double ETA = 1;
    private static final int JUDGED_BY = 4;
    private static final double ANCHOR = 0.1;
    /** Steps that an error is sent back through; as many are then taken. */
    private static final int MOST_BACK = 10;
    private static final int OCTAVES = 4;
    /** Streams of the training. */
    static final int NOISES = 63;
    private static final int LAST_NOISES = 64;
    private static final int TIMES = 65;

    /** dz/dt of rows at one time. */
    @FunctionalInterface
    interface Velocity {
        Value of(double t, Value z);
    }

    static LabelFlow of(Kind kind, Labels labels, int inputs, int width, LogNoise noise, int steps, boolean isHeun) {
        int m = labels.classes();
        return new LabelFlow(kind, labels, new Perceptron("block", Value::silu, inputs + m + 2 * OCTAVES, width, width, m),
                noise, steps, isHeun);
    }

    @Override
    public List<Weights.Part> parts() {
        return kind == Kind.FM ? block.parts() : Stream.concat(block.parts().stream(), noise.parts().stream()).toList();
    }

    @Override
    public List<String> ways() {
        return List.of(ALONE, BACK);
    }

    @Override
    public int judgedBy() {
        return JUDGED_BY;
    }

    @Override
    public Value loss(String way, Theta w, Batch b, Training.Draw draw) {
        int n = b.label().length;
        int m = labels.classes();
        Value z0 = w.tape().of(draw.normals(NOISES, n, m), n, m);
        if (way.equals(BACK)) {
            return labels.entropy(path(way, w, b.inputs(w), z0).getLast(), b.label());
        }
        double[] t = times(draw, n);
        Value u = w.tape().of(b.target(), n, m);
        return kind == Kind.FM ? matching(w, b, t, u, z0)
                : denoising(w, b, t, u, z0).plus(noise.isLearned() ? ends(w, b, u, w.tape().of(draw.normals(LAST_NOISES, n, m), n, m)) : w.tape().of(0));
    }

    /** Uniform in [0, 1), and evenly spread within an iteration (Kingma et al. 2021, arXiv:2107.00630). */
    static double[] times(Training.Draw draw, int n) {
        double first = draw.uniforms(TIMES, 1, 1)[0];
        double[] t = new double[n];
        Arrays.setAll(t, k -> (first + (double) k / n) % 1);
        return t;
    }

    private Value denoising(Theta w, Batch b, double[] t, Value u, Value e) {
        LogNoise.At at = noise.at(w, t);
        Value gap = guess(w, t, b.inputs(w), noisy(at, u, e)).minus(u).square().sum(1).unsqueeze(1);
        return gap.times(at.snrSlope()).mean().times(0.5 * ETA);
    }

    private static Value noisy(LogNoise.At at, Value u, Value e) {
        return u.times(at.signal().root()).plus(e.times(at.noise().root()));
    }

    /** − ln p(y | z₁), and KL of z₀'s law from the noise that a flow starts from: ½ Σ (ᾱ u² − ᾱ − ln(1 − ᾱ)). */
    private Value ends(Theta w, Batch b, Value u, Value e) {
        LogNoise.At first = noise.at(w, 0);
        Value kl = u.square().minus(1).times(first.signal()).plus(first.gamma().negated().softplus()).sum(1).mean().times(0.5);
        return labels.entropy(noisy(noise.at(w, 1), u, e), b.label()).plus(kl);
    }

    private Value matching(Theta w, Batch b, double[] t, Value u, Value z0) {
        Value time = w.tape().of(t, t.length, 1);
        Value left = time.from(1);
        Value z = u.times(time).plus(z0.times(left));
        Value v = output(w, t, b.inputs(w), z);
        return v.minus(u).plus(z0).square().sum(1).mean().plus(labels.entropy(z.plus(v.times(left)), b.label()).times(ANCHOR));
    }

    /** What the block gives for rows at their times. */
    private Value output(Theta w, double[] t, Value x, Value z) {
        double[] waves = new double[t.length * 2 * OCTAVES];
        Arrays.setAll(waves, k -> {
            double angle = 0.5 * Math.PI * (1 << k / 2 % OCTAVES) * t[k / (2 * OCTAVES)];
            return k % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
        });
        return block.apply(w, Value.cat(1, x, z, w.tape().of(waves, t.length, 2 * OCTAVES)));
    }

    /** û, the mean place of the label. */
    private Value guess(Theta w, double[] t, Value x, Value z) {
        return output(w, t, x, z).softmax(1).matmul(w.tape().of(labels.places(), labels.classes(), labels.classes()));
    }

    @Override
    public List<Value> path(String way, Theta w, Value x, Value z0) {
        return path(velocity(w, x, z0.size(0)), z0, way.equals(BACK) ? Math.min(steps, MOST_BACK) : steps, isHeun);
    }

    private Velocity velocity(Theta w, Value x, int n) {
        return (t, z) -> {
            double[] times = new double[n];
            Arrays.fill(times, t);
            return kind == Kind.FM ? output(w, times, x, z) : drift(noise.at(w, t), guess(w, times, x, z), z);
        };
    }

    /** −½ γ′ (√ᾱ û − ᾱ z). */
    static Value drift(LogNoise.At at, Value guess, Value z) {
        return guess.times(at.signal().root()).minus(z.times(at.signal())).times(at.slope()).times(-0.5);
    }

    /** By Euler's rule, or by Heun's. */
    static List<Value> path(Velocity v, Value z0, int steps, boolean isHeun) {
        double h = 1.0 / steps;
        List<Value> way = new ArrayList<>(List.of(z0));
        for (int k = 0; k < steps; k++) {
            Value z = way.getLast();
            Value slope = v.of(k * h, z);
            Value next = z.plus(slope.times(h));
            way.add(isHeun ? z.plus(slope.plus(v.of((k + 1) * h, next)).times(0.5 * h)) : next);
        }
        return way;
    }

    @Override
    public double[] signal(Fit fit, CancelToken cancel) {
        double[] t = new double[steps + 1];
        Arrays.setAll(t, k -> (double) k / steps);
        if (kind == Kind.CT) {
            return fit.evaluate(cancel, w -> noise.at(w, t).signal());
        }
        return Arrays.stream(t).map(s -> s * s / (s * s + (1 - s) * (1 - s))).toArray();
    }
}
