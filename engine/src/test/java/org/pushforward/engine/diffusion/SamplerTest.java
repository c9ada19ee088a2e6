package org.pushforward.engine.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        "dpm-solver-3, 3", "lms-4, 3.84", "rk4, 4", "lms-2, 2", "lms-3, 3", "unipc-bh1, 3", "plms, 2", "ipndm, 2"})
    void ordersAreThose(String name, double order) {
        double coarse = median(Sampler.named(name), 400);
        double fine = median(Sampler.named(name), 800);
        assertThat(Math.log(coarse / fine) / Math.log(2)).isCloseTo(order, offset(0.1));
    }

    private static double median(Sampler sampler, int steps) {
        int n = 64;
        Grid g = grid("edm", "karras", steps);
        GaussianMixture p = Problems.ring8();
        Walk w = Walk.start(g, Noise.lattice(n, 2));
        double[] exact = ExactFlow.across(p, w.x(), g.sigma()[0], g.sigma()[steps], SERIAL);
        while (!w.isDone()) {
            w = w.next(sampler, Interval.Tuning.USUAL, Score.of(p), 2, new Philox(1), SERIAL);
        }
        double[] x = w.x();
        return Arrays.stream(distances(x, exact)).sorted().toArray()[n / 2];
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
            if (sampler != Sampler.EULER_T && sampler != Sampler.RK45) {
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
            if (sampler == Sampler.EULER_T || sampler == Sampler.RK45) {
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
