package org.pushforward.engine.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The memory that the checkpoints of all open runs share. When they need more together, the run that holds most thins its own. Thread-safe. */
public final class CheckpointBudget {

    private static final long DEFAULT_CAP = 256L << 20;

    private final long cap;
    private final List<Checkpoints> holders = new ArrayList<>();

    /** Of {@value #DEFAULT_CAP} bytes. */
    public CheckpointBudget() {
        this(DEFAULT_CAP);
    }

    public CheckpointBudget(long cap) {
        this.cap = cap;
    }

    /** What is held now, in bytes. */
    public synchronized long bytes() {
        return holders.stream().mapToLong(Checkpoints::bytes).sum();
    }

    synchronized void register(Checkpoints holder) {
        holders.add(holder);
    }

    synchronized void forget(Checkpoints holder) {
        holders.remove(holder);
    }

    synchronized void makeRoom() {
        Optional<Checkpoints> most = most();
        while (bytes() > cap && most.isPresent()) {
            most.get().thin();
            most = most();
        }
    }

    private Optional<Checkpoints> most() {
        return holders.stream().filter(Checkpoints::canThin).max(Comparator.comparingLong(Checkpoints::bytes));
    }
}
