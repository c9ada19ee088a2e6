package org.pushforward.engine.api;

import java.util.List;
import java.util.Optional;

/**
 * What a run looks like at one step: an immutable snapshot.
 *
 * @param time in the unit of the experiment; the step's number where there is no time
 * @param layers what can be drawn; ids are unique and stable
 * @param diagnostics all of them, the costly ones included
 * @param notes what is left out and why, a sentence each
 */
public record Frame(long step, double time, List<Layer> layers, Diagnostics diagnostics, List<String> notes) {
    public Frame {
        layers = List.copyOf(layers);
        notes = List.copyOf(notes);
    }

    public Frame(long step, double time, List<Layer> layers, Diagnostics diagnostics) {
        this(step, time, layers, diagnostics, List.of());
    }

    public Optional<Layer> layer(String id) {
        return layers.stream().filter(l -> l.id().equals(id)).findFirst();
    }
}
