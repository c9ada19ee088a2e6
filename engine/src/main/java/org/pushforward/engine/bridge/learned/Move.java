package org.pushforward.engine.bridge.learned;

/**
 * A step of a chain: x ← keep x + gain f + noise z with the slope f that a network gives and z ~ N(0, I).
 *
 * @param noise standard deviation
 */
record Move(double keep, double gain, double noise) {

    /** x + Δ f + √(εΔ) z (Maruyama 1955). */
    static Move eulerMaruyama(Leg leg, double eps) {
        return new Move(1, leg.length(), Math.sqrt(eps * leg.length()));
    }

    /** Deviation of the Brownian bridge to the end, given both: its variance is εΔ times what is left after over what was left before. */
    static double pinnedNoise(Leg leg, double eps) {
        return Math.sqrt(eps * leg.length() * Math.max(0, leg.remainingAfter()) / leg.remaining());
    }

    /** Towards an end of which f is a guess, as a Brownian bridge goes. */
    static Move towards(Leg leg, double eps) {
        double r = leg.length() / leg.remaining();
        return new Move(1 - r, r, pinnedNoise(leg, eps));
    }
}
