package org.pushforward.engine.networks;

import java.util.Arrays;
import org.pushforward.engine.numerics.Adam;
import org.pushforward.engine.numerics.Vectors;

/**
 * Polynomials that are orthogonal for some weight (Favard's theorem), learned: recurrence b_{k+1} h_{k+1} = P h_k − c_k h_k − b_k h_{k−1} with all of
 * b, c and the coefficients free.
 *
 * @param theta b₁…b_K, c₀…c_{K−1}, α₀…α_K
 */
record FavardBasis(double[] theta, Adam adam, double error) {

    static final double RATE = 0.02;

    static double[][] signals(NormalizedGraph net, double[] x, double[] theta, int k) {
        double[][] h = new double[k + 1][];
        h[0] = scaled(x, 1 / Math.sqrt(Vectors.dot(x, x)));
        for (int i = 1; i <= k; i++) {
            h[i] = net.times(h[i - 1]);
            for (int v = 0; v < x.length; v++) {
                double before = i > 1 ? theta[i - 2] * h[i - 2][v] : 0;
                h[i][v] = (h[i][v] - theta[k + i - 1] * h[i - 1][v] - before) / theta[i - 1];
            }
        }
        return h;
    }

    /** ½‖Σ α h − y‖²/‖y‖² and its gradient by one sweep back over the recurrence. */
    static double gradient(NormalizedGraph net, double[] signal, double[] target, double[] theta, double[] out) {
        int k = (theta.length - 1) / 3;
        double[][] h = signals(net, signal, theta, k);
        int n = signal.length;
        double[] r = scaled(target, -1);
        for (int i = 0; i <= k; i++) {
            for (int v = 0; v < n; v++) {
                r[v] += theta[2 * k + i] * h[i][v];
            }
        }
        double size = Vectors.dot(target, target);
        double[][] l = new double[k + 1][n];
        Arrays.fill(out, 0);
        for (int i = k; i >= 0; i--) {
            for (int v = 0; v < n; v++) {
                l[i][v] += theta[2 * k + i] * r[v] / size;
            }
            out[2 * k + i] = Vectors.dot(r, h[i]) / size;
            if (i == 0) {
                break;
            }
            double b = theta[i - 1];
            double[] back = net.times(l[i]);
            for (int v = 0; v < n; v++) {
                l[i - 1][v] += (back[v] - theta[k + i - 1] * l[i][v]) / b;
                if (i > 1) {
                    l[i - 2][v] -= theta[i - 2] * l[i][v] / b;
                }
            }
            out[k + i - 1] -= Vectors.dot(l[i], h[i - 1]) / b;
            out[i - 1] -= Vectors.dot(l[i], h[i]) / b;
            if (i > 1) {
                out[i - 2] -= Vectors.dot(l[i], h[i - 2]) / b;
            }
        }
        return 0.5 * Vectors.dot(r, r) / size;
    }

    /** One step of Adam. */
    FavardBasis learned(NormalizedGraph net, double[] signal, double[] target) {
        double[] slope = new double[theta.length];
        double loss = gradient(net, signal, target, theta, slope);
        double[] next = new double[slope.length];
        double norm = Math.sqrt(Vectors.dot(slope, slope));
        Adam stepped = adam.stepped(theta, slope, norm > 1 ? 1 / norm : 1, RATE, next);
        int k = (next.length - 1) / 3;
        for (int i = 0; i < k; i++) {
            // b is positive.
            next[i] = Math.max(0.05, next[i]);
        }
        return new FavardBasis(next, stepped, Math.sqrt(2 * loss));
    }

    private static double[] scaled(double[] x, double by) {
        return Arrays.stream(x).map(v -> by * v).toArray();
    }
}
