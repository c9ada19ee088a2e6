package org.pushforward.app.window;

import java.util.Locale;
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

    private final MessageBar bar;
    private final Workspace workspace;
    private Optional<RunState> said = Optional.empty();
    private Optional<Status.Failure> failure = Optional.empty();
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

    /** What the selected run does now, or that it is being made. */
    void show() {
        Optional<RunSnapshot> snapshot = workspace.selected().flatMap(OpenRun::snapshot);
        if (snapshot.isPresent()) {
            show(snapshot.get());
        } else {
            said = Optional.empty();
            bar.show(Signal.OPEN, "Preparing " + workspace.title() + "…");
            bar.setProgress(MessageBar.UNKNOWN, Double.NaN);
        }
    }

    private void show(RunSnapshot s) {
        boolean changed = !said.equals(Optional.of(s.state())) || !failure.equals(s.failure());
        if (changed && s.state() == RunState.PLAYING) {
            playBegin = System.nanoTime();
            progressAtBegin = s.progress();
        }
        said = Optional.of(s.state());
        failure = s.failure();
        long step = s.frame().step();
        switch (s.state()) {
            case FAILED -> {
                if (changed) {
                    s.failure().ifPresent(f -> fail(f, step));
                }
            }
            case CONVERGED -> say(changed, Signal.GOOD, "Converged after " + steps(step));
            case FINISHED -> say(changed, Signal.GOOD, "Finished after " + steps(step));
            case PLAYING -> say(changed, Signal.OPEN, "Running");
            case SEEKING -> say(changed, Signal.OPEN, "Going to a step…");
            case PAUSED -> say(changed, Signal.OPEN, step == 0 ? "Ready. Press play, or Space" : "Paused at step " + step);
            case CLOSED -> { }
        }
        progress(s);
    }

    private void say(boolean changed, Signal signal, String text) {
        if (changed) {
            bar.show(signal, text);
        }
    }

    private void fail(Status.Failure f, long step) {
        bar.show(Signal.BAD, "Stopped on the last good step " + step + ": " + f.message(), f.remedies().stream()
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

    private static String steps(long n) {
        return n == 1 ? "1 step" : String.format(Locale.ROOT, "%d steps", n);
    }
}
