package org.pushforward.app.window;

import java.util.function.DoubleSupplier;
import javafx.scene.Scene;
import org.pushforward.views.plane.Stopwatch;

/**
 * What the FX thread does for a frame, by its own clock: from the begin of a pulse (snapshots, words) through styles and layout to the
 * moment at which the scene is given to the renderer, and the hand-over of the pictures that were drawn meanwhile.
 */
final class FrameWork {

    private final Stopwatch watch = new Stopwatch();
    private final DoubleSupplier handOver;
    private boolean open;
    private double seconds = Double.NaN;

    /**
     * @param scene whose layout ends the frame
     * @param handOver seconds of work for the latest pictures, between pulses
     */
    FrameWork(Scene scene, DoubleSupplier handOver) {
        this.handOver = handOver;
        scene.addPostLayoutPulseListener(this::end);
    }

    /** Called first in every pulse. */
    void begin() {
        watch.begin();
        open = true;
    }

    private void end() {
        if (open) {
            watch.end();
            seconds = watch.workSeconds() + handOver.getAsDouble();
            open = false;
        }
    }

    /** Work of the thread for the latest whole frame; NaN before the first. */
    double seconds() {
        return seconds;
    }

    /** How long the latest pulse took, with all that came in between. */
    double wallSeconds() {
        return watch.wallSeconds();
    }
}
