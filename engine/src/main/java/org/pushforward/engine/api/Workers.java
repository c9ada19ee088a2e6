package org.pushforward.engine.api;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * A fixed team of threads for data-parallel loops. Which thread does which block is left open; every block writes its own part, and
 * sums are formed per block and added in index order, so results do not depend on the number of threads.
 *
 * <p>Used by one thread at a time (the one that owns the solver). Helper threads are daemons, spin briefly and then park.
 */
public final class Workers implements AutoCloseable {

    /** Length of the blocks in which sums are formed. */
    public static final int SUM_BLOCK = 4096;
    public static final int MAX_THREADS = 1024;
    private static final int SPINS = 4000;

    private final Thread[] helpers;
    private volatile Job job;
    private volatile boolean closed;

    public Workers(int threads) {
        if (threads < 1 || threads > MAX_THREADS) {
            throw new InputException("the number of threads must be between 1 and " + MAX_THREADS + ", got " + threads);
        }
        helpers = new Thread[threads - 1];
        for (int t = 0; t < helpers.length; t++) {
            helpers[t] = Thread.ofPlatform().daemon().name("pushforward-worker-" + (t + 1)).start(this::serve);
        }
    }

    public static Workers serial() {
        return new Workers(1);
    }

    /** {@link Thread#threadId} of the threads beside the one that calls. */
    public long[] helperIds() {
        return Arrays.stream(helpers).mapToLong(Thread::threadId).toArray();
    }

    public int threads() {
        return helpers.length + 1;
    }

    /** Calls {@code task} once for every block index in [0, blocks), in any order and on any thread of the team. */
    public void forEach(int blocks, IntConsumer task) {
        if (helpers.length == 0 || blocks < 2) {
            for (int b = 0; b < blocks; b++) {
                task.accept(b);
            }
            return;
        }
        Job mine = new Job(blocks, task);
        job = mine;
        for (Thread h : helpers) {
            LockSupport.unpark(h);
        }
        mine.work();
        mine.await();
        job = null;
        if (mine.failure != null) {
            switch (mine.failure) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(mine.failure);
            }
        }
    }

    /** Splits [0, n) into ranges of at most {@code grain} and calls {@code task(from, to)} for each. */
    public void forRanges(int n, int grain, RangeTask task) {
        int blocks = (n + grain - 1) / grain;
        forEach(blocks, b -> task.run(b * grain, Math.min(n, (b + 1) * grain)));
    }

    /** Sum of {@code part(from, to)} over fixed blocks of {@value #SUM_BLOCK}, added in index order: the same bits for any team. */
    public double sum(int n, RangeSum part) {
        int blocks = (n + SUM_BLOCK - 1) / SUM_BLOCK;
        double[] partial = new double[blocks];
        forEach(blocks, b -> partial[b] = part.sum(b * SUM_BLOCK, Math.min(n, (b + 1) * SUM_BLOCK)));
        double s = 0;
        for (double p : partial) {
            s += p;
        }
        return s;
    }

    @Override
    public void close() {
        closed = true;
        for (Thread h : helpers) {
            LockSupport.unpark(h);
        }
    }

    private void serve() {
        Job last = null;
        int idle = 0;
        while (!closed) {
            Job j = job;
            if (j != null && j != last) {
                j.work();
                last = j;
                idle = 0;
            } else if (idle++ < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
                idle = 0;
            }
        }
    }

    /** The part of a loop from {@code from} (inclusive) to {@code to} (exclusive). */
    @FunctionalInterface
    public interface RangeTask {
        void run(int from, int to);
    }

    /** The sum over a part of a loop. */
    @FunctionalInterface
    public interface RangeSum {
        double sum(int from, int to);
    }

    private static final class Job {
        final int blocks;
        final IntConsumer task;
        final AtomicInteger next = new AtomicInteger();
        final AtomicInteger done = new AtomicInteger();
        volatile Throwable failure;

        Job(int blocks, IntConsumer task) {
            this.blocks = blocks;
            this.task = task;
        }

        void work() {
            for (int b = next.getAndIncrement(); b < blocks; b = next.getAndIncrement()) {
                try {
                    if (failure == null) {
                        task.accept(b);
                    }
                } catch (Throwable t) {
                    failure = t;
                } finally {
                    done.incrementAndGet();
                }
            }
        }

        void await() {
            for (int spins = 0; done.get() < blocks; spins++) {
                if (spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            }
        }
    }
}
