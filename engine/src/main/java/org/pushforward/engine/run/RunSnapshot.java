package org.pushforward.engine.run;

import java.util.Optional;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Status;

/**
 * Everything a window needs to show a run at one moment; immutable.
 *
 * @param parameters in force, live changes included
 * @param frontier the furthest step computed so far
 * @param checkpoints steps with a saved state
 * @param stepSeconds what the latest step took
 * @param progress in [0, 1], or NaN
 */
public record RunSnapshot(Frame frame, RunState state, RunDefinition definition, ParameterSet parameters, long frontier,
        long[] checkpoints, History.Snapshot history, double stepSeconds, double progress, Pace pace,
        Optional<Status.Failure> failure) { }
