package org.pushforward.app.lesson;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.RunState;

/**
 * A lesson under way: the step it is at, which tasks are done, and "show me". A task stays done once it was. Used from the thread of the
 * workspace, which calls {@link #poll} after its own.
 */
public final class LessonPlayer {

    private static final double SECOND = 1e9;
    private static final long PATIENCE = 3_000_000_000L;

    /** Where lessons are played. */
    public interface Stage {

        /** Opens a preset beside what is there. */
        void open(String preset);

        /** What is in front. */
        Workspace workspace();

        /** Shows these panes. */
        void panes(List<String> ids);

        /** Shows the runs side by side. */
        void compare();
    }

    private final Lesson lesson;
    private final Stage stage;
    private final String[] experiments;
    private final boolean[] done;
    private final Deque<Action> queue = new ArrayDeque<>();
    private Optional<Goal> goal = Optional.empty();
    private boolean begun;
    private Optional<Wish> wish = Optional.empty();
    private int at = -1;
    private String open = "";
    private long since;
    private long now;
    private boolean hinted;

    /** Where playing ends if the task is not done before; told to play is not yet playing. */
    private record Goal(OpenRun run, long from, int steps, long since) {

        boolean hasBegun(Workspace w, long nanos) {
            return w.isPlaying() || run.step() != from || nanos - since > PATIENCE;
        }

        boolean isReached() {
            return run.step() >= from + steps;
        }
    }

    /** A value that was set and is to arrive before anything else is done; what is refused is not waited for. */
    private record Wish(OpenRun run, String parameter, Object value, long since) {

        boolean isOpen(long nanos) {
            return !run.parameters().value(parameter).equals(value) && nanos - since < PATIENCE;
        }
    }

    /** @param experimentOf id of the experiment that a preset opens */
    public LessonPlayer(Lesson lesson, UnaryOperator<String> experimentOf, Stage stage) {
        this.lesson = lesson;
        this.stage = stage;
        done = new boolean[lesson.steps().size()];
        experiments = new String[done.length];
        for (int k = 0; k < done.length; k++) {
            experiments[k] = experimentOf.apply(lesson.presetAt(k));
        }
    }

    public Lesson lesson() {
        return lesson;
    }

    /** The number of the step, from 0. */
    public int at() {
        return at;
    }

    public Lesson.Step step() {
        return lesson.steps().get(at);
    }

    public boolean isDone(int step) {
        return done[step];
    }

    /** Every task of the lesson is done and its end was reached. */
    public boolean isOver() {
        return at == done.length - 1 && IntStream.range(0, done.length).allMatch(k -> done[k]);
    }

    /** The learner has been at it for a while. */
    public boolean isHintDue() {
        return step().hasTask() && !done[at] && (hinted || (now - since) / SECOND > step().patience());
    }

    public void hint() {
        hinted = true;
    }

    public boolean isShowing() {
        return !queue.isEmpty() || goal.isPresent() || wish.isPresent();
    }

    /** Goes to a step; opens what it wants unless that is open. */
    public void go(int step, long nanos) {
        forget();
        at = step;
        now = nanos;
        since = nanos;
        hinted = false;
        String wanted = lesson.presetAt(step);
        if (!wanted.equals(open)) {
            open = wanted;
            stage.open(wanted);
        }
        if (!step().panes().isEmpty()) {
            stage.panes(step().panes());
        }
        if (!step().hasTask()) {
            done[step] = true;
        }
    }

    /** Does the task for the learner. */
    public void showMe() {
        forget();
        queue.addAll(step().show());
    }

    private void forget() {
        queue.clear();
        goal = Optional.empty();
        wish = Optional.empty();
    }

    /** Looks whether the task is done, and goes on with what is being shown; returns whether anything changed. */
    public boolean poll(long nanos) {
        boolean due = at >= 0 && isHintDue();
        now = nanos;
        if (at < 0) {
            return false;
        }
        boolean changed = due != isHintDue();
        if (!done[at] && isTaskDone()) {
            done[at] = true;
            changed = true;
        }
        return goOn() || changed;
    }

    /** Whether the condition of the step holds in the run in front, if that is the experiment of the lesson. */
    private boolean isTaskDone() {
        Workspace w = stage.workspace();
        return step().until().flatMap(c -> snapshot().map(s -> c.holds(s, w.runs().size()))).orElse(false);
    }

    /** The numbers of the run that decide about the task, as they are now. */
    public List<Diagnostics.Entry> readings() {
        List<String> ids = step().until().map(Condition::diagnostics).orElse(List.of());
        return snapshot().stream().flatMap(s -> ids.stream().flatMap(id -> s.frame().diagnostics().entries().stream().filter(e -> e.id().equals(id)))).toList();
    }

    private Optional<RunSnapshot> snapshot() {
        return run().filter(r -> !r.isOpening()).flatMap(OpenRun::snapshot);
    }

    private Optional<OpenRun> run() {
        return stage.workspace().selected().filter(r -> r.experiment().id().equals(experiments[at]));
    }

    private boolean goOn() {
        boolean was = isShowing();
        goal = goal.filter(g -> {
            begun |= g.hasBegun(stage.workspace(), now);
            boolean over = begun && !stage.workspace().isPlaying() && !g.run.isBusy() && !g.run.isOpening();
            boolean reached = done[at] || g.isReached() || over;
            if (reached) {
                stage.workspace().pause();
            }
            return !reached;
        });
        wish = wish.filter(w -> w.isOpen(now));
        if (goal.isEmpty() && wish.isEmpty() && !queue.isEmpty() && isSettled()) {
            act(queue.removeFirst());
        }
        return was != isShowing();
    }

    private boolean isSettled() {
        return queue.peekFirst() instanceof Action.Open || run().filter(r -> !r.isOpening() && !r.isBusy()
                && r.snapshot().filter(s -> s.state() != RunState.SEEKING).isPresent()).isPresent();
    }

    private void act(Action action) {
        Workspace w = stage.workspace();
        switch (action) {
            case Action.Open _ -> stage.open(open);
            case Action.Set s -> run().ifPresent(r -> {
                Parameter<?> p = r.parameters().parameter(s.parameter());
                Object value = p.parse(s.value());
                wish = Optional.of(new Wish(r, s.parameter(), value, now));
                w.set(p, value, false);
            });
            case Action.Play p -> run().filter(_ -> !done[at]).ifPresent(r -> {
                goal = Optional.of(new Goal(r, r.step(), p.steps(), now));
                begun = false;
                // Even if it seems to play: a pause may be on its way.
                w.play();
            });
            case Action.Step s -> w.step(s.steps());
            case Action.Seek s -> w.seek(s.step());
            case Action.Reset r -> w.reset(r.nextSeed());
            case Action.Fork _ -> w.fork();
            case Action.Compare _ -> stage.compare();
            case Action.Stroke s -> w.paint(s.xy(), s.radius(), s.strength());
        }
    }
}
