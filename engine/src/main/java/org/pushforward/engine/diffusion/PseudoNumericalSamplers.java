package org.pushforward.engine.diffusion;

import static org.pushforward.engine.diffusion.Interval.sum;

import java.util.List;

/** Samplers that average the latest ε as if steps were equal, and their control ({@link Sampler}). Stateless. */
final class PseudoNumericalSamplers {

    private static final double[][] BASHFORTH = {{1}, {3, -1}, {23, -16, 5}, {55, -59, 37, -9}};
    private static final double[] DIVISOR = {1, 2, 12, 24};

    private PseudoNumericalSamplers() { }

    /** PNDM of order 2 (Liu et al. 2022, arXiv:2202.09778, S-PNDM): improved Euler, then Adams–Bashforth as if steps were equal. */
    static double[] sPndm(Interval s) {
        double[] e = s.eps();
        s.remember(e);
        return s.moved(s.past.isEmpty() ? sum(0.5, e, 0.5, s.eps(s.moved(e), s.next)) : bashforth(e, s.past, 2));
    }

    /** PNDM of the paper (F-PNDM): three pseudo Runge–Kutta steps, then Adams–Bashforth of order 4 as if steps were equal. N + 9 evaluations. */
    static double[] fPndm(Interval s) {
        double[] e = s.eps();
        s.remember(e);
        if (s.past.size() >= 3) {
            return s.moved(bashforth(e, s.past, 4));
        }
        double m = s.grid.middle()[s.i];
        double[] e2 = s.eps(sum(1, s.x, m - s.sigma, e), m);
        double[] e3 = s.eps(sum(1, s.x, m - s.sigma, e2), m);
        double[] e4 = s.eps(s.moved(e3), s.next);
        return s.moved(sum(6, new double[] {1, 2, 2, 1}, new double[][] {e, e2, e3, e4}));
    }

    /** The paper's control: classical Runge–Kutta and Adams–Bashforth on the increment of one discrete step, times the number of steps. */
    static double[] fon(Interval s) {
        double alpha = s.grid.alpha(s.i);
        double[] x = sum(alpha, s.x, 0, s.x);
        double[] e = s.eps();
        double[] delta = increment(s, x, e);
        s.remember(delta);
        double n = Math.max(1, s.grid.position()[s.i] - s.grid.position()[s.i + 1]);
        double[] slope;
        if (s.past.size() >= 3) {
            slope = bashforth(delta, s.past, 4);
        } else {
            double m = s.grid.middle()[s.i];
            double[] d2 = increment(s, x, s.eps(unscaled(s, sum(1, x, n / 2, delta), m), m));
            double[] d3 = increment(s, x, s.eps(unscaled(s, sum(1, x, n / 2, d2), m), m));
            double[] d4 = increment(s, x, s.eps(unscaled(s, sum(1, x, n, d3), s.next), s.next));
            slope = sum(6, new double[] {1, 2, 2, 1}, new double[][] {delta, d2, d3, d4});
        }
        return unscaled(s, sum(1, x, n, slope), s.next);
    }

    /** φ(x, e, t → t − 1) − x. */
    private static double[] increment(Interval s, double[] x, double[] e) {
        int t = Math.max(1, (int) s.grid.position()[s.i]);
        Schedule schedule = s.grid.schedule();
        double here = schedule.sigma(t);
        double there = schedule.sigma(t - 1.0);
        double ratio = schedule.alpha(there) / schedule.alpha(here);
        return sum(ratio - 1, x, schedule.alpha(there) * (there - here), e);
    }

    private static double[] unscaled(Interval s, double[] x, double sigma) {
        return sum(1 / s.grid.schedule().alpha(sigma), x, 0, x);
    }

    /** PLMS as in Stable Diffusion: improved Euler, then Adams–Bashforth of order 2, 3, 4 as if steps were equal. */
    static double[] plms(Interval s) {
        double[] e = s.eps();
        s.remember(e);
        return s.moved(s.past.isEmpty() ? sum(0.5, e, 0.5, s.eps(s.moved(e), s.next)) : bashforth(e, s.past, 4));
    }

    /** Adams–Bashforth of order 1, 2, 3, 4 as if steps were equal, without a warm-up (Zhang & Chen 2023, arXiv:2204.13902). */
    static double[] ipndm(Interval s) {
        double[] e = s.eps();
        s.remember(e);
        return s.moved(bashforth(e, s.past, 4));
    }

    /** Adams and Bashforth's mean of ε now and before, of the highest order up to {@code most} that the past allows. */
    private static double[] bashforth(double[] now, List<double[]> past, int most) {
        int order = Math.min(most, past.size() + 1);
        double[][] all = new double[order][];
        all[0] = now;
        for (int j = 1; j < order; j++) {
            all[j] = past.get(j - 1);
        }
        return sum(DIVISOR[order - 1], BASHFORTH[order - 1], all);
    }
}
