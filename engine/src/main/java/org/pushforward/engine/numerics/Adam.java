package org.pushforward.engine.numerics;

/**
 * Adam (Kingma & Ba 2015, arXiv:1412.6980, algorithm 1) with decoupled weight decay (Loshchilov & Hutter 2019, arXiv:1711.05101):
 * <pre>
 *   m ← β₁m + (1 − β₁)g,   v ← β₂v + (1 − β₂)g²,   θ ← θ − η (m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε) + λθ)
 * </pre>
 * O(n) a step, allocates nothing. Mutable; used by one thread at a time.
 */
public final class Adam {

    private final Settings settings;
    private final double[] m;
    private final double[] v;
    private long steps;

    /** @param n number of parameters */
    public Adam(int n, Settings settings) {
        this(settings, new double[n], new double[n], 0);
    }

    private Adam(Settings settings, double[] m, double[] v, long steps) {
        this.settings = settings;
        this.m = m;
        this.v = v;
        this.steps = steps;
    }

    /**
     * @param rate learning rate η
     * @param beta1 of the mean of gradients
     * @param beta2 of the mean of their squares
     * @param epsilon added to the root
     * @param decay λ, 0 for Adam proper
     */
    public record Settings(double rate, double beta1, double beta2, double epsilon, double decay) {

        /** The constants of the paper. */
        public static Settings of(double rate) {
            return new Settings(rate, 0.9, 0.999, 1e-8, 0);
        }

        public Settings rate(double newRate) {
            return new Settings(newRate, beta1, beta2, epsilon, decay);
        }
    }

    /** The number of steps taken. */
    public long steps() {
        return steps;
    }

    /** Moves {@code theta} against the gradient, in place. */
    public void step(double[] theta, double[] gradient) {
        step(theta, gradient, settings.rate);
    }

    /** The same with a learning rate of this step. */
    public void step(double[] theta, double[] gradient, double rate) {
        steps++;
        double b1 = settings.beta1;
        double b2 = settings.beta2;
        double scale = rate / (1 - Math.pow(b1, steps));
        double correction = 1 / (1 - Math.pow(b2, steps));
        double shrink = 1 - rate * settings.decay;
        for (int k = 0; k < m.length; k++) {
            double g = gradient[k];
            m[k] = b1 * m[k] + (1 - b1) * g;
            v[k] = b2 * v[k] + (1 - b2) * g * g;
            theta[k] = shrink * theta[k] - scale * m[k] / (Math.sqrt(v[k] * correction) + settings.epsilon);
        }
    }

    /**
     * The same step without writing to this one or to {@code theta}: the moments after it, with the new weights in {@code next}.
     *
     * @param shrink factor of the gradient
     */
    public Adam stepped(double[] theta, double[] gradient, double shrink, double rate, double[] next) {
        double[] mean = new double[m.length];
        double[] square = new double[m.length];
        double b1 = settings.beta1;
        double b2 = settings.beta2;
        double epsilon = settings.epsilon;
        double scale = rate / (1 - Math.pow(b1, steps + 1));
        double correction = 1 / (1 - Math.pow(b2, steps + 1));
        double decay = 1 - rate * settings.decay;
        for (int k = 0; k < next.length; k++) {
            double g = shrink * gradient[k];
            double mk = b1 * m[k] + (1 - b1) * g;
            double vk = b2 * v[k] + (1 - b2) * g * g;
            mean[k] = mk;
            square[k] = vk;
            next[k] = decay * theta[k] - scale * mk / (Math.sqrt(vk * correction) + epsilon);
        }
        return new Adam(settings, mean, square, steps + 1);
    }

    /** Independent of this one: for a checkpoint, and back from one. */
    public Adam copy() {
        return new Adam(settings, m.clone(), v.clone(), steps);
    }

    /** The same moments, to go on with other settings. */
    public Adam with(Settings other) {
        return new Adam(other, m.clone(), v.clone(), steps);
    }

    /** Memory of the moments. */
    public long bytes() {
        return 2L * Double.BYTES * m.length;
    }
}
