package org.pushforward.engine.bridge.light;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.QuadraticLogSumExp;

/**
 * L = E log c(x) − E log v(y) over x ~ p₀ and y ~ p₁, which is KL(T* ‖ T_θ) up to a constant: neither pairs nor simulation (Korotin,
 * Gushchin & Burnaev 2024, LightSB). With p = softmax at x and q at y,
 * <pre>
 *   ∂A_k = (E p_k − E q_k)/ε      ∂r_k = E p_k x/ε − E q_k (y − r_k)/εS_k
 *   ∂s_k = E p_k S_k x²/2ε − E q_k ((y − r_k)²/εS_k − 1)/2
 * </pre>
 * so three moments of either softmax suffice. O(nKd); allocates nothing.
 */
final class PotentialLoss implements LightLoss {

    /** Points after which the token is asked, at most, and so many times K d: some 30 ms. */
    private static final int BLOCK = 512;
    private static final int WORK = 1 << 24;

    private final LightLayout layout;
    private final QuadraticLogSumExp start;
    private final QuadraticLogSumExp end;
    private final double[] logWeights;
    private final double[] centers;
    private final double[] scales;
    private final double[] ofX;
    private final double[] ofY;
    private final double[] scratch;

    PotentialLoss(LightLayout layout) {
        this.layout = layout;
        start = new QuadraticLogSumExp(layout.components(), layout.dimension());
        end = new QuadraticLogSumExp(layout.components(), layout.dimension());
        logWeights = new double[layout.components()];
        centers = new double[layout.components() * layout.dimension()];
        scales = new double[centers.length];
        ofX = start.moments();
        ofY = start.moments();
        scratch = start.scratch();
    }

    @Override
    public double gradient(double[] theta, double eps, double[] x, double[] y, int iteration, double[] gradient, CancelToken cancel) {
        int d = layout.dimension();
        layout.logWeights(theta, eps, logWeights);
        layout.scales(theta, scales);
        System.arraycopy(theta, layout.components(), centers, 0, centers.length);
        LightBridge.fill(start, 0, eps, logWeights, centers, scales);
        LightBridge.fill(end, 1, eps, logWeights, centers, scales);
        Arrays.fill(ofX, 0);
        Arrays.fill(ofY, 0);
        int nx = x.length / d;
        int ny = y.length / d;
        double c = addMoments(start, x, nx, ofX, cancel) / nx + meanSquare(x, nx) / (2 * eps);
        double v = addMoments(end, y, ny, ofY, cancel) / ny - meanSquare(y, ny) / (2 * eps) - 0.5 * d * Math.log(2 * Math.PI * eps);
        for (int k = 0; k < layout.components(); k++) {
            double p = ofX[k] / nx;
            double q = ofY[k] / ny;
            gradient[k] = (p - q) / eps;
            for (int i = 0; i < d; i++) {
                slopes(k, i, nx, ny, q, theta[layout.center(k, i)], eps, gradient);
            }
        }
        return c - v;
    }

    private double addMoments(QuadraticLogSumExp f, double[] x, int n, double[] moments, CancelToken cancel) {
        int block = Math.clamp(WORK / Math.max(1, layout.components() * layout.dimension()), 1, BLOCK);
        double sum = 0;
        for (int from = 0; from < n; from += block) {
            cancel.throwIfCancelled();
            sum += f.addMoments(x, from, Math.min(block, n - from), moments, scratch);
        }
        return sum;
    }

    private void slopes(int k, int i, int nx, int ny, double q, double r, double eps, double[] gradient) {
        int first = start.moment(1 + i, k);
        int second = start.moment(1 + layout.dimension() + i, k);
        double s = scales[i * layout.components() + k];
        double away = ofY[first] / ny - r * q;
        double square = ofY[second] / ny - r * (2 * ofY[first] / ny - r * q);
        gradient[layout.center(k, i)] = (ofX[first] / nx - away / s) / eps;
        gradient[layout.scale(k, i)] = 0.5 * (s * ofX[second] / (nx * eps) - square / (eps * s) + q);
    }

    private static double meanSquare(double[] x, int n) {
        double sum = 0;
        for (double v : x) {
            sum += v * v;
        }
        return sum / n;
    }
}
