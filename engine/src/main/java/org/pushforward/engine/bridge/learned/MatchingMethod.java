package org.pushforward.engine.bridge.learned;

/**
 * Methods that learn from pairs (x₀, x₁) alone, with x_t = (1 − t)x₀ + t x₁ + σ√(t(1−t)) z on the Brownian bridge between them and
 * ε = σ²:
 * <pre>
 *   DSBM     forward  x₁ − x₀ − σ√(t/(1−t)) z,   backward  x₀ − x₁ − σ√((1−t)/t) z
 *   SB-CFM   v = x₁ − x₀ + ½σ(1−2t)/√(t(1−t)) z
 *   [SF]²M   v and s = −½σ z/√(t(1−t)), which is ½σ²∇log p_t in the mean, weighted by 4t(1−t)/σ²
 * </pre>
 * DSBM (Shi et al. 2023, arXiv:2303.16852) trains two drifts in turns on pairs that the other one simulates. SB-CFM (Tong et al. 2023,
 * arXiv:2302.00482) and [SF]²M (Tong et al. 2024, arXiv:2307.03672) train once on pairs of minibatches and simulate dx = v dt, and
 * dx = (±v + s) dt + σ dW.
 */
enum MatchingMethod implements BridgeMethod {

    DSBM {
        @Override
        void target(Direction direction, Pair p, double sigma, double[] into, double[] weights, int at, int i, int d) {
            double way = p.x1[i] - p.x0[i];
            into[at] = direction == Direction.FORWARD ? way - sigma * Math.sqrt(p.t / (1 - p.t)) * p.z[i]
                    : -way - sigma * Math.sqrt((1 - p.t) / p.t) * p.z[i];
            weights[at] = 1;
        }

        @Override
        public Direction serving(Direction direction) {
            return direction;
        }

        @Override
        public double[] slope(Direction direction, double[] outputs, int d) {
            return outputs;
        }
    },

    CONDITIONAL_FLOW {
        @Override
        void target(Direction direction, Pair p, double sigma, double[] into, double[] weights, int at, int i, int d) {
            into[at] = p.velocity(i, sigma);
            weights[at] = 1;
        }

        @Override
        public Move move(Leg leg, double eps) {
            return new Move(1, leg.length(), 0);
        }

        @Override
        public double[] slope(Direction direction, double[] outputs, int d) {
            double[] slope = outputs.clone();
            for (int k = 0; k < slope.length && direction == Direction.BACKWARD; k++) {
                slope[k] = -slope[k];
            }
            return slope;
        }
    },

    SCORE_FLOW {
        @Override
        void target(Direction direction, Pair p, double sigma, double[] into, double[] weights, int at, int i, int d) {
            double root = Math.sqrt(p.t * (1 - p.t));
            into[at] = p.velocity(i, sigma);
            weights[at] = 1;
            into[at + d] = -0.5 * sigma * p.z[i] / root;
            weights[at + d] = 4 * p.t * (1 - p.t) / (sigma * sigma);
        }

        @Override
        public int outputs(int d) {
            return 2 * d;
        }

        @Override
        public double[] slope(Direction direction, double[] outputs, int d) {
            double[] slope = new double[outputs.length / 2];
            double sign = direction == Direction.FORWARD ? 1 : -1;
            for (int k = 0; k < slope.length; k++) {
                int row = k / d * 2 * d + k % d;
                slope[k] = sign * outputs[row] + outputs[row + d];
            }
            return slope;
        }
    };

    /** Times are kept that far from the ends, where targets are unbounded (Shi et al. 2023). */
    private static final double EDGE = 1e-3;

    /** Ends and noise of a batch, seen at time t. */
    record Pair(double[] x0, double[] x1, double[] z, double t) {
        double velocity(int i, double sigma) {
            return x1[i] - x0[i] + 0.5 * sigma * (1 - 2 * t) / Math.sqrt(t * (1 - t)) * z[i];
        }
    }

    /** The output for coordinate i of the batch at {@code into[at]}, and what belongs to it at {@code at + d}. */
    abstract void target(Direction direction, Pair p, double sigma, double[] into, double[] weights, int at, int i, int d);

    /**
     * Teaches a direction, or both at once.
     *
     * @param x0 B × d
     * @param x1 B × d
     * @param u B numbers in (0, 1]
     * @param z B × d normal numbers
     */
    Examples examples(Direction direction, double eps, double[] x0, double[] x1, double[] u, double[] z) {
        int batch = u.length;
        int d = x0.length / batch;
        int width = outputs(d);
        double sigma = Math.sqrt(eps);
        Examples all = new Examples(new double[batch * d], new double[batch], new double[batch * width], new double[batch * width]);
        for (int p = 0; p < batch; p++) {
            double t = EDGE + (1 - 2 * EDGE) * u[p];
            Pair pair = new Pair(x0, x1, z, t);
            all.t()[p] = t;
            for (int i = p * d; i < (p + 1) * d; i++) {
                all.x()[i] = (1 - t) * x0[i] + t * x1[i] + sigma * Math.sqrt(t * (1 - t)) * z[i];
                target(direction, pair, sigma, all.targets(), all.weights(), p * width + i - p * d, i, d);
            }
        }
        return all;
    }

    @Override
    public Move move(Leg leg, double eps) {
        return Move.eulerMaruyama(leg, eps);
    }

    @Override
    public int outputs(int d) {
        return d;
    }

    @Override
    public Direction serving(Direction direction) {
        return Direction.FORWARD;
    }

    @Override
    public boolean learnsIncrements() {
        return false;
    }
}
