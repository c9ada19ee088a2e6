package org.pushforward.views.space;

import javafx.animation.AnimationTimer;

/**
 * Tells when pictures that change follow each other too slowly to be looked at, as in 3D that is drawn without a graphics card. A dozen
 * slow ones in a row, give or take, are needed: the first pictures and a busy moment are slow everywhere.
 */
final class Smoothness extends AnimationTimer {

    /** A frame may take this long: 14 a second. */
    private static final long ACCEPTABLE = 70_000_000;
    private static final int PATIENCE = 12;
    private static final int IDLE = 30;

    private final Runnable tooSlow;
    private boolean changed;
    private boolean measuring;
    private long last;
    private int slow;
    private int idle;

    /** {@code tooSlow} is called once. */
    Smoothness(Runnable tooSlow) {
        this.tooSlow = tooSlow;
    }

    /** The picture has changed and will be drawn with the next pulse. */
    void changed() {
        changed = true;
        idle = 0;
        if (slow < PATIENCE) {
            start();
        }
    }

    @Override
    public void handle(long now) {
        if (measuring) {
            slow = now - last > ACCEPTABLE ? slow + 1 : Math.max(0, slow - 1);
        }
        last = now;
        measuring = changed;
        changed = false;
        if (slow >= PATIENCE) {
            stop();
            tooSlow.run();
        } else if (!measuring && ++idle > IDLE) {
            stop();
        }
    }
}
