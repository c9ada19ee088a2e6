package org.pushforward.app.workspace;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What can be undone and redone, newest first. At most {@value #DEPTH} records are kept. */
public final class UndoStack {

    static final int DEPTH = 500;

    private final Deque<Edit> done = new ArrayDeque<>();
    private final Deque<Edit> undone = new ArrayDeque<>();

    void push(Edit edit) {
        done.push(edit);
        undone.clear();
        if (done.size() > DEPTH) {
            done.removeLast();
        }
    }

    Optional<Edit> undo() {
        Optional<Edit> edit = Optional.ofNullable(done.poll());
        edit.ifPresent(undone::push);
        return edit;
    }

    Optional<Edit> redo() {
        Optional<Edit> edit = Optional.ofNullable(undone.poll());
        edit.ifPresent(done::push);
        return edit;
    }

    /** Forgets what was done to a run that was closed. */
    void forget(OpenRun run) {
        forget(done, run);
        forget(undone, run);
    }

    private static void forget(Deque<Edit> edits, OpenRun run) {
        List<Edit> left = edits.stream().flatMap(e -> e.without(run).stream()).toList();
        edits.clear();
        edits.addAll(left);
    }

    /** Forgets an edit that was refused. */
    void drop(Edit edit) {
        done.remove(edit);
        undone.remove(edit);
    }

    void clear() {
        done.clear();
        undone.clear();
    }

    public Optional<Edit> nextUndo() {
        return Optional.ofNullable(done.peek());
    }

    public Optional<Edit> nextRedo() {
        return Optional.ofNullable(undone.peek());
    }
}
