package org.pushforward.engine.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Pane;

/**
 * The diagnostics of every step of a run; entry k belongs to step k. Written by the run's thread; {@link #snapshot} may be read by
 * any thread, because entries are only ever appended (truncation starts new arrays). Beside them stand the CPU seconds that it took to
 * get there for the first time, which are no diagnostic: they differ from one run to the next.
 */
public final class History {

    private static final double[] NOTHING = {};

    private final Map<String, double[]> columns = new LinkedHashMap<>();
    private final List<Diagnostics.Entry> names = new ArrayList<>();
    private double[] seconds = NOTHING;
    private int size;
    private Optional<Snapshot> latest = Optional.empty();

    int size() {
        return size;
    }

    /** @param spent CPU seconds of the steps so far */
    void append(Diagnostics d, double spent) {
        if (d.entries().stream().anyMatch(e -> !columns.containsKey(e.id()))) {
            place(d.entries());
        }
        columns.replaceAll((id, c) -> {
            double[] room = size < c.length ? c : withRoom(c);
            room[size] = d.value(id).orElse(Double.NaN);
            return room;
        });
        seconds = size < seconds.length ? seconds : withRoom(seconds);
        seconds[size] = spent;
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
            seconds = seconds.clone();
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
        seconds = other.seconds.clone();
        size = Math.min(entries, other.size);
        latest = Optional.empty();
    }

    Snapshot snapshot() {
        if (latest.isEmpty()) {
            latest = Optional.of(new Snapshot(size, List.copyOf(names), Map.copyOf(columns), seconds));
        }
        return latest.get();
    }

    /** CPU seconds of the steps up to one that is recorded. */
    double seconds(int step) {
        return seconds[step];
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
     * @param seconds CPU seconds of the steps so far
     */
    public record Snapshot(int size, List<Diagnostics.Entry> names, Map<String, double[]> columns, double[] seconds) {

        /** Value of a diagnostic at a step, or {@link Pane#CPU_SECONDS}; NaN where it was not measured. */
        public double value(int step, String id) {
            double[] c = id.equals(Pane.CPU_SECONDS) ? seconds : columns.get(id);
            return c == null || step >= size ? Double.NaN : c[step];
        }
    }
}
