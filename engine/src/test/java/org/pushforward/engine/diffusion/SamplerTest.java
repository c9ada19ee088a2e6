package org.pushforward.engine.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.GaussianMixture;
import org.pushforward.engine.numerics.Philox;

class SamplerTest {

    private static final StepContext SERIAL = StepContext.serial();
    /** Where 512 particles end, by components and schedule: the same for every grid between the same ends. */
    private static final Map<String, double[]> EXACT = new HashMap<>();

    /** Root mean square of the distance from the exact flow at the end. */
    static double rms(GaussianMixture p, Sampler sampler, Grid grid, int n, boolean lower) {
        Interval.Tuning tuning = new Interval.Tuning(1, 40, 0.05, 50, 1.003, 0.16, 1e-5, lower);
        Walk w = Walk.start(grid, Noise.lattice(n, 2));
        double[] exact = EXACT.computeIfAbsent(p.components() + " " + grid.schedule(), _ -> ExactFlow.across(p, Walk.start(grid, Noise.lattice(n, 2)).x(),
                grid.sigma()[0], grid.sigma()[grid.steps()], SERIAL));
        while (!w.isDone()) {
            w = w.next(sampler, tuning, Score.of(p), 2, new Philox(1), SERIAL);
        }
        double sum = 0;
        for (int k = 0; k < exact.length; k++) {
            sum += (w.x()[k] - exact[k]) * (w.x()[k] - exact[k]);
        }
        return grid.alpha(grid.steps()) * Math.sqrt(sum / n);
    }

    private static Grid grid(String schedule, String kind, int n) {
        return Grid.of(new Grid.Settings(Schedule.named(schedule), kind, n, 2e-3, 80, 7, List.of(), false));
    }

    /** Independent runs in NumPy to four digits: {VP 10, 20, 50, 100, Karras 10, 20, 50, 100}. */
    @ParameterizedTest
    @CsvSource({
        "ring8, ddim, false, .1433 .06666 .02763 .01416 .1881 .09176 .03626 .01809",
        "ring8, heun, false, .3936 .08885 .01446 .004237 1.087 .1445 .01468 .003306",
        "ring8, dpmpp-2m, false, .5822 .1779 .03425 .01371 .2613 .03931 .005884 .001662",
        "ring8, dpmpp-2m, true, .1213 .07238 .01920 .003092 .2204 .03891 .005876 .001661",
        "ring8, s-pndm, false, .1510 .05365 .009400 .002760 .07571 .02335 .006272 .001962",
        "ring8, f-pndm, false, - .1943 .006936 6.182e-4 - .04094 .002631 2.727e-4",
        "ring8, ipndm, false, .2143 .05648 .003700 5.184e-4 .05903 .01259 .001460 2.246e-4",
        "ring8, unipc-bh2, true, .1230 .07229 .01624 .003003 .1955 .01555 .003052 5.242e-4",
        "aniso, ddim, false, .2385 .1258 .05202 .02634 .3264 .1732 .07185 .03637",
        "aniso, heun, false, .4083 .08965 .01379 .003501 .9630 .1899 .02721 .006552",
        "aniso, dpmpp-2m, false, .2989 .09802 .03192 .01107 .1989 .04837 .006830 .001640",
        "aniso, s-pndm, false, .09468 .03578 .007592 .002205 .09240 .02239 .003376 8.188e-4",
        "aniso, f-pndm, false, - .04819 .001673 3.978e-4 - .05559 .003360 6.452e-4",
        "aniso, ipndm, false, .05547 .01360 .001011 3.563e-4 .06430 .01602 .002207 5.320e-4"})
    void errorsAreThoseOfAnIndependentProgram(String problem, String name, boolean lower, String expected) {
        Sampler sampler = Sampler.named(name);
        String[] figures = expected.split(" ");
        int[] budgets = {10, 20, 50, 100};
        for (int k = 0; k < 8; k++) {
            if (figures[k].equals("-")) {
                continue;
            }
            int budget = budgets[k % 4];
            int n = switch (sampler) {
                case F_PNDM -> budget - 9;
                case HEUN -> budget / 2;
                case S_PNDM -> budget - 1;
                default -> budget;
            };
            Grid g = k < 4 ? grid("vp-linear", "time", n) : grid("edm", "karras", n);
            double e = rms(Problems.named(problem), sampler, g, 512, lower);
            double figure = Double.parseDouble(figures[k]);
            // Four digits are printed: one unit of the last.
            assertThat(e).as("%s on %s with %d evaluations", name, k < 4 ? "VP" : "Karras", budget)
                    .isCloseTo(figure, offset(Math.pow(10, Math.floor(Math.log10(figure)) - 3)));
        }
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
