package org.pushforward.engine.run;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.run.CommandQueue.Command;
import org.pushforward.engine.run.CommandQueue.Kind;

/**
 * Plays a {@link Run} on a platform thread of its own. Commands may come from any thread and return at once; what happened is read
 * from the {@link #mailbox}. Pause, seek and close interrupt a long step within 100 ms, pause and close a long frame too.
 */
public final class RunLoop implements AutoCloseable {

    private final FrameMailbox mailbox = new FrameMailbox();
    private final Run run;
    private final CancelToken looking = new CancelToken();
    private final CommandQueue commands;
    private final Thread thread;
    private volatile Pace pace = Pace.FLAT_OUT;
    /** When what the thread does now began; 0 while it rests. */
    private volatile long begun;

    // Everything below belongs to the run's thread.
    private boolean playing;
    private boolean seeking;
    private boolean stale = true;
    private long lastStart = System.nanoTime();
    private Consumer<KeptFuture> keptFuture = _ -> { };
    private Optional<Recorder> recorder = Optional.empty();
    private long recorded;
    private Optional<Status.Failure> crash = Optional.empty();
    private Consumer<Throwable> crashed = _ -> { };

    /**
     * A paused loop at step 0. The solver is made on another thread; completes exceptionally with the InputException of an experiment
     * that cannot be created. Whoever cancels it ends the reading of its files too.
     */
    public static CompletableFuture<RunLoop> open(RunDefinition definition, int threads) {
        return open(definition, threads, new CheckpointBudget());
    }

    /** As {@link #open(RunDefinition, int)}, with checkpoints in memory that other runs share. */
    public static CompletableFuture<RunLoop> open(RunDefinition definition, int threads, CheckpointBudget budget) {
        CompletableFuture<RunLoop> opened = new CompletableFuture<>();
        CancelToken opening = new CancelToken();
        opened.whenComplete((_, _) -> opening.cancel());
        aside(() -> {
            try {
                RunLoop loop = new RunLoop(opening.during(() -> new Run(definition, threads, budget)));
                if (!opened.complete(loop)) {
                    loop.close();
                }
            } catch (RuntimeException | Error e) {
                opened.completeExceptionally(e);
            }
        });
        return opened;
    }

    private static void aside(Runnable work) {
        Thread.ofPlatform().daemon().name("pushforward-open").start(work);
    }

    /** Takes over a run, which nobody else may use from then on; paused, with a first snapshot in the mailbox. */
    public RunLoop(Run run) {
        this.run = run;
        commands = new CommandQueue(run.cancelToken(), looking);
        publish(looking);
        thread = Thread.ofPlatform().daemon().name("pushforward-run").start(this::loop);
    }

    public FrameMailbox mailbox() {
        return mailbox;
    }

    /** Goes on until there is nothing more to do, also after a step that broke. */
    public void play() {
        send(r -> {
            crash = Optional.empty();
            playing = r.canStep();
        });
    }

    public void pause() {
        commands.add(new Command(Kind.URGENT, _ -> playing = false, () -> { }));
    }

    /** Pauses and does n steps; whoever fetches snapshots sees them go by. */
    public void step(int n) {
        commands.add(new Command(Kind.STEP, r -> {
            playing = false;
            crash = Optional.empty();
            for (int k = 0; k < n && r.canStep() && !r.cancelToken().isCancelled(); k++) {
                stepAndRecord(r);
                if (k < n - 1 && mailbox.isEmpty()) {
                    publish(looking);
                }
            }
        }, () -> { }));
    }

    /** Pauses and goes to a step; of several requests in a row only the last is done. */
    public void seek(long step) {
        commands.add(new Command(Kind.SEEK, r -> seekNow(r, step), () -> { }));
    }

    private void seekNow(Run r, long target) {
        playing = false;
        crash = Optional.empty();
        seeking = true;
        try {
            publish(looking);
            r.seek(target, run.cancelToken()::isCancelled);
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
        return ask(r -> changeNow(r, change));
    }

    /** As {@link #change}, and what rested goes on: a converged run from where it is, a failed one from its last good step. */
    public CompletableFuture<Long> changeAndGoOn(Change change) {
        return ask(r -> {
            boolean rested = !playing && (crash.isPresent() || !(r.status() instanceof Status.Running));
            long step = changeNow(r, change);
            playing |= rested && r.canStep();
            return step;
        });
    }

    private long changeNow(Run r, Change change) {
        Optional<KeptFuture> cut = r.change(change);
        crash = Optional.empty();
        cut.ifPresent(keptFuture);
        return r.currentStep();
    }

    /** A run that starts where this one stands; it is made on another thread, since that can take long. */
    public CompletableFuture<Run> fork(int threads) {
        return ask(r -> r.branch(threads)).thenApplyAsync(Supplier::get, RunLoop::aside);
    }

    /** Called, on the run's thread, when a change cuts off the run's future. */
    public void onKeptFuture(Consumer<KeptFuture> listener) {
        send(_ -> keptFuture = listener);
    }

    /** Called, on the run's thread, with an error that a solver should not have thrown, or with that of a recorder, which is dropped. */
    public void onCrash(Consumer<Throwable> listener) {
        send(_ -> crashed = listener);
    }

    /** Hands the present moment and every step from now on to a recorder before the next step is done, so that none is lost. */
    public void record(Recorder sink) {
        send(_ -> {
            recorder = Optional.of(sink);
            recordFrame(false);
        });
    }

    public CompletableFuture<Void> stopRecording() {
        return ask(_ -> {
            recorder = Optional.empty();
            return null;
        });
    }

    /** Completes when all commands given so far are done; for tests and for saving. */
    public CompletableFuture<RunSnapshot> settled() {
        return ask(_ -> {
            publish(new CancelToken());
            return mailbox.latest();
        });
    }

    @Override
    public void close() {
        commands.close();
    }

    /** Waits for the thread to end after {@link #close}. */
    public boolean awaitClosed(long milliseconds) throws InterruptedException {
        thread.join(milliseconds);
        return !thread.isAlive();
    }

    private void send(Consumer<Run> work) {
        commands.add(new Command(Kind.PLAIN, work, () -> { }));
    }

    private <T> CompletableFuture<T> ask(Function<Run, T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        commands.add(new Command(Kind.PLAIN, r -> {
            try {
                answer.complete(question.apply(r));
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        }, () -> answer.completeExceptionally(new CancellationException("the run is closed"))));
        return answer;
    }

    private void loop() {
        try {
            while (!commands.isClosed()) {
                Optional<Command> command = commands.take(() -> canStep() ? nanosToNextStep() : Long.MAX_VALUE);
                if (command.isPresent()) {
                    guarded(command.get().work());
                    stale = true;
                } else if (!commands.isClosed()) {
                    guarded(_ -> playStep());
                }
                // While nobody fetches, frames are made only when there is time until the next step.
                if (stale && (!canStep() || mailbox.isEmpty() || nanosToNextStep() > 0)) {
                    guarded(_ -> publish(looking));
                }
            }
        } finally {
            commands.close();
            run.close();
            mailbox.put(snapshot(RunState.CLOSED, looking));
        }
    }

    private boolean canStep() {
        return playing && crash.isEmpty() && run.canStep();
    }

    private long nanosToNextStep() {
        return pace.stepsPerSecond() == Double.POSITIVE_INFINITY ? 0
                : lastStart + (long) (1e9 / pace.stepsPerSecond()) - System.nanoTime();
    }

    /** One burst: the steps of a frame, or one step when every frame is recorded; commands are not kept waiting. */
    private void playStep() {
        lastStart = System.nanoTime();
        int n = recorder.isPresent() ? 1 : pace.stepsPerFrame();
        for (int k = 0; k < n && canStep() && (k == 0 || commands.isEmpty()); k++) {
            stepAndRecord(run);
        }
        playing = canStep();
    }

    private void stepAndRecord(Run r) {
        stale = true;
        if (recorder.isPresent() && recorded != r.currentStep()) {
            recordFrame(false);
        }
        long from = r.currentStep();
        r.step();
        if (recorder.isPresent() && r.currentStep() > from) {
            recordFrame(true);
        }
    }

    private void recordFrame(boolean goesOn) {
        try {
            RunSnapshot now = snapshot(state(), looking);
            recorded = now.frame().step();
            recorder.ifPresent(r -> r.take(now, goesOn));
        } catch (CancelToken.Cancelled e) {
            throw e;
        } catch (RuntimeException | Error e) {
            recorder = Optional.empty();
            playing = false;
            crashed.accept(e);
        }
    }

    /** Seconds that the step, seek or frame under way has taken so far; 0 when nothing is done. From any thread. */
    public double workingSeconds() {
        long since = begun;
        return since == 0 ? 0 : (System.nanoTime() - since) * 1e-9;
    }

    private void guarded(Consumer<Run> work) {
        begun = System.nanoTime();
        try {
            work.accept(run);
        } catch (CancelToken.Cancelled e) {
            stale = true;
        } catch (RuntimeException | Error e) {
            crash = Optional.of(new Status.Failure(Status.Kind.DIVERGED, "solver", "", e instanceof OutOfMemoryError
                    ? "there is not enough memory for this step" : "the solver broke: " + e, List.of()));
            playing = false;
            stale = false;
            mailbox.put(snapshot(RunState.FAILED, looking));
            crashed.accept(e);
        } finally {
            begun = 0;
        }
    }

    private void publish(CancelToken cancel) {
        stale = false;
        mailbox.put(snapshot(state(), cancel));
        playing = canStep();
    }

    private RunSnapshot snapshot(RunState state, CancelToken cancel) {
        boolean keep = crash.isPresent() || state == RunState.CLOSED || state == RunState.SEEKING;
        Frame frame = keep ? mailbox.latest().frame() : run.frame(cancel);
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
            case Status.Converged _ -> playing ? RunState.PLAYING : RunState.CONVERGED;
            case Status.Finished _ -> playing ? RunState.PLAYING : RunState.FINISHED;
        };
    }
}
