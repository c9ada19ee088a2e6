package org.pushforward.engine.numerics;

/**
 * The mean of what was drawn so far and how far off it may be. Immutable; draws are added one after another by Welford's (1962) recursion, groups by that
 * of Chan, Golub, LeVeque (1983), so nothing cancels.
 *
 * @param count draws
 * @param mean of them, 0 before the first
 * @param squares Σ (x − mean)²
 */
public record Estimate(long count, double mean, double squares) {

    public static final Estimate NONE = new Estimate(0, 0, 0);

    /** Of yes and no: {@code hits} of {@code draws}. */
    public static Estimate ofHits(long hits, long draws) {
        return draws == 0 ? NONE : new Estimate(draws, (double) hits / draws, (double) hits * (draws - hits) / draws);
    }

    public static Estimate of(double... values) {
        Estimate e = NONE;
        for (double v : values) {
            e = e.and(v);
        }
        return e;
    }

    public Estimate and(double x) {
        double delta = x - mean;
        double after = mean + delta / (count + 1);
        return new Estimate(count + 1, after, squares + delta * (x - after));
    }

    public Estimate and(Estimate other) {
        if (count == 0 || other.count == 0) {
            return count == 0 ? other : this;
        }
        double n = (double) count + other.count;
        double delta = other.mean - mean;
        return new Estimate(count + other.count, mean + delta * other.count / n, squares + other.squares + delta * delta * count * other.count / n);
    }

    /** Unbiased; 0 for fewer than two draws. */
    public double variance() {
        return count < 2 ? 0 : squares / (count - 1);
    }

    /** Of the mean; infinite before two draws. */
    public double standardError() {
        return count < 2 ? Double.POSITIVE_INFINITY : Math.sqrt(variance() / count);
    }

    /** |mean − exact| in standard errors; 0 where both are the same and nothing varies. */
    public double deviations(double exact) {
        double off = Math.abs(mean - exact);
        return off == 0 ? 0 : off / standardError();
    }

    /** As {@link #deviations} of a probability, by the standard error of {@code exact} itself (a score test), which also holds for few hits. */
    public double scoreDeviations(double exact) {
        double off = Math.abs(mean - exact);
        return off == 0 ? 0 : off / Math.sqrt(exact * (1 - exact) / count);
    }

    /** Ends of the interval of Wilson (1927) for a probability, z standard errors wide; {0, 1} before the first draw. */
    public double[] wilson(double z) {
        if (count == 0) {
            return new double[] {0, 1};
        }
        double n = count;
        double middle = (mean + z * z / (2 * n)) / (1 + z * z / n);
        double half = z / (1 + z * z / n) * Math.sqrt(mean * (1 - mean) / n + z * z / (4 * n * n));
        return new double[] {Math.max(0, middle - half), Math.min(1, middle + half)};
    }
}
