package org.pushforward.engine.mesh;

import java.util.function.DoubleBinaryOperator;
import org.pushforward.engine.api.StepContext;

/**
 * u_t + (½u²)_x + (½u²)_y = νΔu on the unit square, u = 0 on its sides. Finite volumes about nodes, limited linear states (minmod), the local
 * Lax–Friedrichs flux and Heun's rule in time (Kurganov & Tadmor 2000, §4; Shu & Osher 1988); second order where u is smooth. Pure.
 */
final class BurgersFlow {

    private static final double COURANT = 0.4;

    private final int n;
    private final double nu;

    /** @param cells a side; nodes are (cells + 1)², x slow */
    BurgersFlow(int cells, double nu) {
        n = cells;
        this.nu = nu;
    }

    double[] start(DoubleBinaryOperator u) {
        double[] v = new double[(n + 1) * (n + 1)];
        for (int i = 1; i < n; i++) {
            for (int j = 1; j < n; j++) {
                v[i * (n + 1) + j] = u.applyAsDouble((double) i / n, (double) j / n);
            }
        }
        return v;
    }

    /** After a time, in as many equal steps as stability asks for. */
    double[] after(double[] u, double time, StepContext context) {
        double most = 1e-9;
        for (double v : u) {
            most = Math.max(most, Math.abs(v));
        }
        double h = 1.0 / n;
        int steps = (int) Math.ceil(time / Math.min(COURANT * h / (2 * most), 0.2 * h * h / nu));
        double dt = time / steps;
        double[] now = u;
        for (int k = 0; k < steps; k++) {
            context.cancel().throwIfCancelled();
            double[] a = advanced(now, now, dt);
            double[] b = advanced(a, a, dt);
            double[] next = new double[u.length];
            for (int i = 0; i < next.length; i++) {
                next[i] = 0.5 * (now[i] + b[i]);
            }
            now = next;
        }
        return now;
    }

    private double[] advanced(double[] u, double[] from, double dt) {
        double[] v = from.clone();
        int row = n + 1;
        double h = 1.0 / n;
        for (int i = 1; i < n; i++) {
            for (int j = 1; j < n; j++) {
                int k = i * row + j;
                double flux = face(u, k, row, i) - face(u, k - row, row, i - 1) + face(u, k, 1, j) - face(u, k - 1, 1, j - 1);
                v[k] += dt * (-flux / h + nu * (u[k + row] + u[k - row] + u[k + 1] + u[k - 1] - 4 * u[k]) / (h * h));
            }
        }
        return v;
    }

    /** The flux between node k, the one at {@code at} along a line, and the next. */
    private double face(double[] u, int k, int step, int at) {
        double left = u[k] + (at > 0 ? 0.5 * minmod(u[k] - u[k - step], u[k + step] - u[k]) : 0);
        double right = u[k + step] - (at + 1 < n ? 0.5 * minmod(u[k + step] - u[k], u[k + 2 * step] - u[k + step]) : 0);
        return 0.25 * (left * left + right * right) - 0.5 * Math.max(Math.abs(left), Math.abs(right)) * (right - left);
    }

    private static double minmod(double a, double b) {
        return a * b <= 0 ? 0 : Math.abs(a) < Math.abs(b) ? a : b;
    }

    /** Every s-th node both ways. */
    double[] thinned(double[] u, int s) {
        int m = n / s + 1;
        double[] v = new double[m * m];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                v[i * m + j] = u[i * s * (n + 1) + j * s];
            }
        }
        return v;
    }
}
