package org.pushforward.engine.diffusion;

import static org.pushforward.engine.diffusion.Interval.sum;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * UniPC of order 2 on denoised values (Zhao et al. 2023, arXiv:2302.04867, algorithms 5 and 6 with data prediction): a particle is first
 * corrected by the denoised value of where it was predicted to be, then predicted anew from there. No corrector on the last step. What is
 * remembered is the corrected place and the denoised value, one behind the other. Stateless.
 */
final class UniPc {

    private UniPc() { }

    /** @param b the function B of −h */
    static double[] next(Interval s, DoubleUnaryOperator b) {
        double[] now = s.denoised(s.x, s.sigma);
        double[] place = s.memory() == 0 ? s.x : corrected(s, now, b);
        s.remember(together(place, now));
        if (s.next == 0) {
            return now;
        }
        double h = s.h(s.i);
        if (h == 0) {
            return place;
        }
        double[] x = sum(s.next / s.sigma, place, -Math.expm1(-h), now);
        if (s.memory() == 0 || s.isLast() && s.tuning.lowerOrderFinal()) {
            return x;
        }
        double r = -s.h(s.i - 1) / h;
        double half = -0.5 * b.applyAsDouble(-h) / r;
        return sum(1, x, half, denoised(s, 0), -half, now);
    }

    /** Where the last interval should have ended. */
    private static double[] corrected(Interval s, double[] now, DoubleUnaryOperator b) {
        int k = s.i - 1;
        double h = s.h(k);
        double bh = b.applyAsDouble(-h);
        double[] before = denoised(s, 0);
        double[] place = Arrays.copyOf(s.past.getFirst(), s.x.length);
        double[] x = sum(s.sigma / s.grid.sigma()[k], place, -Math.expm1(-h), before);
        if (s.memory() == 1) {
            return sum(1, x, -0.5 * bh, now, 0.5 * bh, before);
        }
        double r = -s.h(k - 1) / h;
        double phi1 = Math.expm1(-h) / -h - 1;
        double phi2 = phi1 / -h - 0.5;
        double b1 = phi1 / bh;
        double b2 = 2 * phi2 / bh;
        // ρ₁ + ρ₂ = b₁, r ρ₁ + ρ₂ = b₂.
        double rho1 = (b2 - b1) / (r - 1);
        double rho2 = b1 - rho1;
        double[] bend = sum(1 / r, denoised(s, 1), -1 / r, before);
        return sum(1, x, -bh * rho1, bend, -bh * rho2, sum(1, now, -1, before));
    }

    private static double[] denoised(Interval s, int back) {
        double[] both = s.past.get(back);
        return Arrays.copyOfRange(both, both.length / 2, both.length);
    }

    /** One behind the other. */
    static double[] together(double[] a, double[] b) {
        double[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
