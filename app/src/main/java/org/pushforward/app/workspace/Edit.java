package org.pushforward.app.workspace;

import java.util.List;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.run.RunDefinition;

/** Something the user did that can be taken back. */
public sealed interface Edit {

    OpenRun run();

    /** For the menu: "Undo Strength". */
    String label();

    /** A live parameter went from one value to another, in one drag or by typing. */
    record Live(OpenRun run, String label, String parameter, Object before, Object after) implements Edit { }

    /** A brush stroke. */
    record Painted(OpenRun run, String label, Change.Stroke stroke) implements Edit { }

    /** The run was started anew with other parameters or another seed. */
    record Restart(OpenRun run, String label, RunDefinition before, long beforeStep, RunDefinition after) implements Edit { }

    /** All runs were started anew together. */
    record Restarts(OpenRun run, String label, List<Restart> restarts) implements Edit { }
}
