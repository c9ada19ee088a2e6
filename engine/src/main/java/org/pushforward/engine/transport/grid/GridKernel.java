package org.pushforward.engine.transport.grid;

import org.pushforward.engine.api.StepContext;

/**
 * The Gibbs kernel between the cells of an n × n grid, for the cost c(x, y) = q |x − y|² or q |x − y| in bits: for every cell x
 * <pre>  L(x) = log₂ Σ_y 2^(h(y) − c(x, y)),   D(x) = Σ_y p(y|x) c(x, y),   p(y|x) = 2^(h(y) − c(x, y) − L(x)),</pre>
 * with distances in cells, so that D is a mean cost in bits. For the square the kernel is a product of one along each axis: O(n³) work instead
 * of O(n⁴) (Solomon et al. 2015, "Convolutional Wasserstein distances"). Arrays have the index i·n + j; h may be −∞.
 *
 * <p>Not thread-safe: an object owns scratch.
 */
abstract sealed class GridKernel permits ProductGridKernel, LogGridKernel, DistanceGridKernel {

    final int n;
    final double q;

    GridKernel(int n, double q) {
        this.n = n;
        this.q = q;
    }

    /** That of the square: as matrix products while no entry of the kernel comes near the smallest number, else line by line in the log domain. */
    static GridKernel squared(int n, double q) {
        return q * (n - 1) * (n - 1) <= ProductGridKernel.MOST_BITS ? new ProductGridKernel(n, q) : new LogGridKernel(n, q);
    }

    /** L alone. */
    final void apply(double[] h, double[] lse, StepContext context) {
        run(h, lse, new double[0], context);
    }

    /** L and D. */
    final void applyWithCost(double[] h, double[] lse, double[] cost, StepContext context) {
        run(h, lse, cost, context);
    }

    /** @param cost D, overwritten; not asked for when it is empty */
    abstract void run(double[] h, double[] lse, double[] cost, StepContext context);
}
