package org.pushforward.engine.learn;

import org.pushforward.engine.numerics.Adam;

/**
 * Adam with decoupled weight decay, see {@link Adam}.
 *
 * @param decay λ, 0 for Adam proper
 * @param longest the gradient is shortened to this norm (Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063); infinite to leave it
 */
public record AdamW(double beta1, double beta2, double epsilon, double decay, double longest) implements Optimizer {

    /** The constants of the paper. */
    public static final AdamW ADAM = new AdamW(0.9, 0.999, 1e-8, 0, Double.POSITIVE_INFINITY);

    /** The same with another longest gradient. */
    public AdamW clipped(double norm) {
        return new AdamW(beta1, beta2, epsilon, decay, norm);
    }

    private record Moments(Adam adam) implements Memory {
        @Override
        public long bytes() {
            return adam.bytes();
        }
    }

    @Override
    public Memory start(Weights weights) {
        return new Moments(new Adam(weights.size(), new Adam.Settings(1, beta1, beta2, epsilon, decay)));
    }

    @Override
    public Move step(Objective f, double[] theta, Memory memory, double rate) {
        Slope s = f.at(theta);
        double norm = s.norm();
        double[] next = new double[theta.length];
        Adam adam = ((Moments) memory).adam.stepped(theta, s.gradient(), norm > longest ? longest / norm : 1, rate, next);
        return new Move(next, new Moments(adam), s.loss(), norm);
    }
}
