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

    /** Independent runs in NumPy and SciPy, nine digits: {VP 10, 20, 50, 100, Karras 10, 20, 50, 100}. */
    @ParameterizedTest
    @CsvSource({
        "ring8, ddim, false, 0.143304433 0.0666604811 0.0276328091 0.0141565503 0.188100611 0.0917619744 0.0362578889 0.018087329",
        "ring8, heun, false, 0.39361706 0.0888517091 0.0144565307 0.00423741136 1.08732713 0.144502624 0.0146771159 0.00330629738",
        "ring8, dpmpp-2m, false, 0.582150212 0.177851889 0.0342515515 0.0137140425 0.261344625 0.0393062098 0.00588391212 0.00166175115",
        "ring8, dpmpp-2m, true, 0.12134749 0.0723802178 0.0191955383 0.00309222963 0.220350149 0.0389106713 0.00587605468 0.00166079943",
        "ring8, s-pndm, false, 0.150985772 0.0536487981 0.00939952416 0.00275950365 0.0757110801 0.0233517325 0.00627194303 0.00196243838",
        "ring8, f-pndm, false, - 0.194318176 0.00693586887 0.000618249996 - 0.0409373684 0.00263120141 0.000272670299",
        "ring8, ipndm, false, 0.214323095 0.0564798588 0.00370032221 0.000518352078 0.0590289582 0.0125854748 0.00146033179 0.000224568999",
        "ring8, unipc-bh2, true, 0.122989478 0.0722907567 0.0162426591 0.00300312657 0.195541697 0.0155476129 0.00305214392 0.000524238092",
        "aniso, ddim, false, 0.238489378 0.125825557 0.0520245246 0.0263411368 0.326414699 0.173210399 0.0718493261 0.0363658268",
        "aniso, heun, false, 0.408309851 0.0896535359 0.0137903704 0.0035009792 0.963039487 0.189921148 0.0272083412 0.00655159819",
        "aniso, dpmpp-2m, false, 0.298897278 0.0980215908 0.0319167891 0.0110710355 0.198944373 0.0483714635 0.00683033837 0.0016402854",
        "aniso, s-pndm, false, 0.0946834289 0.0357836894 0.00759192734 0.00220486429 0.0923994589 0.0223897821 0.00337647618 0.000818847772",
        "aniso, f-pndm, false, - 0.0481917905 0.00167346856 0.000397753713 - 0.0555873614 0.00335951424 0.000645244616",
        "aniso, ipndm, false, 0.0554682732 0.0135977794 0.00101057876 0.0003563234 0.0643040757 0.0160181281 0.00220673573 0.000532019212"})
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
            assertThat(e).as("%s on %s with %d evaluations", name, k < 4 ? "VP" : "Karras", budget).isCloseTo(figure, offset(1e-6 * figure));
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
