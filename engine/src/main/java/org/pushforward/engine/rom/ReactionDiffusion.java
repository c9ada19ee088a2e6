package org.pushforward.engine.rom;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.pushforward.engine.numerics.Philox;

/**
 * Two substances that react and spread on a square, (u, v) = (f, g) + (D_u Δu, D_v Δv), no flux through the edges, five-point differences on
 * n × n cells and Runge–Kutta steps of order four. {@code LINEAR} is no reaction but six exponentials that turn and fade.
 */
enum ReactionDiffusion {

    /** λ–ω: (λu − ωv, ωu + λv), λ = 1 − r², ω = −r²: a spiral that winds up (Kopell & Howard 1973). */
    LAMBDA_OMEGA(1, 1, 1, 0.3, 4),
    /** FitzHugh–Nagumo: (u − u³/3 − v + ½, .08(u + .7 − .8v)): a wave that curls. */
    FITZHUGH_NAGUMO(1, 0.3, 1, 0.5, 4),
    /** DIB, the growth of a battery's electrode (Bozzini, Lacitignola & Sgura 2013), in a regime of Turing patterns; constants of ours. */
    DIB(1, 20, 0.55, 0.06, 60),
    /** Six exponentials in time with shapes of their own. */
    LINEAR(0, 0, 1, 0.1, 1);

    private final double du;
    private final double dv;
    private final double h;
    private final double between;
    private final int substeps;

    /**
     * @param h width of a cell
     * @param between time between two snapshots
     * @param substeps Runge–Kutta steps in it
     */
    ReactionDiffusion(double du, double dv, double h, double between, int substeps) {
        this.du = du;
        this.dv = dv;
        this.h = h;
        this.between = between;
        this.substeps = substeps;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(v -> v.name().toLowerCase(Locale.ROOT).replace('_', '-')).toList();
    }

    static ReactionDiffusion named(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    double between() {
        return between;
    }

    /** u of all cells, then v. */
    double[] start(int n, Philox random) {
        double[] s = new double[2 * n * n];
        double[] z = new double[2 * n * n];
        random.normals(0, 1, 0, z.length, z, 0);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double x = (i + 0.5) / n - 0.5;
                double y = (j + 0.5) / n - 0.5;
                int k = i * n + j;
                switch (this) {
                    case LAMBDA_OMEGA -> {
                        s[k] = Math.tanh(6 * x);
                        s[n * n + k] = Math.tanh(6 * y);
                    }
                    case FITZHUGH_NAGUMO -> {
                        s[k] = x < 0 ? -1 : 1.2 * Math.exp(-40 * x * x) - 1;
                        s[k] = y > 0 ? s[k] + 1.5 * Math.exp(-60 * x * x) : -1.1;
                        s[n * n + k] = x > 0 ? 0.6 : -0.4;
                    }
                    case DIB -> {
                        s[k] = 0.02 * z[2 * k];
                        s[n * n + k] = 0.5 + 0.02 * z[2 * k + 1];
                    }
                    case LINEAR -> { }
                }
            }
        }
        return this == LINEAR ? exponentials(n, 0) : s;
    }

    /** One snapshot later; {@code number} is that of the new one. */
    double[] next(double[] s, int n, int number) {
        if (this == LINEAR) {
            return exponentials(n, number);
        }
        double[] now = s;
        double dt = between / substeps;
        for (int k = 0; k < substeps; k++) {
            double[] k1 = rates(now, n);
            double[] k2 = rates(sum(now, 0.5 * dt, k1), n);
            double[] k3 = rates(sum(now, 0.5 * dt, k2), n);
            double[] k4 = rates(sum(now, dt, k3), n);
            double[] after = new double[now.length];
            for (int i = 0; i < after.length; i++) {
                after[i] = now[i] + dt / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
            }
            now = after;
        }
        return now;
    }

    private static double[] sum(double[] a, double by, double[] b) {
        double[] c = new double[a.length];
        for (int i = 0; i < c.length; i++) {
            c[i] = a[i] + by * b[i];
        }
        return c;
    }

    private double[] rates(double[] s, int n) {
        double[] r = new double[s.length];
        int m = n * n;
        double scale = 1 / (h * h);
        for (int i = 0; i < n; i++) {
            int up = i == 0 ? 0 : -n;
            int down = i == n - 1 ? 0 : n;
            for (int j = 0; j < n; j++) {
                int k = i * n + j;
                int left = j == 0 ? k : k - 1;
                int right = j == n - 1 ? k : k + 1;
                double u = s[k];
                double v = s[m + k];
                r[k] = du * scale * (s[k + up] + s[k + down] + s[left] + s[right] - 4 * u) + first(u, v);
                r[m + k] = dv * scale * (s[m + k + up] + s[m + k + down] + s[m + left] + s[m + right] - 4 * v) + second(u, v);
            }
        }
        return r;
    }

    private double first(double u, double v) {
        double r = u * u + v * v;
        return switch (this) {
            case LAMBDA_OMEGA -> (1 - r) * u + r * v;
            case FITZHUGH_NAGUMO -> u - u * u * u / 3 - v + 0.5;
            // ρ [A₁(1 − θ)η − A₂η³ − B(θ − α)]
            case DIB -> 10 * (1 - v) * u - u * u * u - 66 * (v - 0.5);
            case LINEAR -> 0;
        };
    }

    private double second(double u, double v) {
        double r = u * u + v * v;
        return switch (this) {
            case LAMBDA_OMEGA -> -r * u + (1 - r) * v;
            case FITZHUGH_NAGUMO -> 0.08 * (u + 0.7 - 0.8 * v);
            // C(1 + k₂η)(1 − θ)(1 − γ(1 − θ)) − Dθ(1 + k₃η)(1 + γθ), D so that (0, α) is at rest
            case DIB -> 3 * (1 + 2.5 * u) * (1 - v) * (1 - 0.2 * (1 - v)) - 3 * (0.5 * 0.9 / (0.5 * 1.1)) * v * (1 + 1.5 * u) * (1 + 0.2 * v);
            case LINEAR -> 0;
        };
    }

    /** e^{(−δ ± iω)t} of three pairs: what {@link org.pushforward.engine.numerics.DynamicModes} must find. */
    static double[] exponents(double between) {
        double[] values = new double[12];
        for (int p = 0; p < 3; p++) {
            double size = Math.exp(-0.02 * (p + 1) * between);
            double angle = (0.4 + 0.5 * p) * between;
            values[4 * p] = size * Math.cos(angle);
            values[4 * p + 1] = size * Math.sin(angle);
            values[4 * p + 2] = values[4 * p];
            values[4 * p + 3] = -values[4 * p + 1];
        }
        return values;
    }

    private double[] exponentials(int n, int number) {
        double[] s = new double[2 * n * n];
        double t = number * between;
        for (int p = 0; p < 3; p++) {
            double size = Math.exp(-0.02 * (p + 1) * t);
            double angle = (0.4 + 0.5 * p) * t;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double x = Math.PI * (i + 0.5) / n;
                    double y = Math.PI * (j + 0.5) / n;
                    s[i * n + j] += size * (Math.cos(angle) * Math.cos((p + 1) * x) * Math.cos(y) + Math.sin(angle) * Math.cos(x) * Math.cos((p + 2) * y));
                    s[n * n + i * n + j] += size * (Math.sin(angle) * Math.cos((p + 1) * x) * Math.cos(y) - Math.cos(angle) * Math.cos(x) * Math.cos((p + 2) * y));
                }
            }
        }
        return s;
    }
}
