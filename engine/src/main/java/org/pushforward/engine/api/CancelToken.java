package org.pushforward.engine.api;

import java.util.function.Supplier;

/** Tells a long step that nobody waits for it any more. Thread-safe; tests and measurements override {@link #isCancelled}. */
public class CancelToken {

    private static final ScopedValue<CancelToken> CURRENT = ScopedValue.newInstance();

    private volatile boolean cancelled;

    public void cancel() {
        cancelled = true;
    }

    public void reset() {
        cancelled = false;
    }

    public boolean isCancelled() {
        return cancelled;
    }

    /** Called by kernels every few milliseconds. */
    public void throwIfCancelled() {
        if (isCancelled()) {
            throw new Cancelled();
        }
    }

    /** Does some work whose parts ask this token by {@link #askCurrent}: what an experiment reads when it is created. */
    public <T> T during(Supplier<T> work) {
        return ScopedValue.where(CURRENT, this).call(work::get);
    }

    /** The token of the work this thread is in, such as the opening of a run, or one that nobody cancels. */
    public static CancelToken current() {
        return CURRENT.isBound() ? CURRENT.get() : new CancelToken();
    }

    /** Asks the token of the work this thread is in, if it has one; for readers of files, which are not handed a context. */
    public static void askCurrent() {
        if (CURRENT.isBound()) {
            CURRENT.get().throwIfCancelled();
        }
    }

    /** Thrown out of a cancelled step; the solver is as before the step. */
    public static final class Cancelled extends RuntimeException {
        public Cancelled() {
            super("cancelled", null, false, false);
        }
    }
}
