package org.pushforward.app.workspace;

import static org.pushforward.views.text.Language.say;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.run.CheckpointBudget;
import org.pushforward.engine.run.Event;
import org.pushforward.engine.run.KeptFuture;
import org.pushforward.engine.run.Pace;
import org.pushforward.engine.run.Recorder;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.RunLoop;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.Session;
import org.pushforward.engine.run.ViewSettings;

/**
 * The runs that are open, side by side under one clock: transport commands go to all of them, and while several play they go in
 * {@link Lockstep}. Used from one thread only; {@code ui} brings answers of the run threads back to it.
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
    private final CheckpointBudget checkpoints;
    private final List<OpenRun> runs = new ArrayList<>();
    private final Editor editor;
    private final Lockstep together = new Lockstep(this::refresh);
    private String title = "";
    private String summary = "";
    private Session.Clock clock = Session.Clock.STEP;
    private Optional<OpenRun> selected = Optional.empty();
    private boolean lockstep;
    private boolean playing;
    private boolean looping;
    private boolean waking = true;
    private Pace pace = Pace.perSecond(8);
    private Optional<Function<String, Recorder>> recording = Optional.empty();
    private int names;
    private long revision;
    private long saved;

    /** @param checkpoints the memory that the runs share, also with those of other workspaces */
    public Workspace(Executor ui, int threads, CheckpointBudget checkpoints, Listener listener) {
        this.ui = ui;
        this.threads = threads;
        this.checkpoints = checkpoints;
        this.listener = listener;
        editor = new Editor(this, listener);
    }

    // ---- what is open

    public List<OpenRun> runs() {
        return List.copyOf(runs);
    }

    public Optional<OpenRun> selected() {
        return selected;
    }

    public String title() {
        return title;
    }

    /** What there is to see in it, a sentence, or empty. */
    public String summary() {
        return summary;
    }

    /** Whether anything was done or computed since the last {@link #markSaved}; closing would lose it. */
    public boolean isChanged() {
        return revision != saved;
    }

    /** Grows with everything that is done or computed. */
    public long revision() {
        return revision;
    }

    /** What there was at a revision is saved; what came after it is not. */
    public void markSaved(long atRevision) {
        saved = atRevision;
    }

    /** What is open is saved nowhere. */
    public void markChanged() {
        revision++;
    }

    /** Replaces everything by a session; each run goes to the step at which it was saved. */
    public void open(Session session) {
        close();
        title = session.title();
        summary = session.summary();
        clock = session.clock();
        for (Session.SavedRun r : session.runs().subList(0, Math.min(MAX_RUNS, session.runs().size()))) {
            String parent = r.parent() >= 0 && r.parent() < runs.size() ? runs.get(r.parent()).id() : "";
            OpenRun run = add(runs.size(), r.name(), parent, r.forkStep(), r.definition());
            start(run, r.definition(), r.step(), _ -> { });
        }
        selected = Optional.of(runs.getFirst());
        RunDefinition first = runs.getFirst().definition();
        pace = Pace.perSecond(first.experiment().stepsPerSecond(first.parameters()));
        saved = revision;
        listener.onRuns();
        if (session.runs().size() > MAX_RUNS) {
            noRoom(say("workspace.too-many", session.runs().size(), MAX_RUNS));
        }
    }

    public void close() {
        runs.forEach(OpenRun::close);
        runs.clear();
        selected = Optional.empty();
        lockstep = false;
        playing = false;
    }

    private OpenRun add(int at, String name, String parent, long forkStep, RunDefinition definition) {
        OpenRun run = new OpenRun("run-" + ++names, name, parent, forkStep, definition,
                find(parent).map(OpenRun::begin).orElse(definition.parameters()));
        recording.ifPresent(r -> run.record(r.apply(run.id())));
        runs.add(at, run);
        return run;
    }

    private void noRoom(String what) {
        listener.onProblem(what, new IllegalStateException("no room"));
    }

    /** Makes a run's solver and takes it to a step; {@code refused} is called when there is none, and what was open before stays. */
    private void start(OpenRun run, RunDefinition definition, long step, Consumer<Throwable> refused) {
        int ticket = run.reopen(definition, step);
        CompletableFuture<RunLoop> opening = RunLoop.open(definition, threads, checkpoints);
        run.awaits(opening);
        opening.whenCompleteAsync((loop, problem) -> {
            if (problem instanceof CancellationException) {
                if (run.refused(ticket)) {
                    refused.accept(problem);
                    listener.onRuns();
                }
            } else if (problem == null && run.opened(ticket, loop)) {
                attach(run, loop);
                run.snapshot().ifPresent(s -> listener.onSnapshot(run, s));
            } else if (problem != null && run.refused(ticket)) {
                refused.accept(problem);
                listener.onProblem(say("workspace.not-started"), problem);
                listener.onRuns();
            }
        }, ui);
    }

    private void attach(OpenRun run, RunLoop loop) {
        loop.setPace(pace);
        loop.onKeptFuture(kept -> ui.execute(() -> keep(run, kept)));
        loop.onCrash(e -> ui.execute(() -> listener.onProblem(say("workspace.crashed"), e)));
    }

    /** The future that was cut off stays as a run of its own, if there is room. */
    private void keep(OpenRun parent, KeptFuture kept) {
        if (!runs.contains(parent)) {
            return;
        }
        if (runs.size() == MAX_RUNS) {
            parent.undoStack().cutAfter(kept.step(), new UndoStack());
            noRoom(say("workspace.not-kept", MAX_RUNS));
            return;
        }
        OpenRun run = add(runs.size(), freeName(say("workspace.old-future")), parent.id(), kept.step(), kept.definition());
        parent.undoStack().cutAfter(kept.step(), run.undoStack());
        List<Event> events = kept.definition().events();
        start(run, kept.definition(), Math.max(kept.frontier(), events.isEmpty() ? 0 : events.getLast().step()), _ -> { });
        listener.onRuns();
        listener.onKeptFuture(run);
    }

    /** Fetches new snapshots and drives runs in lockstep; called once a pulse. */
    public void poll() {
        // Asked before the snapshots are fetched: what is settled has published where it stands.
        boolean settled = isSettled();
        runs().forEach(this::refresh);
        if (lockstep && !together.tick(runs(), clock, isHeld() ? Pace.FLAT_OUT : pace)) {
            lockstep = false;
            listener.onRuns();
        }
        if (playing && settled && isAtEnd()) {
            playing = looping;
            if (looping) {
                play();
            }
        }
    }

    /** Makes every run busy until it has done what it was told so far, and shows it. */
    public void settle() {
        runs.forEach(r -> r.command(r::hold));
    }

    /** Whether every run is made and has done what it was told; it may be playing. */
    public boolean isSettled() {
        return runs.stream().noneMatch(r -> r.isOpening() || r.isBusy());
    }

    private boolean isHeld() {
        return runs.stream().anyMatch(OpenRun::isHeld);
    }

    /** Every run has come to its end without failing. */
    private boolean isAtEnd() {
        return !lockstep && !runs.isEmpty() && runs.stream().allMatch(OpenRun::isAtEnd);
    }

    private void refresh(OpenRun run) {
        if (run.poll()) {
            revision += lockstep || run.isPlaying() ? 1 : 0;
            run.snapshot().ifPresent(s -> listener.onSnapshot(run, s));
        }
    }

    // ---- transport

    public boolean isPlaying() {
        return lockstep || runs.stream().anyMatch(OpenRun::isPlaying);
    }

    /** Goes on; from the start again where all runs have come to their end. */
    public void play() {
        if (isAtEnd()) {
            runs.forEach(r -> r.seek(0));
        }
        playing = true;
        lockstep = runs.size() > 1;
        if (!lockstep) {
            runs.forEach(OpenRun::play);
        }
        revision++;
    }

    /** Runs that are still being made are given up where there is something to go back to. */
    public void pause() {
        rest();
        runs.forEach(OpenRun::giveUpOpening);
        all(RunLoop::pause);
    }

    private void rest() {
        lockstep = false;
        playing = false;
    }

    /** Whether runs that have come to their end are played again. */
    public boolean isLooping() {
        return looping;
    }

    public void setLooping(boolean on) {
        looping = on;
        listener.onRuns();
    }

    public void step(int n) {
        rest();
        all(l -> l.step(n));
        revision++;
    }

    /** The selected run to a step and all others to the same moment of the clock; a run that rests earlier stays at its end. */
    public void seek(long step) {
        rest();
        Optional<StepTimes> here = selected.flatMap(OpenRun::snapshot).map(s -> new StepTimes(s.history()));
        for (OpenRun r : runs) {
            Optional<StepTimes> there = r.snapshot().map(s -> new StepTimes(s.history()));
            boolean other = clock == Session.Clock.TIME && here.isPresent() && there.isPresent() && selected.get() != r;
            r.seek(other ? there.get().stepAt(here.get().at(Math.max(0, step))) : step);
        }
    }

    /** All runs from the start again, with the parameters of now, without the changes made on the way; {@code nextSeed} or the same. */
    public void reset(boolean nextSeed) {
        playing = false;
        runs.forEach(r -> editor.restart(r, say(nextSeed ? "edit.new-seed" : "edit.reset"), r.parameters(), r.definition().seed() + (nextSeed ? 1 : 0), false));
    }

    public Pace pace() {
        return pace;
    }

    public void setPace(Pace newPace) {
        pace = newPace;
        all(l -> l.setPace(newPace));
    }

    /** What "the same moment" means for runs side by side. */
    public Session.Clock clock() {
        return clock;
    }

    public void setClock(Session.Clock newClock) {
        clock = newClock;
        revision++;
        listener.onRuns();
    }

    /** The name, numbered if another run has it already: legends must tell runs apart. */
    private String freeName(String name) {
        String free = name;
        for (int k = 2; isTaken(free); k++) {
            free = name + " (" + k + ")";
        }
        return free;
    }

    private boolean isTaken(String name) {
        return runs.stream().anyMatch(r -> r.name().equals(name));
    }

    private void all(Consumer<RunLoop> command) {
        runs.forEach(r -> r.command(command));
    }

    // ---- edits

    /** Gives a parameter of the selected run a value; one record for {@link #undo} unless the slider is still held. */
    public void set(Parameter<?> parameter, Object value, boolean dragging) {
        editor.set(parameter, value, dragging);
    }

    /** The slider was let go: one record for the whole drag. */
    public void endDrag(Parameter<?> parameter, Object before, Object after) {
        editor.endDrag(parameter, before, after);
    }

    /** Gives the selected run another file; a choice under which the file does not matter becomes the first one under which it does. */
    public void setSource(Parameter.Source parameter, SourceFile file) {
        editor.setSource(parameter, file);
    }

    public void paint(List<Double> xy, double radius, double strength) {
        editor.paint(xy, radius, strength);
    }

    /** One more part of the stroke of a brush that is held. */
    public void brush(List<Double> xy, double radius, double strength) {
        editor.brush(xy, radius, strength);
    }

    /** The brush was lifted: one record for the whole stroke. */
    public void endBrush() {
        editor.endBrush();
    }

    /** Lets go of everything that is held: the hand is elsewhere. */
    public void letGo() {
        editor.endBrush();
        runs.stream().filter(OpenRun::isHeld).forEach(r -> endDrag(r, _ -> { }));
    }

    public void undo() {
        editor.undo();
    }

    public void redo() {
        editor.redo();
    }

    /** What {@link #undo} would take back now. */
    public Optional<Edit> nextUndo() {
        return selected.flatMap(r -> r.undoStack().nextUndo(r.step()));
    }

    public Optional<Edit> nextRedo() {
        return selected.flatMap(r -> r.undoStack().nextRedo(r.step()));
    }

    /** Starts a run anew; {@code refused} is called when that cannot be done. */
    void begin(OpenRun r, RunDefinition next, long step, Consumer<Throwable> refused) {
        lockstep = false;
        revision++;
        start(r, next, step, refused);
    }

    /** Makes changes that set nothing in motion: what rested or starts anew stays where it is. */
    public void quietly(Runnable changes) {
        waking = false;
        try {
            changes.run();
        } finally {
            waking = true;
        }
    }

    /** Lets a run go on; several go together. */
    void goOn(OpenRun r) {
        if (!waking) {
            return;
        }
        playing = true;
        lockstep = runs.size() > 1;
        if (!lockstep) {
            r.play();
        }
    }

    /** Changes a run as it goes. What rested goes on: alone, or where there are several runs in lockstep with them. */
    void change(OpenRun r, Change change, LongConsumer took, Consumer<Throwable> refused) {
        revision++;
        boolean alone = runs.size() == 1;
        boolean wakes = waking;
        lockstep |= wakes && !alone && r.atRest();
        boolean together = lockstep;
        r.command(l -> {
            (alone && wakes ? l.changeAndGoOn(change) : l.change(change)).whenCompleteAsync((step, problem) -> {
                if (problem == null) {
                    took.accept(step);
                    return;
                }
                refused.accept(problem);
                if (!isClosed(problem)) {
                    listener.onProblem(say("workspace.not-changed"), problem);
                    listener.onRuns();
                }
            }, ui);
            if (together) {
                r.hold(l);
            }
        });
    }

    /**
     * A slider is held: the run goes flat out, and takes the newest value as soon as it has taken the one before. What moves in time is
     * not set in motion by that; what goes towards a solution is.
     */
    void drag(OpenRun r, Change value) {
        if (!r.isHeld()) {
            // Told to play is as good as playing, though no picture has said so yet.
            boolean rests = !playing && !isPlaying() && !r.atRest();
            r.grab(rests);
            r.command(l -> l.setPace(Pace.FLAT_OUT));
            if (rests && !r.experiment().course(r.parameters()).hasEnd()) {
                goOn(r);
            }
        }
        r.offer(value).ifPresent(v -> send(r, v));
    }

    private void send(OpenRun r, Change value) {
        change(r, value, step -> r.taken(step).ifPresent(next -> send(r, next)), _ -> r.taken(r.step()).ifPresent(next -> send(r, next)));
    }

    /** The slider was let go: what was paused rests again; {@code took} learns where the last value took effect. */
    void endDrag(OpenRun r, LongConsumer took) {
        r.letGo(took.andThen(_ -> {
            r.command(l -> l.setPace(pace));
            if (r.restedBefore()) {
                pause();
            }
        }));
    }

    // ---- several runs

    public void select(String id) {
        find(id).ifPresent(r -> {
            selected = Optional.of(r);
            listener.onRuns();
        });
    }

    public void rename(String id, String name) {
        find(id).ifPresent(r -> {
            r.rename(name);
            revision++;
            listener.onRuns();
        });
    }

    private Optional<OpenRun> find(String id) {
        return runs.stream().filter(r -> r.id().equals(id)).findFirst();
    }

    /** The selected run continued in a second one, from the step where it stands; the fork is selected. */
    public void fork() {
        selected.ifPresent(parent -> parent.command(loop -> {
            loop.pause();
            loop.fork(threads).thenApply(RunLoop::new).whenCompleteAsync((forked, problem) -> {
                if (problem == null) {
                    adopt(parent, forked);
                } else if (!isClosed(problem)) {
                    listener.onProblem(say("workspace.not-forked"), problem);
                }
            }, ui);
        }));
    }

    /** The run was closed before it answered, so nobody is interested. */
    private static boolean isClosed(Throwable problem) {
        return problem instanceof CancellationException || problem.getCause() instanceof CancellationException;
    }

    private void adopt(OpenRun parent, RunLoop forked) {
        if (!runs.contains(parent) || runs.size() == MAX_RUNS) {
            forked.close();
            if (runs.contains(parent)) {
                noRoom(say("workspace.full", MAX_RUNS));
            }
            return;
        }
        RunSnapshot s = forked.mailbox().latest();
        long step = s.frame().step();
        OpenRun run = add(runs.indexOf(parent) + 1, freeName(say("workspace.fork", step)), parent.id(), step, s.definition());
        run.opened(run.reopen(s.definition(), 0), forked);
        attach(run, forked);
        run.undoStack().copyUntil(parent.undoStack(), step);
        selected = Optional.of(run);
        revision++;
        listener.onRuns();
        listener.onFork(run);
    }

    public void close(String id) {
        find(id).filter(_ -> runs.size() > 1).ifPresent(r -> {
            runs.remove(r);
            r.close();
            if (selected.filter(r::equals).isPresent()) {
                selected = Optional.of(runs.getFirst());
            }
            revision++;
            listener.onRuns();
        });
    }

    // ---- sessions

    /** The session as it stands; {@code digests} also hashes the shown frames, which takes a moment. */
    public Session session(ViewSettings view, boolean digests) {
        List<String> ids = runs.stream().map(OpenRun::id).toList();
        return new Session(title, summary, clock, runs.stream().map(r -> r.saved(ids.indexOf(r.parent()), digests)).toList(), view);
    }

    // ---- recording

    /** Hands every step of every run from now on to what {@code recorders} has for its id, also after a reset and of runs opened later. */
    public void record(Function<String, Recorder> recorders) {
        recording = Optional.of(recorders);
        runs.forEach(r -> r.record(recorders.apply(r.id())));
    }

    public void stopRecording() {
        recording = Optional.empty();
        runs.forEach(OpenRun::stopRecording);
    }
}
