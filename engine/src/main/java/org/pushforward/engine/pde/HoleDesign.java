package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change.Stroke;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.pde.HolePlates.Plate;

/**
 * A hole that is changed, its area kept, so that a network's prediction of the largest stress falls: steepest descent of (mean σ^{@value #POWER})^{1/@value #POWER}
 * among holes as likely as those that were learned from, by steps that shorten. What finite elements say of every hole on the way is kept beside, and is not used.
 * Immutable.
 *
 * @param start the plate to begin with, {@code now} the one that is tried, {@code best} that of the lowest prediction
 * @param predicted soft maxima by the network, from the start, {@code peaks} those of the rim by finite elements
 * @param lowest prediction
 */
record HoleDesign(Plate start, Plate now, Plate best, double[] predicted, double[] peaks, double lowest) {

    private static final int POWER = 12;
    /** The first step, in deviations of the holes that were learned from, and how many a hole may be from their middle. */
    private static final double LONGEST = 0.25;
    private static final double FARTHEST = 2.5;
    private static final double SHORTER = 0.96;
    /** How far a brush reaches along the rim, in radians. */
    private static final double REACH = 0.4;

    static HoleDesign of(Plate start) {
        return new HoleDesign(start, start, start, new double[0], new double[] {start.peak()}, Double.POSITIVE_INFINITY);
    }

    /** 1 − largest stress of the best hole over that of the first, both by finite elements. */
    double gain() {
        return 1 - best.peak() / start.peak();
    }

    /**
     * A step.
     *
     * @param stresses of the nodes by radii, 1 × n → 1 × nodes
     * @param low and {@code high}: ends of the radii that the network has seen
     */
    HoleDesign next(HolePlates plates, Fit fit, BiFunction<Theta, Value, Value> stresses, double low, double high, CancelToken cancel) {
        double value;
        double[] slope;
        try (Tape tape = Tape.open(cancel)) {
            Value radii = tape.variable(now.radii(), 1, HolePlates.CODE);
            Value soft = stresses.apply(Theta.constant(tape, fit.weights(), fit.theta()), radii).abs().plus(1e-6).power(POWER).mean().power(1.0 / POWER);
            value = soft.number();
            slope = soft.grad(radii).array();
        }
        Plate found = value < lowest ? now : best;
        double[] moved = plates.moved(now.radii(), slope, LONGEST * Math.pow(SHORTER, predicted.length), FARTHEST);
        Plate next = plates.plate(ofArea(moved, HolePlates.area(start.radii()), low, high));
        return new HoleDesign(start, next, found, appended(predicted, value), appended(peaks, next.peak()), Math.min(lowest, value));
    }

    private static double[] appended(double[] a, double v) {
        double[] b = Arrays.copyOf(a, a.length + 1);
        b[a.length] = v;
        return b;
    }

    private static double[] ofArea(double[] radii, double area, double low, double high) {
        double[] r = radii.clone();
        for (int it = 0; it < 20; it++) {
            double scale = Math.sqrt(area / HolePlates.area(r));
            Arrays.setAll(r, k -> Math.clamp(r[k] * scale, low, high));
        }
        return r;
    }

    /** A rim that goes through strokes: radii near a stroke's angle are drawn to its distance from the middle. */
    static double[] dragged(double[] radii, List<Stroke> strokes, double low, double high) {
        double[] r = radii.clone();
        for (Stroke s : strokes) {
            for (int k = 0; k + 1 < s.xy().size(); k += 2) {
                double angle = Math.atan2(s.xy().get(k + 1), s.xy().get(k));
                double to = Math.clamp(Math.hypot(s.xy().get(k), s.xy().get(k + 1)), low, high);
                for (int j = 0; j < r.length; j++) {
                    double far = Math.IEEEremainder(angle - 2 * Math.PI * j / r.length, 2 * Math.PI) / REACH;
                    double back = s.strength() < 0 ? radii[j] : to;
                    r[j] += Math.exp(-far * far) * (back - r[j]);
                }
            }
        }
        return r;
    }
}
