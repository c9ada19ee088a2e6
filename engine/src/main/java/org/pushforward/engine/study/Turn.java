package org.pushforward.engine.study;

import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.numerics.Philox;

/**
 * What a step is given.
 *
 * @param p the values in force
 * @param step steps done before; part of the counter of every random number, so that a step repeated draws the same ones
 * @param random the generator of the run
 * @param context threads to share work among, and the token that says when to give up
 */
public record Turn(Knobs p, int step, Philox random, StepContext context) {

    public <T> T get(Knob<T> knob) {
        return p.get(knob);
    }

    public Workers workers() {
        return context.workers();
    }

    /** Gives up when nobody waits any more; to be asked every few milliseconds. */
    public void ask() {
        context.cancel().throwIfCancelled();
    }

    /** n × d normal numbers of this step and purpose, row-major. */
    public double[] normals(int purpose, int n, int d) {
        double[] z = new double[n * d];
        random.stream(purpose).normals(0, n, step, d, z, 0);
        return z;
    }

    /** n × d numbers uniform in (0, 1] of this step and purpose, row-major. */
    public double[] uniforms(int purpose, int n, int d) {
        double[] u = new double[n * d];
        random.stream(purpose).uniforms(0, n, step, d, u, 0);
        return u;
    }
}
