package org.pushforward.engine.transport.points;

/**
 * The weight of an over-relaxed iteration, w = 2/(1 + √(1 − ρ)) with ρ the rate of the plain one (Lehmann, von Renesse, Sambale & Uschmajew
 * 2022, "A note on overrelaxation in the Sinkhorn algorithm"). ρ is measured while it runs: under a weight w the slowest part of the
 * error shrinks by λ with (λ + w − 1)² = λ w² ρ (Young's relation of successive over-relaxation), which for w = 1 is λ = ρ. The weight
 * grows, because a λ below w − 1 tells nothing about ρ, until the error does not fall any more.
 *
 * <p>{@link #ascending} keeps every half-iteration an ascent of the dual, so that no weight can make it diverge (compare Thibault,
 * Chizat, Dossal & Papadakis 2021). Immutable.
 *
 * @param weight w
 * @param rho rate of the plain iteration as far as known
 * @param start error at the start of the window
 * @param last error of the sweep before
 * @param ratio of the two errors before
 * @param age sweeps in the window
 */
public record OverRelaxation(double weight, double rho, double start, double last, double ratio, int age) {

    private static final double MOST = 0.99999;
    /** Sweeps over which a rate is measured under a weight above 1, where errors swing. */
    private static final int WINDOW = 8;
    /** Two ratios in a row that agree so well stand for the rate. */
    private static final double AGREEMENT = 0.1;
    /** Half-iterations that move potentials by less, in nats, ascend with every weight up to the largest. */
    private static final double SMALL = 1e-3;

    public static final OverRelaxation NONE = new OverRelaxation(1, 0, Double.NaN, Double.NaN, Double.NaN, 0);

    /** After a sweep with this error. */
    public OverRelaxation after(double error) {
        if (!(last > 0) || !(error > 0)) {
            return new OverRelaxation(weight, rho, error, error, Double.NaN, 0);
        }
        double r = error / last;
        if (weight == 1) {
            boolean settled = r < 1 && age >= 2 && Math.abs(r - ratio) < AGREEMENT * (1 - r);
            return settled ? with(r, error) : new OverRelaxation(1, rho, start, error, r, age + 1);
        }
        if (age + 1 < WINDOW) {
            return new OverRelaxation(weight, rho, start, error, r, age + 1);
        }
        double lambda = Math.pow(error / start, 1.0 / (age + 1));
        if (lambda >= 1) {
            // An error that swings up, or that rounding holds, says nothing of ρ; a weight that is too large would do the same.
            double halved = 0.5 * (1 + weight);
            return new OverRelaxation(halved, 1 - (2 / halved - 1) * (2 / halved - 1), error, error, Double.NaN, 0);
        }
        double shifted = lambda + weight - 1;
        return with(Math.max(rho, shifted * shifted / (lambda * weight * weight)), error);
    }

    private OverRelaxation with(double newRho, double error) {
        double known = Math.min(MOST, newRho);
        return new OverRelaxation(2 / (1 + Math.sqrt(1 - known)), known, error, error, Double.NaN, 0);
    }

    /** Keeps the weight under a new ε, and measures anew. */
    public OverRelaxation restarted() {
        return new OverRelaxation(weight, rho, Double.NaN, Double.NaN, Double.NaN, 0);
    }

    /**
     * The largest weight ≤ w under which a half-iteration lets the dual ascend at least as far as a quarter of the plain one does; its
     * gain is concave in w.
     */
    public static double ascending(double w, HalfStep step) {
        if (w == 1) {
            return w;
        }
        double largest = 0;
        for (double d : step.increments(1)) {
            largest = Math.max(largest, Math.abs(d));
        }
        if (largest * LogSumExp.LN2 < SMALL) {
            return w;
        }
        double plain = step.gain(1);
        double tried = w;
        while (tried > 1.05 && !(step.gain(tried) >= 0.25 * plain)) {
            tried = 0.5 * (1 + tried);
        }
        return tried > 1.05 ? tried : 1;
    }
}
