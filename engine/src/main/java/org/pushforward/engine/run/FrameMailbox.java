package org.pushforward.engine.run;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Hands the latest snapshot from the run's thread to the window: the newest wins, nothing is queued. Thread-safe.
 */
public final class FrameMailbox {

    private final AtomicReference<RunSnapshot> slot = new AtomicReference<>();
    private volatile RunSnapshot latest;

    void put(RunSnapshot s) {
        latest = s;
        slot.set(s);
    }

    /** Whether the last snapshot was fetched, so that making another one is worth the work. */
    boolean isEmpty() {
        return slot.get() == null;
    }

    /** The newest snapshot, if it was not taken before. */
    public Optional<RunSnapshot> take() {
        return Optional.ofNullable(slot.getAndSet(null));
    }

    /** The newest snapshot, taken or not. */
    public RunSnapshot latest() {
        return latest;
    }
}
