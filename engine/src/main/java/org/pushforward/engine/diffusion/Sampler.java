package org.pushforward.engine.diffusion;

import static org.pushforward.engine.diffusion.Interval.sum;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.numerics.GaussLegendre;

/**
 * Samplers, each as what it does in one interval of the grid, in x̂ and σ̂ ({@link Interval}). ε is −σ̂ times the score, D the denoiser, h the
 * length of the interval in λ = −ln σ̂. Those that look back remember ε or D.
 */
enum Sampler {

    /** Euler in σ̂, which is DDIM (Song, Meng & Ermon 2021, arXiv:2010.02502): order 1. */
    DDIM(1) {
        @Override
        double[] next(Interval s) {
            return s.moved(s.eps());
        }
    },

    /** Euler in t on the probability flow of x itself: what DDIM is not. Order 1. */
    EULER_T(1) {
        @Override
        double[] next(Interval s) {
            Schedule schedule = s.grid.schedule();
            double t = s.grid.position()[s.i];
            double dt = s.grid.position()[s.i + 1] - t;
            double alpha = schedule.alpha(s.sigma);
            double[] x = sum(alpha * (1 + dt * schedule.relativeSlope(t).orElseThrow()), s.x, dt * alpha * schedule.slope(t).orElseThrow(), s.eps());
            return sum(1 / schedule.alpha(s.next), x, 0, x);
        }

        @Override
        void requireFits(Grid grid, String kind) {
            if (!kind.equals("time") || grid.schedule().slope(0.5).isEmpty()) {
                throw new InputException("sampler: euler-t steps in the time of vp-linear, sub-vp or cosine; choose one of these with grid=time");
            }
        }
    },

    /** Trapezoidal rule (Karras et al. 2022, algorithm 1): order 2. */
    HEUN(2) {
        @Override
        double[] next(Interval s) {
            double[] e = s.eps();
            double[] ahead = s.moved(e);
            return s.next == 0 ? ahead : s.moved(sum(0.5, e, 0.5, s.eps(ahead, s.next)));
        }
    },

    /** Midpoint in λ (Lu et al. 2022, arXiv:2206.00927): order 2. */
    DPM_SOLVER_2(2) {
        @Override
        double[] next(Interval s) {
            double[] e = s.eps();
            if (s.next == 0) {
                return s.moved(e);
            }
            double m = Math.sqrt(s.sigma * s.next);
            return s.moved(s.eps(sum(1, s.x, m - s.sigma, e), m));
        }
    },

    /** The same paper's third order, with r₁ = ⅓ and r₂ = ⅔. */
    DPM_SOLVER_3(3) {
        @Override
        double[] next(Interval s) {
            double[] e = s.eps();
            if (s.next == 0) {
                return s.moved(e);
            }
            double h = s.h(s.i);
            if (h == 0) {
                return s.x;
            }
            double s1 = s.sigma * Math.exp(-h / 3);
            double s2 = s.sigma * Math.exp(-2 * h / 3);
            double[] e1 = s.eps(sum(1, s.x, -s1 * Math.expm1(h / 3), e), s1);
            double back = s2 * 2 * (Math.expm1(2 * h / 3) / (2 * h / 3) - 1);
            double[] e2 = s.eps(sum(1, s.x, -s2 * Math.expm1(2 * h / 3) + back, e, -back, e1), s2);
            double last = 1.5 * s.next * (Math.expm1(h) / h - 1);
            return sum(1, s.x, -s.next * Math.expm1(h) + last, e, -last, e2);
        }
    },

    /** DPM-Solver++(2S) (Lu et al. 2022, arXiv:2211.01095): midpoint in D, order 2. */
    DPMPP_2S(2) {
        @Override
        double[] next(Interval s) {
            double[] d = s.denoised(s.x, s.sigma);
            if (s.next == 0) {
                return d;
            }
            double m = Math.sqrt(s.sigma * s.next);
            double[] half = s.denoised(sum(m / s.sigma, s.x, 1 - m / s.sigma, d), m);
            return sum(s.next / s.sigma, s.x, 1 - s.next / s.sigma, half);
        }
    },

    /** DPM-Solver++(2M): two steps, order 2. */
    DPMPP_2M(1) {
        @Override
        double[] next(Interval s) {
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
    },

    /** Three steps in the form of k-diffusion's program (Crowson 2022), whose coefficients make it order 2. */
    DPMPP_3M(1) {
        @Override
        double[] next(Interval s) {
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
    },

    /** PNDM of order 2 (Liu et al. 2022, arXiv:2202.09778, S-PNDM): improved Euler, then Adams–Bashforth as if steps were equal. */
    S_PNDM(1) {
        @Override
        double[] next(Interval s) {
            double[] e = s.eps();
            s.remember(e);
            return s.moved(s.past.isEmpty() ? sum(0.5, e, 0.5, s.eps(s.moved(e), s.next)) : bashforth(e, s.past, 2));
        }
    },

    /** PNDM of the paper (F-PNDM): three pseudo Runge–Kutta steps, then Adams–Bashforth of order 4 as if steps were equal. N + 9 evaluations. */
    F_PNDM(1) {
        @Override
        double[] next(Interval s) {
            double[] e = s.eps();
            s.remember(e);
            if (s.past.size() >= 3) {
                return s.moved(bashforth(e, s.past, 4));
            }
            double m = s.grid.middle()[s.i];
            double[] e2 = s.eps(sum(1, s.x, m - s.sigma, e), m);
            double[] e3 = s.eps(sum(1, s.x, m - s.sigma, e2), m);
            double[] e4 = s.eps(s.moved(e3), s.next);
            return s.moved(sum(6, new double[] {1, 2, 2, 1}, new double[][] {e, e2, e3, e4}));
        }

        @Override
        void requireFits(Grid grid, String kind) {
            requireFour(grid, "f-pndm");
        }
    },

    /** The paper's control: classical Runge–Kutta and Adams–Bashforth on the increment of one discrete step, times the number of steps. */
    FON(1) {
        @Override
        double[] next(Interval s) {
            double alpha = s.grid.alpha(s.i);
            double[] x = sum(alpha, s.x, 0, s.x);
            double[] e = s.eps();
            double[] delta = increment(s, x, e);
            s.remember(delta);
            double n = Math.max(1, s.grid.position()[s.i] - s.grid.position()[s.i + 1]);
            double[] slope;
            if (s.past.size() >= 3) {
                slope = bashforth(delta, s.past, 4);
            } else {
                double m = s.grid.middle()[s.i];
                double[] d2 = increment(s, x, s.eps(unscaled(s, sum(1, x, n / 2, delta), m), m));
                double[] d3 = increment(s, x, s.eps(unscaled(s, sum(1, x, n / 2, d2), m), m));
                double[] d4 = increment(s, x, s.eps(unscaled(s, sum(1, x, n, d3), s.next), s.next));
                slope = sum(6, new double[] {1, 2, 2, 1}, new double[][] {delta, d2, d3, d4});
            }
            return unscaled(s, sum(1, x, n, slope), s.next);
        }

        /** φ(x, e, t → t − 1) − x. */
        private double[] increment(Interval s, double[] x, double[] e) {
            int t = Math.max(1, (int) s.grid.position()[s.i]);
            Schedule schedule = s.grid.schedule();
            double here = schedule.sigma(t);
            double there = schedule.sigma(t - 1.0);
            double ratio = schedule.alpha(there) / schedule.alpha(here);
            return sum(ratio - 1, x, schedule.alpha(there) * (there - here), e);
        }

        private double[] unscaled(Interval s, double[] x, double sigma) {
            return sum(1 / s.grid.schedule().alpha(sigma), x, 0, x);
        }

        @Override
        void requireFits(Grid grid, String kind) {
            requireFour(grid, "fon");
            if (!kind.equals("pndm")) {
                throw new InputException("sampler: fon counts discrete steps; choose grid=pndm with a ddpm schedule");
            }
        }
    },

    /** PLMS as in Stable Diffusion: improved Euler, then Adams–Bashforth of order 2, 3, 4 as if steps were equal. */
    PLMS(1) {
        @Override
        double[] next(Interval s) {
            double[] e = s.eps();
            s.remember(e);
            return s.moved(s.past.isEmpty() ? sum(0.5, e, 0.5, s.eps(s.moved(e), s.next)) : bashforth(e, s.past, 4));
        }
    },

    /** Adams–Bashforth of order 1, 2, 3, 4 as if steps were equal, without a warm-up (Zhang & Chen 2023, arXiv:2204.13902). */
    IPNDM(1) {
        @Override
        double[] next(Interval s) {
            double[] e = s.eps();
            s.remember(e);
            return s.moved(bashforth(e, s.past, 4));
        }
    },

    /** Linear multistep: the polynomial through the latest ε over σ̂, integrated exactly (Katherine Crowson's LMS). */
    LMS_2(1) {
        @Override
        double[] next(Interval s) {
            return multistep(s, 2);
        }
    },

    LMS_3(1) {
        @Override
        double[] next(Interval s) {
            return multistep(s, 3);
        }
    },

    LMS_4(1) {
        @Override
        double[] next(Interval s) {
            return multistep(s, 4);
        }
    },

    /** UniPC of order 2 (Zhao et al. 2023, arXiv:2302.04867): a predictor, and a corrector that costs nothing; B(h) = h. */
    UNIPC_BH1(1) {
        @Override
        double[] next(Interval s) {
            return UniPc.next(s, h -> h);
        }
    },

    /** The same with B(h) = eʰ − 1. */
    UNIPC_BH2(1) {
        @Override
        double[] next(Interval s) {
            return UniPc.next(s, Math::expm1);
        }
    },

    /** The classical Runge–Kutta method in σ̂: order 4. */
    RK4(4) {
        @Override
        double[] next(Interval s) {
            double[] e = s.eps();
            if (s.next == 0) {
                return s.moved(e);
            }
            double m = 0.5 * (s.sigma + s.next);
            double[] e2 = s.eps(sum(1, s.x, m - s.sigma, e), m);
            double[] e3 = s.eps(sum(1, s.x, m - s.sigma, e2), m);
            double[] e4 = s.eps(s.moved(e3), s.next);
            return s.moved(sum(6, new double[] {1, 2, 2, 1}, new double[][] {e, e2, e3, e4}));
        }
    },

    /** Dormand and Prince's pair 5(4) with a step that follows the error. */
    RK45(0) {
        @Override
        double[] next(Interval s) {
            return AdaptiveRungeKutta.across(s);
        }
    },

    /** DDPM's ancestral sampling (Ho, Jain & Abbeel 2020) at η = 1, DDIM at η = 0. */
    DDPM(1) {
        @Override
        double[] next(Interval s) {
            double a = s.sigma * s.sigma;
            double b = s.next * s.next;
            double up = Math.min(s.next, s.tuning.eta() * Math.sqrt(b * (a - b) / a));
            double down = Math.sqrt(b - up * up);
            return sum(1, s.x, down - s.sigma, s.eps(), up, s.noise(0));
        }
    },

    /** Heun with churn (Karras et al. 2022, algorithm 2). */
    EDM_CHURN(2) {
        @Override
        double[] next(Interval s) {
            Interval.Tuning t = s.tuning;
            boolean isChurned = s.sigma >= t.churnFrom() && s.sigma <= t.churnTo();
            double gamma = isChurned ? Math.min(t.churn() / s.grid.steps(), Math.sqrt(2) - 1) : 0;
            double up = s.sigma * (1 + gamma);
            double[] x = sum(1, s.x, t.churnNoise() * Math.sqrt(up * up - s.sigma * s.sigma), s.noise(0));
            double[] e = s.eps(x, up);
            double[] ahead = sum(1, x, s.next - up, e);
            return s.next == 0 ? ahead : sum(1, x, 0.5 * (s.next - up), e, 0.5 * (s.next - up), s.eps(ahead, s.next));
        }
    },

    /** Euler–Maruyama on the reverse equation in the time λ, in which noise grows at the rate 2σ̂². */
    EULER_MARUYAMA(1) {
        @Override
        double[] next(Interval s) {
            return s.next == 0 ? s.moved(s.eps()) : reversed(s, 2 * s.sigma * s.sigma * s.h(s.i));
        }
    },

    /** The reverse diffusion sampler (Song et al. 2021, algorithm 2 without corrector): noise grows by σ̂² − σ̂′². */
    REVERSE_DIFFUSION(1) {
        @Override
        double[] next(Interval s) {
            return reversed(s, s.sigma * s.sigma - s.next * s.next);
        }
    },

    /** Reverse diffusion with a Langevin step of a given signal-to-noise ratio after it (Song et al. 2021, algorithms 2 and 4). */
    PREDICTOR_CORRECTOR(2) {
        @Override
        double[] next(Interval s) {
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
        private double norm(double[] rows, int d) {
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
    };

    /** Intervals that any sampler looks back. */
    static final int MEMORY = 3;

    private final int evaluations;

    /** @param evaluations of an interval in the middle of a grid; 0 where the error decides */
    Sampler(int evaluations) {
        this.evaluations = evaluations;
    }

    /** x̂ at the end of the interval. */
    abstract double[] next(Interval s);

    /** Errors: {@link InputException} where the sampler makes no sense on a grid. */
    void requireFits(Grid grid, String kind) { }

    private static void requireFour(Grid grid, String name) {
        if (grid.steps() < 4) {
            throw new InputException("steps: " + name + " needs at least 4, got " + grid.steps() + "; its first three are a warm-up");
        }
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Sampler::id).toList();
    }

    static Sampler named(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As papers write it. */
    String title() {
        return switch (this) {
            case DPM_SOLVER_2, DPM_SOLVER_3 -> "DPM-Solver-" + id().charAt(id().length() - 1);
            case DPMPP_2S, DPMPP_2M, DPMPP_3M -> "DPM++" + id().substring(6).toUpperCase(Locale.ROOT);
            case HEUN -> "Heun";
            case IPNDM -> "iPNDM";
            case UNIPC_BH1, UNIPC_BH2 -> "UniPC-" + id().substring(6);
            case EULER_T -> "Euler in t";
            case EDM_CHURN -> "EDM churn";
            case EULER_MARUYAMA -> "Euler–Maruyama";
            case REVERSE_DIFFUSION -> "Reverse diffusion";
            case PREDICTOR_CORRECTOR -> "Predictor–corrector";
            default -> name().replace('_', '-');
        };
    }

    /** Whether particles meet noise on the way, so that there is no path to compare with. */
    boolean isRandom() {
        return ordinal() >= DDPM.ordinal();
    }

    /** Evaluations over a grid of n intervals, or 0 where the error decides. */
    int evaluations(int n, boolean endsAtZero) {
        return switch (this) {
            case S_PNDM, PLMS -> n + 1;
            case F_PNDM, FON -> n + 9;
            case HEUN, EDM_CHURN, DPM_SOLVER_2, DPMPP_2S, PREDICTOR_CORRECTOR, DPM_SOLVER_3, RK4 -> evaluations * n - (endsAtZero ? evaluations - 1 : 0);
            default -> evaluations * n;
        };
    }

    private static final double[][] BASHFORTH = {{1}, {3, -1}, {23, -16, 5}, {55, -59, 37, -9}};
    private static final double[] DIVISOR = {1, 2, 12, 24};

    /** Adams and Bashforth's mean of ε now and before, of the highest order up to {@code most} that the past allows. */
    private static double[] bashforth(double[] now, List<double[]> past, int most) {
        int order = Math.min(most, past.size() + 1);
        double[][] all = new double[order][];
        all[0] = now;
        for (int j = 1; j < order; j++) {
            all[j] = past.get(j - 1);
        }
        return sum(DIVISOR[order - 1], BASHFORTH[order - 1], all);
    }

    /** x̂ + ∫ p(σ) dσ for the polynomial p through the latest ε. */
    private static double[] multistep(Interval s, int most) {
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

    /** x̂ + G s + √G z. */
    private static double[] reversed(Interval s, double g) {
        return sum(1, s.x, -g / s.sigma, s.eps(), Math.sqrt(g), s.noise(0));
    }
}
