package org.pushforward.app.workspace;

import static org.pushforward.views.text.Language.say;

import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.run.RunDefinition;

/**
 * Changes runs in ways that can be taken back. Undoing a live change makes the inverse change at the present step; undoing a restart
 * goes back to the run that was there before. An edit that is refused leaves no record.
 */
final class Editor {

    private final Workspace workspace;
    private final Workspace.Listener listener;
    private long strokes;
    private Optional<Held> held = Optional.empty();

    /** The stroke of a brush that is held, as far as it was painted. */
    private record Held(OpenRun run, Change.Stroke stroke) { }

    Editor(Workspace workspace, Workspace.Listener listener) {
        this.workspace = workspace;
        this.listener = listener;
    }

    private Optional<OpenRun> selected() {
        return workspace.selected();
    }

    /**
     * Gives a parameter of the selected run a value. A live one changes the run as it goes; any other starts it anew, and does so only
     * once the slider is let go. What rested goes on. What is only a tool of the brush waits for the next stroke.
     */
    void set(Parameter<?> parameter, Object value, boolean dragging) {
        selected().ifPresent(r -> {
            boolean live = parameter.info().effect() == Parameter.Effect.LIVE;
            if (r.experiment().tools().contains(parameter.id())) {
                r.takeUp(parameter.id(), value);
                listener.onRuns();
            } else if (live && dragging) {
                workspace.drag(r, new Change.Set(parameter.id(), value));
            } else if (live) {
                record(r, new Edit.Live(parameter.info().label(), parameter.id(), r.parameters().value(parameter.id()), value),
                        new Change.Set(parameter.id(), value));
            } else if (!dragging) {
                restartWith(r, parameter, value);
            }
        });
    }

    /** Makes a change with its record; the record knows where it took effect, and goes if it was refused. */
    private void record(OpenRun r, Edit edit, Change change) {
        r.undoStack().push(edit);
        make(r, edit, change);
    }

    private void make(OpenRun r, Edit edit, Change change) {
        workspace.change(r, change, step -> r.undoStack().took(edit, step), _ -> r.undoStack().drop(edit));
        listener.onRuns();
    }

    void endDrag(Parameter<?> parameter, Object before, Object after) {
        selected().ifPresent(r -> {
            if (parameter.info().effect() != Parameter.Effect.LIVE) {
                if (!after.equals(before)) {
                    restartWith(r, parameter, after);
                }
                return;
            }
            Optional<Edit> edit = after.equals(before) ? Optional.empty()
                    : Optional.of(new Edit.Live(parameter.info().label(), parameter.id(), before, after));
            edit.ifPresent(r.undoStack()::push);
            workspace.endDrag(r, step -> edit.ifPresent(e -> r.undoStack().took(e, step)));
            listener.onRuns();
        });
    }

    void setSource(Parameter.Source parameter, SourceFile file) {
        selected().ifPresent(r -> {
            ParameterSet next = r.parameters().with(parameter.id(), file);
            for (Parameter.Condition c : parameter.info().shownWhen()) {
                if (!c.anyOf().contains(next.choice(c.parameter())) && next.parameter(c.parameter()) instanceof Parameter.Choice choice) {
                    next = next.with(c.parameter(), choice.choices().stream().filter(c.anyOf()::contains).findFirst().orElseThrow());
                }
            }
            restart(r, parameter.info().label(), next, r.definition().seed(), false);
        });
    }

    private void restartWith(OpenRun r, Parameter<?> parameter, Object value) {
        ParameterSet next = r.parameters().with(parameter.id(), value);
        restart(r, parameter.info().label(), value.equals(next.defaultOf(parameter.id())) ? next.without(parameter.id()) : next,
                r.definition().seed(), r.step() > 0);
    }

    /** Starts a run anew with other parameters or another seed. */
    void restart(OpenRun r, String label, ParameterSet parameters, long seed, boolean play) {
        Edit.Restart edit = new Edit.Restart(label, r.definition(), r.step(), RunDefinition.of(r.experiment(), parameters, seed));
        r.undoStack().push(edit);
        workspace.begin(r, edit.after(), 0, _ -> r.undoStack().drop(edit));
        if (play) {
            workspace.goOn(r);
        }
        listener.onRuns();
    }

    void paint(List<Double> xy, double radius, double strength) {
        selected().ifPresent(r -> {
            Change.Stroke stroke = new Change.Stroke(nextStroke(r), xy, radius, strength);
            tellTools(r);
            record(r, new Edit.Painted(say("edit.stroke"), stroke), stroke);
        });
    }

    /** The brush is held: one more part of its stroke. What it paints is seen at once; one record for {@link #undo} when it is lifted. */
    void brush(List<Double> xy, double radius, double strength) {
        selected().ifPresent(r -> {
            if (held.isEmpty()) {
                tellTools(r);
            }
            Change.Stroke part = new Change.Stroke(held.map(h -> h.stroke.id()).orElseGet(() -> nextStroke(r)), xy, radius, strength);
            held = Optional.of(held.map(h -> new Held(h.run, part.after(h.stroke))).orElse(new Held(r, part)));
            workspace.drag(r, part);
        });
    }

    void endBrush() {
        held.ifPresent(h -> {
            held = Optional.empty();
            Edit edit = new Edit.Painted(say("edit.stroke"), h.stroke);
            h.run.undoStack().push(edit);
            workspace.endDrag(h.run, step -> h.run.undoStack().took(edit, step));
            listener.onRuns();
        });
    }

    private void tellTools(OpenRun r) {
        r.toolsToTell().forEach(t -> workspace.change(r, t, _ -> { }, _ -> { }));
    }

    private long nextStroke(OpenRun r) {
        strokes = Math.max(strokes, r.definition().events().stream()
                .mapToLong(e -> e.change() instanceof Change.Stroke s ? s.id() : 0).max().orElse(0)) + 1;
        return strokes;
    }

    /** Takes back the latest edit of the selected run, unless that lies ahead of where the run stands. */
    void undo() {
        selected().ifPresent(r -> {
            Optional<Edit> edit = r.undoStack().undo(r.step());
            edit.ifPresent(e -> {
                switch (e) {
                    case Edit.Live l -> make(r, l, new Change.Set(l.parameter(), l.before()));
                    case Edit.Painted p -> make(r, p, new Change.Unstroke(p.stroke().id()));
                    case Edit.Restart s -> workspace.begin(r, s.before(), s.beforeStep(), _ -> r.undoStack().drop(s));
                }
                listener.onRuns();
            });
            r.undoStack().ahead(r.step()).filter(_ -> edit.isEmpty()).ifPresent(step -> listener.onProblem(
                    say("edit.ahead", step), new IllegalStateException("ahead")));
        });
    }

    void redo() {
        selected().ifPresent(r -> r.undoStack().redo(r.step()).ifPresent(e -> {
            switch (e) {
                case Edit.Live l -> make(r, l, new Change.Set(l.parameter(), l.after()));
                case Edit.Painted p -> make(r, p, p.stroke());
                case Edit.Restart s -> workspace.begin(r, s.after(), 0, _ -> r.undoStack().drop(s));
            }
            listener.onRuns();
        }));
    }
}
