package org.pushforward.engine.run;

import java.util.Map;
import java.util.TreeMap;
import org.pushforward.engine.api.Solver;

/**
 * Saved states of one run by step. A state at step k is that after k steps and before the events of step k. When there are
 * more than {@value #MOST} states, or the runs together exceed their {@link CheckpointBudget}, the stride is doubled and every second one
 * dropped; step 0 stays. Thread-safe, since other runs may ask for room.
 */
final class Checkpoints {

    /** Small states in millions would slow down everybody who looks at them; a seek is never longer than a 256th of the run. */
    static final int MOST = 512;

    private final CheckpointBudget budget;
    private final TreeMap<Long, Solver.State> states = new TreeMap<>();
    private long stride = 1;
    private long bytes;

    Checkpoints(CheckpointBudget budget) {
        this.budget = budget;
        budget.register(this);
    }

    boolean wants(long step) {
        synchronized (budget) {
            return step % stride == 0 && !states.containsKey(step);
        }
    }

    void put(long step, Solver.State state) {
        synchronized (budget) {
            Solver.State old = states.put(step, state);
            bytes += state.bytes() - (old == null ? 0 : old.bytes());
            while (states.size() > MOST) {
                thin();
            }
            budget.makeRoom();
        }
    }

    boolean canThin() {
        return states.size() > 1;
    }

    void thin() {
        stride *= 2;
        states.entrySet().removeIf(e -> {
            boolean drop = e.getKey() % stride != 0;
            bytes -= drop ? e.getValue().bytes() : 0;
            return drop;
        });
    }

    /** The latest state at or before {@code step}; step 0 is always there. */
    Map.Entry<Long, Solver.State> atOrBefore(long step) {
        synchronized (budget) {
            return states.floorEntry(step);
        }
    }

    /** A copy of those at or before {@code step}. */
    Map<Long, Solver.State> until(long step) {
        synchronized (budget) {
            return new TreeMap<>(states.headMap(step, true));
        }
    }

    void dropAfter(long step) {
        synchronized (budget) {
            states.tailMap(step, false).clear();
            bytes = states.values().stream().mapToLong(Solver.State::bytes).sum();
        }
    }

    /** The run is closed: what it held is there for others. */
    void close() {
        budget.forget(this);
    }

    long bytes() {
        return bytes;
    }

    long[] steps() {
        synchronized (budget) {
            return states.keySet().stream().mapToLong(Long::longValue).toArray();
        }
    }
}
