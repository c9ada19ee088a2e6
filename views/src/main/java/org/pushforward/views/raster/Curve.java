package org.pushforward.views.raster;

/**
 * A curve of a plot.
 *
 * @param label empty when there is nothing to tell apart
 * @param joined as a line, else as dots only
 * @param known from elsewhere: a thin line, or open circles
 */
record Curve(String label, String unit, double[] x, double[] y, int argb, boolean joined, boolean known) {

    /** One of ours. */
    Curve(String label, String unit, double[] x, double[] y, int argb, boolean joined) {
        this(label, unit, x, y, argb, joined, false);
    }

    /** The same under another name. */
    Curve named(String newLabel) {
        return new Curve(newLabel, unit, x, y, argb, joined, known);
    }

    /** The value at the abscissa nearest to v; NaN for an empty curve. */
    double nearest(double v) {
        int best = -1;
        for (int k = 0; k < x.length; k++) {
            if (best < 0 || Math.abs(x[k] - v) < Math.abs(x[best] - v)) {
                best = k;
            }
        }
        return best < 0 ? Double.NaN : y[best];
    }
}
