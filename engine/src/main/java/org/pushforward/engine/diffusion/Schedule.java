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
 * & Abbeel 2020 (arXiv:2006.11239): {@code ddpm}, a thousand steps β; Stable Diffusion (configs/stable-diffusion/v1-inference.yaml):
 * {@code scaled-linear}, √β even from √.00085 to √.012; the library diffusers (after GeoDiff): {@code sigmoid}, β from 10⁻⁴ to .02 as a logistic curve from −6 to
 * 6; Hang et al. 2024 (arXiv:2407.03297): {@code laplace}.
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

        @Override
        double time(double sigma) {
            return linearTime(Math.log1p(sigma * sigma));
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

        @Override
        double time(double sigma) {
            return linearTime(2 * Math.log(0.5 * sigma + Math.sqrt(1 + 0.25 * sigma * sigma)));
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

        @Override
        double time(double sigma) {
            return Math.atan(sigma) / ANGLE - 0.008;
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

        @Override
        double time(double sigma) {
            return Math.log(100 * sigma) / Math.log(5000);
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

        @Override
        double time(double sigma) {
            return sigma;
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

        @Override
        double time(double sigma) {
            return sigma / (1 + sigma);
        }
    },

    /** λ = ln 1/σ̂² has Laplace's law (μ = 0, b = ½) when t is even; made for training, its noise goes from 4.7 to .21 only. */
    LAPLACE(0.999, 1e-3) {
        @Override
        double sigma(double t) {
            return t < 0.5 ? Math.pow(2 * t, 0.25) : Math.pow(2 - 2 * t, -0.25);
        }

        @Override
        double time(double sigma) {
            double fourth = Math.pow(sigma, 4);
            return sigma < 1 ? 0.5 * fourth : 1 - 0.5 / fourth;
        }
    },

    DDPM_LINEAR(999, 0),
    DDPM_QUAD(999, 0),
    DDPM_COSINE(999, 0),
    SCALED_LINEAR(999, 0),
    SIGMOID(999, 0);

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
        return ordinal() >= DDPM_LINEAR.ordinal();
    }

    /** σ̂(t); between two discrete steps ln σ̂ is linear. */
    double sigma(double t) {
        double[] s = Discrete.SIGMA.get(ordinal() - DDPM_LINEAR.ordinal());
        int k = (int) Math.clamp(Math.floor(t), 0, s.length - 2.0);
        return t == k ? s[k] : Math.exp(Math.log(s[k]) + (t - k) * (Math.log(s[k + 1]) - Math.log(s[k])));
    }

    /** The time of a noise level, the inverse of {@link #sigma}; beyond the ends of a thousand steps ln σ̂ goes on as between the last two. */
    double time(double sigma) {
        double[] s = Discrete.SIGMA.get(ordinal() - DDPM_LINEAR.ordinal());
        int place = Arrays.binarySearch(s, sigma);
        int k = Math.clamp(place >= 0 ? place : -place - 2, 0, s.length - 2);
        return k + Math.log(sigma / s[k]) / Math.log(s[k + 1] / s[k]);
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

    /** Where −2 ln α is that. */
    private static double linearTime(double twice) {
        return twice / (0.05 + Math.sqrt(0.0025 + 9.95 * twice));
    }

    private static double angle(double t) {
        return ANGLE * (t + 0.008);
    }

    /** σ̂ after every one of the thousand steps, for every choice of β. */
    private static final class Discrete {

        static final List<double[]> SIGMA = List.of(sigma(Discrete::linear), sigma(i -> rooted(1e-4, 0.02, i)), sigma(Discrete::cosine),
                sigma(i -> rooted(0.00085, 0.012, i)), sigma(Discrete::sigmoid));

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

        /** √β even. */
        private static double rooted(double first, double last, int i) {
            double root = Math.sqrt(first) + i * (Math.sqrt(last) - Math.sqrt(first)) / (STEPS - 1);
            return root * root;
        }

        private static double sigmoid(int i) {
            double u = -6 + 12.0 * i / (STEPS - 1);
            return 1e-4 + (0.02 - 1e-4) / (1 + Math.exp(-u));
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
