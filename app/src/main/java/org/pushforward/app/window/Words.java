package org.pushforward.app.window;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Numbers and texts about the runs, in strips that are shown one a pulse, so that no frame carries them all. While a run plays, each strip
 * keeps a pace at which it can be read; what has come to rest is shown as soon as its turn comes.
 */
final class Words {

    private static final class Strip {
        private final long pause;
        private final Runnable show;
        private boolean isOnce;
        private boolean due;
        private boolean urgent;
        private long shown;

        Strip(Duration pause, Runnable show) {
            this.pause = pause.toNanos();
            this.show = show;
        }

        boolean waits(long now) {
            return due && (urgent || now - shown >= pause);
        }

        void show(long now) {
            due = false;
            urgent = false;
            shown = now;
            show.run();
        }
    }

    private final List<Strip> strips = new ArrayList<>();
    private long pulse;

    /** @param pause between two times of showing while a run plays */
    void add(Duration pause, Runnable show) {
        strips.add(new Strip(pause, show));
    }

    /** Something to be shown once, when its turn comes. */
    void once(Runnable show) {
        Strip strip = new Strip(Duration.ZERO, show);
        strip.isOnce = true;
        strip.due = true;
        strip.shown = pulse;
        strips.add(strip);
    }

    /** Something has changed. @param urgent nothing will follow that would be shown instead */
    void change(boolean urgent) {
        strips.forEach(s -> {
            s.due = true;
            s.urgent |= urgent;
        });
    }

    /** Called in every pulse, at a time in nanoseconds: shows the strip that was shown longest ago of those that may be, if there is one. */
    void showNext(long now) {
        pulse = now;
        strips.stream().filter(s -> s.waits(now)).min(Comparator.comparingLong(s -> s.shown)).ifPresent(s -> {
            s.show(now);
            strips.removeIf(t -> t == s && t.isOnce);
        });
    }
}
