package org.pushforward.engine.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.pushforward.engine.api.CancelToken;

/**
 * What a run is asked to do between its steps, in the order in which it was asked. Commands come from any thread and are taken by the
 * run's. A token is cancelled while a command waits that cuts short what is under way. Once closed, every command that was not taken
 * is refused.
 */
final class CommandQueue {

    /**
     * Urgent commands cut everything short. A seek cuts playing short, and another seek or step only when no command between the two
     * relies on its end; of adjacent seeks only the last is done. The others wait.
     */
    enum Kind { PLAIN, STEP, SEEK, URGENT }

    /** Something to do; {@code refused} is called instead when the queue is closed. */
    record Command(Kind kind, Consumer<Run> work, Runnable refused) { }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Deque<Command> commands = new ArrayDeque<>();
    private final CancelToken steps;
    private final CancelToken frames;
    private Kind underWay = Kind.PLAIN;
    private volatile boolean closed;

    /** The first token is for steps, the second for frames: a seek lets a frame be finished, so that dragging shows something. */
    CommandQueue(CancelToken steps, CancelToken frames) {
        this.steps = steps;
        this.frames = frames;
    }

    void add(Command c) {
        if (!accepted(c)) {
            c.refused().run();
        }
    }

    private boolean accepted(Command c) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            if (c.kind() == Kind.SEEK && !commands.isEmpty() && commands.getLast().kind() == Kind.SEEK) {
                commands.removeLast();
            }
            commands.add(c);
            updateTokens();
            woken.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The next command; empty when there is none after {@code nanos}, asked for anew at every waking, or when the queue is closed. */
    Optional<Command> take(LongSupplier nanos) {
        lock.lock();
        try {
            underWay = Kind.PLAIN;
            while (commands.isEmpty() && !closed) {
                long wait = nanos.getAsLong();
                if (wait <= 0) {
                    return Optional.empty();
                }
                woken.await(wait, TimeUnit.NANOSECONDS);
            }
            return closed ? Optional.empty() : Optional.of(taken(commands.remove()));
        } catch (InterruptedException e) {
            closed = true;
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private Command taken(Command c) {
        underWay = c.kind();
        updateTokens();
        return c;
    }

    private void updateTokens() {
        boolean endMatters = underWay == Kind.STEP || underWay == Kind.SEEK;
        boolean urgent = closed || commands.stream().anyMatch(c -> c.kind() == Kind.URGENT);
        boolean seek = commands.stream().limit(endMatters ? 1 : commands.size()).anyMatch(c -> c.kind() == Kind.SEEK);
        set(steps, urgent || seek);
        set(frames, urgent);
    }

    private static void set(CancelToken token, boolean cancelled) {
        if (cancelled) {
            token.cancel();
        } else {
            token.reset();
        }
    }

    /** Whether nobody waits. */
    boolean isEmpty() {
        lock.lock();
        try {
            return !closed && commands.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Nothing is accepted or handed out any more. */
    void close() {
        List<Command> rest;
        lock.lock();
        try {
            closed = true;
            rest = List.copyOf(commands);
            commands.clear();
            updateTokens();
            woken.signal();
        } finally {
            lock.unlock();
        }
        rest.forEach(c -> c.refused().run());
    }
}
