package org.pushforward.engine.api;

/** Tells a long step that nobody waits for it any more. Thread-safe; tests and measurements override {@link #isCancelled}. */
public class CancelToken {

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

    /** Thrown out of a cancelled step; the solver is as before the step. */
    public static final class Cancelled extends RuntimeException {
        public Cancelled() {
            super("cancelled", null, false, false);
        }
    }
}
