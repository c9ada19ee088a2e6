package org.pushforward.app.window;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.DoubleSupplier;
import javafx.scene.Scene;

/**
 * What the FX thread does for a frame: from the begin of a pulse (snapshots, words) through styles and layout to the moment at which
 * the scene is given to the renderer, and the hand-over of the pictures that were drawn meanwhile. By the clock of the thread, which
 * stands still while others have the processor, and by that of the wall.
 */
final class FrameWork {

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final boolean counted = threads.isCurrentThreadCpuTimeSupported();
    private final DoubleSupplier handOver;
    private long wallBegin;
    private long cpuBegin;
    private boolean open;
    private double seconds = Double.NaN;
    private double wallSeconds = Double.NaN;

    /**
     * @param scene whose layout ends the frame
     * @param handOver seconds that the latest pictures took, between pulses
     */
    FrameWork(Scene scene, DoubleSupplier handOver) {
        this.handOver = handOver;
        scene.addPostLayoutPulseListener(this::end);
    }

    /** Called first in every pulse. */
    void begin() {
        wallBegin = System.nanoTime();
        cpuBegin = cpu();
        open = true;
    }

    private void end() {
        if (open) {
            seconds = (cpu() - cpuBegin) * 1e-9 + handOver.getAsDouble();
            wallSeconds = (System.nanoTime() - wallBegin) * 1e-9 + handOver.getAsDouble();
            open = false;
        }
    }

    private long cpu() {
        return counted ? threads.getCurrentThreadCpuTime() : System.nanoTime();
    }

    /** Work of the thread for the latest whole frame; NaN before the first. */
    double seconds() {
        return seconds;
    }

    /** How long that took, with all that came in between. */
    double wallSeconds() {
        return wallSeconds;
    }
}
