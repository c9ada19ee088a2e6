package org.pushforward.engine.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.pushforward.engine.numerics.Philox;

/**
 * The point sets of the plane that the literature shows its methods on. All are centred near the origin with standard deviations
 * between 0.5 and 4, so that one ε serves every pair. Where a set is that of a known program its constants are kept and named.
 */
public enum PointSet implements PointSource {

    /** N(0, I). */
    GAUSSIAN(0, 2, (_, z, x, k) -> put(x, k, z[0], z[1])),

    /** Roll of scikit-learn with noise 0.8, divided by 7.5 (Korotin et al. 2024, LightSB). */
    SWISS_ROLL(1, 2, (u, z, x, k) -> {
        double a = 1.5 * Math.PI * (1 + 2 * u[0]);
        put(x, k, (a * Math.cos(a) + 0.8 * z[0]) / 7.5, (a * Math.sin(a) + 0.8 * z[1]) / 7.5);
    }),

    /** Eight Gaussians of variance 0.1 on the circle of radius 5 (Tong et al. 2023, TorchCFM). */
    EIGHT_GAUSSIANS(1, 2, (u, z, x, k) -> {
        double a = 0.25 * Math.PI * Math.min(7, (int) (8 * u[0]));
        put(x, k, 5 * Math.cos(a) + Math.sqrt(0.1) * z[0], 5 * Math.sin(a) + Math.sqrt(0.1) * z[1]);
    }),

    /** Two half circles of scikit-learn with noise 0.2, then 3x − 1 (Tong et al. 2023, TorchCFM). */
    MOONS(2, 2, (u, z, x, k) -> {
        double a = Math.PI * u[0];
        boolean upper = u[1] <= 0.5;
        put(x, k, 3 * ((upper ? Math.cos(a) : 1 - Math.cos(a)) + 0.2 * z[0]) - 1,
                3 * ((upper ? Math.sin(a) : 0.5 - Math.sin(a)) + 0.2 * z[1]) - 1);
    }),

    /** The eight dark squares of a 4 × 4 board on [−4, 4]² (Grathwohl et al. 2019, FFJORD). */
    CHECKERBOARD(3, 0, (u, _, x, k) -> {
        int square = Math.min(7, (int) (8 * u[0]));
        int column = square / 2;
        put(x, k, 2 * (column + u[1]) - 4, 2 * (2 * (square % 2) + column % 2 + u[2]) - 4);
    }),

    /** Five arms, radial deviation 0.3, tangential 0.1, twisted by 0.25 exp(r), times 2 (Johnson et al. 2016; Grathwohl et al. 2019). */
    PINWHEEL(1, 2, (u, z, x, k) -> {
        double r = 1 + 0.3 * z[0];
        double across = 0.1 * z[1];
        double a = 0.4 * Math.PI * Math.min(4, (int) (5 * u[0])) + 0.25 * Math.exp(r);
        put(x, k, 2 * (r * Math.cos(a) - across * Math.sin(a)), 2 * (r * Math.sin(a) + across * Math.cos(a)));
    }),

    /** The S of scikit-learn, x = sin a, y = sgn(a)(cos a − 1), with noise 0.1, times 2. */
    S_CURVE(1, 2, (u, z, x, k) -> {
        double a = 3 * Math.PI * (u[0] - 0.5);
        put(x, k, 2 * (Math.sin(a) + 0.1 * z[0]), 2 * (Math.signum(a) * (Math.cos(a) - 1) + 0.1 * z[1]));
    }),

    /** Two circles of radius 3 and 1.5 with noise 0.15 (scikit-learn's with factor ½ and noise 0.05, times 3). */
    CIRCLES(2, 2, (u, z, x, k) -> {
        double a = 2 * Math.PI * u[0];
        double r = u[1] <= 0.5 ? 3 : 1.5;
        put(x, k, r * Math.cos(a) + 0.15 * z[0], r * Math.sin(a) + 0.15 * z[1]);
    });

    private final int uniforms;
    private final int normals;
    private final Formula formula;

    PointSet(int uniforms, int normals, Formula formula) {
        this.uniforms = uniforms;
        this.normals = normals;
        this.formula = formula;
    }

    /** As written on the command line and in sessions, for example {@code swiss-roll}. */
    public String id() {
        return this == EIGHT_GAUSSIANS ? "8-gaussians" : name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<PointSet> named(String id) {
        return Arrays.stream(values()).filter(s -> s.id().equals(id)).findFirst();
    }

    @Override
    public int dimension() {
        return 2;
    }

    @Override
    public void draw(Philox random, int step, long first, int count, double[] out, int from) {
        double[] u = new double[uniforms];
        double[] z = new double[normals];
        for (int p = 0; p < count; p++) {
            random.uniforms(first + p, 1, step, uniforms, u, 0);
            random.normals(first + p, 1, step, normals, z, 0);
            formula.point(u, z, out, from + 2 * p);
        }
    }

    /** A point (x[k], x[k+1]) from numbers uniform in (0, 1] and normal ones. */
    @FunctionalInterface
    private interface Formula {
        void point(double[] u, double[] z, double[] x, int k);
    }

    private static void put(double[] x, int k, double first, double second) {
        x[k] = first;
        x[k + 1] = second;
    }
}
