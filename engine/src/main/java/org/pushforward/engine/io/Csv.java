package org.pushforward.engine.io;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.pushforward.engine.api.Diagnostics;
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
}
