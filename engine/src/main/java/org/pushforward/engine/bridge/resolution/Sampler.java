package org.pushforward.engine.bridge.resolution;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Ways to draw x given y in N evaluations of an exact conditional expectation. Every one is linear in the Gaussian world: mode by mode
 * a step is x ← A x + B y + C z with white z, so its law can be followed without sampling.
 *
 * <p>The bridges start at y and follow X_t = αy + βx₁ + σW_t with α = 1 − t, β = t², σ = ε(1 − t) (Chen, Goldstein, Hua, Albergo, Boffi &
 * Vanden-Eijnden 2024, arXiv:2403.13724, whose drift is b(x, t, y) = E[α̇y + β̇x₁ + σ̇√t z | X_t = x, y]); the diffusions start at
 * noise (Ho, Jain & Abbeel 2020, arXiv:2006.11239; Song, Meng & Ermon 2021, arXiv:2010.02502) with the cosine schedule
 * a = cos(½πτ) of Nichol & Dhariwal 2021.
 */
enum Sampler {

    /** dX = b dt + σ dW. */
    BRIDGE {
        @Override
        void step(Mode m, double t, double dt, double eps, Law law) {
            drift(m, t, eps, law);
            double sigma = eps * (1 - t);
            law.follow(1 + dt * law.byX, dt * law.byY, sigma * Math.sqrt(dt));
        }
    },

    /** The Föllmer process of the same marginals, g = ε√((3−t)(1−t)), b_F = (1 + 1/(2−t)) b − (2x − (2−t)y)/(t(2−t)); first step bare. */
    FOELLMER {
        @Override
        void step(Mode m, double t, double dt, double eps, Law law) {
            if (t == 0) {
                BRIDGE.step(m, t, dt, eps, law);
                return;
            }
            drift(m, t, eps, law);
            double factor = 1 + 1 / (2 - t);
            double byX = factor * law.byX - 2 / (t * (2 - t));
            double byY = factor * law.byY + 1 / t;
            law.follow(1 + dt * byX, dt * byY, eps * Math.sqrt((3 - t) * (1 - t) * dt));
        }
    },

    /** Ancestral sampling of the conditional diffusion. */
    DDPM {
        @Override
        void step(Mode m, double t, double dt, double eps, Law law) {
            diffuse(m, t, dt, 1, law);
        }
    },

    /** The deterministic sampler of the same diffusion. */
    DDIM {
        @Override
        void step(Mode m, double t, double dt, double eps, Law law) {
            diffuse(m, t, dt, 0, law);
        }
    };

    /** One mode of the pair: x given y is N(Wy, V). */
    record Mode(double wiener, double posterior) { }

    /** Coefficients of one step and the law of x given y that has come about: mean {@code byCoarse}·y, variance {@code variance}. */
    static final class Law {
        private double byX;
        private double byY;
        double a;
        double b;
        double c;
        double byCoarse;
        double variance;

        private void follow(double newA, double newB, double newC) {
            a = newA;
            b = newB;
            c = newC;
            byCoarse = a * byCoarse + b;
            variance = a * a * variance + c * c;
        }
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Sampler::id).toList();
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Sampler named(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }

    boolean startsAtCoarse() {
        return this == BRIDGE || this == FOELLMER;
    }

    /** The law at the beginning: y itself, or white noise. */
    Law start() {
        Law law = new Law();
        law.byCoarse = startsAtCoarse() ? 1 : 0;
        law.variance = startsAtCoarse() ? 0 : 1;
        return law;
    }

    /** One step from t to t + dt, t from 0 to 1; coefficients and law in {@code law}. */
    abstract void step(Mode m, double t, double dt, double eps, Law law);

    /** b = byX·x + byY·y. */
    private static void drift(Mode m, double t, double eps, Law law) {
        double alpha = 1 - t;
        double beta = t * t;
        double sigma = eps * (1 - t);
        double total = beta * beta * m.posterior() + sigma * sigma * t;
        // E[x₁ | x, y] = Wy + gain (x − αy − βWy), E[√t z | x, y] = noise (x − αy − βWy).
        double gain = total > 0 ? beta * m.posterior() / total : 0;
        double noise = total > 0 ? sigma * t / total : 0;
        double response = 2 * t * gain - eps * noise;
        law.byX = response;
        law.byY = -1 + 2 * t * m.wiener() - response * (alpha + beta * m.wiener());
    }

    /** @param eta 1 for ancestral noise, 0 for none */
    private static void diffuse(Mode m, double t, double dt, double eta, Law law) {
        // τ = 1 − t begins at pure noise, a = 0, where the denoiser knows nothing but y.
        double a = Math.cos(0.5 * Math.PI * (1 - t));
        double next = t + dt > 1 - 1e-12 ? 1 : Math.cos(0.5 * Math.PI * (1 - t - dt));
        double s2 = 1 - a * a;
        double nextS2 = 1 - next * next;
        double gain = a * m.posterior() / (a * a * m.posterior() + s2);
        double byCoarse = m.wiener() * (1 - gain * a);
        // x₁ ≈ gain·x + byCoarse·y; the noise in x is (x − a x₁)/√s2, part of which is drawn anew.
        double fresh = eta * nextS2 / s2 * (1 - a * a / (next * next));
        double kept = Math.sqrt(Math.max(0, nextS2 - fresh) / s2);
        law.follow(kept + (next - kept * a) * gain, (next - kept * a) * byCoarse, Math.sqrt(fresh));
    }

    /**
     * Root of E|law − posterior|² in the Wasserstein distance over all modes, relative to the posterior's spread: exact, no sample.
     *
     * @param evaluations N
     */
    double error(GaussianFields fields, int evaluations, double eps) {
        double sum = 0;
        double scale = 0;
        for (int k = 0; k < fields.modes(); k++) {
            Mode m = new Mode(fields.wiener(k), fields.posteriorVariance(k));
            Law law = start();
            for (int i = 0; i < evaluations; i++) {
                step(m, (double) i / evaluations, 1.0 / evaluations, eps, law);
            }
            double mean = law.byCoarse - m.wiener();
            double spread = Math.sqrt(law.variance) - Math.sqrt(m.posterior());
            sum += mean * mean * fields.coarseVariance(k) + spread * spread;
            scale += m.posterior();
        }
        return Math.sqrt(sum / scale);
    }
}
