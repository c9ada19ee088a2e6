package org.pushforward.engine.diffusion;

import static org.pushforward.engine.diffusion.Interval.sum;

/** Samplers that take an interval of the probability flow by itself and remember nothing ({@link Sampler}). Stateless. */
final class SingleStepSamplers {

    private SingleStepSamplers() { }

    /** Euler in σ̂, which is DDIM (Song, Meng & Ermon 2021, arXiv:2010.02502): order 1. */
    static double[] ddim(Interval s) {
        return s.moved(s.eps());
    }

    /** Euler in t on the probability flow of x itself: what DDIM is not. Order 1. */
    static double[] eulerInTime(Interval s) {
        Schedule schedule = s.grid.schedule();
        double t = s.grid.position()[s.i];
        double dt = s.grid.position()[s.i + 1] - t;
        double alpha = schedule.alpha(s.sigma);
        double[] x = sum(alpha * (1 + dt * schedule.relativeSlope(t).orElseThrow()), s.x, dt * alpha * schedule.slope(t).orElseThrow(), s.eps());
        return sum(1 / schedule.alpha(s.next), x, 0, x);
    }

    /** Trapezoidal rule (Karras et al. 2022, algorithm 1): order 2. */
    static double[] heun(Interval s) {
        double[] e = s.eps();
        double[] ahead = s.moved(e);
        return s.next == 0 ? ahead : s.moved(sum(0.5, e, 0.5, s.eps(ahead, s.next)));
    }

    /** Midpoint in λ (Lu et al. 2022, arXiv:2206.00927): order 2. */
    static double[] dpmSolver2(Interval s) {
        double[] e = s.eps();
        if (s.next == 0) {
            return s.moved(e);
        }
        double m = Math.sqrt(s.sigma * s.next);
        return s.moved(s.eps(sum(1, s.x, m - s.sigma, e), m));
    }

    /** The same paper's third order, with r₁ = ⅓ and r₂ = ⅔. */
    static double[] dpmSolver3(Interval s) {
        double[] e = s.eps();
        if (s.next == 0) {
            return s.moved(e);
        }
        double h = s.h(s.i);
        if (h == 0) {
            return s.x;
        }
        double s1 = s.sigma * Math.exp(-h / 3);
        double s2 = s.sigma * Math.exp(-2 * h / 3);
        double[] e1 = s.eps(sum(1, s.x, -s1 * Math.expm1(h / 3), e), s1);
        return third(s.x, e, s.eps(second(s.x, e, e1, h, s2), s2), h, s.next);
    }

    /** Two thirds of the way, to the level s2, by ε at the beginning and after one third. */
    static double[] second(double[] x, double[] e, double[] e1, double h, double s2) {
        double back = s2 * 2 * (Math.expm1(2 * h / 3) / (2 * h / 3) - 1);
        return sum(1, x, -s2 * Math.expm1(2 * h / 3) + back, e, -back, e1);
    }

    /** The whole way by ε at the beginning and after two thirds. */
    static double[] third(double[] x, double[] e, double[] e2, double h, double next) {
        double last = 1.5 * next * (Math.expm1(h) / h - 1);
        return sum(1, x, -next * Math.expm1(h) + last, e, -last, e2);
    }

    /** DPM-Solver++(2S) (Lu et al. 2022, arXiv:2211.01095): midpoint in D, order 2. */
    static double[] dpmpp2S(Interval s) {
        double[] d = s.denoised(s.x, s.sigma);
        if (s.next == 0) {
            return d;
        }
        double m = Math.sqrt(s.sigma * s.next);
        double[] half = s.denoised(sum(m / s.sigma, s.x, 1 - m / s.sigma, d), m);
        return sum(s.next / s.sigma, s.x, 1 - s.next / s.sigma, half);
    }

    /** The classical Runge–Kutta method in σ̂: order 4. */
    static double[] rungeKutta4(Interval s) {
        double[] e = s.eps();
        if (s.next == 0) {
            return s.moved(e);
        }
        double m = 0.5 * (s.sigma + s.next);
        double[] e2 = s.eps(sum(1, s.x, m - s.sigma, e), m);
        double[] e3 = s.eps(sum(1, s.x, m - s.sigma, e2), m);
        double[] e4 = s.eps(s.moved(e3), s.next);
        return s.moved(sum(6, new double[] {1, 2, 2, 1}, new double[][] {e, e2, e3, e4}));
    }
}
