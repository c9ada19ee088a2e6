package org.pushforward.engine.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.numerics.Assignment;
import org.pushforward.engine.numerics.EnergyDistance;
import org.pushforward.engine.numerics.SlicedWasserstein;

class DiffusionStudiesTest {

    /** Independent values in NumPy and SciPy, between 0.7·lattice(256) + (0.3, 0) and the modes of the ring with 0.2·lattice(256). */
    @Test
    void distancesAreThoseOfAnIndependentProgram() {
        double[] z = Noise.lattice(256, 2);
        double[] x = new double[512];
        double[] y = new double[512];
        for (int i = 0; i < 256; i++) {
            double angle = Math.PI / 4 * (i % 8);
            x[2 * i] = 0.7 * z[2 * i] + 0.3;
            x[2 * i + 1] = 0.7 * z[2 * i + 1];
            y[2 * i] = 2 * Math.cos(angle) + 0.2 * z[2 * i];
            y[2 * i + 1] = 2 * Math.sin(angle) + 0.2 * z[2 * i + 1];
        }
        assertThat(EnergyDistance.between(x, y, 2, EnergyDistance.meanDistance(y, y, 2))).isCloseTo(0.49207136, offset(1e-8));
        assertThat(SlicedWasserstein.between(x, y, 2)).isCloseTo(0.81394433, offset(1e-8));
        int[] to = Assignment.nearest(x, y, 2, new CancelToken());
        double w2 = IntStream.range(0, 256).mapToDouble(i -> Math.pow(x[2 * i] - y[2 * to[i]], 2) + Math.pow(x[2 * i + 1] - y[2 * to[i] + 1], 2)).sum();
        assertThat(Math.sqrt(w2 / 256)).isCloseTo(1.22391956, offset(1e-8));
    }

    /** One clear line that names the parameter. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "grid=custom sigmas=3,4,1|sigmas", "schedule=edm sigma-min=5 sigma-max=4|sigma-min", "schedule=ddpm-linear steps=30|25 or 40", "sampler=euler-t schedule=edm|euler-t",
        "sampler=fon|fon", "grid=pndm|pndm", "steps=3|at least 4", "problem=mixture covs=1,2,1;1,0,1|positive definite", "problem=mixture weights=1,1,1|components",
        "problem=points bandwidth=0 final-zero=true points=10|bandwidth", "problem=mixture means=0,0,0;1,0,0|covs", "query=1,2,3|query",
        "sampler=dpm-fast steps=3|dpm-fast needs at least 4", "sampler=dpm-fast schedule=sigmoid steps=20|time, karras or log", "sampler=dpm-fast grid=custom|time, karras or log",
        "sampler=dpm-fast final-zero=true|final-zero", "sampler=dpmpp-2m-sde grid=custom sigmas=1,1e-160|1e-150"})
    void whatContradictsItselfIsRefused(String settings, String word) {
        assertThatThrownBy(() -> new SamplerStudy().opened((settings + " particles=5").split(" "))).isInstanceOf(InputException.class).hasMessageContaining(word)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    /** One clear line, also where settings of the other experiments contradict each other. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"diffusion.dmcmc|budget=9 skip=9|at most 8", "diffusion.hamiltonian|system=harmonic model=exact block=4 frame=0.5|at most 0.25",
        "diffusion.sampler|schedule=ddpm-linear steps=1001|500 or 1000", "diffusion.sampler|grid=custom sigmas=3,2,1 sampler=ddim final-zero=true|final-zero",
        "diffusion.sampler|grid=karras rho=0.001|from 1 to 10", "diffusion.sampler|grid=karras rho=1e100|from 1 to 10"})
    void whatCannotBeDoneIsRefused(String id, String settings, String word) {
        assertThatThrownBy(() -> Catalogue.find(id).create(ParameterSet.of(Catalogue.find(id).parameters(), settings.split(" ")), 1))
                .isInstanceOf(InputException.class).hasMessageContaining(word);
    }

    /** The largest number of steps within a budget: at a level 0 a step of Heun takes one evaluation. */
    @Test
    void aRaceSpendsWhatItMay() {
        Solver s = new RaceStudy().opened("particles=5", "budgets=19,39", "final-zero=true", "sampler-1=heun", "sampler-2=ddim", "sampler-3=none", "sampler-4=none",
                "sampler-5=none", "sampler-6=none");
        s.advance(10, StepContext.serial());
        assertThat(s.diagnostics().value("nfe-1").orElseThrow()).isEqualTo(39);
        assertThat(s.diagnostics().value("nfe-2").orElseThrow()).isEqualTo(39);
    }

    /** A custom grid has its own number of steps, which a budget may be too small for, and is run once. */
    @Test
    void aRaceOnACustomGridKeepsItsBudgets() {
        Solver s = new RaceStudy().opened("particles=5", "grid=custom", "budgets=10,20,30", "sampler-1=ddim", "sampler-2=heun", "sampler-3=f-pndm", "sampler-4=none",
                "sampler-5=none", "sampler-6=none", "shown=10");
        s.advance(10, StepContext.serial());
        Layer.Series ddim = (Layer.Series) s.frame(0).layer("median-1").orElseThrow();
        assertThat(ddim.y()).hasSize(1);
        assertThat(s.diagnostics().value("nfe-1").orElseThrow()).isEqualTo(10);
        assertThat(s.diagnostics().value("nfe-2").orElseThrow()).isEqualTo(19);
        assertThat(s.diagnostics().value("nfe-3").orElseThrow()).isEqualTo(19);
    }

    /** Two budgets may allow the same steps of the pndm grid: worth is a number all the same. */
    @Test
    void worthIsANumber() {
        Solver s = new RaceStudy().opened("particles=5", "schedule=ddpm-linear", "budgets=20,24,40,50", "sampler-1=ddim", "sampler-2=s-pndm", "sampler-3=none", "sampler-4=none",
                "sampler-5=none", "sampler-6=none");
        s.advance(2, StepContext.serial());
        assertThat(s.diagnostics().value("worth-1")).isEmpty();
        s.advance(10, StepContext.serial());
        assertThat(s.diagnostics().value("worth-1").orElseThrow()).isCloseTo(50, offset(1e-9));
    }

    /** In space, errors are those of the plane's rules: small, and smaller with more steps. */
    @Test
    void flowsInSpace() {
        String[] space = "problem=mixture weights=1,2 means=-1,0,0;1,0,1 covs=.1,0,0,.1,0,.1;.2,.1,0,.2,0,.1 particles=40 noise=lattice schedule=cosine".split(" ");
        double coarse = error(space, "steps=20");
        double fine = error(space, "steps=80");
        assertThat(fine).isLessThan(coarse / 4).isPositive();
    }

    private static double error(String[] settings, String more) {
        String[] all = Arrays.copyOf(settings, settings.length + 1);
        all[settings.length] = more;
        Solver s = new SamplerStudy().opened(all);
        s.advance(1000, StepContext.serial());
        return s.diagnostics().value("median-error").orElseThrow();
    }

    /** The sum over x of p(σ | x) is one, and a place far out means much noise. */
    @Test
    void theNoiseOfAPlaceIsALaw() {
        Solver s = new DenoisingMcmc().opened("chains=10", "budget=5", "levels=100", "query=40,0;2,0");
        double[] p = s.frame(0).layer("query-posterior").map(l -> ((Layer.Matrix) l).values()).orElseThrow();
        assertThat(Arrays.stream(p, 0, 100).sum()).isCloseTo(1, offset(1e-12));
        assertThat(Arrays.stream(p, 0, 20).sum()).isGreaterThan(0.9);
        assertThat(Arrays.stream(p, 120, 200).sum()).isGreaterThan(0.9);
    }

    /** Rows of the noise add up to one, and its reverse of the true guess gives back the law before. */
    @ParameterizedTest
    @CsvSource({"UNIFORM, cosine", "ABSORBING, jsd", "GAUSSIAN, linear", "NEAREST, linear", "UNIFORM, cosine-squared"})
    void categoricalNoiseIsStochastic(CategoricalNoise.Kernel kernel, String betas) {
        CategoricalNoise n = new CategoricalNoise(kernel, betas, 5, 6);
        for (int t = 0; t <= 6; t++) {
            for (int i = 0; i < n.states(); i++) {
                double sum = 0;
                for (int j = 0; j < n.states(); j++) {
                    assertThat(n.step(t, i, j)).isGreaterThanOrEqualTo(0);
                    sum += n.step(t, i, j);
                }
                assertThat(sum).isCloseTo(1, offset(1e-12));
            }
        }
        double[] sure = {0, 0, 1, 0, 0};
        double[] back = n.reverse(6, kernel == CategoricalNoise.Kernel.ABSORBING ? 5 : 2, sure, false);
        assertThat(Arrays.stream(back).sum()).isCloseTo(1, offset(1e-12));
    }

    /** A binary layer begins as the signs of the trained one: with two bases nearer to it than with one. */
    @Test
    void twoBasesAreNearerThanOne() {
        Solver s = new BinaryDiffusion().opened("width=16", "depth=1", "batch=64", "iterations=60", "iterations-per-step=30", "fine-tune=1");
        s.advance(100, StepContext.serial());
        double full = s.diagnostics().value("denoiser-error-full").orElseThrow();
        double one = s.diagnostics().value("denoiser-error-one").orElseThrow();
        double two = s.diagnostics().value("denoiser-error-two").orElseThrow();
        assertThat(two).isBetween(full * 0.99, one);
    }

    @Test
    void theLatticeIsSpreadLikeTheNormalLaw() {
        double[] z = Noise.lattice(512, 3);
        for (int i = 0; i < 3; i++) {
            int axis = i;
            assertThat(IntStream.range(0, 512).mapToDouble(q -> z[3 * q + axis]).average().orElseThrow()).isCloseTo(0, offset(0.05));
            assertThat(IntStream.range(0, 512).mapToDouble(q -> z[3 * q + axis] * z[3 * q + axis]).average().orElseThrow()).isCloseTo(1, offset(0.1));
        }
    }
}
