package org.pushforward.engine.mesh;

import org.pushforward.engine.api.Rect;
import org.pushforward.engine.geometry.MonitorFunction;
import org.pushforward.engine.numerics.CubicSplineField;
import org.pushforward.engine.numerics.GaussianBlur;

/**
 * Huang's metric M of a function's Hessian H: M = det(B)^((q−1)/2) B with B = I + |H|/α, where |H| has the absolute eigenvalues of H. A mesh that is
 * uniform in M has cells that are short across a front and long along it. With q = ⅔, M = det(B)^(−1/6) B, which is best for the L2 error of
 * linear interpolation in the plane (Huang 2005, doi:10.1016/j.jcp.2004.10.024; d = 2, and −1/(d + 4) is the power). α is
 * such that ∫√det M = (1 + s^−q)|Ω|, so twice the area at s = 1, before M is blurred.
 *
 * <p>M = m A with m = √det M and det A = 1; as a monitor function this is m. M is sampled on a grid and blurred; then splines run through its matrix
 * logarithm log M = log m · I + [P Q; Q −P], so that it stays positive definite and has exact first derivatives. Immutable.
 */
final class AnisotropicMetric implements MonitorFunction {

    /** Samples along the shorter side. */
    private static final int CELLS = 2 * GriddedMonitor.PIXELS;
    private static final int HALVINGS = 100;
    /** Blur that is always there, in pixels: |H| has kinks where an eigenvalue changes its sign, as along the middle of a front. */
    private static final double LEAST_BLUR = 1;

    private final CubicSplineField logDensity;
    private final CubicSplineField p;
    private final CubicSplineField q;

    /** Second derivatives of a function. */
    @FunctionalInterface
    interface Hessian {

        /** Writes f_xx, f_xy, f_yy at (x, y) to {@code h}. */
        void at(double x, double y, double[] h);

        static Hessian of(SampleFunction f) {
            double[] jet = new double[SampleFunction.JET];
            return (x, y, h) -> {
                f.jet(x, y, jet);
                System.arraycopy(jet, SampleFunction.FXX, h, 0, 3);
            };
        }
    }

    private AnisotropicMetric(CubicSplineField logDensity, CubicSplineField p, CubicSplineField q) {
        this.logDensity = logDensity;
        this.p = p;
        this.q = q;
    }

    /**
     * @param s scale, smaller adapts more
     * @param exponent q
     * @param sigma of a blur besides the one of a pixel that is always there, in pixels of 1/256 of the shorter side
     */
    static AnisotropicMetric of(Hessian hessian, Rect domain, double s, double exponent, double sigma) {
        double shorter = Math.min(domain.width(), domain.height());
        int nx = (int) Math.round(CELLS * domain.width() / shorter);
        int ny = (int) Math.round(CELLS * domain.height() / shorter);
        double[][] h = absolute(hessian, domain, nx, ny);
        double alpha = alpha(h, 1 + Math.pow(s, -exponent), exponent);
        for (int k = 0; k < nx * ny; k++) {
            metric(h, k, alpha, exponent);
        }
        double blur = Math.hypot(LEAST_BLUR, sigma) * CELLS / GriddedMonitor.PIXELS;
        for (int c = 0; c < 3; c++) {
            h[c] = GaussianBlur.blur(h[c], nx, ny, blur);
        }
        for (int k = 0; k < nx * ny; k++) {
            logarithm(h, k);
        }
        return new AnisotropicMetric(new CubicSplineField(domain, nx, ny, h[0]), new CubicSplineField(domain, nx, ny, h[1]), new CubicSplineField(domain, nx, ny, h[2]));
    }

    /** |H| at the centers of nx × ny cells. */
    private static double[][] absolute(Hessian hessian, Rect domain, int nx, int ny) {
        double[][] all = new double[3][nx * ny];
        double[] h = new double[3];
        for (int k = 0; k < nx * ny; k++) {
            hessian.at(domain.x0() + (k / ny + 0.5) * domain.width() / nx, domain.y0() + (k % ny + 0.5) * domain.height() / ny, h);
            absolute(h);
            for (int c = 0; c < 3; c++) {
                all[c][k] = h[c];
            }
        }
        return all;
    }

    /** Makes the eigenvalues of a symmetric matrix (h₁₁, h₁₂, h₂₂) positive. */
    static void absolute(double[] h) {
        double mean = 0.5 * (h[0] + h[2]);
        double half = 0.5 * (h[0] - h[2]);
        double r = Math.hypot(half, h[1]);
        if (Math.abs(mean) >= r) {
            double sign = mean < 0 ? -1 : 1;
            h[0] *= sign;
            h[1] *= sign;
            h[2] *= sign;
            return;
        }
        // Eigenvalues mean ± r become r ± mean.
        double turn = mean / r;
        h[0] = r + turn * half;
        h[1] *= turn;
        h[2] = r - turn * half;
    }

    /** α such that the mean of det(I + |H|/α)^(q/2) is {@code target} &gt; 1, by bisection of its logarithm; 1 where H is 0 everywhere. */
    static double alpha(double[][] h, double target, double exponent) {
        double most = 0;
        for (int k = 0; k < h[0].length; k++) {
            most = Math.max(most, h[0][k] + h[2][k]);
        }
        if (!(most > 0)) {
            return 1;
        }
        double low = Math.log(most) - 60;
        double high = Math.log(most) + 60;
        for (int n = 0; n < HALVINGS && high - low > 1e-14; n++) {
            double middle = 0.5 * (low + high);
            double a = Math.exp(-middle);
            double sum = 0;
            for (int k = 0; k < h[0].length; k++) {
                sum += Math.pow(determinant(h, k, a), 0.5 * exponent);
            }
            if (sum > target * h[0].length) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp(0.5 * (low + high));
    }

    /** det(I + a|H|). */
    private static double determinant(double[][] h, int k, double a) {
        return (1 + a * h[0][k]) * (1 + a * h[2][k]) - a * h[1][k] * a * h[1][k];
    }

    /** From |H| to M, in place. */
    static void metric(double[][] h, int k, double alpha, double exponent) {
        double factor = Math.pow(determinant(h, k, 1 / alpha), 0.5 * (exponent - 1));
        h[0][k] = factor * (1 + h[0][k] / alpha);
        h[1][k] = factor * h[1][k] / alpha;
        h[2][k] = factor * (1 + h[2][k] / alpha);
    }

    /** From M to log m, P and Q, in place. */
    static void logarithm(double[][] h, int k) {
        double mean = 0.5 * (h[0][k] + h[2][k]);
        double half = 0.5 * (h[0][k] - h[2][k]);
        double r = Math.hypot(half, h[1][k]);
        // ½ log of the eigenvalues' ratio, over r.
        double factor = r < 1e-6 * mean ? 1 / mean : 0.5 * Math.log((mean + r) / (mean - r)) / r;
        h[0][k] = 0.5 * Math.log((mean + r) * (mean - r));
        h[2][k] = factor * h[1][k];
        h[1][k] = factor * half;
    }

    /** P, of log M's part without trace. */
    CubicSplineField p() {
        return p;
    }

    /** Q, likewise. */
    CubicSplineField q() {
        return q;
    }

    @Override
    public void density(double[] x, double[] y, double[] m, int from, int to) {
        logDensity.values(x, y, m, from, to);
        for (int k = from; k < to; k++) {
            m[k] = Math.exp(m[k]);
        }
    }

    @Override
    public void densityAndGradient(double[] x, double[] y, double[] m, double[] gx, double[] gy, int from, int to) {
        logDensity.valuesAndGradients(x, y, m, gx, gy, from, to);
        for (int k = from; k < to; k++) {
            m[k] = Math.exp(m[k]);
        }
    }
}
