package org.pushforward.engine.networks;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.pushforward.engine.numerics.GaussLegendre;

/**
 * f = sin x₁ + a sin² x₂ + b x₃⁴ sin x₁ of independent inputs on [−π, π] (Ishigami & Homma 1990, doi:10.1109/ISUMA.1990.151285), uniform or x = π(2u² − 1) with u uniform, and how
 * its variance parts into shares of sets of inputs (Sobol' 1993): Var E[f | x_i] and so on, over Var f, of the sets 1, 2, 3, 12, 13, 23, 123. Inputs are in units of π, 3 × n row-major.
 */
record IshigamiFunction(double a, double b, boolean isSkewed) {

    /** A side; smooth as the functions are, enough for twelve digits of uniform inputs and eight of skewed ones. */
    private static final int NODES = 18;

    private double input(double u) {
        return isSkewed ? 2 * u * u - 1 : 2 * u - 1;
    }

    /** Uniform numbers n × 3 to inputs 3 × n. */
    double[] inputs(double[] u) {
        int n = u.length / 3;
        double[] x = new double[u.length];
        for (int k = 0; k < u.length; k++) {
            x[k % 3 * n + k / 3] = input(u[k]);
        }
        return x;
    }

    double[] values(double[] x) {
        int n = x.length / 3;
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            double third = Math.PI * x[2 * n + i];
            double sine = Math.sin(Math.PI * x[n + i]);
            y[i] = Math.sin(Math.PI * x[i]) * (1 + b * third * third * third * third) + a * sine * sine;
        }
        return y;
    }

    /** Shares of a function of inputs 3 × n, by a product rule in u. */
    double[] shares(UnaryOperator<double[]> f) {
        GaussLegendre rule = new GaussLegendre(NODES);
        int n = NODES * NODES * NODES;
        double[] x = new double[3 * n];
        double[] w = new double[n];
        for (int k = 0; k < n; k++) {
            int[] at = {k / (NODES * NODES), k / NODES % NODES, k % NODES};
            w[k] = 1;
            for (int i = 0; i < 3; i++) {
                x[i * n + k] = input(rule.node(at[i]));
                w[k] *= rule.weight(at[i]);
            }
        }
        double[] y = f.apply(x);
        double[] v = new double[8];
        for (int set = 1; set < 8; set++) {
            v[set] = between(y, w, set);
        }
        double total = v[7] > 0 ? v[7] : 1;
        double[] one = {v[1], v[2], v[4]};
        double v12 = v[3] - one[0] - one[1];
        double v13 = v[5] - one[0] - one[2];
        double v23 = v[6] - one[1] - one[2];
        double v123 = v[7] - one[0] - one[1] - one[2] - v12 - v13 - v23;
        return new double[] {one[0] / total, one[1] / total, one[2] / total, v12 / total, v13 / total, v23 / total, v123 / total};
    }

    /** Var E[f | inputs of a set], bit i for input i. */
    private static double between(double[] y, double[] w, int set) {
        double[] sum = new double[y.length];
        double[] weight = new double[y.length];
        double mean = 0;
        for (int k = 0; k < y.length; k++) {
            int at = 0;
            int[] digit = {k / (NODES * NODES), k / NODES % NODES, k % NODES};
            for (int i = 0; i < 3; i++) {
                at = at * NODES + ((set >> i & 1) == 1 ? digit[i] : 0);
            }
            sum[at] += w[k] * y[k];
            weight[at] += w[k];
            mean += w[k] * y[k];
        }
        double v = 0;
        for (int k = 0; k < sum.length; k++) {
            v += weight[k] == 0 ? 0 : weight[k] * (sum[k] / weight[k] - mean) * (sum[k] / weight[k] - mean);
        }
        return v;
    }

    /** D. */
    double variance() {
        return parts()[7];
    }

    /** From moments of sin x, sin² x and x⁴; uniform: D = a²/8 + bπ⁴/5 + b²π⁸/18 + ½, S₁ = ½(1 + bπ⁴/5)²/D, S₂ = a²/8D, S₁₃ = 8b²π⁸/225D. */
    double[] exactShares() {
        double[] v = parts();
        double total = v[7] > 0 ? v[7] : 1;
        double[] s = new double[7];
        Arrays.setAll(s, k -> v[k] / total);
        return s;
    }

    private double[] parts() {
        double sine;
        double sineVariance;
        double squareVariance;
        double fourth;
        double fourthVariance;
        if (isSkewed) {
            GaussLegendre rule = new GaussLegendre(40);
            double[] m = new double[6];
            for (int k = 0; k < rule.size(); k++) {
                double x = Math.PI * input(rule.node(k));
                double[] f = {Math.sin(x), Math.sin(x) * Math.sin(x), Math.pow(x, 4)};
                for (int i = 0; i < 3; i++) {
                    m[2 * i] += rule.weight(k) * f[i];
                    m[2 * i + 1] += rule.weight(k) * f[i] * f[i];
                }
            }
            sine = m[0];
            sineVariance = m[1] - m[0] * m[0];
            squareVariance = m[3] - m[2] * m[2];
            fourth = m[4];
            fourthVariance = m[5] - m[4] * m[4];
        } else {
            double pi4 = Math.pow(Math.PI, 4);
            sine = 0;
            sineVariance = 0.5;
            squareVariance = 0.125;
            fourth = pi4 / 5;
            fourthVariance = pi4 * pi4 * (1.0 / 9 - 1.0 / 25);
        }
        double v1 = (1 + b * fourth) * (1 + b * fourth) * sineVariance;
        double v2 = a * a * squareVariance;
        double v3 = b * b * fourthVariance * sine * sine;
        double v13 = b * b * fourthVariance * sineVariance;
        return new double[] {v1, v2, v3, 0, v13, 0, 0, v1 + v2 + v3 + v13};
    }
}
