package org.pushforward.app.workspace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.run.FrameDigest;
import org.pushforward.engine.run.Pace;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.RunLoop;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.RunState;
import org.pushforward.engine.run.Session;

/**
 * The runs that are open, side by side under one clock: transport commands go to all of them. While several play they go in lockstep,
 * one step each before anyone takes the next. Used from one thread only; {@code ui} brings answers of the run threads back to it.
 */
public final class Workspace {

    /** More runs than this cannot be told apart on a screen. */
    public static final int MAX_RUNS = 4;

    /** What the window wants to know. */
    public interface Listener {

        /** Runs were opened, closed, renamed, or another one was selected. */
        void onRuns();

        void onSnapshot(OpenRun run, RunSnapshot snapshot);

        /** A run could not be made or a change was refused. */
        void onProblem(String what, Throwable problem);

        /** A fork was opened; it wants to be seen beside its parent. */
        void onFork(OpenRun fork);

        /** A change in the past cut off a future; it is kept as a run of its own. */
        void onKeptFuture(OpenRun kept);
    }

    private final Executor ui;
    private final Listener listener;
    private final int threads;
    private final List<OpenRun> runs = new ArrayList<>();
    private final UndoStack undo = new UndoStack();
    private String title = "";
    private OpenRun selected;
    private boolean lockstep;
    private long clock;
    private long lockstepNanos;
    private Pace pace = Pace.perSecond(8);
    private int names;
    private long strokes;
    private boolean changed;

    public Workspace(Executor ui, int threads, Listener listener) {
        this.ui = ui;
        this.threads = threads;
        this.listener = listener;
    }

    // ---- what is open

    public List<OpenRun> runs() {
        return List.copyOf(runs);
    }

    public Optional<OpenRun> selected() {
        return Optional.ofNullable(selected);
    }

    public String title() {
        return title;
    }

    public UndoStack undoStack() {
        return undo;
    }

    /** Whether closing would lose work: a change that is not saved, or a second run. */
    public boolean isWorthKeeping() {
        return changed && (undo.nextUndo().isPresent() || runs.size() > 1);
    }

    /** Whether anything was done since the last {@link #markSaved}. */
    public boolean isChanged() {
        return changed;
    }

    public void markSaved() {
        changed = false;
    }

    /** Replaces everything by a session; each run goes to the step at which it was saved. */
    public void open(Session session) {
        close();
        title = session.title();
        List<OpenRun> opened = new ArrayList<>();
        for (Session.SavedRun r : session.runs().subList(0, Math.min(MAX_RUNS, session.runs().size()))) {
            String parent = r.parent() >= 0 && r.parent() < opened.size() ? opened.get(r.parent()).id() : "";
            OpenRun run = new OpenRun("run-" + ++names, r.name(), parent, r.forkStep(), r.definition());
            opened.add(run);
            runs.add(run);
            start(run, r.definition(), false, loop -> {
                if (r.step() > 0) {
                    loop.seek(r.step());
                }
            });
        }
        selected = runs.getFirst();
        RunDefinition first = selected.definition();
        pace = Pace.perSecond(first.experiment().stepsPerSecond(first.parameters()));
        changed = false;
        listener.onRuns();
    }

    public void close() {
        runs.forEach(OpenRun::close);
        runs.clear();
        undo.clear();
        lockstep = false;
    }

    private void start(OpenRun run, RunDefinition definition, boolean play, Consumer<RunLoop> whenOpen) {
        int ticket = run.reopen(definition, play);
        RunLoop.open(definition, threads).whenCompleteAsync((loop, problem) -> {
            if (problem != null) {
                listener.onProblem("The run could not be started", problem);
            } else if (run.opened(ticket, loop)) {
                attach(run, loop);
                whenOpen.accept(loop);
            }
        }, ui);
    }

    private void attach(OpenRun run, RunLoop loop) {
        loop.setPace(pace);
        loop.onKeptFuture(kept -> ui.execute(() -> keep(run, kept)));
        loop.onCrash(e -> ui.execute(() -> listener.onProblem("The solver stopped with an error", e)));
    }

    /** The future that was cut off stays as a run of its own, if there is room. */
    private void keep(OpenRun parent, RunDefinition kept) {
        if (runs.size() < MAX_RUNS && runs.contains(parent)) {
            OpenRun run = new OpenRun("run-" + ++names, "old future", parent.id(), parent.step(), kept);
            long frontier = parent.snapshot().map(RunSnapshot::frontier).orElse(0L);
            runs.add(run);
            start(run, kept, false, loop -> loop.seek(Math.max(frontier, kept.events().isEmpty() ? 0 : kept.events().getLast().step())));
            listener.onRuns();
            listener.onKeptFuture(run);
        }
    }

    /** Fetches new snapshots and drives runs in lockstep; called once a pulse. */
    public void poll() {
        for (OpenRun r : List.copyOf(runs)) {
            if (r.poll()) {
                r.snapshot().ifPresent(s -> listener.onSnapshot(r, s));
            }
        }
        if (lockstep) {
            stepTogether();
        }
    }

    private void stepTogether() {
        boolean waiting = runs.stream().anyMatch(r -> r.snapshot().isEmpty() || r.step() < clock && !r.atRest());
        if (waiting) {
            return;
        }
        if (runs.stream().allMatch(OpenRun::atRest)) {
            lockstep = false;
            listener.onRuns();
            return;
        }
        long now = System.nanoTime();
        if (now - lockstepNanos >= 1e9 / pace.stepsPerSecond()) {
            lockstepNanos = now;
            clock += pace.stepsPerFrame();
            runs.stream().filter(r -> !r.atRest() && r.step() < clock).forEach(r -> r.loop().ifPresent(l -> l.step((int) (clock - r.step()))));
        }
    }

    // ---- transport

    public boolean isPlaying() {
        return lockstep || runs.stream().anyMatch(r -> r.snapshot().map(s -> s.state() == RunState.PLAYING).orElse(false));
    }

    public void play() {
        if (runs.size() > 1) {
            clock = runs.stream().filter(r -> !r.atRest()).mapToLong(OpenRun::step).min().orElse(0);
            lockstep = true;
        } else {
            all(RunLoop::play);
        }
        changed = true;
    }

    public void pause() {
        lockstep = false;
        all(RunLoop::pause);
    }

    public void step(int n) {
        lockstep = false;
        all(l -> l.step(n));
        changed = true;
    }

    /** All runs to the same step; a run that rests earlier stays at its end. */
    public void seek(long step) {
        lockstep = false;
        all(l -> l.seek(step));
    }

    /** All runs from the start again, with the parameters of now, without the changes made on the way; {@code nextSeed} or the same. */
    public void reset(boolean nextSeed) {
        String label = nextSeed ? "New seed" : "Reset";
        List<Edit.Restart> all = runs.stream().map(r -> new Edit.Restart(r, label, r.definition(), r.step(),
                RunDefinition.of(r.experiment(), r.parameters(), r.definition().seed() + (nextSeed ? 1 : 0)))).toList();
        if (!all.isEmpty()) {
            undo.push(new Edit.Restarts(selected, label, all));
            all.forEach(e -> begin(e.run(), e.after(), false, 0));
            listener.onRuns();
        }
    }

    public Pace pace() {
        return pace;
    }

    public void setPace(Pace newPace) {
        pace = newPace;
        all(l -> l.setPace(newPace));
    }

    private void all(Consumer<RunLoop> command) {
        runs.forEach(r -> r.loop().ifPresent(command));
    }

    // ---- edits

    /**
     * Gives a parameter of the selected run a value. A live one changes the run as it goes; any other starts it anew, and does so only
     * once the slider is let go. What rested goes on.
     */
    public void set(Parameter<?> parameter, Object value, boolean dragging) {
        selected().ifPresent(r -> {
            Object before = r.parameters().value(parameter.id());
            if (parameter.info().effect() == Parameter.Effect.LIVE) {
                apply(r, new Change.Set(parameter.id(), value));
                if (!dragging) {
                    undo.push(new Edit.Live(r, parameter.info().label(), parameter.id(), before, value));
                }
            } else if (!dragging) {
                restartWith(r, parameter, value);
            }
        });
    }

    /** The slider was let go: one undo record for the whole drag. */
    public void endDrag(Parameter<?> parameter, Object before, Object after) {
        selected().ifPresent(r -> {
            if (parameter.info().effect() == Parameter.Effect.LIVE) {
                undo.push(new Edit.Live(r, parameter.info().label(), parameter.id(), before, after));
                listener.onRuns();
            } else {
                restartWith(r, parameter, after);
            }
        });
    }

    /** Gives the selected run another file; a monitor that is made from files is chosen where the file only matters then. */
    public void setSource(Parameter.Source parameter, SourceFile file) {
        selected().ifPresent(r -> {
            ParameterSet next = r.parameters().with(parameter.id(), file);
            for (Parameter.Condition c : parameter.info().shownWhen()) {
                if (!c.anyOf().contains(next.choice(c.parameter()))) {
                    next = next.with(c.parameter(), c.anyOf().iterator().next());
                }
            }
            restart(parameter.info().label(), r, RunDefinition.of(r.experiment(), next, r.definition().seed()), false);
        });
    }

    private void restartWith(OpenRun r, Parameter<?> parameter, Object value) {
        ParameterSet now = r.parameters();
        ParameterSet next = value.equals(now.defaultOf(parameter.id())) ? now.without(parameter.id()) : now.with(parameter.id(), value);
        restart(parameter.info().label(), r, RunDefinition.of(r.experiment(), next, r.definition().seed()), r.step() > 0);
    }

    private void restart(String label, OpenRun r, RunDefinition next, boolean play) {
        undo.push(new Edit.Restart(r, label, r.definition(), r.step(), next));
        begin(r, next, play, 0);
        listener.onRuns();
    }

    private void begin(OpenRun r, RunDefinition next, boolean play, long step) {
        lockstep = false;
        changed = true;
        start(r, next, play, loop -> {
            if (step > 0) {
                loop.seek(step);
            }
        });
    }

    public void paint(List<Double> xy, double radius, double strength) {
        selected().ifPresent(r -> {
            Change.Stroke stroke = new Change.Stroke(nextStroke(r), xy, radius, strength);
            apply(r, stroke);
            undo.push(new Edit.Painted(r, "Brush stroke", stroke));
            listener.onRuns();
        });
    }

    private long nextStroke(OpenRun r) {
        strokes = Math.max(strokes, r.definition().events().stream()
                .mapToLong(e -> e.change() instanceof Change.Stroke s ? s.id() : 0).max().orElse(0)) + 1;
        return strokes;
    }

    private void apply(OpenRun r, Change change) {
        changed = true;
        boolean goOn = r.atRest();
        r.loop().ifPresent(l -> {
            l.change(change).whenCompleteAsync((_, problem) -> {
                if (problem != null) {
                    listener.onProblem("The change was not made", problem);
                }
            }, ui);
            if (goOn && !lockstep) {
                l.play();
            }
        });
    }

    public void undo() {
        undo.undo().ifPresent(e -> {
            switch (e) {
                case Edit.Live l -> apply(l.run(), new Change.Set(l.parameter(), l.before()));
                case Edit.Painted p -> apply(p.run(), new Change.Unstroke(p.stroke().id()));
                case Edit.Restart r -> begin(r.run(), r.before(), false, r.beforeStep());
                case Edit.Restarts all -> all.restarts().forEach(r -> begin(r.run(), r.before(), false, r.beforeStep()));
            }
            listener.onRuns();
        });
    }

    public void redo() {
        undo.redo().ifPresent(e -> {
            switch (e) {
                case Edit.Live l -> apply(l.run(), new Change.Set(l.parameter(), l.after()));
                case Edit.Painted p -> apply(p.run(), p.stroke());
                case Edit.Restart r -> begin(r.run(), r.after(), false, 0);
                case Edit.Restarts all -> all.restarts().forEach(r -> begin(r.run(), r.after(), false, 0));
            }
            listener.onRuns();
        });
    }

    // ---- several runs

    public void select(String id) {
        runs.stream().filter(r -> r.id().equals(id)).findFirst().ifPresent(r -> {
            selected = r;
            listener.onRuns();
        });
    }

    public void rename(String id, String name) {
        runs.stream().filter(r -> r.id().equals(id)).forEach(r -> r.rename(name));
        changed = true;
        listener.onRuns();
    }

    /** The selected run continued in a second one, from the step where it stands; the fork is selected. */
    public void fork() {
        if (runs.size() == MAX_RUNS) {
            listener.onProblem("There is room for " + MAX_RUNS + " runs; close one to fork again", new IllegalStateException("no room"));
            return;
        }
        selected().ifPresent(parent -> parent.loop().ifPresent(loop -> {
            loop.pause();
            loop.fork(threads).thenApply(RunLoop::new).whenCompleteAsync((forked, problem) -> {
                if (problem != null) {
                    listener.onProblem("The run could not be forked", problem);
                    return;
                }
                RunSnapshot s = forked.mailbox().latest();
                OpenRun run = new OpenRun("run-" + ++names, "fork at step " + s.frame().step(), parent.id(), s.frame().step(), s.definition());
                run.opened(run.reopen(s.definition(), false), forked);
                attach(run, forked);
                runs.add(Math.min(runs.size(), runs.indexOf(parent) + 1), run);
                selected = run;
                changed = true;
                run.poll();
                listener.onRuns();
                listener.onFork(run);
            }, ui);
        }));
    }

    public void close(String id) {
        runs.stream().filter(r -> r.id().equals(id)).findFirst().filter(_ -> runs.size() > 1).ifPresent(r -> {
            runs.remove(r);
            undo.forget(r);
            r.close();
            if (selected == r) {
                selected = runs.getFirst();
            }
            changed = true;
            listener.onRuns();
        });
    }

    // ---- sessions

    /** The session as it stands; {@code digests} also hashes the shown frames, which takes a moment. */
    public Session session(Map<String, String> view, boolean digests) {
        List<Session.SavedRun> saved = runs.stream().map(r -> r.saved(indexOf(r.parent()),
                digests ? r.snapshot().map(s -> FrameDigest.of(s.frame())).orElse("") : "")).toList();
        return new Session(title, "", Session.Clock.STEP, saved, view);
    }

    private int indexOf(String id) {
        return runs.stream().map(OpenRun::id).toList().indexOf(id);
    }

    /** Calls {@code with} for the loop of the selected run; for the recorder. */
    public void withLoop(BiConsumer<OpenRun, RunLoop> with) {
        selected().ifPresent(r -> r.loop().ifPresent(l -> with.accept(r, l)));
    }
}
