package org.pushforward.engine.bridge.learned;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.Assignment;
import org.pushforward.engine.numerics.Philox;

/**
 * How the points of two minibatches of B are paired (Tong et al. 2023, arXiv:2302.00482, section 3.2): as drawn, by the assignment with the
 * least Σ|x₀ − x₁|², O(B³), or by a draw from the entropic plan with kernel exp(−|x₀ − x₁|²/2ε), O(B²d) a sweep. Libraries that write
 * the last one with cost |x₀ − x₁|² call 2ε = 2σ² "reg".
 */
enum MinibatchCoupling {

    INDEPENDENT {
        @Override
        int[] partners(double[] x0, double[] x1, int d, double eps, Philox random, int step, CancelToken cancel) {
            int[] same = new int[x0.length / d];
            Arrays.setAll(same, i -> i);
            return same;
        }
    },

    EXACT {
        @Override
        int[] partners(double[] x0, double[] x1, int d, double eps, Philox random, int step, CancelToken cancel) {
            return Assignment.nearest(x0, x1, d, cancel);
        }
    },

    ENTROPIC {
        @Override
        int[] partners(double[] x0, double[] x1, int d, double eps, Philox random, int step, CancelToken cancel) {
            int n = x0.length / d;
            double[] u = new double[n];
            random.uniforms(0, n, step, 1, u, 0);
            EntropicPlan plan = EntropicPlan.between(x0, x1, d, eps, cancel);
            int[] partner = new int[n];
            for (int i = 0; i < n; i++) {
                partner[i] = plan.draw(i, u[i]);
            }
            return partner;
        }
    };

    /** The row of x₁ for every row of x₀. */
    abstract int[] partners(double[] x0, double[] x1, int d, double eps, Philox random, int step, CancelToken cancel);

    static List<String> names() {
        return Arrays.stream(values()).map(MinibatchCoupling::id).toList();
    }

    String id() {
        return this == INDEPENDENT ? "independent" : this == EXACT ? "minibatch-ot" : "minibatch-entropic";
    }

    static MinibatchCoupling named(String id) {
        return Arrays.stream(values()).filter(c -> c.id().equals(id)).findFirst().orElseThrow();
    }
}
