package org.pushforward.views.plane;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * What a piece of work costs the thread that does it: by the clock of the thread, which stands still while others have the processor,
 * and by that of the wall. Belongs to one thread; where threads have no clocks, both are the wall's.
 */
public final class Stopwatch {

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final boolean counted = threads.isCurrentThreadCpuTimeSupported();
    private long wallBegin;
    private long workBegin;
    private double workSeconds = Double.NaN;
    private double wallSeconds = Double.NaN;

    public void begin() {
        wallBegin = System.nanoTime();
        workBegin = work();
    }

    public void end() {
        workSeconds = (work() - workBegin) * 1e-9;
        wallSeconds = (System.nanoTime() - wallBegin) * 1e-9;
    }

    private long work() {
        return counted ? threads.getCurrentThreadCpuTime() : System.nanoTime();
    }

    /** By the clock of the thread, from the latest begin to its end; NaN before. */
    public double workSeconds() {
        return workSeconds;
    }

    /** By the clock of the wall, with all that came in between. */
    public double wallSeconds() {
        return wallSeconds;
    }
}
