package org.pushforward.engine.bridge;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

/**
 * Independent particles that follow a Gaussian bridge: a draw from p₀, then one linear transition per time step. The noise is a
 * function of seed, particle and step, so any particle can be followed again from the start, and a bridge with another ε is driven by
 * the same noise. O(d²) per particle and step. Immutable and thread-safe.
 */
final class ParticleFlow {

    private static final int GRAIN = 512;

    private final GaussianSchroedingerBridge bridge;
    private final List<LinearTransition> transitions;
    private final Philox noise;

    /** How a particle gets from one time to the next. */
    enum Integrator { EULER_MARUYAMA, EXACT }

    ParticleFlow(GaussianSchroedingerBridge bridge, Integrator integrator, int steps, Philox noise) {
        this.bridge = bridge;
        this.noise = noise;
        transitions = new ArrayList<>();
        transitions.add(LinearTransition.sample(bridge.source()));
        double h = 1.0 / steps;
        for (int k = 0; k < steps; k++) {
            transitions.add(switch (integrator) {
                case EULER_MARUYAMA -> LinearTransition.eulerMaruyama(bridge, time(k, steps), h);
                case EXACT -> LinearTransition.exact(bridge, time(k, steps), h);
            });
        }
    }

    GaussianSchroedingerBridge bridge() {
        return bridge;
    }

    Philox noise() {
        return noise;
    }

    int steps() {
        return transitions.size() - 1;
    }

    /** Time after k steps. */
    double time(int k) {
        return time(k, steps());
    }

    private static double time(int k, int steps) {
        return (double) k / steps;
    }

    /** Draws of X₀ for the first n particles, n × d row-major. */
    double[] start(int n, StepContext context) {
        return move(new double[n * bridge.dimension()], 0, context);
    }

    /** From step k to k + 1; {@code x} is not written. */
    double[] advance(double[] x, int k, StepContext context) {
        return move(x, k + 1, context);
    }

    /** The first n particles at step k, followed from the start. */
    double[] at(int k, int n, StepContext context) {
        double[] x = start(n, context);
        for (int done = 0; done < k; done++) {
            x = advance(x, done, context);
        }
        return x;
    }

    private double[] move(double[] x, int step, StepContext context) {
        int d = bridge.dimension();
        double[] z = new double[x.length];
        double[] to = new double[x.length];
        context.workers().forRanges(x.length / d, GRAIN, (from, end) -> {
            context.cancel().throwIfCancelled();
            noise.normals(from, end - from, step, d, z, from * d);
            transitions.get(step).apply(x, z, to, from, end - from);
        });
        return to;
    }
}
