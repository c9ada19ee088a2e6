package org.pushforward.engine.pde;

import java.util.Arrays;
import org.pushforward.engine.numerics.Philox;

/**
 * u_t + u u_x = ν u_xx on the unit circle, ν = 0.01, from time 0 to 1, at {@value #N} places: exact by the Cole–Hopf transform (Cole 1951; Hopf 1950),
 * u = ∫ (x − y)/t e^{−G} / ∫ e^{−G}, G = (∫₀^y u₀)/2ν + (x − y)²/4νt; inputs of mean 0 are Gaussian fields. Stateless.
 */
final class ViscousBurgers {

    static final int N = 64;
    private static final double NU = 0.01;
    private static final int FINE = 4;
    private static final int SINES = 12;

    private ViscousBurgers() { }

    /** Of mean 0 with covariance 625 (25 − Δ)⁻², as Li et al. 2021 draw them. */
    static double[] random(Philox random, int number) {
        double[] z = new double[2 * SINES];
        random.normals(number, 1, 0, z.length, z, 0);
        double[] u = new double[N];
        for (int i = 0; i < N; i++) {
            for (int k = 1; k <= SINES; k++) {
                double s = Math.sqrt(2) * 25 / (4 * Math.PI * Math.PI * k * k + 25);
                double a = 2 * Math.PI * k * i / N;
                u[i] += s * (z[2 * k - 2] * Math.cos(a) + z[2 * k - 1] * Math.sin(a));
            }
        }
        return u;
    }

    /** At time 1. The values between the places are those of the trigonometric polynomial. */
    static double[] at(double[] u0) {
        double[] cos = new double[N / 2];
        double[] sin = new double[N / 2];
        for (int k = 1; k < N / 2; k++) {
            for (int i = 0; i < N; i++) {
                cos[k] += 2.0 / N * u0[i] * Math.cos(2 * Math.PI * k * i / N);
                sin[k] += 2.0 / N * u0[i] * Math.sin(2 * Math.PI * k * i / N);
            }
        }
        int m = FINE * N;
        double[] potential = new double[m];
        for (int j = 0; j < m; j++) {
            for (int k = 1; k < N / 2; k++) {
                double a = 2 * Math.PI * k * j / m;
                potential[j] += (cos[k] * Math.sin(a) + sin[k] * (1 - Math.cos(a))) / (2 * Math.PI * k);
            }
        }
        double[] u = new double[N];
        for (int i = 0; i < N; i++) {
            double x = (double) i / N;
            double[] g = new double[3 * m];
            for (int j = 0; j < g.length; j++) {
                double y = (double) (j - m) / m;
                g[j] = potential[j % m] / (2 * NU) + (x - y) * (x - y) / (4 * NU);
            }
            double least = Arrays.stream(g).min().orElseThrow();
            double up = 0;
            double down = 0;
            for (int j = 0; j < g.length; j++) {
                double w = Math.exp(least - g[j]);
                up += w * (x - (double) (j - m) / m);
                down += w;
            }
            u[i] = up / down;
        }
        return u;
    }
}
