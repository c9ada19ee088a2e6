package org.pushforward.engine.mesh;

/**
 * Where a mesh mover is on its way to the full monitor: in stage s of S it solves with the power s/S of m.
 *
 * @param stage s, from 1
 * @param stages S
 * @param warm whether the run continues from a mesh of another monitor
 * @param slow iterations in a row that gained little
 */
record Continuation(int stage, int stages, boolean warm, int slow) {

    /** At once with the whole monitor, from the present mesh. */
    static final Continuation WARM = new Continuation(1, 1, true, 0);

    /** Stages for sharp monitors, and the most that are tried. */
    private static final int SHARP_STAGES = 4;
    private static final int MOST_STAGES = 8;
    /** An iteration that leaves more than that of the merit is slow, and so many of them in a row are a stall. */
    private static final double SLOW = 0.98;
    private static final int MANY_SLOW = 12;

    /** From the uniform mesh. */
    static Continuation fresh(int stages) {
        return new Continuation(1, stages, false, 0);
    }

    /** Stages of a fresh start when they are chosen automatically. */
    static int stagesFor(Sharpness sharpness) {
        return sharpness.isSharp() ? SHARP_STAGES : 1;
    }

    double power() {
        return (double) stage / stages;
    }

    boolean isLast() {
        return stage == stages;
    }

    Continuation nextStage() {
        return new Continuation(stage + 1, stages, warm, 0);
    }

    /** After an iteration that took the merit from {@code before} to {@code after}. */
    Continuation after(double before, double now) {
        return new Continuation(stage, stages, warm, now > SLOW * before ? slow + 1 : 0);
    }

    boolean hasStalled() {
        return slow >= MANY_SLOW;
    }

    boolean canHaveMoreStages() {
        return stages < MOST_STAGES;
    }

    /** From the uniform mesh again, in smaller stages. */
    Continuation moreStages() {
        return fresh(stages < SHARP_STAGES ? SHARP_STAGES : MOST_STAGES);
    }
}
