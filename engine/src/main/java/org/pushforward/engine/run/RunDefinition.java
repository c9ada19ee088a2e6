package org.pushforward.engine.run;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.ParameterSet;

/**
 * All that determines a run's bits: experiment, parameters, seed and events in the order of their steps.
 */
public record RunDefinition(Experiment experiment, ParameterSet parameters, long seed, List<Event> events) {

    public RunDefinition {
        events = List.copyOf(events);
        for (int k = 1; k < events.size(); k++) {
            if (events.get(k).step() < events.get(k - 1).step()) {
                throw new IllegalArgumentException("events are not in the order of their steps");
            }
        }
    }

    public static RunDefinition of(Experiment experiment, ParameterSet parameters, long seed) {
        return new RunDefinition(experiment, parameters, seed, List.of());
    }

    /** With the events after {@code step} dropped. */
    public RunDefinition until(long step) {
        return new RunDefinition(experiment, parameters, seed, events.stream().filter(e -> e.step() <= step).toList());
    }

    /** With one more event, which must not be earlier than the last. */
    public RunDefinition and(Event event) {
        List<Event> more = new ArrayList<>(events);
        more.add(event);
        return new RunDefinition(experiment, parameters, seed, more);
    }

    public boolean hasEventsAfter(long step) {
        return !events.isEmpty() && events.getLast().step() > step;
    }
}
