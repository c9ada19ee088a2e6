package org.pushforward.app.cli;

import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;

/** How soon an experiment with its defaults is there, and how soon it would be gone. */
final class Promptness {

    /** Milliseconds within which whoever waits should have an answer. */
    static final double TARGET = 100;

    private Promptness() { }

    /** Milliseconds that {@code create} takes. */
    static double creation(Experiment e) {
        long begin = System.nanoTime();
        e.create(e.defaults(), 1);
        return (System.nanoTime() - begin) * 1e-6;
    }

    /** The longest time in milliseconds for which the first step or its frame do not ask whether they are cancelled, on one thread. */
    static double answer(Experiment e) {
        Solver solver = e.create(e.defaults(), 1);
        Watch watch = new Watch();
        StepContext context = new StepContext(Workers.serial(), watch);
        solver.step(context);
        solver.frame(1, context);
        watch.isCancelled();
        return watch.longest * 1e-6;
    }

    private static final class Watch extends CancelToken {
        private long last = System.nanoTime();
        private long longest;

        @Override
        public synchronized boolean isCancelled() {
            long now = System.nanoTime();
            longest = Math.max(longest, now - last);
            last = now;
            return false;
        }
    }
}
