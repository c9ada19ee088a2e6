package org.pushforward.engine.diffusion;

import static org.pushforward.engine.diffusion.Interval.sum;

import org.pushforward.engine.numerics.GaussLegendre;

/** Samplers that look back at the latest ε or D and know how far back they are ({@link Sampler}). Stateless. */
final class MultistepSamplers {

    private MultistepSamplers() { }

    /** DPM-Solver++(2M): two steps, order 2. */
    static double[] dpmpp2M(Interval s) {
        double[] d = s.denoised(s.x, s.sigma);
        s.remember(d);
        if (s.next == 0) {
            return d;
        }
        double[] along = d;
        if (s.memory() > 0 && !(s.isLast() && s.tuning.lowerOrderFinal())) {
            double r = s.h(s.i - 1) / s.h(s.i);
            along = sum(1 + 0.5 / r, d, -0.5 / r, s.past.getFirst());
        }
        return sum(s.next / s.sigma, s.x, 1 - s.next / s.sigma, along);
    }

    /** Three steps in the form of k-diffusion's program (Crowson 2022), whose coefficients make it order 2. */
    static double[] dpmpp3M(Interval s) {
        double[] d = s.denoised(s.x, s.sigma);
        s.remember(d);
        if (s.next == 0) {
            return d;
        }
        double h = s.h(s.i);
        double[] x = sum(s.next / s.sigma, s.x, 1 - s.next / s.sigma, d);
        if (h == 0) {
            return x;
        }
        double phi2 = Math.expm1(-h) / h + 1;
        if (s.memory() == 1) {
            double r = s.h(s.i - 1) / h;
            return sum(1, x, phi2 / r, d, -phi2 / r, s.past.getFirst());
        }
        if (s.memory() > 1) {
            double r0 = s.h(s.i - 1) / h;
            double r1 = s.h(s.i - 2) / h;
            double[] first = sum(1 / r0, d, -1 / r0, s.past.get(0));
            double[] second = sum(1 / r1, s.past.get(0), -1 / r1, s.past.get(1));
            double[] bend = sum(1 / (r0 + r1), first, -1 / (r0 + r1), second);
            double phi3 = phi2 / h - 0.5;
            return sum(1, x, phi2, sum(1, first, r0, bend), -phi3, bend);
        }
        return x;
    }

    /** Linear multistep: x̂ + ∫ p(σ) dσ for the polynomial p through the latest ε, exactly (Katherine Crowson's LMS). */
    static double[] linear(Interval s, int most) {
        double[] e = s.eps();
        s.remember(e);
        int order = Math.min(most, s.memory() + 1);
        GaussLegendre rule = new GaussLegendre(order);
        double[] x = s.x.clone();
        for (int j = 0; j < order; j++) {
            double weight = 0;
            for (int q = 0; q < rule.size(); q++) {
                double at = s.sigma + rule.node(q) * (s.next - s.sigma);
                double l = 1;
                for (int k = 0; k < order; k++) {
                    double[] level = s.grid.sigma();
                    l *= k == j ? 1 : (at - level[s.i - k]) / (level[s.i - j] - level[s.i - k]);
                }
                weight += rule.weight(q) * l * (s.next - s.sigma);
            }
            x = sum(1, x, weight, j == 0 ? e : s.past.get(j - 1));
        }
        return x;
    }
}
