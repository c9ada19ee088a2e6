package org.pushforward.engine.bridge.ratio;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The path X_t = α X₀ + β X₁ + √λ Z of D3RE (Chen et al. 2025, "Dequantified diffusion-Schrödinger bridge for density ratio
 * estimation", arXiv:2505.05034) with noise variance λ(t) = γ² t(1−t) + (α² + β²) e: γ² bridges gaps between the ends, e ("dequantisation") gives
 * every point mass a width. Immutable.
 *
 * @param gamma2 γ² ≥ 0
 * @param e ≥ 0
 */
record DiffusedInterpolant(Path path, double gamma2, double e) {

    /** How α falls from 1 to 0 while β rises from 0 to 1. */
    enum Path {
        /** 1 − t and t. */
        LINEAR,
        /** cos ½πt and sin ½πt, of constant variance between uncorrelated ends of variance one. */
        COSINE,
        /** √(1 − t²) and t, Föllmer's. */
        FOELLMER;

        static List<String> names() {
            return Arrays.stream(values()).map(p -> p.name().toLowerCase(Locale.ROOT)).toList();
        }

        double alpha(double t) {
            return switch (this) {
                case LINEAR -> 1 - t;
                case COSINE -> Math.cos(0.5 * Math.PI * t);
                case FOELLMER -> Math.sqrt(Math.max(0, 1 - t * t));
            };
        }

        double beta(double t) {
            return switch (this) {
                case LINEAR, FOELLMER -> t;
                case COSINE -> Math.sin(0.5 * Math.PI * t);
            };
        }

        /** (α²)′, finite on [0, 1] for every path. */
        double alpha2Slope(double t) {
            return switch (this) {
                case LINEAR -> -2 * (1 - t);
                case COSINE -> -0.5 * Math.PI * Math.sin(Math.PI * t);
                case FOELLMER -> -2 * t;
            };
        }

        /** β′. */
        double betaSlope(double t) {
            return switch (this) {
                case LINEAR, FOELLMER -> 1;
                case COSINE -> 0.5 * Math.PI * Math.cos(0.5 * Math.PI * t);
            };
        }
    }

    double alpha(double t) {
        return path.alpha(t);
    }

    double beta(double t) {
        return path.beta(t);
    }

    /** λ(t). */
    double noise(double t) {
        double a = alpha(t);
        double b = beta(t);
        return gamma2 * t * (1 - t) + (a * a + b * b) * e;
    }

    /** λ̄ = ∫₀¹ λ dt = γ²/6 + e ∫(α² + β²) dt. */
    double meanNoise() {
        return gamma2 / 6 + (path == Path.LINEAR ? 2.0 / 3 : 1) * e;
    }

    /** λ′(t). */
    double noiseSlope(double t) {
        return gamma2 * (1 - 2 * t) + (path.alpha2Slope(t) + 2 * beta(t) * path.betaSlope(t)) * e;
    }

    /** w(t) of the loss: λ + λ̄; without noise every time counts alike. */
    double weight(double t) {
        return noise(t) + (gamma2 == 0 && e == 0 ? 1 : meanNoise());
    }
}
