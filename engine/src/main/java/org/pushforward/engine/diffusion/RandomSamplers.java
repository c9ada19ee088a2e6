package org.pushforward.engine.diffusion;

import static org.pushforward.engine.diffusion.Interval.sum;

/** Samplers in which particles meet noise on the way ({@link Sampler}). Stateless. */
final class RandomSamplers {

    private RandomSamplers() { }

    /** DDPM's ancestral sampling (Ho, Jain & Abbeel 2020) at η = 1, DDIM at η = 0. */
    static double[] ddpm(Interval s) {
        double a = s.sigma * s.sigma;
        double b = s.next * s.next;
        double up = Math.min(s.next, s.tuning.eta() * Math.sqrt(b * (a - b) / a));
        double down = Math.sqrt(b - up * up);
        return sum(1, s.x, down - s.sigma, s.eps(), up, s.noise(0));
    }

    /** Heun with churn (Karras et al. 2022, algorithm 2). */
    static double[] churn(Interval s) {
        Interval.Tuning t = s.tuning;
        boolean isChurned = s.sigma >= t.churnFrom() && s.sigma <= t.churnTo();
        double gamma = isChurned ? Math.min(t.churn() / s.grid.steps(), Math.sqrt(2) - 1) : 0;
        double up = s.sigma * (1 + gamma);
        double[] x = sum(1, s.x, t.churnNoise() * Math.sqrt(up * up - s.sigma * s.sigma), s.noise(0));
        double[] e = s.eps(x, up);
        double[] ahead = sum(1, x, s.next - up, e);
        return s.next == 0 ? ahead : sum(1, x, 0.5 * (s.next - up), e, 0.5 * (s.next - up), s.eps(ahead, s.next));
    }

    /** Euler–Maruyama on the reverse equation in the time λ, in which noise grows at the rate 2σ̂². */
    static double[] eulerMaruyama(Interval s) {
        return s.next == 0 ? s.moved(s.eps()) : reversed(s, 2 * s.sigma * s.sigma * s.h(s.i));
    }

    /** The reverse diffusion sampler (Song et al. 2021, algorithm 2 without corrector): noise grows by σ̂² − σ̂′². */
    static double[] reverseDiffusion(Interval s) {
        return reversed(s, s.sigma * s.sigma - s.next * s.next);
    }

    /** Reverse diffusion with a Langevin step of a given signal-to-noise ratio after it (Song et al. 2021, algorithms 2 and 4). */
    static double[] predictorCorrector(Interval s) {
        double[] x = reversed(s, s.sigma * s.sigma - s.next * s.next);
        if (s.next == 0) {
            return x;
        }
        double[] e = s.eps(x, s.next);
        double[] z = s.noise(1);
        double ratio = s.tuning.snr() * norm(z, s.dimension()) * s.next / norm(e, s.dimension());
        double length = 2 * ratio * ratio;
        return sum(1, x, -length / s.next, e, Math.sqrt(2 * length), z);
    }

    /** Mean length of a row. */
    private static double norm(double[] rows, int d) {
        double sum = 0;
        for (int p = 0; p < rows.length; p += d) {
            double square = 0;
            for (int k = 0; k < d; k++) {
                square += rows[p + k] * rows[p + k];
            }
            sum += Math.sqrt(square);
        }
        return sum * d / rows.length;
    }

    /**
     * DPM-Solver++ for the random equation with a step to the middle in λ (k-diffusion's {@code dpmpp_sde}, r = ½): both parts are ancestral
     * steps, with the noise that one path has there ({@link Interval#brownian}), so that the error of a particle can be measured. Strong order 1,
     * that of Euler and Maruyama's method where the noise does not depend on the place (Kloeden & Platen 1992).
     */
    static double[] dpmppSde(Interval s) {
        double[] d = s.denoised(s.x, s.sigma);
        if (s.next == 0) {
            return d;
        }
        double m = Math.sqrt(s.sigma * s.next);
        return ancestral(s, s.next, s.denoised(ancestral(s, m, d), m));
    }

    /** From the beginning to a level, drawn to the denoised value d, with the share η of the noise. */
    private static double[] ancestral(Interval s, double to, double[] d) {
        double share = Math.min(1, s.tuning.eta() * Math.sqrt(Math.max(0, 1 - to * to / (s.sigma * s.sigma))));
        double ratio = to * Math.sqrt(1 - share * share) / s.sigma;
        return sum(ratio, s.x, 1 - ratio, d, to * share, s.brownian(s.sigma, to));
    }

    /** DPM-Solver++(2M) for the random equation (Lu et al. 2022, arXiv:2211.01095): its step, then noise of deviation σ̂′√(1 − e^{−2ηh}). Strong order 1. */
    static double[] dpmpp2MSde(Interval s) {
        return stirred(s, MultistepSamplers.dpmpp2M(s, s.tuning.eta()));
    }

    /** The same with three steps (k-diffusion's {@code dpmpp_3m_sde}). Strong order 1. */
    static double[] dpmpp3MSde(Interval s) {
        return stirred(s, MultistepSamplers.dpmpp3M(s, s.tuning.eta()));
    }

    private static double[] stirred(Interval s, double[] x) {
        return s.next == 0 ? x : sum(1, x, s.next * Math.sqrt(-Math.expm1(-2 * s.tuning.eta() * s.h(s.i))), s.brownian(s.sigma, s.next));
    }

    /** x̂ + G s + √G z. */
    private static double[] reversed(Interval s, double g) {
        return sum(1, s.x, -g / s.sigma, s.eps(), Math.sqrt(g), s.noise(0));
    }
}
