package org.pushforward.engine.api;

/**
 * A method in the middle of its work. Owned by one thread at a time; not thread-safe.
 *
 * <p>Whatever is published ({@link #frame}, {@link #save}) is immutable and stays valid after later steps.
 */
public interface Solver {

    /** Where the solver stands. A solver can be converged before its first step. */
    Status status();

    /**
     * Does one natural unit of work: a time step, a sweep, a Newton iteration, a training epoch. When the token of the context is
     * cancelled the step throws {@link CancelToken.Cancelled} and leaves the solver as it was before the call.
     *
     * @return the new status
     */
    Status step(StepContext context);

    /** An immutable snapshot with the full diagnostics; asked for only when somebody looks. {@code step} is the step's number. */
    Frame frame(long step);

    /**
     * As {@link #frame(long)}; for solvers whose frames cost more than a few milliseconds. The work may be shared among the team of the
     * context, and throws {@link CancelToken.Cancelled} when its token is cancelled. The frame is the same.
     */
    default Frame frame(long step, StepContext context) {
        return frame(step);
    }

    /** Named numbers that cost little beside a step; read after every step. */
    Diagnostics diagnostics();

    /**
     * Applies a live change between two steps; a converged solver continues from where it is (warm start). Quick: what takes long is left to
     * the next step or frame, which can be cancelled.
     */
    void apply(Change change);

    /** The whole state, immutable: a checkpoint. */
    State save();

    /** Returns to a saved state of a solver of the same experiment, parameters and seed. */
    void restore(State state);

    /** Fraction of the work done in [0, 1], or NaN when nothing is known. */
    default double progress() {
        return Double.NaN;
    }

    /** Steps until the status is no longer running, at most {@code maxSteps} times. */
    default Status advance(long maxSteps, StepContext context) {
        for (long k = 0; k < maxSteps && status() instanceof Status.Running; k++) {
            step(context);
        }
        return status();
    }

    /** A saved state; opaque to everybody but the solver that made it. */
    interface State {
        /** Approximate size in memory, for the checkpoint cap. */
        long bytes();
    }
}
