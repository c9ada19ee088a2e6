package org.pushforward.app.serve;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.run.CheckpointBudget;
import org.pushforward.engine.run.Pace;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.Session;
import org.pushforward.engine.run.ViewSettings;

/** A desk without a window: runs go as fast as they can. */
public final class PlainDesk implements Desk {

    private static final long PULSE_MILLIS = 5;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("pushforward-desk").factory());
    private final Workspace workspace;
    private ViewSettings view = ViewSettings.NONE;
    private Optional<InputException> refused = Optional.empty();

    /** @param threads of each solver; results do not depend on it */
    public PlainDesk(int threads) {
        workspace = new Workspace(thread, threads, new CheckpointBudget(), new Listener());
        thread.scheduleWithFixedDelay(workspace::poll, 0, PULSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public <T> T ask(Supplier<T> question) {
        try {
            return CompletableFuture.supplyAsync(question, thread).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException r ? r : e;
        }
    }

    @Override
    public Workspace workspace() {
        return workspace;
    }

    @Override
    public ViewSettings view() {
        return view;
    }

    @Override
    public void open(Session session) {
        workspace.open(session);
        workspace.setPace(Pace.FLAT_OUT);
        view = session.view();
    }

    @Override
    public Optional<InputException> refusal() {
        Optional<InputException> now = refused;
        refused = Optional.empty();
        return now;
    }

    @Override
    public void close() {
        ask(() -> {
            workspace.close();
            return null;
        });
        thread.shutdown();
    }

    /** Keeps the latest problem; the rest is asked for. */
    private final class Listener implements Workspace.Listener {

        @Override
        public void onRuns() { }

        @Override
        public void onSnapshot(OpenRun run, RunSnapshot snapshot) { }

        @Override
        public void onProblem(String what, Throwable problem) {
            Throwable cause = problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
            refused = Optional.of(cause instanceof InputException bad ? bad : new InputException(what));
        }

        @Override
        public void onFork(OpenRun fork) { }

        @Override
        public void onKeptFuture(OpenRun kept) { }
    }
}
