package org.pushforward.views.colormap;

/**
 * The values [min, max] that the ends of a colormap stand for, on a linear or logarithmic scale. Immutable.
 *
 * <p>Any two numbers are accepted: equal ends are widened symmetrically when values are mapped, a logarithmic range keeps to positive
 * numbers.
 */
public record ColorRange(double min, double max, boolean log) {

    /** Which values a range is taken from: those of the frame, of all frames since the start of the run, or the user's. */
    public enum Mode { FRAME, RUN, FIXED }

    /** Decades a logarithmic range shows at most when the values contain zeros or numbers of rounding size. */
    private static final double MAX_DECADES = 12;

    /** What sums over a few thousand numbers lose, relative to the largest. */
    private static final double ROUNDING = 1e-12;

    public ColorRange {
        if (!(min <= max) || Double.isInfinite(min) || Double.isInfinite(max)) {
            throw new IllegalArgumentException("not a range: " + min + " to " + max);
        }
        if (log && !(max > 0)) {
            throw new IllegalArgumentException("a logarithmic range needs positive values: " + min + " to " + max);
        }
        if (log && !(min >= max * Math.pow(10, -MAX_DECADES))) {
            min = max * Math.pow(10, -MAX_DECADES);
        }
    }

    /**
     * The range of the finite values; of the positive ones on a logarithmic scale, and linear when there are none. [0, 1] when
     * nothing is finite.
     */
    public static ColorRange of(double[] values, boolean log) {
        double lo = Double.POSITIVE_INFINITY;
        double hi = Double.NEGATIVE_INFINITY;
        for (double v : values) {
            if (v - v == 0 && !(log && v <= 0)) {     // finite
                lo = v < lo ? v : lo;
                hi = v > hi ? v : hi;
            }
        }
        if (lo <= hi) {
            return new ColorRange(lo, hi, log);
        }
        return log ? of(values, false) : new ColorRange(0, 1, false);
    }

    /** The smallest range that holds both; linear unless both are logarithmic. */
    public ColorRange union(ColorRange o) {
        return new ColorRange(Math.min(min, o.min), Math.max(max, o.max), log && o.log);
    }

    /** The smallest range about zero that holds this one if zero is inside, else this: for diverging maps. */
    public ColorRange aboutZero() {
        if (log || min >= 0 || max <= 0) {
            return this;
        }
        double r = Math.max(-min, max);
        return new ColorRange(-r, r, false);
    }

    /** Where v lies, 0 at the low end and 1 at the high end, not clamped; ½ for all values of an empty range; NaN stays NaN. */
    public double normalised(double v) {
        if (isFlat()) {
            return Double.isNaN(v) ? v : 0.5;
        }
        if (log) {
            // Numbers that have no logarithm are below everything.
            return v <= 0 ? 0 : (Math.log10(v) - Math.log10(min)) / (Math.log10(max) - Math.log10(min));
        }
        return (v - min) / (max - min);
    }

    /** Whether the ends differ by no more than rounding, which would show as noise in full color. */
    public boolean isFlat() {
        return !(max - min > ROUNDING * Math.max(Math.abs(min), Math.abs(max)));
    }

    /** The inverse of {@link #normalised}. */
    public double value(double t) {
        return log ? min * Math.pow(max / min, t) : min + t * (max - min);
    }
}
