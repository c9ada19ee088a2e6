package org.pushforward.engine.run;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pushforward.engine.api.Diagnostics;

/**
 * The diagnostics of every step of a run; entry k belongs to step k. Written by the run's thread; {@link #snapshot} may be read by
 * any thread, because entries are only ever appended (truncation starts new arrays).
 */
public final class History {

    private final Map<String, double[]> columns = new LinkedHashMap<>();
    private List<Diagnostics.Entry> names = List.of();
    private int size;
    private Snapshot latest = new Snapshot(0, List.of(), Map.of());

    int size() {
        return size;
    }

    void append(Diagnostics d) {
        if (names.size() < d.entries().size()) {
            names = d.entries();
        }
        for (Diagnostics.Entry e : d.entries()) {
            columns.computeIfAbsent(e.id(), id -> filledWithNaN(64));
        }
        columns.replaceAll((id, c) -> {
            double[] room = size < c.length ? c : grown(c);
            room[size] = d.value(id).orElse(Double.NaN);
            return room;
        });
        size++;
        latest = null;
    }

    void truncate(int newSize) {
        if (newSize < size) {
            columns.replaceAll((id, c) -> Arrays.copyOf(c, c.length));
            size = newSize;
            latest = null;
        }
    }

    /** Takes over the first entries of another history. */
    void copyFrom(History other, int entries) {
        columns.clear();
        other.columns.forEach((id, c) -> columns.put(id, Arrays.copyOf(c, c.length)));
        names = other.names;
        size = Math.min(entries, other.size);
        latest = null;
    }

    Snapshot snapshot() {
        if (latest == null) {
            latest = new Snapshot(size, names, Map.copyOf(columns));
        }
        return latest;
    }

    private static double[] filledWithNaN(int n) {
        double[] c = new double[n];
        Arrays.fill(c, Double.NaN);
        return c;
    }

    private double[] grown(double[] c) {
        double[] g = Arrays.copyOf(c, 2 * c.length);
        Arrays.fill(g, c.length, g.length, Double.NaN);
        return g;
    }

    /**
     * The history up to a step, immutable.
     *
     * @param names the diagnostics with label and unit (their values are those of some step)
     */
    public record Snapshot(int size, List<Diagnostics.Entry> names, Map<String, double[]> columns) {

        /** Value of a diagnostic at a step; NaN where it was not measured. */
        public double value(int step, String id) {
            double[] c = columns.get(id);
            return c == null || step >= size ? Double.NaN : c[step];
        }
    }
}
