package org.pushforward.engine.bridge.learned;

import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.QuadraticLogSumExp;

/** The plan between two small samples of equal weights by Sinkhorn's iteration on logarithms, columns first. */
final class EntropicPlan {

    private static final int SWEEPS = 500;
    /** L1 error of the rows; a draw from a plan that is off by a thousandth cannot be told from one that is not. */
    private static final double TOLERANCE = 1e-3;

    private final double[] x;
    private final double[] y;
    private final int d;
    private final double eps;
    private final QuadraticLogSumExp overY;
    private final double[] scratch;

    private EntropicPlan(double[] x, double[] y, int d, double eps) {
        this.x = x;
        this.y = y;
        this.d = d;
        this.eps = eps;
        overY = terms(y);
        scratch = overY.scratch();
    }

    static EntropicPlan between(double[] x, double[] y, int d, double eps, CancelToken cancel) {
        EntropicPlan plan = new EntropicPlan(x, y, d, eps);
        int n = x.length / d;
        QuadraticLogSumExp overX = plan.terms(x);
        double[] scratch = overX.scratch();
        double[] f = new double[n];
        double error = Double.POSITIVE_INFINITY;
        for (int sweep = 0; sweep < SWEEPS && error > TOLERANCE; sweep++) {
            cancel.throwIfCancelled();
            for (int i = 0; i < n; i++) {
                overX.constant(i, f[i]);
            }
            for (int j = 0; j < n; j++) {
                plan.overY.constant(j, -overX.value(y, j * d, scratch));
            }
            error = 0;
            for (int i = 0; i < n; i++) {
                double next = -plan.overY.value(x, i * d, plan.scratch);
                error += Math.abs(Math.expm1(f[i] - next)) / n;
                f[i] = next;
            }
        }
        return plan;
    }

    /** Terms exp(x·y/ε) for all points; what the squares |x|² of the cost contribute is in the potentials. */
    private QuadraticLogSumExp terms(double[] points) {
        QuadraticLogSumExp sum = new QuadraticLogSumExp(points.length / d, d);
        for (int k = 0; k < points.length; k++) {
            sum.quadratic(k / d, k % d, 0, points[k] / eps);
        }
        return sum;
    }

    /** The column of row i at level u in (0, 1]. */
    int draw(int i, double u) {
        overY.weights(x, i * d, scratch);
        int last = 0;
        double sum = 0;
        for (int j = 0; j < y.length / d && sum < u; j++) {
            sum += scratch[j];
            last = scratch[j] > 0 ? j : last;
        }
        return last;
    }

    /** ½ E|x − y|² under the plan. */
    double cost() {
        int n = x.length / d;
        double sum = 0;
        for (int i = 0; i < n; i++) {
            overY.weights(x, i * d, scratch);
            for (int j = 0; j < n; j++) {
                double square = 0;
                for (int k = 0; k < d; k++) {
                    double away = x[i * d + k] - y[j * d + k];
                    square += away * away;
                }
                sum += 0.5 * scratch[j] * square / n;
            }
        }
        return sum;
    }
}
