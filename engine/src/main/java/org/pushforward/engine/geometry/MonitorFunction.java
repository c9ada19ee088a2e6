package org.pushforward.engine.geometry;

/**
 * A monitor function m(x) &gt; 0: how densely cells are wanted at x.
 *
 * <p>Evaluated in batches at the points k in [{@code from}, {@code to}). An output array may be the input array of the same axis, so
 * coordinates can be overwritten by gradients. Points outside the domain are allowed; there m is some finite positive number.
 * Immutable and thread-safe; allocates no more than a small scratch per batch.
 */
public interface MonitorFunction {

    /** m[k] = m(x[k], y[k]). */
    void density(double[] x, double[] y, double[] m, int from, int to);

    /** m[k] and the gradient (gx[k], gy[k]) of log m. */
    void densityAndGradient(double[] x, double[] y, double[] m, double[] gx, double[] gy, int from, int to);
}
