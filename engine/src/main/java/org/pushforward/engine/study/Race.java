package org.pushforward.engine.study;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Several methods on one problem, side by side. Immutable.
 *
 * @param names of the contestants, in the order in which they are shown
 * @param states where each of them stands
 */
public record Race<C>(List<String> names, List<C> states) {

    public Race {
        names = List.copyOf(names);
        states = List.copyOf(states);
        if (names.size() != states.size()) {
            throw new IllegalArgumentException(names.size() + " contestants, " + states.size() + " states");
        }
    }

    /** All at the start. */
    public static <C> Race<C> of(List<String> names, Function<String, C> start) {
        return new Race<>(names, names.stream().map(start).toList());
    }

    /** Everybody one step further, in turn; they meet the same noise when they draw it from the same {@link Turn}. */
    public <D> Race<D> then(BiFunction<String, C, D> next) {
        List<D> after = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            after.add(next.apply(names.get(k), states.get(k)));
        }
        return new Race<>(names, after);
    }

    public boolean has(String name) {
        return names.contains(name);
    }

    public C get(String name) {
        return states.get(names.indexOf(name));
    }
}
