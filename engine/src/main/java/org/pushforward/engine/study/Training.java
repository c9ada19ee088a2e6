package org.pushforward.engine.study;

import java.util.stream.IntStream;

/**
 * The knobs of a training: how fast, on how much at once, how long, and how much of it is a step.
 *
 * @param rate live
 * @param batch samples of an iteration
 * @param iterations after which it is finished
 * @param each iterations of a step
 */
public record Training(Knob<Double> rate, Knob<Integer> batch, Knob<Integer> iterations, Knob<Integer> each) {

    /** Steps until all iterations are done. */
    public long steps(Knobs p) {
        int k = p.get(each);
        return (p.get(iterations) + (long) k - 1) / k;
    }

    /** Iterations done after some steps. */
    public int done(Knobs p, long steps) {
        return (int) Math.min(p.get(iterations), steps * p.get(each));
    }

    /** The numbers of the iterations of a step. */
    public IntStream iterations(Turn t) {
        return IntStream.range(done(t.p(), t.step()), done(t.p(), t.step() + 1L));
    }
}
