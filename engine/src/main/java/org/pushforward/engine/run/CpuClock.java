package org.pushforward.engine.run;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.pushforward.engine.api.Workers;

/**
 * CPU seconds of the threads that compute a run: the one that asks, and its workers. Wall time where the virtual machine does not
 * count them. What it says differs from one time to the next, so it goes into no state, no checkpoint and no file that is compared.
 */
final class CpuClock {

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final boolean counted = threads.isThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled();
    private final long[] helpers;

    CpuClock(Workers workers) {
        helpers = workers.helperIds();
    }

    double seconds() {
        if (!counted) {
            return System.nanoTime() * 1e-9;
        }
        long t = threads.getCurrentThreadCpuTime();
        for (long id : helpers) {
            t += Math.max(0, threads.getThreadCpuTime(id));      // −1 of a thread that has ended
        }
        return t * 1e-9;
    }
}
