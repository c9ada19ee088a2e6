package org.pushforward.app.workspace;

import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.run.RunDefinition;

/** Something the user did that can be taken back. */
public sealed interface Edit {

    /** For the menu: "Undo Strength". */
    String label();

    /** What is left of the edit when a run is closed. */
    Optional<Edit> without(OpenRun closed);

    /** A live parameter went from one value to another, in one drag or by typing. */
    record Live(OpenRun run, String label, String parameter, Object before, Object after) implements Edit {
        @Override
        public Optional<Edit> without(OpenRun closed) {
            return run == closed ? Optional.empty() : Optional.of(this);
        }
    }

    /** A brush stroke. */
    record Painted(OpenRun run, String label, Change.Stroke stroke) implements Edit {
        @Override
        public Optional<Edit> without(OpenRun closed) {
            return run == closed ? Optional.empty() : Optional.of(this);
        }
    }

    /** Runs were started anew together, with other parameters or another seed. */
    record Restarts(String label, List<Restart> restarts) implements Edit {
        @Override
        public Optional<Edit> without(OpenRun closed) {
            List<Restart> left = restarts.stream().filter(r -> r.run() != closed).toList();
            return left.isEmpty() ? Optional.empty() : Optional.of(new Restarts(label, left));
        }
    }

    /** One run was started anew; it had been at {@code beforeStep}. */
    record Restart(OpenRun run, RunDefinition before, long beforeStep, RunDefinition after) { }
}
