package org.pushforward.engine.run;

import java.util.Map;
import java.util.TreeMap;
import org.pushforward.engine.api.Solver;

/**
 * Saved states of one run by step. A state at step k is that after k steps and before the events of step k. When there are
 * more than {@value #MOST} states, or they exceed the memory cap, the stride is doubled and every second one dropped; step 0 stays.
 */
final class Checkpoints {

    static final long DEFAULT_CAP = 256L << 20;
    /** Small states in millions would slow down everybody who looks at them; a seek is never longer than a 256th of the run. */
    static final int MOST = 512;

    private final long cap;
    private final TreeMap<Long, Solver.State> states = new TreeMap<>();
    private long stride = 1;
    private long bytes;

    Checkpoints(long cap) {
        this.cap = cap;
    }

    boolean wants(long step) {
        return step % stride == 0 && !states.containsKey(step);
    }

    void put(long step, Solver.State state) {
        Solver.State old = states.put(step, state);
        bytes += state.bytes() - (old == null ? 0 : old.bytes());
        while ((bytes > cap || states.size() > MOST) && states.size() > 1) {
            stride *= 2;
            states.entrySet().removeIf(e -> {
                boolean drop = e.getKey() % stride != 0;
                bytes -= drop ? e.getValue().bytes() : 0;
                return drop;
            });
        }
    }

    /** The latest state at or before {@code step}; step 0 is always there. */
    Map.Entry<Long, Solver.State> atOrBefore(long step) {
        return states.floorEntry(step);
    }

    /** A copy of those at or before {@code step}. */
    Map<Long, Solver.State> until(long step) {
        return new TreeMap<>(states.headMap(step, true));
    }

    void dropAfter(long step) {
        states.tailMap(step, false).clear();
        bytes = states.values().stream().mapToLong(Solver.State::bytes).sum();
    }

    long cap() {
        return cap;
    }

    long bytes() {
        return bytes;
    }

    long[] steps() {
        return states.keySet().stream().mapToLong(Long::longValue).toArray();
    }
}
