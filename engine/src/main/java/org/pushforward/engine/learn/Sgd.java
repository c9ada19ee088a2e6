package org.pushforward.engine.learn;

/**
 * Stochastic gradient descent with momentum (Polyak 1964; Sutskever et al. 2013): v ← μv + g, θ ← θ − η v, or θ ← θ − η (g + μv) with
 * Nesterov's look ahead.
 *
 * @param momentum μ; 0 for plain descent
 */
public record Sgd(double momentum, boolean nesterov) implements Optimizer {

    private record Velocity(double[] v) implements Memory {
        @Override
        public long bytes() {
            return (long) Double.BYTES * v.length;
        }
    }

    @Override
    public Memory start(Weights weights) {
        return new Velocity(new double[weights.size()]);
    }

    @Override
    public Move step(Objective f, double[] theta, Memory memory, double rate) {
        Slope s = f.at(theta);
        double[] v = ((Velocity) memory).v.clone();
        double[] next = theta.clone();
        for (int k = 0; k < v.length; k++) {
            double g = s.gradient()[k];
            v[k] = momentum * v[k] + g;
            next[k] -= rate * (nesterov ? g + momentum * v[k] : v[k]);
        }
        return new Move(next, new Velocity(v), s.loss(), s.norm());
    }
}
