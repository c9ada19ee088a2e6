package org.pushforward.app.workspace;

import java.util.Optional;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.RunLoop;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.RunState;
import org.pushforward.engine.run.Session;

/** A run of the workspace. Its loop is absent for the moment in which the solver is made. */
public final class OpenRun {

    private final String id;
    private String name;
    private final String parent;
    private final long forkStep;
    private RunDefinition definition;
    private Optional<RunLoop> loop = Optional.empty();
    private Optional<RunSnapshot> snapshot = Optional.empty();
    private boolean playWhenOpen;
    private int opening;

    OpenRun(String id, String name, String parent, long forkStep, RunDefinition definition) {
        this.id = id;
        this.name = name;
        this.parent = parent;
        this.forkStep = forkStep;
        this.definition = definition;
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
        return definition.experiment();
    }

    public RunDefinition definition() {
        return snapshot.map(RunSnapshot::definition).orElse(definition);
    }

    /** In force now, live changes included. */
    public ParameterSet parameters() {
        return snapshot.map(RunSnapshot::parameters).orElse(definition.parameters());
    }

    /** The latest picture of the run; absent until the solver is made. */
    public Optional<RunSnapshot> snapshot() {
        return snapshot;
    }

    public boolean atRest() {
        return snapshot.map(s -> s.state().atRest()).orElse(false);
    }

    public long step() {
        return snapshot.map(s -> s.frame().step()).orElse(0L);
    }

    Optional<RunLoop> loop() {
        return loop;
    }

    /** Takes the newest snapshot; true when there was one. */
    boolean poll() {
        Optional<RunSnapshot> fresh = loop.flatMap(l -> l.mailbox().take());
        fresh.filter(s -> s.state() != RunState.CLOSED).ifPresent(s -> snapshot = fresh);
        return fresh.isPresent();
    }

    /** Starts anew with another definition; what arrives for an earlier one is dropped. Returns the ticket for {@link #opened}. */
    int reopen(RunDefinition newDefinition, boolean play) {
        close();
        definition = newDefinition;
        playWhenOpen = play;
        return ++opening;
    }

    /** Accepts a loop if it is the one that was asked for last. */
    boolean opened(int ticket, RunLoop newLoop) {
        if (ticket != opening) {
            newLoop.close();
            return false;
        }
        loop = Optional.of(newLoop);
        if (playWhenOpen) {
            newLoop.play();
        }
        return true;
    }

    void close() {
        opening++;
        loop.ifPresent(RunLoop::close);
        loop = Optional.empty();
        snapshot = Optional.empty();
    }

    Session.SavedRun saved(int parentIndex, String digest) {
        return new Session.SavedRun(name, parentIndex, forkStep, definition(), step(), snapshot.map(RunSnapshot::frontier).orElse(0L), digest);
    }
}
