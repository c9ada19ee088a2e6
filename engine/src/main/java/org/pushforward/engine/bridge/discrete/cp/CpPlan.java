package org.pushforward.engine.bridge.discrete.cp;

import java.util.Arrays;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.bridge.discrete.CategorySource;
import org.pushforward.engine.numerics.Philox;

/**
 * A bridge's plan given its start, q(x₁ | x₀) = Σ_k p_k(x₀) Π_d Q^{N+1}[x₀,x₁] R_d[x₁, k] / u_d(x₀, k): a mixture of products, of which
 * every marginal is a sum over components. Immutable and thread-safe.
 */
public final class CpPlan {

    /** Components with smaller shares are left out of sums; together they weigh less than K times that. */
    private static final double NEGLIGIBLE = 1e-15;

    private final CpPotential start;
    private final CpPotential end;

    private CpPlan(CpPotential start, CpPotential end) {
        this.start = start;
        this.end = end;
    }

    /** @param kernel Q^{N+1}, S × S */
    public static CpPlan of(CpShape shape, double[] theta, double[] kernel, StepContext context) {
        CpPotential start = new CpPotential(shape);
        start.tabulate(theta, kernel, context);
        CpPotential end = new CpPotential(shape);
        end.tabulate(theta, new double[0], context);
        return new CpPlan(start, end);
    }

    CpShape shape() {
        return start.shape();
    }

    /** What one thread works with. */
    public record Scratch(double[] shares, double[] law) { }

    public Scratch scratch() {
        return new Scratch(new double[shape().components()], new double[shape().categories()]);
    }

    /** log c(x₀). */
    public double logStart(int[] x, int p, Scratch scratch) {
        return start.shares(x, p, scratch.shares, 0);
    }

    /** log v(x₁). */
    public double logEnd(int[] x, int p, Scratch scratch) {
        return end.shares(x, p, scratch.shares, 0);
    }

    /** An x₁ for x₀ from D + 1 uniform numbers at {@code u[from]} and on. */
    void draw(int[] x0, double[] u, int from, int[] out, int at, Scratch scratch) {
        start.shares(x0, 0, scratch.shares, 0);
        int k = CategorySource.pick(scratch.shares, 0, scratch.shares.length, u[from]);
        for (int d = 0; d < shape().dimension(); d++) {
            start.conditional(d, x0[d], k, scratch.law, 0);
            out[at + d] = CategorySource.pick(scratch.law, 0, scratch.law.length, u[from + 1 + d]);
        }
    }

    /** Ends from the rows of x₀, by the numbers of {@code step}. */
    public int[] ends(int[] x0, Philox random, int step) {
        int d = shape().dimension();
        double[] u = new double[d + 1];
        int[] x1 = new int[x0.length];
        Scratch scratch = scratch();
        for (int p = 0; p < x0.length / d; p++) {
            random.uniforms(p, 1, step, d + 1, u, 0);
            draw(Arrays.copyOfRange(x0, p * d, (p + 1) * d), u, 0, x1, p * d, scratch);
        }
        return x1;
    }

    /** The components that matter at point p with the laws of all coordinates. */
    public Mixture given(int[] x0, int p) {
        CpShape shape = shape();
        Scratch scratch = scratch();
        start.shares(x0, p, scratch.shares, 0);
        int n = 0;
        for (double w : scratch.shares) {
            n += w > NEGLIGIBLE ? 1 : 0;
        }
        int s = shape.categories();
        int d = shape.dimension();
        double[] weights = new double[n];
        double[] laws = new double[n * d * s];
        int at = 0;
        for (int k = 0; k < shape.components(); k++) {
            if (scratch.shares[k] > NEGLIGIBLE) {
                weights[at] = scratch.shares[k];
                for (int j = 0; j < d; j++) {
                    start.conditional(j, x0[p * d + j], k, laws, (at * d + j) * s);
                }
                at++;
            }
        }
        return new Mixture(s, d, weights, laws);
    }

    /**
     * Σ_k w_k Π_d law_{k,d}.
     *
     * @param laws [k, d, s]
     */
    public record Mixture(int categories, int dimension, double[] weights, double[] laws) {

        /** The mean of mixtures. */
        public static Mixture mean(Mixture[] each) {
            double[] weights = Arrays.stream(each).flatMapToDouble(m -> Arrays.stream(m.weights).map(w -> w / each.length)).toArray();
            double[] laws = Arrays.stream(each).flatMapToDouble(m -> Arrays.stream(m.laws)).toArray();
            return new Mixture(each[0].categories, each[0].dimension, weights, laws);
        }

        /** Adds {@code factor} times the law of coordinate d. */
        public void marginal(int d, double factor, double[] out) {
            for (int k = 0; k < weights.length; k++) {
                int from = (k * dimension + d) * categories;
                for (int i = 0; i < categories; i++) {
                    out[i] += factor * weights[k] * laws[from + i];
                }
            }
        }

        /** Adds {@code factor} times the joint law of coordinates d and e, S × S. */
        public void joint(int d, int e, double factor, double[] out) {
            for (int k = 0; k < weights.length; k++) {
                int a = (k * dimension + d) * categories;
                int b = (k * dimension + e) * categories;
                for (int i = 0; i < categories; i++) {
                    double w = factor * weights[k] * laws[a + i];
                    for (int j = 0; j < categories; j++) {
                        out[i * categories + j] += w * laws[b + j];
                    }
                }
            }
        }
    }
}
