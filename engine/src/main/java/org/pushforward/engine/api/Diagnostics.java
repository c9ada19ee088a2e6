package org.pushforward.engine.api;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Named numbers of a run (residual, min Jacobian, mass, energy, CFL, NFE…), in the order in which they are shown. */
public record Diagnostics(List<Entry> entries) {

    public static final Diagnostics NONE = new Diagnostics(List.of());

    public Diagnostics {
        entries = List.copyOf(entries);
    }

    /** The value of {@code id}, if this run has it. */
    public OptionalDouble value(String id) {
        for (Entry e : entries) {
            if (e.id().equals(id)) {
                return OptionalDouble.of(e.value());
            }
        }
        return OptionalDouble.empty();
    }

    /** These entries followed by more. */
    public Diagnostics and(Entry... more) {
        List<Entry> all = new ArrayList<>(entries);
        all.addAll(List.of(more));
        return new Diagnostics(all);
    }

    /** The same of another set. */
    public Diagnostics and(Diagnostics more) {
        return and(more.entries.toArray(Entry[]::new));
    }

    /** Without the entries that have no value (NaN), for a solver that has not measured everything yet. */
    public Diagnostics measured() {
        return new Diagnostics(entries.stream().filter(e -> !Double.isNaN(e.value())).toList());
    }

    public static Diagnostics of(Entry... entries) {
        return new Diagnostics(List.of(entries));
    }

    /**
     * One number.
     *
     * @param id stable: plots, CSV, compare and scripts depend on it
     * @param unit empty for a pure number
     */
    public record Entry(String id, String label, String unit, double value) { }
}
