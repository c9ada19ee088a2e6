package org.pushforward.app.workspace;

import java.util.ArrayDeque;
import java.util.Deque;
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

    /** Forgets the edits of a run that was closed. */
    void forget(OpenRun run) {
        done.removeIf(e -> e.run() == run);
        undone.removeIf(e -> e.run() == run);
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
