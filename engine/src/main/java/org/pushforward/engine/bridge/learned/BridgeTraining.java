package org.pushforward.engine.bridge.learned;

import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.numerics.Assignment;
import org.pushforward.engine.numerics.Philox;

/**
 * Trains the networks of a bridge. Methods in turns teach the backward network in the first half-iteration, the forward one in the
 * second, and so on, each on chains that the average of the other network simulates from its own end, made anew every so many
 * iterations. The others draw fresh pairs for every iteration. All draws are functions of seed and iteration. Stateless.
 *
 * <p>Another ε needs all half-iterations again, from the first chains on, since fitting in turns keeps the reference it began with; the
 * networks start from what they know.
 *
 * @param startsIndependent whether the first chains are Brownian bridges between independent pairs, else the reference from p₀
 * @param length iterations of a half-iteration
 * @param cache number of chains
 * @param refresh iterations they last
 */
record BridgeTraining(BridgeMethod method, DiffusionScene scene, TimeGrid grid, boolean inTurns, boolean startsIndependent,
        MinibatchCoupling coupling, DriftNetwork.Design design, int length, int batch, int cache, int refresh, Philox random) {

    private static final int ROWS = 11;
    private static final int NOISE = 12;
    private static final int TIMES = 13;
    private static final int STARTS = 14;
    private static final int ENDS = 15;
    private static final int CHAINS = 16;
    private static final int PLAN = 17;

    /**
     * How far the training is. Immutable.
     *
     * @param chains what minibatches are taken from; none before the first iteration and for methods that draw fresh pairs
     * @param loss of the network that was trained last, mean of about fifty iterations; NaN before the first
     */
    record Point(DriftNetwork forward, DriftNetwork backward, Chains chains, int iteration, double loss) {

        DriftNetwork of(Direction direction) {
            return direction == Direction.FORWARD ? forward : backward;
        }

        /** Iterations of both networks, whatever ε was. */
        int trained() {
            return (int) (forward.fit().iterations() + backward.fit().iterations());
        }

        /** Before the first half-iteration again, with networks that have learned. */
        Point again() {
            return new Point(forward, backward, Chains.none(chains.dimension()), 0, Double.NaN);
        }

        long bytes() {
            return forward.bytes() + backward.bytes() + chains.bytes();
        }
    }

    BridgeTraining with(DiffusionScene other) {
        return new BridgeTraining(method, other, grid, inTurns, startsIndependent, coupling, design, length, batch, cache, refresh, random);
    }

    static BridgeTraining of(ParameterSet p, DiffusionScene scene, Philox random) {
        MinibatchCoupling coupling = MinibatchCoupling.named(p.choice(DiffusionBridgeParameters.COUPLING));
        if (p.isShown(DiffusionBridgeParameters.COUPLING) && coupling != MinibatchCoupling.INDEPENDENT) {
            Assignment.requireFeasible(DiffusionBridgeParameters.BATCH, p.whole(DiffusionBridgeParameters.BATCH));
        }
        return new BridgeTraining(DiffusionBridgeParameters.method(p), scene, DiffusionBridgeParameters.grid(p), DiffusionBridgeParameters.inTurns(p),
                DiffusionBridgeParameters.startsIndependent(p), coupling,
                DiffusionBridgeParameters.design(p, p.real(DiffusionBridgeParameters.RATE)), p.whole(DiffusionBridgeParameters.LENGTH),
                p.whole(DiffusionBridgeParameters.BATCH), p.whole(DiffusionBridgeParameters.CACHE), p.whole(DiffusionBridgeParameters.REFRESH), random);
    }

    Point start() {
        return new Point(network(random.stream(1)), network(random.stream(2)), Chains.none(scene.dimension()), 0,
                Double.NaN);
    }

    private DriftNetwork network(Philox weights) {
        double scale = method.learnsIncrements() ? scene.size() / grid.steps() : scene.size();
        return DriftNetwork.start(scene.dimension(), method.outputs(scene.dimension()), design, scene.size(), scale, weights);
    }

    /** Half-iterations done before an iteration; 0 all the time for methods that train once. */
    int half(int iteration) {
        return inTurns ? iteration / length : 0;
    }

    /** The direction whose network an iteration trains. */
    Direction trained(int iteration) {
        return inTurns && half(iteration) % 2 == 0 ? Direction.BACKWARD : Direction.FORWARD;
    }

    /**
     * What so many iterations cost, as evaluations of a network for one point; a gradient counts as three. DSB asks the other network twice for
     * every row, and from the second half-iteration on a network makes the chains.
     */
    double evaluations(int iterations) {
        double sum = 3.0 * batch * iterations;
        for (int begin = length; inTurns && begin < iterations; begin += length) {
            int count = Math.min(length, iterations - begin);
            sum += (double) Math.ceilDiv(count, refresh) * cache * grid.steps();
            sum += method instanceof ChainMethod chain && chain.asksTeacher() ? 2.0 * batch * count : 0;
        }
        return sum;
    }

    /** {@code count} more iterations. */
    Point advance(Point from, int count, double rate, CancelToken cancel) {
        Point p = from;
        for (int done = 0; done < count;) {
            int block = inTurns ? Math.min(count - done, length - p.iteration % length) : count - done;
            p = train(p, block, rate, cancel);
            done += block;
        }
        return p;
    }

    /** Iterations of one network. */
    private Point train(Point from, int count, double rate, CancelToken cancel) {
        Direction direction = trained(from.iteration());
        DriftNetwork student = from.of(direction);
        Chains chains = from.chains();
        for (int k = 0; k < count; k++) {
            cancel.throwIfCancelled();
            int iteration = from.iteration() + k;
            if (inTurns && iteration % length % refresh == 0) {
                chains = simulate(from, direction.opposite(), iteration, cancel);
            }
            student = student.taught(examples(from, direction, chains, iteration, cancel), rate, design.decay(), cancel);
        }
        int done = from.iteration() + count;
        double loss = student.fit().loss();
        return direction == Direction.FORWARD ? new Point(student, from.backward(), chains, done, loss) : new Point(from.forward(), student, chains, done, loss);
    }

    /** Chains of a direction as its network drives them; in the first half-iteration those that the method starts from. */
    private Chains simulate(Point p, Direction direction, int iteration, CancelToken cancel) {
        int d = scene.dimension();
        double[] x = new double[cache * d];
        scene.start(direction).draw(random.stream(STARTS), iteration, 0, cache, x, 0);
        Chains.Slope slope;
        if (half(iteration) > 0) {
            slope = Chains.of(method, scene.eps(), d, p.of(direction).predictor(cancel));
        } else if (startsIndependent) {
            double[] ends = new double[cache * d];
            scene.start(direction.opposite()).draw(random.stream(ENDS), iteration, 0, cache, ends, 0);
            slope = Chains.pinned(scene.eps(), ends);
        } else {
            slope = Chains.reference(scene.eps());
        }
        return Chains.run(direction, grid, x, d, random.stream(CHAINS), iteration, slope, cancel);
    }

    private Examples examples(Point p, Direction direction, Chains chains, int iteration, CancelToken cancel) {
        return switch (method) {
            case ChainMethod chain -> {
                double[] u = new double[2 * batch];
                random.stream(ROWS).uniforms(0, batch, iteration, 2, u, 0);
                int[] rows = new int[batch];
                int[] steps = new int[batch];
                for (int k = 0; k < batch; k++) {
                    rows[k] = below(u[2 * k], chains.size());
                    steps[k] = below(u[2 * k + 1], grid.steps());
                }
                Predictor other = p.of(direction.opposite()).predictor(cancel);
                yield chain.examples(direction, grid, chains, rows, steps, half(iteration) > 0 ? other : (x, _) -> new double[x.length]);
            }
            case MatchingMethod matching -> {
                double[] t = new double[batch];
                random.stream(TIMES).uniforms(0, batch, iteration, 1, t, 0);
                double[] z = new double[batch * scene.dimension()];
                random.stream(NOISE).normals(0, batch, iteration, scene.dimension(), z, 0);
                double[][] pair = inTurns ? cached(chains, iteration) : fresh(iteration, cancel);
                yield matching.examples(direction, scene.eps(), pair[0], pair[1], t, z);
            }
        };
    }

    /** A whole number below n from a number in (0, 1]. */
    private static int below(double u, int n) {
        return Math.min(n - 1, (int) (u * n));
    }

    /** Ends of simulated chains. */
    private double[][] cached(Chains chains, int iteration) {
        double[] u = new double[batch];
        random.stream(ROWS).uniforms(0, batch, iteration, 1, u, 0);
        int[] rows = new int[batch];
        for (int k = 0; k < batch; k++) {
            rows[k] = below(u[k], chains.size());
        }
        return new double[][] {chains.rows(0, rows), chains.rows(grid.steps(), rows)};
    }

    /** New draws of both ends, paired. */
    private double[][] fresh(int iteration, CancelToken cancel) {
        int d = scene.dimension();
        double[] x0 = new double[batch * d];
        double[] x1 = new double[batch * d];
        scene.source().draw(random.stream(STARTS), iteration, 0, batch, x0, 0);
        scene.target().draw(random.stream(ENDS), iteration, 0, batch, x1, 0);
        int[] partner = coupling.partners(x0, x1, d, scene.eps(), random.stream(PLAN), iteration, cancel);
        double[] paired = new double[batch * d];
        for (int k = 0; k < batch; k++) {
            System.arraycopy(x1, partner[k] * d, paired, k * d, d);
        }
        return new double[][] {x0, paired};
    }

    /** The particles that are shown, along a direction: by its network, or by the reference while there is none. */
    Chains shown(Point p, Direction direction, CancelToken cancel) {
        int d = scene.dimension();
        DriftNetwork network = p.of(method.serving(direction));
        Chains.Slope slope = network.fit().iterations() > 0 ? Chains.of(method, scene.eps(), d, network.predictor(cancel)) : Chains.reference(scene.eps());
        return Chains.run(direction, grid, scene.particles(direction), d, random.stream(20 + direction.ordinal()), 0, slope, cancel);
    }
}
