package org.pushforward.engine.bridge.discrete.cp;

/** Laws of the single coordinates of draws, D × S. Stateless. */
public final class CoordinateLaws {

    private CoordinateLaws() { }

    /** Shares of the categories. */
    public static double[] of(int[] x, int dimension, int categories) {
        int[] counts = new int[dimension * categories];
        for (int k = 0; k < x.length; k++) {
            counts[k % dimension * categories + x[k]]++;
        }
        double n = (double) x.length / dimension;
        double[] law = new double[counts.length];
        for (int k = 0; k < law.length; k++) {
            law[k] = counts[k] / n;
        }
        return law;
    }

    /** Total variation distance, mean over the coordinates. */
    public static double distance(double[] p, double[] q, int dimension) {
        double[] gap = new double[p.length];
        for (int k = 0; k < gap.length; k++) {
            gap[k] = p[k] - q[k];
        }
        return PlanScores.half(gap) / dimension;
    }
}
