package org.pushforward.engine.diffusion;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

/**
 * Particles on their way through a grid. Immutable.
 *
 * @param i intervals done
 * @param x x̂, n × d
 * @param past what the sampler remembers, the latest first
 * @param evaluations of the score, a particle
 */
record Walk(Grid grid, int i, double[] x, List<double[]> past, int evaluations) {

    /** At the first level, from standard normal numbers. */
    static Walk start(Grid grid, double[] z) {
        double[] x = Interval.sum(grid.start(), z, 0, z);
        return new Walk(grid, 0, x, List.of(), 0);
    }

    boolean isDone() {
        return i == grid.steps();
    }

    /** One interval further. */
    Walk next(Sampler sampler, Interval.Tuning tuning, Score score, int d, Philox noise, StepContext context) {
        Interval s = new Interval(grid, i, x, past, tuning, score, d, noise, context);
        double[] after = sampler.next(s);
        List<double[]> memory = new ArrayList<>(past);
        if (s.remembered().length > 0) {
            memory.addFirst(s.remembered());
        }
        while (memory.size() > Sampler.MEMORY) {
            memory.removeLast();
        }
        return new Walk(grid, i + 1, after, List.copyOf(memory), evaluations + s.evaluations());
    }

    /** x = αx̂. */
    double[] shown() {
        double alpha = grid.alpha(i);
        return Interval.sum(alpha, x, 0, x);
    }
}
