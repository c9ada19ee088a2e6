package org.pushforward.engine.mesh;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pushforward.engine.numerics.Formula;

/**
 * M on [0, 1] in time:
 *
 * <ul>
 * <li>arc-length: √(1 + (α u_x)²), of the wave or of a computed u;
 * <li>front: 1 + α sech²((x − x₀ − t/2)/4ν), the slope of the wave over its largest;
 * <li>bell: 1 + α exp(−50 (x − ½)²);
 * <li>formula: in x and t, positive.
 * </ul>
 *
 * Immutable.
 */
record LineMonitor(String name, double alpha, BurgersWave wave, Optional<Formula> formula) {

    static final String ARC_LENGTH = "arc-length";
    static final String FORMULA = "formula";
    static final List<String> NAMES = List.of(ARC_LENGTH, "bell", "front", FORMULA);
    static final List<String> VARIABLES = List.of("x", "t");
    private static final double BELL = 50;
    private static final int SAMPLES = 64;
    private static final double LEAST = 1e-6;
    private static final double MOST = 1e6;

    /** Errors: {@code InputException} where the formula is not in (0, 1e6] on 65 × 9 places from time 0 to the end. */
    static LineMonitor of(String name, double alpha, BurgersWave wave, String knob, String text, double end) {
        if (!name.equals(FORMULA)) {
            return new LineMonitor(name, alpha, wave, Optional.empty());
        }
        Formula f = Formula.of(knob, text, VARIABLES);
        for (int k = 0; k <= 8; k++) {
            for (int i = 0; i <= SAMPLES; i++) {
                double x = (double) i / SAMPLES;
                double t = end * k / 8;
                double m = f.value(x, t);
                if (!(m > 0) || m > MOST) {
                    throw f.wrongAt(knob, m > MOST ? Double.POSITIVE_INFINITY : m, x, t);
                }
            }
        }
        return new LineMonitor(name, alpha, wave, Optional.of(f));
    }

    double at(double x, double t) {
        return switch (name) {
            case ARC_LENGTH -> Math.hypot(1, alpha * wave.slope(x, t));
            case "bell" -> 1 + alpha * Math.exp(-BELL * (x - 0.5) * (x - 0.5));
            case "front" -> 1 + alpha * wave.slope(x, t) / wave.slope(wave.middle(t), t);
            default -> Math.clamp(formula.orElseThrow().value(x, t), LEAST, MOST);
        };
    }

    /** As it is known, of the wave itself where it is one of u. */
    LineMass known(double t) {
        return LineMass.of(x -> at(x, t));
    }

    /** The arc length of a computed u in each cell, smoothed by so many passes; any other monitor as it is known. */
    LineMass of(double[] x, double[] u, double t, int passes) {
        if (!name.equals(ARC_LENGTH)) {
            return known(t);
        }
        double[] m = new double[x.length - 1];
        Arrays.setAll(m, i -> Math.hypot(1, alpha * (u[i + 1] - u[i]) / (x[i + 1] - x[i])));
        return LineMass.inCells(x, LineMesh.smoothed(m, passes));
    }
}
