package org.pushforward.app.cli;

import java.util.Locale;
import org.pushforward.engine.api.Check;

/** Numbers and verdicts as text in columns. */
final class Table {

    private Table() { }

    static String number(double v) {
        double a = Math.abs(v);
        if (v == Math.rint(v) && a < 1e6) {
            return String.format(Locale.ROOT, "%d", (long) v);
        }
        return String.format(Locale.ROOT, a >= 1e-3 && a < 1e5 ? "%.5g" : "%.3e", v);
    }

    static String line(Check.Verdict v) {
        return String.format(Locale.ROOT, "%-6s %-58s %-12s %-16s %s", v.pass() ? "ok" : "FAILED", v.check().name(), number(v.value()),
                v.check().criterion(), v.check().source());
    }
}
