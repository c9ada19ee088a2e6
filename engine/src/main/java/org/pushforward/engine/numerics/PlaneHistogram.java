package org.pushforward.engine.numerics;

import org.pushforward.engine.api.Rect;

/** Points in the plane, x and y in turn, as a density on n × n cells of a domain: counts blurred by a Gaussian. Stateless. */
public final class PlaneHistogram {

    private PlaneHistogram() { }

    /**
     * @param blur standard deviation in cells
     * @return n × n, i along x, integral 1 over the plane; points outside the domain count as lost
     */
    public static double[] density(double[] xy, Rect domain, int n, double blur) {
        double[] counts = new double[n * n];
        double share = 2.0 * n * n / (xy.length * domain.width() * domain.height());
        for (int k = 0; k < xy.length; k += 2) {
            int i = (int) Math.floor((xy[k] - domain.x0()) / domain.width() * n);
            int j = (int) Math.floor((xy[k + 1] - domain.y0()) / domain.height() * n);
            if (Math.min(i, j) >= 0 && Math.max(i, j) < n) {
                counts[i * n + j] += share;
            }
        }
        return GaussianBlur.blur(counts, n, n, blur);
    }
}
