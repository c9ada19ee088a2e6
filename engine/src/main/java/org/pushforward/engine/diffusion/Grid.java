package org.pushforward.engine.diffusion;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.InputException;

/**
 * The noise levels that a sampler visits: σ̂₀ &gt; … &gt; σ̂_N, N intervals, unless it goes {@link #thereAndBack}. Immutable; the arrays are not to be written.
 *
 * @param sigma N + 1 levels; the last may be 0
 * @param middle the level halfway through an interval in the grid's own parameter
 * @param position t, or the index of a discrete step, of every level; NaN where the grid has neither
 */
record Grid(Schedule schedule, double[] sigma, double[] middle, double[] position) {

    static final List<String> KINDS = List.of("time", "karras", "log", "pndm", "custom");

    /** What a grid is made from. */
    record Settings(Schedule schedule, String kind, int steps, double sigmaMin, double sigmaMax, double rho, List<Double> custom, boolean finalZero) { }

    int steps() {
        return middle.length;
    }

    double alpha(int i) {
        return schedule.alpha(sigma[i]);
    }

    /** λ = −ln σ̂, without bound at the last level when that is 0. */
    double lambda(int i) {
        return -Math.log(sigma[i]);
    }

    /** Whether a particle starts as noise of deviation 1 rather than σ̂₀. */
    double start() {
        return alpha(0) < 1 ? 1 / alpha(0) : sigma[0];
    }

    /** Up from the last level to the first and down again: what data go through that are to come back. Twice the intervals, and no other parameter. */
    Grid thereAndBack() {
        int n = steps();
        double[] both = new double[2 * n + 1];
        Arrays.setAll(both, i -> sigma[Math.abs(n - i)]);
        return bare(schedule, both);
    }

    /** Every interval in equal parts of λ; one that ends at 0 in equal parts of σ̂. No other parameter. */
    Grid refined(int parts) {
        int n = parts * steps();
        double[] fine = new double[n + 1];
        Arrays.setAll(fine, i -> {
            int k = i / parts;
            double share = (double) (i % parts) / parts;
            return share == 0 ? sigma[k] : sigma[k + 1] == 0 ? (1 - share) * sigma[k] : sigma[k] * Math.pow(sigma[k + 1] / sigma[k], share);
        });
        return bare(schedule, fine);
    }

    private static Grid bare(Schedule schedule, double[] sigma) {
        double[] none = new double[sigma.length];
        Arrays.fill(none, Double.NaN);
        return new Grid(schedule, sigma, Arrays.copyOf(none, sigma.length - 1), none);
    }

    /**
     * The levels of N evaluations in ⌊N/3⌋ + 1 steps of order 3, as long as the evaluations last, and at the end 2 and 1, or 1, or 2 (DPM-Solver-fast, Lu et
     * al. 2022, arXiv:2206.00927): a step is an interval of the grid asked for, in as many equal parts of λ as its order.
     */
    static Grid singlestep(Settings s) {
        if (s.kind.equals("pndm") || s.kind.equals("custom")) {
            throw new InputException("grid: dpm-fast puts levels of its own between those of a grid, for which " + s.kind + " has no room; choose time, karras or log");
        }
        if (s.finalZero) {
            throw new InputException("final-zero: dpm-fast divides its last step evenly in λ, which has no end at 0; leave it off");
        }
        if (s.steps < 4) {
            throw new InputException("steps: dpm-fast needs at least 4, got " + s.steps + "; with fewer it has no step of order 3");
        }
        int m = s.steps / 3 + 1;
        double[] ends = continuous(new Settings(s.schedule, s.kind, m, s.sigmaMin, s.sigmaMax, s.rho, s.custom, false)).sigma;
        double[] sigma = new double[s.steps + 1];
        int at = 0;
        for (int g = 0; g < m; g++) {
            int order = Math.min(3, s.steps - at - (g == m - 2 && s.steps % 3 == 0 ? 1 : 0));
            for (int j = 0; j < order; j++) {
                sigma[at++] = ends[g] * Math.pow(ends[g + 1] / ends[g], (double) j / order);
            }
        }
        sigma[at] = ends[m];
        return bare(s.schedule, sigma);
    }

    /** Errors: {@link InputException} where the settings make no grid. */
    static Grid of(Settings s) {
        return switch (s.kind) {
            case "pndm" -> pndm(s);
            case "custom" -> custom(s);
            default -> continuous(s);
        };
    }

    private interface Course {
        double at(double share);
    }

    private static Grid continuous(Settings s) {
        double t0 = s.schedule == Schedule.EDM ? s.sigmaMax : s.schedule.first();
        double tn = s.schedule == Schedule.EDM ? s.sigmaMin : s.schedule.last();
        double a = s.schedule.sigma(t0);
        double b = s.schedule.sigma(tn);
        if (!(a > b)) {
            throw new InputException("sigma-min: " + s.sigmaMin + " is not below sigma-max, " + s.sigmaMax + "; give a smaller one");
        }
        boolean isTime = s.kind.equals("time");
        Course time = u -> t0 + u * (tn - t0);
        Course level = switch (s.kind) {
            case "time" -> u -> s.schedule.sigma(time.at(u));
            case "karras" -> u -> Math.pow(Math.pow(a, 1 / s.rho) + u * (Math.pow(b, 1 / s.rho) - Math.pow(a, 1 / s.rho)), s.rho);
            default -> u -> Math.exp(Math.log(a) + u * (Math.log(b) - Math.log(a)));
        };
        int n = s.steps;
        int intervals = s.finalZero ? Math.max(1, n - 1) : n;
        double[] sigma = new double[n + 1];
        double[] middle = new double[n];
        double[] position = new double[n + 1];
        for (int i = 0; i <= n; i++) {
            boolean isZero = s.finalZero && i == n;
            sigma[i] = isZero ? 0 : level.at((double) i / intervals);
            position[i] = !isTime || isZero ? Double.NaN : time.at((double) i / intervals);
            if (!Double.isFinite(sigma[i]) || i > 0 && !(sigma[i] < sigma[i - 1])) {
                throw new InputException(s.kind.equals("karras") ? "rho: with " + s.rho + " levels between " + a + " and " + b + " cannot be told apart; take one from 1 to 10"
                        : "steps: " + n + " levels between " + a + " and " + b + " cannot be told apart; take fewer, or levels further apart");
            }
        }
        for (int i = 0; i < n; i++) {
            middle[i] = sigma[i + 1] == 0 ? 0.5 * sigma[i] : level.at((i + 0.5) / intervals);
        }
        return new Grid(s.schedule, sigma, middle, position);
    }

    /** The steps of PNDM's program: 1000 − skip, …, skip, 0, then −1, each looked up one further. */
    private static Grid pndm(Settings s) {
        if (!s.schedule.isDiscrete()) {
            throw new InputException("grid: pndm needs a thousand discrete steps, and " + s.schedule.id() + " has none; choose "
                    + "one of ddpm-linear, ddpm-quad, ddpm-cosine, scaled-linear and sigmoid, or another grid");
        }
        if (s.finalZero) {
            throw new InputException("final-zero: the pndm grid ends after the first step of the noise, not at 0; choose another grid or leave it off");
        }
        int n = s.steps;
        if (n > Schedule.STEPS || Schedule.STEPS % n != 0) {
            throw new InputException("steps: " + n + " does not divide 1000, as the pndm grid needs; take "
                    + (n > Schedule.STEPS ? "500 or 1000" : below(n) + " or " + above(n)));
        }
        int skip = Schedule.STEPS / n;
        int[] t = new int[n + 1];
        Arrays.setAll(t, i -> i == n ? -1 : Schedule.STEPS - (i + 1) * skip);
        double[] sigma = new double[n + 1];
        double[] position = new double[n + 1];
        Arrays.setAll(position, i -> index(t[i]));
        Arrays.setAll(sigma, i -> s.schedule.sigma(position[i]));
        double[] middle = new double[n];
        // Java truncates towards zero, as the program does.
        Arrays.setAll(middle, i -> s.schedule.sigma(index((t[i] + t[i + 1]) / 2)));
        return new Grid(s.schedule, sigma, middle, position);
    }

    private static int index(int t) {
        return Math.min(t + 1, Schedule.STEPS - 1);
    }

    private static int below(int n) {
        int k = n - 1;
        while (Schedule.STEPS % k != 0) {
            k--;
        }
        return k;
    }

    private static int above(int n) {
        int k = n + 1;
        while (Schedule.STEPS % k != 0) {
            k++;
        }
        return k;
    }

    private static Grid custom(Settings s) {
        double[] sigma = s.custom.stream().mapToDouble(v -> v).toArray();
        if (sigma.length < 2) {
            throw new InputException("sigmas: a grid needs at least two levels; give them as 80,20,5,1,0");
        }
        for (int i = 0; i < sigma.length; i++) {
            boolean isAllowed = sigma[i] > 0 || sigma[i] == 0 && i == sigma.length - 1;
            if (!isAllowed || i > 0 && !(sigma[i] < sigma[i - 1])) {
                throw new InputException("sigmas: " + sigma[i] + " at place " + (i + 1) + " is not allowed; levels fall strictly and only the last may be 0");
            }
        }
        if (s.finalZero && sigma[sigma.length - 1] != 0) {
            throw new InputException("final-zero: a custom grid ends with the last of sigmas; write 0 there, or leave final-zero off");
        }
        double[] middle = new double[sigma.length - 1];
        Arrays.setAll(middle, i -> sigma[i + 1] == 0 ? 0.5 * sigma[i] : Math.sqrt(sigma[i] * sigma[i + 1]));
        double[] position = new double[sigma.length];
        Arrays.fill(position, Double.NaN);
        return new Grid(s.schedule, sigma, middle, position);
    }
}
