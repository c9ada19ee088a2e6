package org.pushforward.app.workspace;

import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.RunLoop;

/**
 * Changes runs in ways that can be taken back. Undoing a live change makes the inverse change at the present step; undoing a restart
 * goes back to the run that was there before. An edit that is refused leaves no record.
 */
final class Editor {

    private final Workspace workspace;
    private final Workspace.Listener listener;
    private final UndoStack undo = new UndoStack();
    private long strokes;

    Editor(Workspace workspace, Workspace.Listener listener) {
        this.workspace = workspace;
        this.listener = listener;
    }

    UndoStack undoStack() {
        return undo;
    }

    private Optional<OpenRun> selected() {
        return workspace.selected();
    }

    /**
     * Gives a parameter of the selected run a value. A live one changes the run as it goes; any other starts it anew, and does so only
     * once the slider is let go. What rested goes on.
     */
    void set(Parameter<?> parameter, Object value, boolean dragging) {
        selected().ifPresent(r -> {
            boolean live = parameter.info().effect() == Parameter.Effect.LIVE;
            if (live && dragging) {
                workspace.change(r, new Change.Set(parameter.id(), value), _ -> { });
            } else if (live) {
                Edit edit = new Edit.Live(r, parameter.info().label(), parameter.id(), r.parameters().value(parameter.id()), value);
                undo.push(edit);
                workspace.change(r, new Change.Set(parameter.id(), value), _ -> undo.drop(edit));
                listener.onRuns();
            } else if (!dragging) {
                restartWith(r, parameter, value);
            }
        });
    }

    void endDrag(Parameter<?> parameter, Object before, Object after) {
        selected().filter(_ -> !after.equals(before)).ifPresent(r -> {
            if (parameter.info().effect() == Parameter.Effect.LIVE) {
                undo.push(new Edit.Live(r, parameter.info().label(), parameter.id(), before, after));
                listener.onRuns();
            } else {
                restartWith(r, parameter, after);
            }
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
            restart(parameter, r, next, false);
        });
    }

    private void restartWith(OpenRun r, Parameter<?> parameter, Object value) {
        ParameterSet next = r.parameters().with(parameter.id(), value);
        restart(parameter, r, value.equals(next.defaultOf(parameter.id())) ? next.without(parameter.id()) : next, r.step() > 0);
    }

    private void restart(Parameter<?> parameter, OpenRun r, ParameterSet next, boolean play) {
        restart(parameter.info().label(), List.of(new Edit.Restart(r, r.definition(), r.step(),
                RunDefinition.of(r.experiment(), next, r.definition().seed()))), play);
    }

    void restart(String label, List<Edit.Restart> restarts, boolean play) {
        if (restarts.isEmpty()) {
            return;
        }
        Edit edit = new Edit.Restarts(label, restarts);
        undo.push(edit);
        restarts.forEach(r -> {
            workspace.begin(r.run(), r.after(), 0, _ -> undo.drop(edit));
            if (play) {
                r.run().command(RunLoop::play);
            }
        });
        listener.onRuns();
    }

    void paint(List<Double> xy, double radius, double strength) {
        selected().ifPresent(r -> {
            Change.Stroke stroke = new Change.Stroke(nextStroke(r), xy, radius, strength);
            Edit edit = new Edit.Painted(r, "Brush stroke", stroke);
            undo.push(edit);
            workspace.change(r, stroke, _ -> undo.drop(edit));
            listener.onRuns();
        });
    }

    private long nextStroke(OpenRun r) {
        strokes = Math.max(strokes, r.definition().events().stream()
                .mapToLong(e -> e.change() instanceof Change.Stroke s ? s.id() : 0).max().orElse(0)) + 1;
        return strokes;
    }

    void undo() {
        undo.undo().ifPresent(e -> {
            switch (e) {
                case Edit.Live l -> workspace.change(l.run(), new Change.Set(l.parameter(), l.before()), _ -> undo.drop(e));
                case Edit.Painted p -> workspace.change(p.run(), new Change.Unstroke(p.stroke().id()), _ -> undo.drop(e));
                case Edit.Restarts all -> all.restarts().forEach(r -> workspace.begin(r.run(), r.before(), r.beforeStep(), _ -> undo.drop(e)));
            }
            listener.onRuns();
        });
    }

    void redo() {
        undo.redo().ifPresent(e -> {
            switch (e) {
                case Edit.Live l -> workspace.change(l.run(), new Change.Set(l.parameter(), l.after()), _ -> undo.drop(e));
                case Edit.Painted p -> workspace.change(p.run(), p.stroke(), _ -> undo.drop(e));
                case Edit.Restarts all -> all.restarts().forEach(r -> workspace.begin(r.run(), r.after(), 0, _ -> undo.drop(e)));
            }
            listener.onRuns();
        });
    }
}
