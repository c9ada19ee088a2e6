package org.pushforward.engine.pde;

import java.util.Arrays;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.numerics.GaussianField;
import org.pushforward.engine.numerics.IntegratingFactor;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SpectralBasis;
import org.pushforward.engine.numerics.SpectralBasis.Kind;

/**
 * An equation on the unit square whose solutions are coefficients U, rows of the first basis and columns of the second:
 * <ul>
 *   <li>Poisson, −Δu = s on a torus, both bases Fourier; s and u of mean 0;
 *   <li>reaction and diffusion, u_t = ν u_xx + ρ u(1 − u), ρ = 5, first axis time in Chebyshev polynomials, second a circle.
 * </ul>
 * Residuals are exact coefficients, products by twice as many nodes, or differences of second order on an even grid. Immutable.
 */
final class SpectralProblem {

    static final double RHO = 5;
    private static final int FINE = 128;
    /** Of u beside s: a typical 1/|κ|². */
    private static final double SCALE = 1 / (4 * Math.PI * Math.PI);

    private final boolean isPoisson;
    private final SpectralBasis first;
    private final SpectralBasis second;
    private final double length;
    private final double nu;
    /** Matrices of both bases that every loss needs. */
    private final double[] values1;
    private final double[] values2;
    private final double[] double1;
    private final double[] double2;
    private final double[] back1;
    private final double[] back2;
    private final double[] grid1;
    private final double[] grid2;
    private final double[] derivative;
    private final double[] timesPlace;

    private SpectralProblem(boolean isPoisson, SpectralBasis first, SpectralBasis second, double length, double nu) {
        this.isPoisson = isPoisson;
        this.first = first;
        this.second = second;
        this.length = length;
        this.nu = nu;
        values1 = first.values(first.nodes(n1()));
        values2 = second.values(second.nodes(n2()));
        double1 = first.values(first.nodes(2 * p()));
        double2 = second.values(second.nodes(2 * q()));
        back1 = first.analysis(2 * p());
        back2 = second.analysis(2 * q());
        grid1 = first.values(even(n2()));
        grid2 = values2;
        derivative = first.derivative();
        timesPlace = first.timesPlace();
    }

    /** @param length correlation length of the inputs */
    static SpectralProblem of(boolean isPoisson, int modes, double length, double nu) {
        SpectralBasis circle = new SpectralBasis(Kind.FOURIER, isPoisson ? modes : 2 * modes + 1);
        return new SpectralProblem(isPoisson, isPoisson ? circle : new SpectralBasis(Kind.CHEBYSHEV, modes), circle, length, nu);
    }

    boolean isPoisson() {
        return isPoisson;
    }

    SpectralBasis first() {
        return first;
    }

    SpectralBasis second() {
        return second;
    }

    int p() {
        return first.count();
    }

    int q() {
        return second.count();
    }

    /** Nodes of the network along the first axis. */
    int n1() {
        return isPoisson ? p() + 1 : p();
    }

    int n2() {
        return q() + 1;
    }

    /** Coefficients of what is given: s, p × q, or u₀, q. */
    double[] input(Philox random, int number) {
        if (isPoisson) {
            double[] s = new double[p() * q()];
            random.normals(number, 1, 0, s.length, s, 0);
            double sum = 0;
            double[] w = first.waves();
            for (int k = 1; k < s.length; k++) {
                double v = Math.exp(-0.5 * length * length * (w[k / q()] * w[k / q()] + w[k % q()] * w[k % q()]));
                sum += v;
                s[k] *= Math.sqrt(v);
            }
            s[0] = 0;
            double size = 1 / Math.sqrt(sum);
            Arrays.setAll(s, k -> size * s[k]);
            return s;
        }
        double[] g = GaussianField.squaredExponential(1, second.count() / 2, 1, length).sample(random, number, n2());
        Arrays.setAll(g, j -> 0.5 + 0.5 * Math.tanh(1.5 * g[j]));
        return Matrix.of(q(), n2(), second.analysis(n2())).times(g);
    }

    /** What the network sees: batch × channels × nodes. */
    Value channels(Tape tape, double[][] inputs) {
        int b = inputs.length;
        Value y = tape.of(values2, n2(), q());
        if (isPoisson) {
            Value x = tape.of(values1, n1(), p());
            return x.matmul(tape.of(joined(inputs), b, p(), q())).matmul(y.transposed()).unsqueeze(1);
        }
        Value u = tape.of(joined(inputs), b, 1, q()).matmul(y.transposed()).unsqueeze(1).expand(b, 1, n1(), n2());
        Value t = tape.of(first.nodes(n1()), 1, 1, n1(), 1).expand(b, 1, n1(), n2());
        return Value.cat(1, u, t);
    }

    int channels() {
        return isPoisson ? 1 : 2;
    }

    static double[] joined(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    /** U from what the network says, batch × p × q: of mean 0, or u₀ at time 0. */
    Value solution(Value net, double[][] inputs) {
        Tape tape = net.tape();
        if (isPoisson) {
            double[] mask = new double[p() * q()];
            Arrays.fill(mask, SCALE);
            mask[0] = 0;
            return net.times(tape.of(mask, p(), q()));
        }
        Value later = tape.of(timesPlace, p(), p()).matmul(net);
        Value start = tape.of(joined(inputs), inputs.length, 1, q());
        return later.plus(Value.cat(1, start, tape.zeros(inputs.length, p() - 1, q())));
    }

    /** Coefficients of the residual, batch × p × q. */
    Value residual(Value u, double[][] inputs) {
        Tape tape = u.tape();
        double[] w = second.waves();
        if (isPoisson) {
            double[] squares = new double[p() * q()];
            Arrays.setAll(squares, k -> w[k / q()] * w[k / q()] + w[k % q()] * w[k % q()]);
            return u.times(tape.of(squares, p(), q())).minus(tape.of(joined(inputs), inputs.length, p(), q()));
        }
        Value slope = tape.of(derivative, p(), p()).matmul(u);
        Value decay = u.times(tape.of(Arrays.stream(w).map(a -> nu * a * a - RHO).toArray(), q()));
        return slope.plus(decay).plus(squared(u).times(RHO));
    }

    /** Coefficients of u², aliases nowhere. */
    private Value squared(Value u) {
        Tape tape = u.tape();
        int m1 = 2 * p();
        int m2 = 2 * q();
        Value v = tape.of(double1, m1, p()).matmul(u).matmul(tape.of(double2, m2, q()).transposed()).square();
        return tape.of(back1, p(), m1).matmul(v).matmul(tape.of(back2, q(), m2).transposed());
    }

    /** Values of coefficients on an even grid, batch × m × m; of time the end is included. */
    Value onGrid(Value c, int m) {
        Tape tape = c.tape();
        if (m == n2()) {
            return tape.of(grid1, m, p()).matmul(c).matmul(tape.of(grid2, m, q()).transposed());
        }
        return tape.of(first.values(even(m)), m, p()).matmul(c).matmul(tape.of(second.values(second.nodes(m)), m, q()).transposed());
    }

    double[] even(int m) {
        double[] t = new double[m];
        Arrays.setAll(t, i -> isPoisson ? (double) i / m : i / (m - 1.0));
        return t;
    }

    /** The residual at the places of an even grid by differences. */
    Value differences(Value u, double[][] inputs, int m) {
        Value v = onGrid(u, m);
        double h = 1.0 / m;
        Value across = v.roll(2, 1).plus(v.roll(2, -1)).minus(v.times(2)).times(1 / (h * h));
        if (isPoisson) {
            Value along = v.roll(1, 1).plus(v.roll(1, -1)).minus(v.times(2)).times(1 / (h * h));
            return across.plus(along).negated().minus(onGrid(u.tape().of(joined(inputs), inputs.length, p(), q()), m));
        }
        Value inner = v.slice(1, 1, m - 1);
        Value slope = v.slice(1, 2, m).minus(v.slice(1, 0, m - 2)).times((m - 1) / 2.0);
        return slope.minus(across.slice(1, 1, m - 1).times(nu)).minus(inner.minus(inner.square()).times(RHO));
    }

    /** The exact solution on an even grid, m × m: of Poisson's equation in closed form, else by Runge–Kutta with an integrating factor, converged. */
    double[] exact(double[] input, int m) {
        if (isPoisson) {
            double[] w = first.waves();
            double[] u = new double[p() * q()];
            for (int k = 1; k < u.length; k++) {
                u[k] = input[k] / (w[k / q()] * w[k / q()] + w[k % q()] * w[k % q()]);
            }
            Matrix x = Matrix.of(m, p(), first.values(even(m)));
            return x.times(Matrix.of(p(), q(), u)).times(x.transposed()).toArray();
        }
        IntegratingFactor flow = IntegratingFactor.source(FINE, 1, k -> nu * k * k, u -> Arrays.stream(u).map(a -> RHO * a * (1 - a)).toArray());
        Matrix places = Matrix.of(FINE, q(), second.values(second.nodes(FINE)));
        Matrix back = Matrix.of(q(), FINE, second.analysis(FINE));
        Matrix out = Matrix.of(m, q(), second.values(second.nodes(m)));
        double[] u = places.times(input);
        double[] all = new double[m * m];
        for (int i = 0; i < m; i++) {
            u = i == 0 ? u : flow.advanced(u, 1.0 / (m - 1), 4);
            System.arraycopy(out.times(back.times(u)), 0, all, i * m, m);
        }
        return all;
    }
}
