package org.pushforward.engine.diffusion;

import static org.pushforward.engine.diffusion.Interval.sum;

/**
 * DPM-Solver of order 3 across an interval with steps in λ that follow the error (Lu et al. 2022, arXiv:2206.00927, DPM-Solver-23): a step of
 * order 2 with r₁ = ⅓ shares its evaluations; the step of order 3 is accepted when the root mean square of their difference over
 * tolerance·(1 + |x|) is at most 1, as for {@link AdaptiveRungeKutta} (the paper takes the larger of .0078 and .05|x|); the next one is
 * .9·error^(−⅓) times as long, between a fifth and ten times. Stateless.
 */
final class AdaptiveDpmSolver {

    private AdaptiveDpmSolver() { }

    static double[] across(Interval s) {
        double[] x = s.x;
        double[] e = s.eps();
        double at = s.sigma;
        // λ has no end at 0, so the last hundredth is one step of Euler.
        double end = s.next == 0 ? 0.01 * s.sigma : s.next;
        double h = Math.log(at / end);
        while (at > end) {
            boolean isLast = h >= Math.log(at / end);
            double step = isLast ? Math.log(at / end) : h;
            double to = isLast ? end : at * Math.exp(-step);
            double s1 = at * Math.exp(-step / 3);
            double s2 = at * Math.exp(-2 * step / 3);
            double[] e1 = s.eps(sum(1, x, s1 - at, e), s1);
            double[] e2 = s.eps(SingleStepSamplers.second(x, e, e1, step, s2), s2);
            double lean = 1.5 * to * Math.expm1(step);
            double[] low = sum(1, x, to - at + lean, e, -lean, e1);
            double[] high = SingleStepSamplers.third(x, e, e2, step, to);
            double error = error(x, low, high, s.tuning.tolerance());
            double factor = Math.clamp(0.9 * Math.cbrt(1 / Math.max(error, 1e-12)), 0.2, 10);
            if (error <= 1) {
                at = to;
                x = high;
                e = at > end || s.next == 0 ? s.eps(x, at) : e;
            }
            h = step * (error <= 1 ? factor : Math.min(0.9, factor));
        }
        return s.next == 0 ? sum(1, x, -at, e) : x;
    }

    private static double error(double[] x, double[] low, double[] high, double tolerance) {
        double sum = 0;
        for (int q = 0; q < x.length; q++) {
            double e = (high[q] - low[q]) / (tolerance * (1 + Math.max(Math.abs(x[q]), Math.abs(low[q]))));
            sum += e * e;
        }
        return Math.sqrt(sum / x.length);
    }
}
