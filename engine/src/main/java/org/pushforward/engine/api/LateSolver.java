package org.pushforward.engine.api;

import java.util.function.Supplier;

/**
 * A solver that takes longer to make than anybody waits for a run to open: it is made with the first step, frame or number that somebody
 * asks for, which can be cancelled. What it is made of was judged before, so that bad input is still refused at once. Not thread-safe.
 */
public final class LateSolver implements Solver {

    private final Supplier<? extends Solver> making;
    private Solver made;

    /** @param making a solver that is running before its first step; makes the same one again after a cancelled try */
    public LateSolver(Supplier<? extends Solver> making) {
        this.making = making;
    }

    private Solver made(CancelToken cancel) {
        if (made == null) {
            made = cancel.during(making::get);
        }
        return made;
    }

    @Override
    public Status status() {
        return made == null ? Status.RUNNING : made.status();
    }

    @Override
    public Status step(StepContext context) {
        return made(context.cancel()).step(context);
    }

    @Override
    public Frame frame(long step) {
        return made(CancelToken.current()).frame(step);
    }

    @Override
    public Frame frame(long step, StepContext context) {
        return made(context.cancel()).frame(step, context);
    }

    @Override
    public Diagnostics diagnostics() {
        return made(CancelToken.current()).diagnostics();
    }

    @Override
    public void apply(Change change) {
        made(CancelToken.current()).apply(change);
    }

    @Override
    public State save() {
        return made(CancelToken.current()).save();
    }

    @Override
    public void restore(State state) {
        made(CancelToken.current()).restore(state);
    }

    @Override
    public double progress() {
        return made == null ? 0 : made.progress();
    }
}
