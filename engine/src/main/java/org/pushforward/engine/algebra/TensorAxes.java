package org.pushforward.engine.algebra;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.DenseSolve;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;

/** Powers of vectors, what a subspace of them holds, and steps on the sphere: the kernels of the subspace power method. */
final class TensorAxes {

    private TensorAxes() { }

    /** x ⊗ … ⊗ x, n times. */
    static double[] power(double[] x, int n) {
        double[] p = {1};
        for (int k = 0; k < n; k++) {
            double[] q = new double[p.length * x.length];
            for (int i = 0; i < q.length; i++) {
                q[i] = p[i / x.length] * x[i % x.length];
            }
            p = q;
        }
        return p;
    }

    /** The entry whose indices are those of this one in order. */
    static int sorted(int k, int d, int m) {
        int[] index = new int[m];
        int rest = k;
        for (int i = 0; i < m; i++) {
            index[i] = rest % d;
            rest /= d;
        }
        Arrays.sort(index);
        return Arrays.stream(index).reduce(0, (a, i) -> a * d + i);
    }

    static double[] unit(double[] x) {
        double r = Math.sqrt(Vectors.dot(x, x));
        return Arrays.stream(x).map(v -> v / r).toArray();
    }

    static double[] direction(Philox random, int purpose, int number, int d) {
        double[] x = new double[d];
        random.stream(purpose).normals(number, 1, 0, d, x, 0);
        return unit(x);
    }

    /** Contracts a dⁿ vector with xⁿ⁻¹, leaving d numbers. */
    static double[] contracted(double[] y, double[] x, int n) {
        double[] p = power(x, n - 1);
        double[] z = new double[x.length];
        for (int i = 0; i < y.length; i++) {
            z[i / p.length] += y[i] * p[i % p.length];
        }
        return z;
    }

    static Matrix less(Matrix m, double weight, double[] a) {
        return m.minus(Matrix.of(a.length, 1, a).times(Matrix.of(1, a.length, a)).scaled(weight)).symmetrised();
    }

    static double[] falling(Matrix m) {
        double[] e = m.eigenvalues();
        Arrays.sort(e);
        return IntStream.range(0, e.length).mapToDouble(k -> e[e.length - 1 - k]).toArray();
    }

    static double value(List<double[]> axes, double[] x, int n) {
        double[] y = power(x, n);
        return axes.stream().mapToDouble(a -> Vectors.dot(a, y) * Vectors.dot(a, y)).sum();
    }

    /** A Newton step for |P xⁿ|² on the sphere. */
    static double[] newton(List<double[]> axes, double[] x, int n) {
        int d = x.length;
        double[] h = new double[d * d];
        double[] g = new double[d];
        for (double[] a : axes) {
            double[] pair = a;
            for (int k = 2; k < n; k++) {
                pair = Matrix.of(pair.length / d, d, pair).times(x);
            }
            double[] once = Matrix.of(d, d, pair).times(x);
            double c = Vectors.dot(once, x);
            for (int k = 0; k < d * d; k++) {
                h[k] += 2 * n * (n * once[k / d] * once[k % d] + (n - 1) * c * pair[k]);
            }
            for (int k = 0; k < d; k++) {
                g[k] += 2 * n * c * once[k];
            }
        }
        double mu = Vectors.dot(g, x);
        double[] tangent = IntStream.range(0, d).mapToDouble(k -> mu * x[k] - g[k]).toArray();
        Matrix across = Matrix.identity(d).minus(Matrix.of(d, 1, x).times(Matrix.of(1, d, x)));
        Matrix k = across.times(Matrix.of(d, d, h).plusIdentity(-mu)).times(across).minus(Matrix.identity(d).minus(across));
        double[][] rows = IntStream.range(0, d).mapToObj(i -> IntStream.range(0, d).mapToDouble(j -> k.get(i, j)).toArray()).toArray(double[][]::new);
        try {
            double[] step = DenseSolve.solved(rows, tangent);
            return unit(IntStream.range(0, d).mapToDouble(i -> x[i] + step[i]).toArray());
        } catch (ArithmeticException singular) {
            return x;
        }
    }
}
