package org.pushforward.engine.compress;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.Assignment;
import org.pushforward.engine.numerics.Matrix;

/**
 * An expert of one hidden layer as plain arrays: y = V max(0, U x + a) + b. Its hidden neurons may stand in any order; two experts are brought into the same
 * order by the assignment that makes Σ ⟨neuron, neuron⟩ largest (weight matching, Ainsworth, Hayase & Srinivasa 2022, arXiv:2209.04836). Immutable; the arrays
 * are not to be written.
 *
 * @param u hidden × inputs
 * @param v outputs × hidden
 */
record DenseExpert(double[] u, double[] a, double[] v, double[] b) {

    int hidden() {
        return a.length;
    }

    int inputs() {
        return u.length / a.length;
    }

    /** Adds weight · y to sums of outputs. */
    void add(double[] x, int at, double weight, double[] y, int to) {
        int inputs = inputs();
        for (int i = 0; i < b.length; i++) {
            y[to + i] += weight * b[i];
        }
        for (int h = 0; h < a.length; h++) {
            double sum = a[h];
            for (int j = 0; j < inputs; j++) {
                sum += u[h * inputs + j] * x[at + j];
            }
            for (int i = 0; sum > 0 && i < b.length; i++) {
                y[to + i] += weight * sum * v[i * a.length + h];
            }
        }
    }

    /** With its neuron order[h] in place h. */
    DenseExpert permuted(int[] order) {
        int n = inputs();
        double[] rows = new double[u.length];
        double[] columns = new double[v.length];
        for (int h = 0; h < order.length; h++) {
            System.arraycopy(u, order[h] * n, rows, h * n, n);
            for (int i = 0; i < b.length; i++) {
                columns[i * order.length + h] = v[i * order.length + order[h]];
            }
        }
        return new DenseExpert(rows, Arrays.stream(order).mapToDouble(h -> a[h]).toArray(), columns, b);
    }

    /** Cosines of all weights of the neurons of another expert (columns) with those of this one (rows). */
    double[] cosines(DenseExpert other) {
        double[] c = products(other);
        double[] own = products(this);
        double[] its = other.products(other);
        int n = hidden();
        return IntStream.range(0, c.length).mapToDouble(k -> c[k] / Math.sqrt(own[k / n * (n + 1)] * its[k % n * (n + 1)])).toArray();
    }

    private double[] products(DenseExpert other) {
        int n = hidden();
        double[] p = new double[n * n];
        for (int g = 0; g < n; g++) {
            for (int h = 0; h < n; h++) {
                double sum = a[g] * other.a[h];
                for (int j = 0; j < inputs(); j++) {
                    sum += u[g * inputs() + j] * other.u[h * inputs() + j];
                }
                for (int i = 0; i < b.length; i++) {
                    sum += v[i * n + g] * other.v[i * n + h];
                }
                p[g * n + h] = sum;
            }
        }
        return p;
    }

    /** The neurons of another expert in the order of those of this one that they are most alike. */
    int[] matching(DenseExpert other, CancelToken cancel) {
        return Assignment.cheapest(Arrays.stream(products(other)).map(v -> -v).toArray(), hidden(), cancel);
    }

    /** The mean of experts with weights that are divided by their sum. */
    static DenseExpert mean(List<DenseExpert> experts, double[] weights) {
        double sum = Arrays.stream(weights).sum();
        DenseExpert first = experts.getFirst();
        DenseExpert m = new DenseExpert(new double[first.u.length], new double[first.a.length], new double[first.v.length], new double[first.b.length]);
        for (int e = 0; e < weights.length; e++) {
            DenseExpert d = experts.get(e);
            double share = sum > 0 ? weights[e] / sum : 1.0 / weights.length;
            add(share, d.u, m.u);
            add(share, d.a, m.a);
            add(share, d.v, m.v);
            add(share, d.b, m.b);
        }
        return m;
    }

    private static void add(double factor, double[] from, double[] to) {
        for (int k = 0; k < to.length; k++) {
            to[k] += factor * from[k];
        }
    }

    /** e^entropy of the singular values of U over their sum (Roy & Vetterli 2007, "The effective rank"). */
    double effectiveRank() {
        double[] s = Matrix.of(hidden(), inputs(), u).singularValues();
        double sum = Arrays.stream(s).sum();
        return Math.exp(-Arrays.stream(s).map(v -> v / sum).filter(p -> p > 0).map(p -> p * Math.log(p)).sum());
    }

    /**
     * U as a matrix of low rank and whole columns of what that leaves, those with the largest norm.
     *
     * @param columns that are kept besides
     */
    DenseExpert compressed(int rank, int columns) {
        int n = inputs();
        Matrix w = Matrix.of(hidden(), n, u);
        List<double[]> axes = w.transposed().times(w).symmetrised().principalAxes(Math.min(rank, n));
        double[] low = new double[u.length];
        for (double[] axis : axes) {
            double[] image = w.times(axis);
            for (int k = 0; k < low.length; k++) {
                low[k] += image[k / n] * axis[k % n];
            }
        }
        double[] left = IntStream.range(0, n).mapToDouble(j -> IntStream.range(0, hidden()).mapToDouble(h -> Math.pow(u[h * n + j] - low[h * n + j], 2)).sum()).toArray();
        int[] kept = IntStream.range(0, n).boxed().sorted((i, j) -> Double.compare(left[j], left[i])).limit(columns).mapToInt(Integer::intValue).toArray();
        for (int j : kept) {
            for (int h = 0; h < hidden(); h++) {
                low[h * n + j] = u[h * n + j];
            }
        }
        return new DenseExpert(low, a, v, b);
    }
}
