package org.pushforward.app.workspace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What was done to one run and can be taken back, newest first; at most {@value #DEPTH} records. A record belongs to the step at which it
 * took effect: before that step there is nothing to take back, and when the future behind a step is cut off and kept as another run, the
 * records of that future go with it.
 */
public final class UndoStack {

    static final int DEPTH = 500;
    /** Has not taken effect yet. */
    private static final long PENDING = -1;

    private record Entry(Edit edit, long step) { }

    private final Deque<Entry> done = new ArrayDeque<>();
    private final Deque<Entry> undone = new ArrayDeque<>();

    void push(Edit edit) {
        done.push(new Entry(edit, PENDING));
        undone.clear();
        if (done.size() > DEPTH) {
            done.removeLast();
        }
    }

    /** An edit, or its undoing, took effect at a step. */
    void took(Edit edit, long step) {
        took(done, edit, step);
        took(undone, edit, step);
    }

    private static void took(Deque<Entry> entries, Edit edit, long step) {
        List<Entry> all = entries.stream().map(e -> e.edit == edit ? new Entry(edit, step) : e).toList();
        entries.clear();
        entries.addAll(all);
    }

    Optional<Edit> undo(long now) {
        return move(done, undone, now);
    }

    Optional<Edit> redo(long now) {
        return move(undone, done, now);
    }

    private static Optional<Edit> move(Deque<Entry> from, Deque<Entry> to, long now) {
        Optional<Edit> edit = next(from, now);
        edit.ifPresent(e -> {
            from.pop();
            to.push(new Entry(e, PENDING));
        });
        return edit;
    }

    private static Optional<Edit> next(Deque<Entry> from, long now) {
        return Optional.ofNullable(from.peek()).filter(e -> e.step <= now).map(Entry::edit);
    }

    /** What {@link #undo} would take back at a step. */
    Optional<Edit> nextUndo(long now) {
        return next(done, now);
    }

    Optional<Edit> nextRedo(long now) {
        return next(undone, now);
    }

    boolean isEmpty() {
        return done.isEmpty() && undone.isEmpty();
    }

    /** The step at which the latest edit took effect, if that lies behind {@code now}. */
    Optional<Long> ahead(long now) {
        return Optional.ofNullable(done.peek()).map(Entry::step).filter(s -> s > now);
    }

    /** Forgets an edit that was refused. */
    void drop(Edit edit) {
        done.removeIf(e -> e.edit == edit);
        undone.removeIf(e -> e.edit == edit);
    }

    /** Begins with what another run has behind it at a step. */
    void copyUntil(UndoStack other, long step) {
        other.done.stream().filter(e -> e.step <= step).forEach(done::addLast);
    }

    /** The future behind a step is another run's now, whose stack takes over what was done in it; this one keeps what came before. */
    void cutAfter(long step, UndoStack future) {
        List<Entry> all = new ArrayList<>(done);
        all.stream().filter(e -> e.step != PENDING).forEach(future.done::addLast);
        // Behind a restart lies another past, which nothing was cut from.
        int restart = 0;
        while (restart < all.size() && !(all.get(restart).edit instanceof Edit.Restart)) {
            restart++;
        }
        done.clear();
        for (int k = 0; k < all.size(); k++) {
            if (k >= restart || all.get(k).step <= step) {
                done.addLast(all.get(k));
            }
        }
    }
}
