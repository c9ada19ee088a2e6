package org.pushforward.engine.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.TransitionMatrix;

/**
 * Noise on S categories (Austin et al. 2021, arXiv:2107.03006): row-stochastic Q₁ … Q_T with Q̄_t = Q₁ ⋯ Q_t, so that
 * q(x_t | x₀) = Q̄_t[x₀, x_t] and q(x_{t−1} | x_t, x₀) = Q_t[x_{t−1}, x_t] Q̄_{t−1}[x₀, x_{t−1}] / Q̄_t[x₀, x_t]. Immutable; rows are S long.
 */
final class CategoricalNoise {

    /** Where a category goes: anywhere, to a mask, to near ones by a discretised Gaussian, or to its neighbours on the line. */
    enum Kernel {
        UNIFORM, ABSORBING, GAUSSIAN, NEAREST;

        static List<String> names() {
            return Arrays.stream(values()).map(Kernel::id).toList();
        }

        static Kernel named(String id) {
            return valueOf(id.toUpperCase(Locale.ROOT));
        }

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** As the paper pairs them. */
        String usualBetas() {
            return switch (this) {
                case ABSORBING -> "jsd";
                case UNIFORM -> "cosine";
                default -> "linear";
            };
        }
    }

    private final Kernel kernel;
    private final int categories;
    private final int states;
    private final List<double[]> step = new ArrayList<>();
    private final List<double[]> upTo = new ArrayList<>();

    /**
     * @param betas cosine, cosine-squared, jsd or linear
     * @param categories K; a mask is one more state
     */
    CategoricalNoise(Kernel kernel, String betas, int categories, int steps) {
        this.kernel = kernel;
        this.categories = categories;
        states = categories + (kernel == Kernel.ABSORBING ? 1 : 0);
        step.add(Matrix.identity(states).toArray());
        upTo.add(step.getFirst());
        for (int t = 1; t <= steps; t++) {
            double[] q = transition(beta(betas, t, steps));
            step.add(q);
            upTo.add(product(upTo.get(t - 1), q));
        }
    }

    int categories() {
        return categories;
    }

    int states() {
        return states;
    }

    int steps() {
        return step.size() - 1;
    }

    /** Q_t[from, to]. */
    double step(int t, int from, int to) {
        return step.get(t)[from * states + to];
    }

    /** Q̄_t[from, to]. */
    double upTo(int t, int from, int to) {
        return upTo.get(t)[from * states + to];
    }

    /** The law that the noise ends in. */
    double[] stationary() {
        double[] p = new double[states];
        if (kernel == Kernel.ABSORBING) {
            p[states - 1] = 1;
        } else {
            Arrays.fill(p, 1.0 / states);
        }
        return p;
    }

    /**
     * The law of x_{t−1} given x_t when x₀ has the law {@code guess}: the mixture of the posteriors, or the program's form, normalised
     * Q_t[·, x_t] · (guess Q̄_{t−1}), which is biased but where the two agree. At t = 1 it is the guess itself.
     */
    double[] reverse(int t, int now, double[] guess, boolean isJoint) {
        if (t == 1) {
            return Arrays.copyOf(guess, states);
        }
        double[] p = new double[states];
        double sum = 0;
        for (int before = 0; before < states; before++) {
            double q = step(t, before, now);
            for (int x0 = 0; q > 0 && x0 < categories; x0++) {
                if (guess[x0] > 0) {
                    double way = guess[x0] * q * upTo(t - 1, x0, before);
                    p[before] += isJoint ? way : way == 0 ? 0 : way / upTo(t, x0, now);
                }
            }
            sum += p[before];
        }
        if (sum == 0) {
            return stationary();
        }
        for (int k = 0; k < states; k++) {
            p[k] /= sum;
        }
        return p;
    }

    private static double beta(String betas, int t, int steps) {
        return switch (betas) {
            case "jsd" -> 1.0 / (steps - t + 1);
            case "linear" -> Math.min(0.999, (0.1 + (steps == 1 ? 0 : (t - 1.0) / (steps - 1) * 19.9)) / steps);
            default -> {
                int power = betas.equals("cosine") ? 1 : 2;
                yield Math.min(0.999, 1 - Math.pow(course(t, steps) / course(t - 1, steps), power));
            }
        };
    }

    private static double course(int t, int steps) {
        return Math.cos(((double) t / steps + 0.008) / 1.008 * Math.PI / 2);
    }

    private double[] transition(double beta) {
        double width = states - 1.0;
        return (switch (kernel) {
            case UNIFORM -> TransitionMatrix.uniform(states, beta * width / states);
            case ABSORBING -> TransitionMatrix.absorbing(states, beta);
            case GAUSSIAN -> TransitionMatrix.gaussian(states, width * Math.sqrt(beta), (i, j) -> Math.abs(i - j), states - 1);
            case NEAREST -> TransitionMatrix.walk(states, 2 * beta);
        }).toArray();
    }

    private double[] product(double[] a, double[] b) {
        return Matrix.of(states, states, a).times(Matrix.of(states, states, b)).toArray();
    }
}
