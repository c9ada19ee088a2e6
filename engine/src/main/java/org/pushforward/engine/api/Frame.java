package org.pushforward.engine.api;

import java.util.List;
import java.util.Optional;

/**
 * What a run looks like at one step: an immutable snapshot.
 *
 * @param time in the unit of the experiment; the step's number where there is no time
 * @param layers what can be drawn; ids are unique and stable
 * @param diagnostics all of them, the costly ones included
 */
public record Frame(long step, double time, List<Layer> layers, Diagnostics diagnostics) {
    public Frame {
        layers = List.copyOf(layers);
    }

    public Optional<Layer> layer(String id) {
        return layers.stream().filter(l -> l.id().equals(id)).findFirst();
    }
}
