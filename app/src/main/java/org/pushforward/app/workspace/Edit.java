package org.pushforward.app.workspace;

import org.pushforward.engine.api.Change;
import org.pushforward.engine.run.RunDefinition;

/** Something the user did to a run that can be taken back. */
public sealed interface Edit {

    /** For the menu: "Undo Strength". */
    String label();

    /** A live parameter went from one value to another, in one drag or by typing. */
    record Live(String label, String parameter, Object before, Object after) implements Edit { }

    /** A brush stroke. */
    record Painted(String label, Change.Stroke stroke) implements Edit { }

    /** The run was started anew with other parameters or another seed; it had been at {@code beforeStep}. */
    record Restart(String label, RunDefinition before, long beforeStep, RunDefinition after) implements Edit { }
}
