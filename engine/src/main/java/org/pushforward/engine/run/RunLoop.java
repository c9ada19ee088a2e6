package org.pushforward.engine.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Status;

/**
 * Plays a {@link Run} on a platform thread of its own. Commands may come from any thread and return at once; what happened is read
 * from the {@link #mailbox}. Pause, seek and close interrupt a long step within 100 ms.
 */
public final class RunLoop implements AutoCloseable {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Deque<Consumer<Run>> commands = new ArrayDeque<>();
    private final FrameMailbox mailbox = new FrameMailbox();
    private final Run run;
    private final CancelToken cancel;
    private final Thread thread;
    private Optional<Long> wantedStep = Optional.empty();
    private int urgent;
    private boolean closed;

    private boolean playing;
    private boolean seeking;
    private boolean stale = true;
    private long lastStart = System.nanoTime();
    private volatile Pace pace = Pace.FLAT_OUT;
    private Consumer<RunDefinition> keptFuture = _ -> { };
    private Consumer<Frame> recorder = _ -> { };
    private boolean recording;
    private Optional<Status.Failure> crash = Optional.empty();
    private Consumer<Throwable> crashed = _ -> { };

    /**
     * A paused loop at step 0. The solver is made on another thread; completes exceptionally with the InputException of an experiment
     * that cannot be created.
     */
    public static CompletableFuture<RunLoop> open(RunDefinition definition, int threads) {
        CompletableFuture<RunLoop> opened = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("pushforward-open").start(() -> {
            try {
                opened.complete(new RunLoop(new Run(definition, threads)));
            } catch (RuntimeException | OutOfMemoryError e) {
                opened.completeExceptionally(e);
            }
        });
        return opened;
    }

    /** Takes over a run, which nobody else may use from then on; paused, with a first snapshot in the mailbox. */
    public RunLoop(Run run) {
        this.run = run;
        cancel = run.cancelToken();
        publish();
        thread = Thread.ofPlatform().daemon().name("pushforward-run").start(this::loop);
    }

    public FrameMailbox mailbox() {
        return mailbox;
    }

    public void play() {
        send(_ -> playing = true);
    }

    public void pause() {
        interrupt(_ -> playing = false);
    }

    /** Pauses and does n steps. */
    public void step(int n) {
        send(r -> {
            playing = false;
            r.seek(r.currentStep() + n, this::interrupted);
        });
    }

    /** Pauses and goes to a step; of several waiting requests only the latest is done. */
    public void seek(long step) {
        lock.lock();
        try {
            boolean waiting = wantedStep.isPresent();
            wantedStep = Optional.of(step);
            if (!waiting) {
                interrupt(this::seekWanted);
            }
        } finally {
            lock.unlock();
        }
    }

    private void seekWanted(Run r) {
        playing = false;
        crash = Optional.empty();
        long target;
        lock.lock();
        try {
            target = wantedStep.orElse(r.currentStep());
            wantedStep = Optional.empty();
        } finally {
            lock.unlock();
        }
        seeking = true;
        publish();
        try {
            r.seek(target, this::interrupted);
        } finally {
            seeking = false;
        }
    }

    /** Back to step 0; the recorded events stay and are applied again. */
    public void rewind() {
        seek(0);
    }

    public void setPace(Pace newPace) {
        pace = newPace;
        send(_ -> { });
    }

    public Pace pace() {
        return pace;
    }

    /** Records and applies a change; completes with the step at which it took effect, or with the InputException that refused it. */
    public CompletableFuture<Long> change(Change change) {
        return ask(r -> {
            crash = Optional.empty();
            r.change(change).ifPresent(keptFuture);
            return r.currentStep();
        });
    }

    /** A run that starts where this one stands. */
    public CompletableFuture<Run> fork(int threads) {
        return ask(r -> r.fork(threads));
    }

    /** Called, on the run's thread, with the run as it was when a change cuts off its future. */
    public void onKeptFuture(Consumer<RunDefinition> listener) {
        send(_ -> keptFuture = listener);
    }

    /** Called, on the run's thread, with an error that a solver should not have thrown. */
    public void onCrash(Consumer<Throwable> listener) {
        send(_ -> crashed = listener);
    }

    /** Hands the frame of every step to {@code sink} before the next step is done, so that none is lost. */
    public void record(Consumer<Frame> sink) {
        send(r -> {
            recorder = sink;
            recording = true;
            sink.accept(r.frame());
        });
    }

    public CompletableFuture<Void> stopRecording() {
        return ask(_ -> {
            recording = false;
            recorder = _ -> { };
            return null;
        });
    }

    /** Completes when all commands given so far are done; for tests and for saving. */
    public CompletableFuture<RunSnapshot> settled() {
        return ask(_ -> {
            publish();
            return mailbox.latest();
        });
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            cancel.cancel();
            woken.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the thread to end after {@link #close}. */
    public boolean awaitClosed(long milliseconds) throws InterruptedException {
        thread.join(milliseconds);
        return !thread.isAlive();
    }

    private void send(Consumer<Run> command) {
        lock.lock();
        try {
            commands.add(command);
            woken.signal();
        } finally {
            lock.unlock();
        }
    }

    /** A command that does not wait for the step or seek under way. */
    private void interrupt(Consumer<Run> command) {
        lock.lock();
        try {
            commands.add(r -> {
                served();
                command.accept(r);
            });
            urgent++;
            cancel.cancel();
            woken.signal();
        } finally {
            lock.unlock();
        }
    }

    private void served() {
        lock.lock();
        try {
            if (--urgent == 0) {
                cancel.reset();
            }
        } finally {
            lock.unlock();
        }
    }

    private <T> CompletableFuture<T> ask(Function<Run, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        send(r -> {
            try {
                answer.complete(question.apply(r));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private boolean interrupted() {
        lock.lock();
        try {
            return closed || urgent > 0;
        } finally {
            lock.unlock();
        }
    }

    private void loop() {
        try {
            while (true) {
                Optional<Consumer<Run>> command = next();
                if (command.isPresent()) {
                    guarded(command.get());
                    stale = true;
                } else if (closed) {
                    break;
                } else if (canStep()) {
                    guarded(_ -> playStep());
                }
                if (stale && (!canStep() || mailbox.isEmpty())) {
                    guarded(_ -> publish());
                }
            }
        } finally {
            run.close();
            mailbox.put(snapshot(RunState.CLOSED));
        }
    }

    /** The next command; empty when it is time for a step or to close. Waits while there is nothing to do. */
    private Optional<Consumer<Run>> next() {
        lock.lock();
        try {
            while (commands.isEmpty() && !closed) {
                long nanos = canStep() ? lastStart + stepNanos() - System.nanoTime() : Long.MAX_VALUE;
                if (nanos <= 0) {
                    return Optional.empty();
                }
                woken.await(nanos, TimeUnit.NANOSECONDS);
            }
            return closed ? Optional.empty() : Optional.of(commands.remove());
        } catch (InterruptedException e) {
            closed = true;
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private boolean canStep() {
        return playing && crash.isEmpty() && (run.status() instanceof Status.Running || run.definition().hasEventsAfter(run.currentStep()))
                && !(run.status() instanceof Status.Failed);
    }

    private long stepNanos() {
        return pace.stepsPerSecond() == Double.POSITIVE_INFINITY ? 0 : (long) (1e9 / pace.stepsPerSecond());
    }

    /** One burst: the steps of a frame, or one step when every frame is recorded. */
    private void playStep() {
        lastStart = System.nanoTime();
        int n = recording ? 1 : pace.stepsPerFrame();
        for (int k = 0; k < n && canStep() && !interrupted(); k++) {
            run.step();
        }
        stale = true;
        if (recording) {
            recorder.accept(run.frame());
        }
        if (!canStep()) {
            playing = false;
        }
    }

    private void guarded(Consumer<Run> work) {
        try {
            work.accept(run);
        } catch (CancelToken.Cancelled e) {
            stale = true;
        } catch (RuntimeException | OutOfMemoryError e) {
            crash = Optional.of(new Status.Failure(Status.Kind.DIVERGED, "solver", "", e instanceof OutOfMemoryError
                    ? "there is not enough memory for this step" : "the solver broke: " + e, List.of()));
            playing = false;
            stale = false;
            mailbox.put(snapshot(RunState.FAILED));
            crashed.accept(e);
        }
    }

    private void publish() {
        stale = false;
        mailbox.put(snapshot(state()));
    }

    private RunSnapshot snapshot(RunState state) {
        boolean keep = crash.isPresent() || state == RunState.CLOSED || state == RunState.SEEKING;
        Frame frame = keep ? mailbox.latest().frame() : run.frame();
        return new RunSnapshot(frame, state == RunState.CLOSED ? state : stateAfterFrame(state), run.definition(), run.parameters(),
                run.frontier(), run.checkpointSteps(), run.history(), run.stepSeconds(), run.progress(), pace, failure());
    }

    /** Making the frame can itself fail the run. */
    private RunState stateAfterFrame(RunState state) {
        return failure().isPresent() ? RunState.FAILED : state;
    }

    private Optional<Status.Failure> failure() {
        return crash.or(() -> run.status() instanceof Status.Failed f ? Optional.of(f.failure()) : Optional.empty());
    }

    private RunState state() {
        if (seeking) {
            return RunState.SEEKING;
        }
        return switch (run.status()) {
            case Status.Failed _ -> RunState.FAILED;
            case Status.Running _ -> playing ? RunState.PLAYING : RunState.PAUSED;
            case Status.Converged _ -> canStep() ? RunState.PLAYING : RunState.CONVERGED;
            case Status.Finished _ -> canStep() ? RunState.PLAYING : RunState.FINISHED;
        };
    }
}
