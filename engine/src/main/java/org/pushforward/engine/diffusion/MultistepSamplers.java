package org.pushforward.engine.diffusion;

import static org.pushforward.engine.diffusion.Interval.sum;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.GaussLegendre;

/** Samplers that look back at the latest ε or D and know how far back they are ({@link Sampler}). Stateless. */
final class MultistepSamplers {

    /** Enough for an integrand that is smooth over an interval. */
    private static final int DEIS_NODES = 12;

    private MultistepSamplers() { }

    /**
     * DPM-Solver++(2M) (Lu et al. 2022, arXiv:2211.01095): two steps, order 2; with h(1 + η) for h the step of its random form, in which
     * the noise is still to be added (k-diffusion's form, midpoint).
     *
     * @param eta η, 0 for the probability flow
     */
    static double[] dpmpp2M(Interval s, double eta) {
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
        double ratio = s.next / s.sigma * Math.exp(-eta * s.h(s.i));
        return sum(ratio, s.x, 1 - ratio, along);
    }

    /** Three steps in the form of k-diffusion's program (Crowson 2022), whose coefficients make it order 2; η as above. */
    static double[] dpmpp3M(Interval s, double eta) {
        double[] d = s.denoised(s.x, s.sigma);
        s.remember(d);
        if (s.next == 0) {
            return d;
        }
        double h = s.h(s.i);
        double ratio = s.next / s.sigma * Math.exp(-eta * h);
        double[] x = sum(ratio, s.x, 1 - ratio, d);
        if (h == 0) {
            return x;
        }
        double stretched = h * (1 + eta);
        double phi2 = Math.expm1(-stretched) / stretched + 1;
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
            double phi3 = phi2 / stretched - 0.5;
            return sum(1, x, phi2, sum(1, first, r0, bend), -phi3, bend);
        }
        return x;
    }

    /** Linear multistep: x̂ + ∫ p(σ) dσ for the polynomial p through the latest ε, exactly (Katherine Crowson's LMS). */
    static double[] linear(Interval s, int most) {
        int order = Math.min(most, s.memory() + 1);
        return extrapolated(s, order, order, sigma -> sigma);
    }

    /**
     * tAB-DEIS with r = 3 (Zhang & Chen 2022, arXiv:2204.13902): the polynomial through the latest four ε is one in the schedule's time t, and its integral
     * over σ̂ is found by quadrature. Order 4; where t is σ̂, as in edm, it is LMS-4.
     */
    static double[] deis(Interval s) {
        return s.next == 0 ? s.moved(s.eps()) : extrapolated(s, Math.min(4, s.memory() + 1), DEIS_NODES, s.grid.schedule()::time);
    }

    /** x̂ + ∫ p(t(σ)) dσ for the polynomial p through the latest ε over t. */
    private static double[] extrapolated(Interval s, int order, int nodes, DoubleUnaryOperator time) {
        double[] e = s.eps();
        s.remember(e);
        GaussLegendre rule = new GaussLegendre(nodes);
        double[] t = IntStream.range(0, order).mapToDouble(k -> time.applyAsDouble(s.grid.sigma()[s.i - k])).toArray();
        double[] x = s.x.clone();
        for (int j = 0; j < order; j++) {
            double weight = 0;
            for (int q = 0; q < rule.size(); q++) {
                double at = time.applyAsDouble(s.sigma + rule.node(q) * (s.next - s.sigma));
                double l = 1;
                for (int k = 0; k < order; k++) {
                    l *= k == j ? 1 : (at - t[k]) / (t[j] - t[k]);
                }
                weight += rule.weight(q) * l * (s.next - s.sigma);
            }
            x = sum(1, x, weight, j == 0 ? e : s.past.get(j - 1));
        }
        return x;
    }

    /**
     * DPM-Solver-fast: single steps of order 3, and 2 and 1 at the end, over the levels of {@link Grid#singlestep}, one evaluation a level. What is remembered is where
     * the step began, and ε there.
     */
    static double[] dpmFast(Interval s) {
        int n = s.grid.steps();
        int threes = n - (n % 3 == 0 ? 3 : n % 3);
        int rest = s.i - threes;
        int stage = rest < 0 ? s.i % 3 : rest % 2;
        double[] e = s.eps();
        if (stage == 0) {
            s.remember(UniPc.together(s.x, e));
            return s.moved(e);
        }
        double[] level = s.grid.sigma();
        double from = level[s.i - stage];
        double[] x0 = Arrays.copyOf(s.past.getFirst(), s.x.length);
        double[] e0 = Arrays.copyOfRange(s.past.getFirst(), s.x.length, 2 * s.x.length);
        if (rest >= 0) {
            return sum(1, x0, s.next - from, e);
        }
        double h = Math.log(from / level[s.i - stage + 3]);
        return stage == 1 ? SingleStepSamplers.second(x0, e0, e, h, s.next) : SingleStepSamplers.third(x0, e0, e, h, s.next);
    }
}
