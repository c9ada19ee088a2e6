package org.pushforward.engine.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.GaussianMixture;
import org.pushforward.engine.numerics.Philox;

class SamplerTest {

    private static final StepContext SERIAL = StepContext.serial();
    /** Where particles end, by problem and schedule: the same for every grid between the same ends. */
    private static final Map<String, Map<Schedule, double[]>> EXACT = new HashMap<>();

    private static Grid grid(String schedule, String kind, int n) {
        return Grid.of(new Grid.Settings(Schedule.named(schedule), kind, n, 2e-3, 80, 7, List.of(), false));
    }

    /** Independent runs in NumPy and SciPy, nine digits. */
    @ParameterizedTest
    @MethodSource("org.pushforward.engine.diffusion.ErrorTable#rows")
    void errorsAreThoseOfAnIndependentProgram(ErrorTable.Row row) {
        Map<Schedule, double[]> exact = EXACT.computeIfAbsent(row.problem(), _ -> new EnumMap<>(Schedule.class));
        assertThat(ErrorTable.deviations(row, exact)).as(row.toString()).hasSizeBetween(6, 8).allMatch(d -> d < 1e-6);
    }

    /** Slopes of the median error between 400 and 800 steps, Karras' grid, ring8. */
    @ParameterizedTest
    @CsvSource({"ddim, 1", "heun, 2", "dpmpp-2m, 2", "s-pndm, 2", "f-pndm, 2", "dpm-solver-2, 2", "dpmpp-2s, 2", "dpmpp-3m, 1.94", "unipc-bh2, 3.04",
        "dpm-solver-3, 3", "lms-4, 3.84", "rk4, 4", "lms-2, 2", "lms-3, 3", "unipc-bh1, 3", "plms, 2", "ipndm, 2", "deis, 3.84",
        "dpm-fast, 3"})
    void ordersAreThose(String name, double order) {
        assertThat(SamplerOrders.slope(Sampler.named(name), "edm", "karras")).isCloseTo(order, offset(0.1));
    }

    /** tAB-DEIS takes its polynomial in t: where t is σ̂ it is linear multistep, elsewhere it is not, and of order 4 all the same. */
    @Test
    void deisIsAMultistepMethodInTime() {
        GaussianMixture p = Problems.ring8();
        Grid edm = grid("edm", "karras", 20);
        assertThat(end(p, Sampler.DEIS, edm, Interval.Tuning.USUAL)).containsExactly(end(p, Sampler.LMS_4, edm, Interval.Tuning.USUAL), offset(1e-11));
        Grid vp = grid("vp-linear", "time", 20);
        assertThat(distances(end(p, Sampler.DEIS, vp, Interval.Tuning.USUAL), end(p, Sampler.LMS_4, vp, Interval.Tuning.USUAL))[0]).isGreaterThan(1e-5);
        assertThat(SamplerOrders.slope(Sampler.DEIS, "cosine", "karras")).isCloseTo(3.9, offset(0.1));
    }

    /** Levels of dpm-fast: three to a step in equal parts of λ, and what is left at the end; as many evaluations as levels are left. */
    @ParameterizedTest
    @CsvSource({"4, 0.3 0.3 0.3 1", "5, 0.3 0.3 0.3 0.5 0.5", "6, 0.3 0.3 0.3 0.5 0.5 1", "7, 0.3 0.3 0.3 0.3 0.3 0.3 1"})
    void dpmFastSpendsWhatItMay(int n, String parts) {
        Grid g = Sampler.DPM_FAST.grid(new Grid.Settings(Schedule.EDM, "log", n, 2e-3, 80, 7, List.of(), false));
        double step = Math.log(80 / 2e-3) / (n / 3 + 1);
        double[] share = Arrays.stream(parts.split(" ")).mapToDouble(v -> v.equals("0.3") ? 1.0 / 3 : Double.parseDouble(v)).toArray();
        for (int i = 0; i < n; i++) {
            assertThat(Math.log(g.sigma()[i] / g.sigma()[i + 1]) / step).as("interval %s", i).isCloseTo(share[i], offset(1e-12));
        }
        Walk w = Walk.start(g, Noise.lattice(4, 2));
        while (!w.isDone()) {
            w = w.next(Sampler.DPM_FAST, Interval.Tuning.USUAL, Score.of(Problems.aniso()), 2, new Philox(1), SERIAL);
        }
        assertThat(w.evaluations()).isEqualTo(n);
    }

    /** Six levels in two steps of order 3 and 2 are those of DPM-Solver-3 and -2, as far as they go. */
    @Test
    void dpmFastTakesSingleSteps() {
        GaussianMixture p = Problems.ring8();
        Grid fast = Sampler.DPM_FAST.grid(new Grid.Settings(Schedule.EDM, "log", 5, 0.5, 80, 7, List.of(), false));
        double[] level = fast.sigma();
        Grid two = Grid.of(new Grid.Settings(Schedule.EDM, "custom", 2, 0.5, 80, 7, List.of(level[0], level[3], level[5]), false));
        Walk w = Walk.start(two, Noise.lattice(40, 2));
        w = w.next(Sampler.DPM_SOLVER_3, Interval.Tuning.USUAL, Score.of(p), 2, new Philox(1), SERIAL);
        w = w.next(Sampler.DPM_SOLVER_2, Interval.Tuning.USUAL, Score.of(p), 2, new Philox(1), SERIAL);
        assertThat(end(p, Sampler.DPM_FAST, fast, Interval.Tuning.USUAL)).containsExactly(w.x(), offset(1e-10));
    }

    /** An error of the tolerance's size, whether the last level is 0 or not. */
    @ParameterizedTest
    @CsvSource({"1e-3, false", "1e-5, false", "1e-5, true"})
    void dpmAdaptiveKeepsItsTolerance(double tolerance, boolean finalZero) {
        GaussianMixture p = Problems.ring8();
        Grid g = Grid.of(new Grid.Settings(Schedule.EDM, "karras", 4, 2e-3, 80, 7, List.of(), finalZero));
        double[] exact = ExactFlow.across(p, Walk.start(g, Noise.lattice(40, 2)).x(), 80, g.sigma()[4], SERIAL);
        double[] e = distances(end(p, Sampler.DPM_ADAPTIVE, g, new Interval.Tuning(1, 0, 0, 0, 1, 0.16, tolerance, false)), exact);
        assertThat(Arrays.stream(e).average().orElseThrow()).isLessThan(tolerance + (finalZero ? 1e-4 : 0));
    }

    /** Where all data are one point D is known, and x̂/σ̂² is a straight line and Brownian motion: any grid leads a particle to the same place. */
    @ParameterizedTest
    @CsvSource({"dpmpp-sde", "dpmpp-2m-sde", "dpmpp-3m-sde"})
    void aCoarseAndAFineGridSeeTheSameNoise(String name) {
        GaussianMixture point = GaussianMixture.around(new double[] {0.5, -0.3}, 2, new double[] {1}, 0);
        Sampler sampler = Sampler.named(name);
        double[] coarse = end(point, sampler, grid("edm", "karras", 3), Interval.Tuning.USUAL);
        double[] fine = end(point, sampler, grid("edm", "log", 40), Interval.Tuning.USUAL);
        assertThat(coarse).containsExactly(fine, offset(1e-12));
        assertThat(Math.abs(coarse[0] - 0.5)).isBetween(1e-5, 0.01);
    }

    /** Without noise they are the samplers of the flow. */
    @Test
    void withoutNoiseTheFlowIsLeft() {
        GaussianMixture p = Problems.ring8();
        Grid g = grid("edm", "karras", 20);
        Interval.Tuning calm = new Interval.Tuning(0, 0, 0, 0, 1, 0.16, 1e-5, false);
        assertThat(end(p, Sampler.DPMPP_SDE, g, calm)).containsExactly(end(p, Sampler.DPMPP_2S, g, calm), offset(1e-12));
        assertThat(end(p, Sampler.DPMPP_2M_SDE, g, calm)).containsExactly(end(p, Sampler.DPMPP_2M, g, calm), offset(1e-12));
        assertThat(end(p, Sampler.DPMPP_3M_SDE, g, calm)).containsExactly(end(p, Sampler.DPMPP_3M, g, calm), offset(1e-12));
    }

    /** The time of a level is where the level is. */
    @ParameterizedTest
    @EnumSource
    void timesAreThoseOfTheLevels(Schedule schedule) {
        for (int i = 0; i <= 20; i++) {
            double t = schedule.last() + (schedule.first() - schedule.last()) * i / 20;
            assertThat(schedule.time(schedule.sigma(t))).isCloseTo(t, offset(1e-9 * schedule.first()));
        }
    }

    /** Of Stable Diffusion, as programs that use it write them; laplace has its middle at σ̂ = 1; the β of sigmoid add up to those of linear. */
    @Test
    void knownSchedules() {
        assertThat(Schedule.SCALED_LINEAR.sigma(999)).isCloseTo(14.614642, offset(1e-5));
        assertThat(Schedule.SCALED_LINEAR.sigma(0)).isCloseTo(0.0291675, offset(1e-6));
        assertThat(Schedule.LAPLACE.sigma(0.5)).isEqualTo(1);
        assertThat(Schedule.LAPLACE.sigma(0.25) * Schedule.LAPLACE.sigma(0.75)).isCloseTo(1, offset(1e-12));
        double beta = 1e-4 + 0.0199 / (1 + Math.exp(6));
        assertThat(Schedule.SIGMOID.sigma(0)).isCloseTo(Math.sqrt(beta / (1 - beta)), offset(1e-12));
        // ln 1/ᾱ differs in Σβ²/2 only, .017.
        assertThat(Schedule.SIGMOID.sigma(999)).isCloseTo(Schedule.DDPM_LINEAR.sigma(999), withPercentage(2.0));
    }

    private static double[] distances(double[] x, double[] y) {
        double[] e = new double[x.length / 2];
        Arrays.setAll(e, k -> Math.hypot(x[2 * k] - y[2 * k], x[2 * k + 1] - y[2 * k + 1]));
        return e;
    }

    /** x(σ) = μ + U diag √((λ + σ²)/(λ + σ₀²)) Uᵀ (x₀ − μ), down to 0 too. */
    @ParameterizedTest
    @CsvSource({"80, 0.002", "3, 0", "0.5, 0.4"})
    void theFlowOfOneGaussianIsItsClosedForm(double from, double to) {
        GaussianMixture p = Problems.aniso();
        double[] z = Noise.lattice(50, 2);
        double[] x = Arrays.stream(z).map(v -> from * v).toArray();
        double[] y = ExactFlow.across(p, x, from, to, SERIAL);
        double c = Math.cos(Math.PI / 6);
        double s = Math.sin(Math.PI / 6);
        double a = Math.sqrt((2.25 + to * to) / (2.25 + from * from));
        double b = Math.sqrt((0.04 + to * to) / (0.04 + from * from));
        for (int k = 0; k < x.length; k += 2) {
            double u = a * (c * (x[k] - 0.5) + s * (x[k + 1] + 0.3));
            double v = b * (-s * (x[k] - 0.5) + c * (x[k + 1] + 0.3));
            assertThat(y[k]).isCloseTo(0.5 + c * u - s * v, offset(1e-10));
            assertThat(y[k + 1]).isCloseTo(-0.3 + s * u + c * v, offset(1e-10));
        }
    }

    @Test
    void theFlowTellsTheLikelihood() {
        GaussianMixture p = Problems.ring8();
        double[] x = {0.1, 0.2, 2, 0.1, -1.4, 1.4};
        double[] found = ExactFlow.logLikelihood(p, x, 0.5, 80, SERIAL);
        for (int q = 0; q < 3; q++) {
            assertThat(found[q]).isCloseTo(p.logDensity(x, 2 * q, 0.5), offset(1e-9));
        }
    }

    /** DDIM is DDPM without noise, and an Euler step in t differs from both. */
    @Test
    void relationsBetweenSamplers() {
        GaussianMixture p = Problems.ring8();
        Grid g = grid("vp-linear", "time", 20);
        Interval.Tuning calm = new Interval.Tuning(0, 0, 0, 0, 1, 0.16, 1e-5, false);
        double[] ddim = end(p, Sampler.DDIM, g, calm);
        assertThat(end(p, Sampler.DDPM, g, calm)).containsExactly(ddim, offset(1e-12));
        assertThat(end(p, Sampler.EDM_CHURN, g, calm)).containsExactly(end(p, Sampler.HEUN, g, calm), offset(1e-12));
        assertThat(Arrays.stream(distances(end(p, Sampler.EULER_T, g, calm), ddim)).min().orElseThrow()).isGreaterThan(1e-4);
        double[] exact = ExactFlow.across(p, Walk.start(g, Noise.lattice(40, 2)).x(), g.sigma()[0], g.sigma()[20], SERIAL);
        assertThat(Arrays.stream(distances(end(p, Sampler.RK45, g, calm), exact)).max().orElseThrow()).isLessThan(1e-2);
    }

    private static double[] end(GaussianMixture p, Sampler sampler, Grid g, Interval.Tuning tuning) {
        Walk w = Walk.start(g, Noise.lattice(40, 2));
        while (!w.isDone()) {
            w = w.next(sampler, tuning, Score.of(p), 2, new Philox(1), SERIAL);
        }
        return w.x();
    }

    /** With a thousand steps the discrete grid begins with an interval of length zero, which nobody may divide by. */
    @Test
    void aThousandDiscreteStepsGiveNumbers() {
        Grid g = grid("ddpm-linear", "pndm", 1000);
        assertThat(g.sigma()[0]).isEqualTo(g.sigma()[1]);
        for (Sampler sampler : Sampler.values()) {
            if (sampler != Sampler.EULER_T && sampler.evaluations(1, false) > 0) {
                Walk w = Walk.start(g, Noise.lattice(3, 2));
                while (!w.isDone()) {
                    w = w.next(sampler, Interval.Tuning.USUAL, Score.of(Problems.aniso()), 2, new Philox(1), SERIAL);
                }
                assertThat(Arrays.stream(w.x()).allMatch(Double::isFinite)).as(sampler.id()).isTrue();
            }
        }
    }

    /** Evaluations of a walk are those that are promised. */
    @Test
    void evaluationsAreCounted() {
        Grid g = grid("ddpm-linear", "pndm", 20);
        for (Sampler sampler : Sampler.values()) {
            if (sampler == Sampler.EULER_T || sampler.evaluations(1, false) == 0 || sampler == Sampler.DPM_FAST) {
                continue;
            }
            Walk w = Walk.start(g, Noise.lattice(4, 2));
            while (!w.isDone()) {
                w = w.next(sampler, Interval.Tuning.USUAL, Score.of(Problems.aniso()), 2, new Philox(1), SERIAL);
            }
            assertThat(w.evaluations()).as(sampler.id()).isEqualTo(sampler.evaluations(20, false));
            assertThat(Arrays.stream(w.x()).allMatch(Double::isFinite)).as(sampler.id()).isTrue();
        }
    }
}
