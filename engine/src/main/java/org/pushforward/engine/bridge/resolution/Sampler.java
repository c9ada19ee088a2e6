package org.pushforward.engine.bridge.resolution;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Ways to draw x₁ given y in N evaluations of a conditional expectation E[x₁ | X_t, y], exact or learned. On the way X_t has the law of
 * αy + βx₁ + sζ with white ζ ({@link #marginal}), and a step is X ← A X + B y + C E[x₁ | X, y] + D ζ ({@link #move}). For normal x₁ the
 * expectation is linear, so the law of a sampler can be followed without sampling.
 *
 * <p>The bridges start at y and follow X_t = αy + βx₁ + σW_t with α = 1 − t, β = t², σ = ε(1 − t) (Chen, Goldstein, Hua, Albergo, Boffi &
 * Vanden-Eijnden 2024, arXiv:2403.13724, whose drift is b(x, t, y) = E[α̇y + β̇x₁ + σ̇√t z | X_t = x, y]); eliminating z leaves
 * b = (t(2 − t) E[x₁ | x, y] − x)/(1 − t). The diffusions start at noise (Ho, Jain & Abbeel 2020, arXiv:2006.11239; Song, Meng & Ermon 2021,
 * arXiv:2010.02502) with the cosine schedule a = cos(½πτ) of Nichol & Dhariwal 2021. Immutable and thread-safe.
 */
enum Sampler {

    /** dX = b dt + σ dW. */
    BRIDGE {
        @Override
        Marginal marginal(double t, double eps) {
            return interpolant(t, eps);
        }

        @Override
        Move move(double t, double dt, double eps) {
            return new Move(1 - dt / (1 - t), 0, dt * t * (2 - t) / (1 - t), eps * (1 - t) * Math.sqrt(dt));
        }
    },

    /** The Föllmer process of the same marginals, g = ε√((3−t)(1−t)), b_F = (1 + 1/(2−t)) b − (2x − (2−t)y)/(t(2−t)); first step bare. */
    FOELLMER {
        @Override
        Marginal marginal(double t, double eps) {
            return interpolant(t, eps);
        }

        @Override
        Move move(double t, double dt, double eps) {
            if (t == 0) {
                return BRIDGE.move(t, dt, eps);
            }
            double factor = dt * (1 + 1 / (2 - t)) / (1 - t);
            return new Move(1 - factor - 2 * dt / (t * (2 - t)), dt / t, factor * t * (2 - t), eps * Math.sqrt((3 - t) * (1 - t) * dt));
        }
    },

    /** Ancestral sampling of the conditional diffusion. */
    DDPM {
        @Override
        Marginal marginal(double t, double eps) {
            return diffused(t);
        }

        @Override
        Move move(double t, double dt, double eps) {
            return diffuse(t, dt, 1);
        }
    },

    /** The deterministic sampler of the same diffusion. */
    DDIM {
        @Override
        Marginal marginal(double t, double eps) {
            return diffused(t);
        }

        @Override
        Move move(double t, double dt, double eps) {
            return diffuse(t, dt, 0);
        }
    };

    /** One mode of the pair: x₁ given y is N(Wy, V). */
    record Mode(double wiener, double posterior) { }

    /** X_t ~ byCoarse·y + byEnd·x₁ + noise·ζ. */
    record Marginal(double byCoarse, double byEnd, double noise) { }

    /** X_{t+dt} = byX·X + byCoarse·y + byEnd·E[x₁ | X, y] + noise·ζ. */
    record Move(double byX, double byCoarse, double byEnd, double noise) { }

    /** Coefficients of one step in a mode and the law of x given y that has come about: mean {@code byCoarse}·y, variance {@code variance}. */
    static final class Law {
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

    /** The law that X_t has when nothing is approximated, t from 0 to 1. */
    abstract Marginal marginal(double t, double eps);

    /** One step from t to t + dt ≤ 1. */
    abstract Move move(double t, double dt, double eps);

    /** One step in a mode with the exact expectation; coefficients and law in {@code law}. */
    final void step(Mode m, double t, double dt, double eps, Law law) {
        Marginal x = marginal(t, eps);
        Move move = move(t, dt, eps);
        // E[x₁ | x, y] = Wy + gain (x − αy − βWy).
        double total = x.byEnd * x.byEnd * m.posterior() + x.noise * x.noise;
        double gain = total > 0 ? x.byEnd * m.posterior() / total : 0;
        double byCoarse = m.wiener() - gain * (x.byCoarse + x.byEnd * m.wiener());
        law.follow(move.byX + move.byEnd * gain, move.byCoarse + move.byEnd * byCoarse, move.noise);
    }

    private static Marginal interpolant(double t, double eps) {
        return new Marginal(1 - t, t * t, eps * (1 - t) * Math.sqrt(t));
    }

    /** τ = 1 − t begins at pure noise, where nothing is known but y. */
    private static Marginal diffused(double t) {
        return new Marginal(0, signal(t), Math.sqrt(1 - signal(t) * signal(t)));
    }

    private static double signal(double t) {
        return t > 1 - 1e-12 ? 1 : t == 0 ? 0 : Math.cos(0.5 * Math.PI * (1 - t));
    }

    /** @param eta 1 for ancestral noise, 0 for none */
    private static Move diffuse(double t, double dt, double eta) {
        double a = signal(t);
        double next = signal(t + dt);
        double s2 = 1 - a * a;
        double nextS2 = 1 - next * next;
        // The noise in x is (x − a x₁)/√s2, part of which is drawn anew.
        double fresh = eta * nextS2 / s2 * (1 - a * a / (next * next));
        double kept = Math.sqrt(Math.max(0, nextS2 - fresh) / s2);
        return new Move(kept, 0, next - kept * a, Math.sqrt(fresh));
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
