package org.pushforward.engine.io;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.run.History;

/** Comma-separated values with a header line; numbers read back as the same bits. */
public final class Csv {

    private Csv() { }

    /** The diagnostics of every step: column "step", then one a diagnostic; empty where it was not measured. */
    public static String of(History.Snapshot history) {
        StringBuilder s = new StringBuilder("step");
        for (Diagnostics.Entry e : history.names()) {
            s.append(',').append(e.id());
        }
        for (int k = 0; k < history.size(); k++) {
            s.append('\n').append(k);
            for (Diagnostics.Entry e : history.names()) {
                double v = history.value(k, e.id());
                s.append(',');
                if (!Double.isNaN(v)) {
                    s.append(v);
                }
            }
        }
        return s.append('\n').toString();
    }

    public static void write(History.Snapshot history, Path file) {
        AtomicFile.write(file, out -> out.write(of(history).getBytes(StandardCharsets.UTF_8)));
    }

    /** {@code <layer>.csv} for every table: ids of the columns, then a line a row. */
    public static void writeTables(Frame frame, Path folder) {
        for (Layer layer : frame.layers()) {
            if (layer instanceof Layer.Table t) {
                AtomicFile.write(folder.resolve(t.id() + ".csv"), out -> out.write(of(t).getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    private static String of(Layer.Table table) {
        StringBuilder s = new StringBuilder(table.columns().stream().map(c -> quoted(c.id())).collect(Collectors.joining(","))).append('\n');
        for (int r = 0; r < table.rows(); r++) {
            int row = r;
            s.append(table.columns().stream().map(c -> switch (c) {
                case Layer.Column.Numbers n -> Double.toString(n.values()[row]);
                case Layer.Column.Words w -> quoted(w.values().get(row));
            }).collect(Collectors.joining(","))).append('\n');
        }
        return s.toString();
    }

    private static String quoted(String word) {
        return word.matches("(?s).*[,\"\n\r].*") ? '"' + word.replace("\"", "\"\"") + '"' : word;
    }
}
