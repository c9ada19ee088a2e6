package org.pushforward.engine.learn;

import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Optimizer.Memory;

/** A rule that turns the gradients of one matrix of weights into steps; {@link PerMatrix} trains a network by it. Immutable and thread-safe. */
public interface MatrixRule {

    /** What is remembered before the first step. */
    Memory start(int rows, int columns);

    /**
     * One step.
     *
     * @param g gradient, rows × columns, row-major; never written
     */
    Step step(double[] g, int columns, Memory memory, CancelToken cancel);

    /**
     * W ← W − η direction.
     *
     * @param direction as the gradient
     * @param operations multiplications and additions it took
     */
    record Step(double[] direction, Memory memory, double operations) { }
}
