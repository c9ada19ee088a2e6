package org.pushforward.engine.dem;

/** Means over gas speeds, {@value #BIN} of that of minimum fluidization each, of which the latest {@value #LATELY} values count. Nobody writes to the arrays. */
record FluidizationCurve(double[] mean, int[] count) {

    static final double BIN = 0.04;
    private static final int BINS = 150;
    private static final int LATELY = 400;

    static FluidizationCurve none() {
        return new FluidizationCurve(new double[BINS], new int[BINS]);
    }

    /** @param speed over that of minimum fluidization */
    FluidizationCurve with(double speed, double value) {
        int bin = (int) (speed / BIN);
        if (bin >= BINS) {
            return this;
        }
        double[] means = mean.clone();
        int[] counts = count.clone();
        counts[bin] = Math.min(counts[bin] + 1, LATELY);
        means[bin] += (value - means[bin]) / counts[bin];
        return new FluidizationCurve(means, counts);
    }
}
