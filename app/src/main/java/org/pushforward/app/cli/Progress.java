package org.pushforward.app.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** One line of progress with the time that remains, rewritten in place on a terminal's standard error; silent elsewhere. Any thread may call. */
final class Progress implements AutoCloseable {

    private static final long INTERVAL = 200_000_000L;

    private final PrintWriter err;
    private final boolean terminal = System.console() != null && System.console().isTerminal();
    private final long begin = System.nanoTime();
    private long last;

    Progress(PrintWriter err) {
        this.err = err;
    }

    /** @param fraction done, or NaN when unknown */
    synchronized void show(String what, double fraction) {
        long now = System.nanoTime();
        if (!terminal || now - last < INTERVAL) {
            return;
        }
        last = now;
        double elapsed = (now - begin) * 1e-9;
        String eta = fraction > 0.01 ? String.format(Locale.ROOT, "  %3.0f %%  %s left", 100 * fraction,
                seconds(elapsed * (1 - fraction) / fraction)) : "";
        err.print("\r\u001b[K" + what + eta);
        err.flush();
    }

    private static String seconds(double s) {
        return s < 90 ? String.format(Locale.ROOT, "%.0f s", s) : String.format(Locale.ROOT, "%.0f min", s / 60);
    }

    /** Before something else is printed. */
    synchronized void clear() {
        if (last != 0) {
            err.print("\r\u001b[K");
            err.flush();
        }
    }

    @Override
    public void close() {
        clear();
    }
}
