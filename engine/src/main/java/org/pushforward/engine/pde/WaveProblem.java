package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.SineGalerkin;
import org.pushforward.engine.numerics.Vectors;

/**
 * A bump A e^(−x²/2σ²) at rest on [−4, 4], zero at both ends, from time 0 to 3: sine-Gordon u_tt = u_xx − 10 sin u, a wave through layers u_tt = c² u_xx with c = 1,
 * 1.25 from x = 0.5 and 1.5 from x = 1.5, or Burgers' u_t = ν u_xx − u u_x, ν = 0.05. The reference is a Galerkin solution in {@value #FINE} sines. Immutable.
 */
record WaveProblem(String name, double amplitude, double width) {

    static final List<String> NAMES = List.of("sine-gordon", "burgers", "layers");
    static final double HALF = 4;
    static final double END = 3;
    /** Places and steps at which fields are shown and compared. */
    static final int NX = 80;
    static final int STEPS = 48;
    static final double NU = 0.05;
    private static final int FINE = 128;
    private static final int SUB = 4;

    static WaveProblem of(String name, double amplitude, double width) {
        return new WaveProblem(name, amplitude, width);
    }

    SineGalerkin sines(int modes) {
        return isBurgers() ? SineGalerkin.diffusion(-HALF, HALF, modes, NU) : SineGalerkin.wave(-HALF, HALF, modes);
    }

    boolean isBurgers() {
        return name.equals("burgers");
    }

    double[] places() {
        return sines(1).places(NX);
    }

    double start(double x) {
        return amplitude * Math.exp(-x * x / (2 * width * width));
    }

    /** Square of the speed. */
    static double square(double x) {
        double c = x < 0.5 ? 1 : x < 1.5 ? 1.25 : 1.5;
        return c * c;
    }

    /** Coefficients of the state at time 0. */
    double[] first(SineGalerkin s) {
        int n = 2 * s.modes() + 1;
        double[] u = Matrix.of(s.modes(), n, s.analysis(n)).times(Arrays.stream(s.places(n)).map(this::start).toArray());
        return Arrays.copyOf(u, s.size());
    }

    /** What is added to the linear part, at every place, from u and its first two derivatives. */
    double added(double x, double u, double slope, double bend) {
        return switch (name) {
            case "sine-gordon" -> -10 * Math.sin(u);
            case "burgers" -> -u * slope;
            default -> (square(x) - 1) * bend;
        };
    }

    /** The same, times × places. */
    Value added(double[] x, Value u, Value slope, Value bend) {
        return switch (name) {
            case "sine-gordon" -> u.sin().times(-10);
            case "burgers" -> u.times(slope).negated();
            default -> bend.times(u.tape().of(Arrays.stream(x).map(v -> square(v) - 1).toArray(), x.length));
        };
    }

    /** At {@link #places} and all times, x fast. */
    double[] exact() {
        return fine(SUB);
    }

    /** How far that is from one with half of the steps. */
    double refinement() {
        double[] a = fine(SUB);
        double[] b = fine(SUB / 2);
        double[] d = new double[a.length];
        Arrays.setAll(d, k -> a[k] - b[k]);
        return Vectors.norm(d) / Vectors.norm(a);
    }

    private double[] fine(int sub) {
        SineGalerkin s = sines(FINE);
        int n = 3 * FINE / 2;
        double[] x = s.places(n);
        Matrix values = Matrix.of(n, FINE, s.values(x));
        Matrix slopes = Matrix.of(n, FINE, s.derivatives(x, 1));
        Matrix bends = Matrix.of(n, FINE, s.derivatives(x, 2));
        Matrix back = Matrix.of(FINE, n, s.analysis(n));
        UnaryOperator<double[]> source = c -> {
            double[] u = values.times(c);
            double[] d = isBurgers() ? slopes.times(c) : u;
            double[] b = name.equals("layers") ? bends.times(c) : u;
            double[] f = new double[n];
            Arrays.setAll(f, i -> added(x[i], u[i], d[i], b[i]));
            return back.times(f);
        };
        double[][] course = s.course(first(s), source, END, sub * STEPS);
        Matrix out = Matrix.of(NX, FINE, s.values(places()));
        double[] field = new double[(STEPS + 1) * NX];
        for (int j = 0; j <= STEPS; j++) {
            System.arraycopy(out.times(Arrays.copyOf(course[sub * j], FINE)), 0, field, j * NX, NX);
        }
        return field;
    }
}
