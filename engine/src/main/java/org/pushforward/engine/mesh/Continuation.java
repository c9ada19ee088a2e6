package org.pushforward.engine.mesh;

/**
 * Where a mesh mover is on its way to the full monitor: it solves with a power of m that rises to 1.
 *
 * @param power the power it solves with at present
 * @param stride by how much the power rises between two stages
 * @param kind what to do at a stall
 * @param slow iterations in a row that gained little
 * @param good the last power that was solved
 * @param goodPhi the potential that solved it; the uniform mesh for the power 0
 */
record Continuation(double power, double stride, Kind kind, int slow, double good, double[] goodPhi) {

    /** A fresh start in stages of fixed or adaptive length; at once with the whole monitor from the present mesh; that from a fallback. */
    enum Kind { FIXED, ADAPTIVE, WARM, FALLBACK }

    /** First stride for sharp monitors, and the shortest that is tried. Larger first strides cost more iterations in all. */
    private static final double SHARP_STRIDE = 1.0 / 4;
    private static final double SHORTEST = 1.0 / 64;
    /** A stage before the last one need not be solved better; one that was shortened after a stall starts from better ones. */
    private static final double ROUGH = 0.1;
    private static final double FINE = 0.03;
    /** An iteration that leaves more than that of the merit is slow, and so many of them in a row are a stall. */
    private static final double SLOW = 0.98;
    private static final int MANY_SLOW = 12;

    /** From the uniform mesh in so many stages. */
    static Continuation fixed(int stages, double[] zero) {
        return stage(0, 1.0 / stages, Kind.FIXED, zero);
    }

    /** From the uniform mesh in stages that become shorter where Newton's method stalls. */
    static Continuation adaptive(Sharpness sharpness, double[] zero) {
        return stage(0, sharpness.isSharp() ? SHARP_STRIDE : 1, Kind.ADAPTIVE, zero);
    }

    /** With the whole of another monitor from the present mesh; if that stalls, from {@code fallback}. */
    static Continuation warm(double[] fallback) {
        return new Continuation(1, 1, Kind.WARM, 0, 0, fallback);
    }

    private static Continuation stage(double good, double stride, Kind kind, double[] goodPhi) {
        // Strides are powers of two, or as long as the last stage needs: 1 is met exactly.
        double power = good + 1.5 * stride > 1 ? 1 : good + stride;
        return new Continuation(power, stride, kind, 0, good, goodPhi);
    }

    /** To which residual the stage is to be solved. */
    double tolerance() {
        return stride < SHARP_STRIDE ? FINE : ROUGH;
    }

    boolean isLast() {
        return power == 1;
    }

    /** The next stage, from the potential that solved this one. */
    Continuation next(double[] phi) {
        return stage(power, stride, kind, phi);
    }

    /** After an iteration that took the merit from {@code before} to {@code after}. */
    Continuation after(double before, double now) {
        return new Continuation(power, stride, kind, now > SLOW * before ? slow + 1 : 0, good, goodPhi);
    }

    boolean hasStalled() {
        return slow >= MANY_SLOW;
    }

    boolean canBeShorter() {
        return kind == Kind.ADAPTIVE && stride > SHORTEST;
    }

    /** A stage half as long from the last that was solved. */
    Continuation shorter() {
        return stage(good, 0.5 * (power - good), kind, goodPhi);
    }

    /** With the whole monitor from the last potential that solved something. */
    Continuation fallback() {
        return new Continuation(1, 1, Kind.FALLBACK, 0, 0, goodPhi);
    }
}
