package org.pushforward.engine.bridge.learned;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Methods that learn the steps of a chain from simulated chains x₀ … x_N: two networks in turns, each taught on what the other one
 * drives, which is iterative proportional fitting (De Bortoli et al. 2021, arXiv:2106.01357; Tang et al. 2024, "Simplified diffusion
 * Schrödinger bridge", arXiv:2403.14623). With a the index before a step and b the one after it in the direction that is taught, e the end of
 * that direction, Δ = |t_b − t_a| and r = |t_e − t_a|:
 * <pre>
 *   DSB     f(x_a) ≈ F(x_b) − F(x_a),  F(x) = x + f′(x, t_b) of the other network    x ← x + f + √(εΔ) z
 *   S-DSB   f(x_a) ≈ x_b − x_a                                                        the same step
 *   TR-DSB  f(x_a) ≈ x_e                      x ← x + (Δ/r)(f − x) + √(εΔ r_b/r_a) z
 *   FR-DSB  f(x_a) ≈ (x_e − x_a)/r_a          x ← x + Δ f + the same noise
 * </pre>
 * The square of the last noise is the variance of a Brownian bridge; with the mean of x_e in place of x_e itself a step loses the
 * variance (Δ/r)² Var(x_e | x_a), which is O(Δ) over the chain.
 */
enum ChainMethod implements BridgeMethod {

    /** Diffusion Schrödinger bridge. */
    DSB {
        @Override
        public Move move(Leg leg, double eps) {
            return new Move(1, 1, Math.sqrt(eps * leg.length()));
        }

        @Override
        void target(Leg leg, Transition x, int i, double[] into, int at) {
            into[at] = x.b[i] + x.teacherAtB[i] - (x.a[i] + x.teacherAtA[i]);
        }
    },

    /** Simplified: the other network is not asked. */
    SIMPLIFIED {
        @Override
        public Move move(Leg leg, double eps) {
            return DSB.move(leg, eps);
        }

        @Override
        void target(Leg leg, Transition x, int i, double[] into, int at) {
            into[at] = x.b[i] - x.a[i];
        }
    },

    /** Terminal reparameterisation: the network guesses the end. */
    TERMINAL {
        @Override
        public Move move(Leg leg, double eps) {
            return Move.towards(leg, eps);
        }

        @Override
        void target(Leg leg, Transition x, int i, double[] into, int at) {
            into[at] = x.end[i];
        }
    },

    /** Flow reparameterisation: the network guesses the slope to the end. */
    FLOW {
        @Override
        public Move move(Leg leg, double eps) {
            return new Move(1, leg.length(), Move.pinnedNoise(leg, eps));
        }

        @Override
        void target(Leg leg, Transition x, int i, double[] into, int at) {
            into[at] = (x.end[i] - x.a[i]) / leg.remaining();
        }
    };

    /** Rows of a batch, all at one step: before it, after it, at the end, and the other network at the first two. */
    record Transition(double[] a, double[] b, double[] end, double[] teacherAtA, double[] teacherAtB) { }

    abstract void target(Leg leg, Transition x, int i, double[] into, int at);

    /** Whether the targets need the other network. */
    boolean asksTeacher() {
        return this == DSB;
    }

    /**
     * Teaches a direction on chains of the other one.
     *
     * @param rows chains to take
     * @param steps step of each of them
     * @param teacher the other direction's outputs; zero before it has learned anything
     */
    Examples examples(Direction direction, TimeGrid grid, Chains chains, int[] rows, int[] steps, Predictor teacher) {
        int d = chains.dimension();
        int batch = rows.length;
        Examples all = new Examples(new double[batch * d], new double[batch], new double[batch * d], new double[batch * d]);
        Arrays.fill(all.weights(), 1);
        for (int j = 0; j < grid.steps(); j++) {
            int step = j;
            int[] here = IntStream.range(0, batch).filter(p -> steps[p] == step).toArray();
            if (here.length == 0) {
                continue;
            }
            int[] chosen = Arrays.stream(here).map(p -> rows[p]).toArray();
            Leg leg = grid.leg(direction, j);
            Transition x = transition(direction, grid, chains, chosen, j, teacher);
            for (int q = 0; q < here.length; q++) {
                all.t()[here[q]] = leg.at();
                System.arraycopy(x.a, q * d, all.x(), here[q] * d, d);
                for (int i = 0; i < d; i++) {
                    target(leg, x, q * d + i, all.targets(), here[q] * d + i);
                }
            }
        }
        return all;
    }

    private Transition transition(Direction direction, TimeGrid grid, Chains chains, int[] rows, int j, Predictor teacher) {
        double[] a = chains.rows(grid.from(direction, j), rows);
        double[] b = chains.rows(grid.to(direction, j), rows);
        double[] end = chains.rows(grid.to(direction, grid.steps() - 1), rows);
        double time = grid.leg(direction, j).to();
        double[] none = new double[a.length];
        return asksTeacher() ? new Transition(a, b, end, teacher.at(a, time), teacher.at(b, time)) : new Transition(a, b, end, none, none);
    }

    @Override
    public int outputs(int d) {
        return d;
    }

    @Override
    public Direction serving(Direction direction) {
        return direction;
    }

    @Override
    public double[] slope(Direction direction, double[] outputs, int d) {
        return outputs;
    }

    @Override
    public boolean learnsIncrements() {
        return this == DSB || this == SIMPLIFIED;
    }
}
