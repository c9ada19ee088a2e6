package org.pushforward.engine.mesh;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.numerics.Formula;
import org.pushforward.engine.numerics.Jet;
import org.pushforward.engine.numerics.Philox;

/**
 * det D²u = f on [0, 1]^d with u given on the boundary, and its convex solution. Immutable.
 *
 * <ul>
 * <li>smooth: u = exp(|x|²/2), f = (1 + |x|²) exp(d|x|²/2).
 * <li>c1: u = ½((r − 0.2)⁺)², f = ((1 − 0.2/r)⁺)^(d−1), r = |x − (½, …)|.
 * <li>blow-up: u = −√(d − |x|²), f = d (d − |x|²)^(−(d+2)/2).
 * <li>cone: u = r; the mass of its tip is spread over the ball of radius {@value #TIP}, f = {@value #TIP}^(−d) there.
 * <li>formula: any convex u; f is the determinant of its exact second derivatives.
 * </ul>
 */
record CubeProblem(String name, int d, Optional<Formula> formula) {

    static final List<String> NAMES = List.of("smooth", "c1", "blow-up", "cone", "formula");
    private static final double TIP = 0.1;
    private static final int SAMPLES = 400;

    static List<String> variables(int d) {
        return IntStream.rangeClosed(1, d).mapToObj(k -> "x" + k).toList();
    }

    static CubeProblem of(String name, int d, String exact) {
        if (!name.equals("formula")) {
            return new CubeProblem(name, d, Optional.empty());
        }
        List<String> names = d == 2 ? List.of("x", "y", "x1", "x2") : variables(d);
        CubeProblem p = new CubeProblem(name, d, Optional.of(Formula.of("exact", exact, names)));
        double[] x = new double[SAMPLES * d];
        new Philox(1).uniforms(0, SAMPLES, 0, d, x, 0);
        for (int k = 0; k < SAMPLES; k++) {
            p.requireConvex(Arrays.copyOfRange(x, k * d, (k + 1) * d));
        }
        return p;
    }

    private void requireConvex(double[] x) {
        Jet j = jet(x);
        if (!j.isFinite()) {
            throw formula.orElseThrow().wrongAt("exact", Double.NaN, x);
        }
        double[] h = new double[d * d];
        Arrays.setAll(h, k -> j.second(k / d, k % d));
        double least = least(d, h);
        if (least < -1e-9) {
            throw new InputException("exact: the formula is not convex at (" + String.join(", ", Arrays.stream(x).mapToObj(v -> String.format(Locale.ROOT, "%.3f", v)).toList())
                    + "): its least curvature is " + String.format(Locale.ROOT, "%.3g", least), "give a convex function of " + String.join(", ", variables(d)));
        }
    }

    private Jet jet(double[] x) {
        Formula f = formula.orElseThrow();
        Jet[] v = new Jet[f.variables().size()];
        Arrays.setAll(v, k -> Jet.variable(x[k % d], k % d, d));
        return f.at(v);
    }

    /** The least eigenvalue of a symmetric d × d matrix. */
    static double least(int d, double[] h) {
        if (d == 2) {
            return 0.5 * (h[0] + h[3]) - Math.hypot(0.5 * (h[0] - h[3]), h[1]);
        }
        EigenDecomposition_F64<DMatrixRMaj> e = DecompositionFactory_DDRM.eig(d, false, true);
        if (!e.decompose(new DMatrixRMaj(d, d, true, h))) {
            return Double.NaN;
        }
        return IntStream.range(0, d).mapToDouble(k -> e.getEigenvalue(k).getReal()).min().orElse(0);
    }

    private double square(double[] x, double about) {
        return Arrays.stream(x).map(v -> (v - about) * (v - about)).sum();
    }

    double u(double[] x) {
        return switch (name) {
            case "smooth" -> Math.exp(0.5 * square(x, 0));
            case "c1" -> 0.5 * Math.pow(Math.max(0, Math.sqrt(square(x, 0.5)) - 0.2), 2);
            case "blow-up" -> -Math.sqrt(Math.max(0, d - square(x, 0)));
            case "cone" -> Math.sqrt(square(x, 0.5));
            default -> jet(x).value();
        };
    }

    double f(double[] x) {
        return switch (name) {
            case "smooth" -> (1 + square(x, 0)) * Math.exp(0.5 * d * square(x, 0));
            case "c1" -> Math.pow(Math.max(0, 1 - 0.2 / Math.sqrt(square(x, 0.5))), d - 1.0);
            case "blow-up" -> d * Math.pow(Math.max(1e-6, d - square(x, 0)), -0.5 * (d + 2));
            case "cone" -> square(x, 0.5) < TIP * TIP ? Math.pow(TIP, -d) : 0;
            default -> Math.max(0, determinant(jet(x)));
        };
    }

    private double determinant(Jet j) {
        DMatrixRMaj h = new DMatrixRMaj(d, d);
        for (int k = 0; k < d * d; k++) {
            h.data[k] = j.second(k / d, k % d);
        }
        return CommonOps_DDRM.det(h);
    }

    /** Whether f > 0 everywhere, so that its logarithm may be taken. */
    boolean isPositive() {
        return name.equals("smooth") || name.equals("blow-up") || name.equals("formula");
    }

    double[] values(double[] points) {
        return each(points, this::u);
    }

    double[] right(double[] points) {
        return each(points, this::f);
    }

    private double[] each(double[] points, ToDoubleFunction<double[]> of) {
        double[] v = new double[points.length / d];
        Arrays.setAll(v, k -> of.applyAsDouble(Arrays.copyOfRange(points, k * d, (k + 1) * d)));
        return v;
    }

    /**
     * f of the problem a share s of which has come in, ((1 − s) + s f^(1/d))^d: by Minkowski's inequality at most det ((1 − s) I + s D²u), and that where
     * D²u is a multiple of I. The corners ask for it: there the values on the faces determine all of D²u, and an f that contradicts them, as f^s does,
     * leaves nothing smooth to be found.
     */
    double[] right(double[] points, double share) {
        double[] f = right(points);
        return share == 1 ? f : Arrays.stream(f).map(v -> Math.pow(1 - share + share * Math.pow(v, 1.0 / d), d)).toArray();
    }

    /** Its values, (1 − s) ½|x − ½|² + s u. */
    double[] values(double[] points, double share) {
        double[] u = values(points);
        for (int k = 0; k < u.length && share < 1; k++) {
            u[k] = share * u[k] + (1 - share) * 0.5 * square(Arrays.copyOfRange(points, k * d, (k + 1) * d), 0.5);
        }
        return u;
    }

    /** n points inside, uniform; of this number of the stream. */
    double[] inside(Philox random, int number, int n) {
        double[] x = new double[n * d];
        random.uniforms(0, n, number, d, x, 0);
        return x;
    }

    /** n points on the faces, uniform. */
    double[] outside(Philox random, int number, int n) {
        double[] x = inside(random, number, n);
        for (int k = 0; k < n; k++) {
            int face = k % (2 * d);
            x[k * d + face / 2] = face % 2;
        }
        return x;
    }
}
