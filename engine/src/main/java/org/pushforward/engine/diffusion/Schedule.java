package org.pushforward.engine.diffusion;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How a diffusion spoils its data: x_t = α(t) (x₀ + σ̂(t) z). All that samplers need of it is the course of σ̂; α follows from σ̂.
 *
 * <p>Song et al. 2021 (arXiv:2011.13456): variance preserving, sub-variance preserving and variance exploding; Nichol & Dhariwal 2021
 * (arXiv:2102.09672): cosine; Karras et al. 2022 (arXiv:2206.00364): {@code edm}; Lipman et al. 2023 (arXiv:2210.02747): {@code flow}; Ho, Jain
 * & Abbeel 2020 (arXiv:2006.11239): {@code ddpm}, a thousand steps β.
 */
enum Schedule {

    VP_LINEAR(1, 1e-3) {
        @Override
        double sigma(double t) {
            return Math.sqrt(Math.expm1(-2 * logAlpha(t)));
        }

        @Override
        OptionalDouble slope(double t) {
            return OptionalDouble.of(-logAlphaSlope(t) * Math.exp(-2 * logAlpha(t)) / sigma(t));
        }

        @Override
        OptionalDouble relativeSlope(double t) {
            return OptionalDouble.of(logAlphaSlope(t));
        }
    },

    SUB_VP(1, 1e-3) {
        @Override
        double sigma(double t) {
            return -2 * Math.sinh(logAlpha(t));
        }

        @Override
        double alpha(double sigma) {
            return 0.5 * (Math.sqrt(sigma * sigma + 4) - sigma);
        }

        @Override
        OptionalDouble slope(double t) {
            return OptionalDouble.of(-2 * logAlphaSlope(t) * Math.cosh(logAlpha(t)));
        }

        @Override
        OptionalDouble relativeSlope(double t) {
            return OptionalDouble.of(logAlphaSlope(t));
        }
    },

    COSINE(0.9946, 1e-3) {
        @Override
        double sigma(double t) {
            return Math.tan(angle(t));
        }

        @Override
        OptionalDouble slope(double t) {
            double c = Math.cos(angle(t));
            return OptionalDouble.of(ANGLE / (c * c));
        }

        @Override
        OptionalDouble relativeSlope(double t) {
            return OptionalDouble.of(-ANGLE * Math.tan(angle(t)));
        }
    },

    VE(1, 0) {
        @Override
        double sigma(double t) {
            return 0.01 * Math.pow(5000, t);
        }

        @Override
        double alpha(double sigma) {
            return 1;
        }
    },

    /** t is σ̂; its ends are parameters. */
    EDM(80, 2e-3) {
        @Override
        double sigma(double t) {
            return t;
        }

        @Override
        double alpha(double sigma) {
            return 1;
        }
    },

    FLOW(0.999, 1e-3) {
        @Override
        double sigma(double t) {
            return t / (1 - t);
        }

        @Override
        double alpha(double sigma) {
            return 1 / (1 + sigma);
        }
    },

    DDPM_LINEAR(999, 0),
    DDPM_QUAD(999, 0),
    DDPM_COSINE(999, 0);

    static final int STEPS = 1000;
    private static final double ANGLE = 0.5 * Math.PI / 1.008;

    private final double first;
    private final double last;

    Schedule(double first, double last) {
        this.first = first;
        this.last = last;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Schedule::id).toList();
    }

    static Schedule named(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The time at which sampling begins, and the one at which it ends. */
    double first() {
        return first;
    }

    double last() {
        return last;
    }

    /** Whether t counts a thousand discrete steps. */
    boolean isDiscrete() {
        return this == DDPM_LINEAR || this == DDPM_QUAD || this == DDPM_COSINE;
    }

    /** σ̂(t); between two discrete steps ln σ̂ is linear. */
    double sigma(double t) {
        double[] s = Discrete.SIGMA.get(ordinal() - DDPM_LINEAR.ordinal());
        int k = (int) Math.min(s.length - 2.0, Math.floor(t));
        return t == k ? s[k] : Math.exp(Math.log(s[k]) + (t - k) * (Math.log(s[k + 1]) - Math.log(s[k])));
    }

    /** α at the noise σ̂, for data of variance one: 1/√(1 + σ̂²) where the variance is preserved. */
    double alpha(double sigma) {
        return 1 / Math.sqrt(1 + sigma * sigma);
    }

    /** dσ̂/dt, of the schedules that can be solved in t. */
    OptionalDouble slope(double t) {
        return OptionalDouble.empty();
    }

    /** d ln α/dt. */
    OptionalDouble relativeSlope(double t) {
        return OptionalDouble.empty();
    }

    private static double logAlpha(double t) {
        return -19.9 * t * t / 4 - 0.05 * t;
    }

    private static double logAlphaSlope(double t) {
        return -19.9 * t / 2 - 0.05;
    }

    private static double angle(double t) {
        return ANGLE * (t + 0.008);
    }

    /** σ̂ after every one of the thousand steps, for the three choices of β. */
    private static final class Discrete {

        static final List<double[]> SIGMA = List.of(sigma(Discrete::linear), sigma(Discrete::quad), sigma(Discrete::cosine));

        private interface Beta {
            double of(int i);
        }

        private static double[] sigma(Beta beta) {
            double[] s = new double[STEPS];
            double logAlphaBar = 0;
            for (int i = 0; i < STEPS; i++) {
                logAlphaBar += Math.log1p(-beta.of(i));
                s[i] = Math.sqrt(Math.expm1(-logAlphaBar));
            }
            return s;
        }

        private static double linear(int i) {
            return 1e-4 + i * (0.02 - 1e-4) / (STEPS - 1);
        }

        private static double quad(int i) {
            double root = 1e-2 + i * (Math.sqrt(0.02) - 1e-2) / (STEPS - 1);
            return root * root;
        }

        private static double cosine(int i) {
            return Math.min(1 - square(i + 1) / square(i), 0.999);
        }

        private static double square(int i) {
            double c = Math.cos(angle((double) i / STEPS));
            return c * c;
        }
    }
}
