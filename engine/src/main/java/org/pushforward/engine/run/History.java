package org.pushforward.engine.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pushforward.engine.api.Diagnostics;

/**
 * The diagnostics of every step of a run; entry k belongs to step k. Written by the run's thread; {@link #snapshot} may be read by
 * any thread, because entries are only ever appended (truncation starts new arrays).
 */
public final class History {

    private static final double[] NOTHING = {};

    private final Map<String, double[]> columns = new LinkedHashMap<>();
    private final List<Diagnostics.Entry> names = new ArrayList<>();
    private int size;
    private Optional<Snapshot> latest = Optional.empty();

    int size() {
        return size;
    }

    void append(Diagnostics d) {
        if (d.entries().stream().anyMatch(e -> !columns.containsKey(e.id()))) {
            place(d.entries());
        }
        columns.replaceAll((id, c) -> {
            double[] room = size < c.length ? c : withRoom(c);
            room[size] = d.value(id).orElse(Double.NaN);
            return room;
        });
        size++;
        latest = Optional.empty();
    }

    /** What is new goes before the known entry that it is told before. */
    private void place(List<Diagnostics.Entry> entries) {
        int at = names.size();
        for (Diagnostics.Entry e : entries.reversed()) {
            if (columns.putIfAbsent(e.id(), NOTHING) == null) {
                names.add(at, e);
            } else {
                at = at(e.id());
            }
        }
    }

    private int at(String id) {
        int k = 0;
        while (!names.get(k).id().equals(id)) {
            k++;
        }
        return k;
    }

    void truncate(int newSize) {
        if (newSize < size) {
            columns.replaceAll((id, c) -> Arrays.copyOf(c, c.length));
            size = newSize;
            latest = Optional.empty();
        }
    }

    /** Takes over the first entries of another history. */
    void copyFrom(History other, int entries) {
        columns.clear();
        other.columns.forEach((id, c) -> columns.put(id, Arrays.copyOf(c, c.length)));
        names.clear();
        names.addAll(other.names);
        size = Math.min(entries, other.size);
        latest = Optional.empty();
    }

    Snapshot snapshot() {
        if (latest.isEmpty()) {
            latest = Optional.of(new Snapshot(size, List.copyOf(names), Map.copyOf(columns)));
        }
        return latest.get();
    }

    /** A longer column; what was not measured is NaN. */
    private double[] withRoom(double[] c) {
        double[] longer = Arrays.copyOf(c, Math.max(64, 2 * size));
        Arrays.fill(longer, c.length, longer.length, Double.NaN);
        return longer;
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
