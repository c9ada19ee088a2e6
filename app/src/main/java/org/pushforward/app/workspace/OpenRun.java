package org.pushforward.app.workspace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.run.FrameDigest;
import org.pushforward.engine.run.Recorder;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.RunLoop;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.RunState;
import org.pushforward.engine.run.Session;

/**
 * A run of the workspace. While its solver is made, the run it replaces stays to be seen, commands are kept until the new one is
 * there, and the old one comes back if the new one is refused.
 */
public final class OpenRun {

    private final String id;
    private String name;
    private final String parent;
    private final long forkStep;
    private final ParameterSet begin;
    private RunDefinition wanted;
    private long goal;
    private boolean opening;
    private long openingSince;
    private int ticket;
    private Optional<RunLoop> loop = Optional.empty();
    private Optional<RunSnapshot> snapshot = Optional.empty();
    private final List<Consumer<RunLoop>> waiting = new ArrayList<>();
    private Optional<CompletableFuture<RunSnapshot>> order = Optional.empty();
    private final UndoStack undoStack = new UndoStack();
    private Optional<Hand> hand = Optional.empty();
    private Optional<CompletableFuture<RunLoop>> awaited = Optional.empty();
    private Optional<Recorder> recorder = Optional.empty();
    private final Map<String, Object> tools = new LinkedHashMap<>();
    private Optional<Taken> taken = Optional.empty();

    /** What is in force, and the same with the tools that were taken up since. */
    private record Taken(ParameterSet inForce, ParameterSet parameters) { }

    /** A slider of the run that is held, or whose last value is still on its way. */
    private static final class Hand {
        private final boolean restedBefore;
        private boolean underWay;
        private Optional<Change> newest = Optional.empty();
        private Optional<LongConsumer> letGo = Optional.empty();

        Hand(boolean restedBefore) {
            this.restedBefore = restedBefore;
        }
    }

    OpenRun(String id, String name, String parent, long forkStep, RunDefinition definition, ParameterSet begin) {
        this.begin = begin;
        this.id = id;
        this.name = name;
        this.parent = parent;
        this.forkStep = forkStep;
        wanted = definition;
    }

    /** Unique in the workspace. */
    public String id() {
        return id;
    }

    public String name() {
        return name;
    }

    void rename(String newName) {
        name = newName;
    }

    /** Id of the run it was forked from, or empty. */
    public String parent() {
        return parent;
    }

    public long forkStep() {
        return forkStep;
    }

    public Experiment experiment() {
        return wanted.experiment();
    }

    public RunDefinition definition() {
        return opening ? wanted : snapshot.map(RunSnapshot::definition).orElse(wanted);
    }

    /** What the session began with. */
    public ParameterSet begin() {
        return begin;
    }

    /** In force now or with the next stroke, live changes included. */
    public ParameterSet parameters() {
        ParameterSet now = inForce();
        if (taken.filter(t -> t.inForce == now).isEmpty()) {
            ParameterSet with = now;
            for (Change.Set tool : toolsToTell()) {
                with = with.with(tool.parameter(), tool.value());
            }
            taken = Optional.of(new Taken(now, with));
        }
        return taken.get().parameters;
    }

    private ParameterSet inForce() {
        return opening ? wanted.parameters() : snapshot.map(RunSnapshot::parameters).orElse(wanted.parameters());
    }

    /** Takes another tool into the hand: the run learns of it with the next stroke, wherever that is made. */
    void takeUp(String tool, Object value) {
        tools.put(tool, value);
        taken = Optional.empty();
    }

    /** What the run does not know of the tools in the hand. */
    List<Change.Set> toolsToTell() {
        ParameterSet now = inForce();
        return tools.entrySet().stream().filter(t -> !t.getValue().equals(now.value(t.getKey()))).map(t -> new Change.Set(t.getKey(), t.getValue())).toList();
    }

    /** The latest picture of the run; absent until its first solver is made. */
    public Optional<RunSnapshot> snapshot() {
        return snapshot;
    }

    UndoStack undoStack() {
        return undoStack;
    }

    boolean isPlaying() {
        return snapshot.filter(s -> s.state() == RunState.PLAYING).isPresent();
    }

    /** Whether the run has come to its end as it should, with no recorded change to come. */
    boolean isAtEnd() {
        return atRest() && !canStep() && snapshot.filter(s -> s.state() == RunState.CONVERGED || s.state() == RunState.FINISHED).isPresent();
    }

    /** Seconds that what is under way has taken so far: making the solver, a step, a seek; 0 when nothing is done. */
    public double workingSeconds() {
        return opening ? (System.nanoTime() - openingSince) * 1e-9 : loop.map(RunLoop::workingSeconds).orElse(0.0);
    }

    public boolean isOpening() {
        return opening;
    }

    public boolean atRest() {
        return !opening && snapshot.map(s -> s.state().atRest()).orElse(false);
    }

    /** Whether a step would lead anywhere. */
    boolean canStep() {
        return !opening && loop.isPresent() && snapshot.filter(s -> !s.state().atRest()
                || s.state() != RunState.FAILED && s.definition().hasEventsAfter(s.frame().step())).isPresent();
    }

    /** The step that is shown, or that will be once the run is open. */
    public long step() {
        return opening ? goal : snapshot.map(s -> s.frame().step()).orElse(0L);
    }

    /** Takes the newest snapshot; true when there was one. */
    boolean poll() {
        Optional<RunSnapshot> fresh = opening ? Optional.empty() : loop.flatMap(l -> l.mailbox().take());
        fresh.ifPresent(_ -> snapshot = fresh);
        return fresh.isPresent();
    }

    // ---- opening

    /** Makes room for another definition; what arrives for an earlier one is dropped, and its making ends. Returns the ticket for the answer. */
    int reopen(RunDefinition definition, long step) {
        cancelOpening();
        loop.ifPresent(RunLoop::pause);
        wanted = definition;
        goal = step;
        opening = true;
        openingSince = System.nanoTime();
        waiting.clear();
        return ++ticket;
    }

    /** What is being made; it ends when nobody waits for it any more. */
    void awaits(CompletableFuture<RunLoop> loop) {
        awaited = Optional.of(loop);
    }

    private void cancelOpening() {
        Optional<CompletableFuture<RunLoop>> before = awaited;
        awaited = Optional.empty();
        before.ifPresent(f -> f.cancel(true));
    }

    /** Goes back to what was there before, if anything was. */
    void giveUpOpening() {
        if (opening && snapshot.isPresent()) {
            cancelOpening();
        }
    }

    /** Accepts a loop if it is the one that was asked for last, and gives it the commands that have waited for it. */
    boolean opened(int forTicket, RunLoop newLoop) {
        if (forTicket != ticket) {
            newLoop.close();
            return false;
        }
        awaited = Optional.empty();
        loop.ifPresent(RunLoop::close);
        loop = Optional.of(newLoop);
        snapshot = newLoop.mailbox().take();
        order = Optional.empty();
        opening = false;
        recorder.ifPresent(newLoop::record);
        if (goal > 0) {
            newLoop.seek(goal);
        }
        waiting.forEach(c -> c.accept(newLoop));
        waiting.clear();
        return true;
    }

    /** Goes back to what there was, if the answer is to the latest question. */
    boolean refused(int forTicket) {
        if (forTicket != ticket) {
            return false;
        }
        opening = false;
        waiting.clear();
        return true;
    }

    void close() {
        ticket++;
        cancelOpening();
        opening = false;
        waiting.clear();
        loop.ifPresent(RunLoop::close);
        loop = Optional.empty();
    }

    // ---- commands

    /** Gives the loop a command, now or as soon as there is one. */
    void command(Consumer<RunLoop> command) {
        if (opening) {
            waiting.add(command);
        } else {
            loop.ifPresent(command);
        }
    }

    void seek(long step) {
        goal = step;
        command(l -> l.seek(step));
    }

    /** Steps of a lockstep; the run is busy until they are done. */
    void advance(int n) {
        loop.ifPresent(l -> {
            l.step(n);
            hold(l);
        });
    }

    void play() {
        command(l -> {
            l.play();
            hold(l);
        });
    }

    /** The run is busy until it has done what it was told so far and shows it. */
    void hold(RunLoop l) {
        order = Optional.of(l.settled());
    }

    void record(Recorder newRecorder) {
        recorder = Optional.of(newRecorder);
        loop.filter(_ -> !opening).ifPresent(l -> l.record(newRecorder));
    }

    void stopRecording() {
        recorder = Optional.empty();
        loop.ifPresent(RunLoop::stopRecording);
    }

    /** Whether it has not yet done what it was told. */
    public boolean isBusy() {
        return order.filter(o -> !o.isDone()).isPresent();
    }

    // ---- a slider that is held

    boolean isHeld() {
        return hand.isPresent();
    }

    /** @param rests whether the run is paused, and is to be so again */
    void grab(boolean rests) {
        hand = Optional.of(new Hand(rests));
    }

    /** The value, if the run is ready for it; else it waits in the place of any other that does. */
    Optional<Change> offer(Change value) {
        Hand h = hand.orElseThrow();
        if (h.underWay) {
            h.newest = Optional.of(joined(h.newest, value));
            return Optional.empty();
        }
        h.underWay = true;
        return Optional.of(value);
    }

    /** A newer value replaces the one that waits; what is painted is added to it. */
    private static Change joined(Optional<Change> waiting, Change value) {
        if (waiting.isPresent() && waiting.get() instanceof Change.Stroke w && value instanceof Change.Stroke v) {
            return v.after(w);
        }
        return value;
    }

    /** A value took effect; the next one, if there is one. */
    Optional<Change> taken(long step) {
        if (hand.isEmpty()) {
            return Optional.empty();
        }
        Hand h = hand.get();
        Optional<Change> next = h.newest;
        h.newest = Optional.empty();
        h.underWay = next.isPresent();
        if (next.isEmpty()) {
            h.letGo.ifPresent(done -> end(done, step));
        }
        return next;
    }

    /** Nothing follows: {@code done} is called once the last value has taken effect. */
    void letGo(LongConsumer done) {
        hand.ifPresent(h -> {
            if (h.underWay) {
                h.letGo = Optional.of(done);
            } else {
                end(done, step());
            }
        });
    }

    private void end(LongConsumer done, long step) {
        done.accept(step);
        hand = Optional.empty();
    }

    /** Whether the run was paused when it was taken hold of. */
    boolean restedBefore() {
        return hand.filter(h -> h.restedBefore).isPresent();
    }

    // ---- saving

    /** A run that is on its way to a step is saved at that step. */
    Session.SavedRun saved(int parentIndex, boolean digest) {
        boolean onItsWay = opening || snapshot.filter(s -> s.state() != RunState.SEEKING).isEmpty();
        long step = onItsWay ? goal : step();
        long frontier = Math.max(step, opening ? 0 : snapshot.map(RunSnapshot::frontier).orElse(0L));
        String hash = digest && !onItsWay ? snapshot.map(s -> FrameDigest.of(s.frame())).orElse("") : "";
        return new Session.SavedRun(name, parentIndex, forkStep, definition(), step, frontier, hash);
    }
}
