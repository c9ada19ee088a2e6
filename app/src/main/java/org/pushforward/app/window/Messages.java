package org.pushforward.app.window;

import static org.pushforward.views.text.Language.counted;
import static org.pushforward.views.text.Language.say;

import java.util.Optional;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.RunState;
import org.pushforward.views.control.MessageBar;
import org.pushforward.views.control.Signal;

/** Puts a run's state into words at the bottom of the window, with remedies for what failed and the time that is left. */
final class Messages {

    /** What takes longer, in seconds, is told. */
    private static final double PATIENCE = 0.5;

    private final MessageBar bar;
    private final Workspace workspace;
    private Optional<RunState> said = Optional.empty();
    private Optional<Status.Failure> failure = Optional.empty();
    private long saidStep;
    private boolean waiting;
    private long playBegin;
    private double progressAtBegin;

    Messages(MessageBar bar, Workspace workspace) {
        this.bar = bar;
        this.workspace = workspace;
    }

    /** Says everything anew: something else was said meanwhile. */
    void again() {
        said = Optional.empty();
    }

    /** What the selected run does now. Never "ready" while something works: what takes long says for how long it has. */
    void show() {
        workspace.selected().ifPresent(run -> {
            boolean waits = run.workingSeconds() > PATIENCE;
            Optional<RunSnapshot> s = run.snapshot();
            if (waits || s.isEmpty()) {
                waiting = true;
                bar.show(Signal.OPEN, waits ? say("state.waiting", waitingFor(run), Math.max(1, (int) run.workingSeconds())) : waitingFor(run));
                double done = s.map(RunSnapshot::progress).orElse(Double.NaN);
                bar.setProgress(done > 0 && done < 1 ? done : MessageBar.UNKNOWN, Double.NaN);
            } else {
                if (waiting) {
                    waiting = false;
                    said = Optional.empty();
                }
                show(s.get());
            }
        });
    }

    private String waitingFor(OpenRun run) {
        if (run.isOpening() || run.snapshot().isEmpty()) {
            return say("state.preparing", workspace.title());
        }
        RunSnapshot s = run.snapshot().get();
        long next = s.frame().step() + 1;
        return s.state() == RunState.SEEKING ? say("state.going") : say(trains(s) ? "state.training-step" : "state.working", next);
    }

    private static boolean trains(RunSnapshot s) {
        return s.definition().experiment().trains();
    }

    private void show(RunSnapshot s) {
        long step = s.frame().step();
        boolean moved = s.state() == RunState.PAUSED && step != saidStep;
        boolean changed = moved || !said.equals(Optional.of(s.state())) || !failure.equals(s.failure());
        if (changed && s.state() == RunState.PLAYING) {
            playBegin = System.nanoTime();
            progressAtBegin = s.progress();
        }
        said = Optional.of(s.state());
        failure = s.failure();
        saidStep = step;
        switch (s.state()) {
            case FAILED -> {
                if (changed) {
                    s.failure().ifPresent(f -> fail(f, step));
                }
            }
            case CONVERGED -> tell(changed, Signal.GOOD, say("state.converged", counted("steps", step)));
            case FINISHED -> tell(changed, Signal.GOOD, say("state.finished", counted("steps", step)));
            case PLAYING -> tell(changed, Signal.OPEN, say(trains(s) ? "state.training" : "state.running"));
            case SEEKING -> tell(changed, Signal.OPEN, say("state.seeking"));
            case PAUSED -> tell(changed, Signal.OPEN, step == 0 ? say("state.ready") : say("state.paused", step));
            case CLOSED -> { }
        }
        progress(s);
    }

    private void tell(boolean changed, Signal signal, String text) {
        if (changed) {
            bar.show(signal, text);
        }
    }

    private void fail(Status.Failure f, long step) {
        bar.show(Signal.BAD, say("state.stopped", step, f.message()), f.remedies().stream()
                .map(r -> new MessageBar.Remedy(r.label(), () -> apply(r))).toArray(MessageBar.Remedy[]::new));
    }

    private void apply(Status.Remedy r) {
        workspace.selected().ifPresent(run -> {
            Parameter<?> p = run.parameters().parameter(r.parameter());
            workspace.set(p, r.value(), false);
        });
    }

    private void progress(RunSnapshot s) {
        double done = s.progress() - progressAtBegin;
        boolean known = s.state() == RunState.PLAYING && s.progress() > 0 && s.progress() < 1;
        double elapsed = (System.nanoTime() - playBegin) * 1e-9;
        bar.setProgress(known ? s.progress() : Double.NaN, known && done > 0.02 ? elapsed * (1 - s.progress()) / done : Double.NaN);
    }
}
