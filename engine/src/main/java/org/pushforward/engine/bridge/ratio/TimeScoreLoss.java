package org.pushforward.engine.bridge.ratio;

import org.pushforward.engine.learn.Loss;

/**
 * Time score matching (Choi et al. 2022, "Density ratio estimation via infinitesimal classification", arXiv:2111.11010, eq. 9), which
 * needs neither densities nor simulation: with s = s_θ(x, t) and a weight w,
 * <pre>
 *   J = E_{t, x_t}[2w ∂_t s + 2w′ s + w s²] + 2w(0) E_{p₀} s(x, 0) − 2w(1) E_{p₁} s(x, 1) = E[w (s − ∂_t log p)²] + const.
 * </pre>
 * The batch holds B rows at random times, then B at t = 0 and B at t = 1.
 *
 * @param weight w at the random times, then at 0 and at 1
 * @param slope w′ at the random times
 */
record TimeScoreLoss(double[] weight, double[] slope, double weight0, double weight1) implements Loss.WithTangent {

    @Override
    public double of(double[] s, double[] ds, double[] byS, double[] byDs) {
        int b = weight.length;
        double sum = 0;
        for (int k = 0; k < b; k++) {
            double w = weight[k] / b;
            double q = slope[k] / b;
            sum += 2 * w * ds[k] + 2 * q * s[k] + w * s[k] * s[k];
            byDs[k] = 2 * w;
            byS[k] = 2 * q + 2 * w * s[k];
        }
        for (int k = b; k < 2 * b; k++) {
            sum += 2 * weight0 * s[k] / b;
            byS[k] = 2 * weight0 / b;
        }
        for (int k = 2 * b; k < 3 * b; k++) {
            sum -= 2 * weight1 * s[k] / b;
            byS[k] = -2 * weight1 / b;
        }
        return sum;
    }
}
