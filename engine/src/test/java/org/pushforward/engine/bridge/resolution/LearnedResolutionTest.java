package org.pushforward.engine.bridge.resolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

/** Learned super-resolution: scores against closed forms, learning against an expectation that is known, and the rules of runs. */
class LearnedResolutionTest {

    private static final Philox RANDOM = new Philox(9);

    private static Solver small(String... more) {
        String[] all = {"cells=16", "width=8", "batch=2", "iterations=4", "iterations-per-step=2", "members=3", "evaluations=2",
            "diffusion-evaluations=2", "judged=1"};
        String[] both = Stream.concat(Arrays.stream(all), Arrays.stream(more)).toArray(String[]::new);
        return new LearnedResolution().opened(both);
    }

    private static double value(Solver s, String id) {
        return s.diagnostics().value(id).orElseThrow();
    }

    private static double[] layer(Solver s, String id) {
        return ((Layer.ScalarField) s.frame(0).layer(id).orElseThrow()).values();
    }

    /**
     * Members and truth from N(0, 1): E CRPS = 1/√π in the fair form whatever M, spread and error agree, ranks are flat. 40 000 cells: relative
     * errors of some 0.5 %, of a rank's share √(9/40 000) = 1.5 %.
     */
    @Test
    void aPerfectEnsembleHasTheScoresOfTheClosedForm() {
        int cells = 40_000;
        double[][] members = new double[8][cells];
        for (int m = 0; m < 8; m++) {
            RANDOM.normals(m, 1, 1, cells, members[m], 0);
        }
        double[] truth = new double[cells];
        RANDOM.normals(100, 1, 1, cells, truth, 0);
        EnsembleScore s = EnsembleScore.of(members, truth);
        assertThat(s.crps()).isCloseTo(1 / Math.sqrt(Math.PI), Offset.offset(0.01));
        assertThat(s.spreadSkill()).isCloseTo(1, Offset.offset(0.02));
        for (double r : s.ranks()) {
            assertThat(9 * r / cells).isCloseTo(1, Offset.offset(0.08));
        }
        assertThat(s.and(s).crps()).isCloseTo(s.crps(), Offset.offset(1e-12));
    }

    /** Of a point mass the CRPS is the distance. */
    @Test
    void equalMembersAreJudgedByTheirDistance() {
        EnsembleScore s = EnsembleScore.of(new double[][] {{1, 2}, {1, 2}}, new double[] {3, 1});
        assertThat(s.crps()).isCloseTo(1.5, Offset.offset(1e-15));
        assertThat(s.spread()).isZero();
        assertThat(s.rmse()).isCloseTo(Math.sqrt(2.5), Offset.offset(1e-15));
        assertThat(s.ranks()).containsExactly(1, 0, 1);
    }

    @Test
    void aWaveLiesInItsShell() {
        int n = 16;
        double[] wave = new double[n * n];
        for (int k = 0; k < wave.length; k++) {
            wave[k] = Math.cos(2 * Math.PI * (3.0 * (k / n) / n + 4.0 * (k % n) / n));
        }
        double[] power = FieldMeasures.spectrum(wave, n);
        assertThat(power[4]).as("|(3, 4)| = 5").isCloseTo(0.5, Offset.offset(1e-12));
        assertThat(power[3]).isCloseTo(0, Offset.offset(1e-12));
    }

    /** Weights are those of the papers' losses: an error δ of v̂ is one of σ_d sin φ δ of x₁, which is that of the drift or of the noise. */
    @ParameterizedTest
    @EnumSource(Objective.class)
    void weightsAreThoseOfTheLosses(Objective o) {
        double residual = 0.7;
        double eps = 0.9;
        for (double t : new double[] {0.05, 0.4, 0.8, 0.99}) {
            Objective.Level level = o.level(t, residual, eps);
            double end = residual * Math.sin(level.angle());
            Sampler.Marginal m = Sampler.DDPM.marginal(t, eps);
            double error = o == Objective.BRIDGE ? t * (2 - t) / (1 - t) * end : m.byEnd() / m.noise() * end;
            assertThat(level.weight()).isCloseTo(error * error, Offset.offset(1e-12));
        }
    }

    /** The drift through the expectation is what Chen et al. regress: α̇y + β̇x₁ + σ̇√t z, for known x₁. */
    @Test
    void theDriftIsThatOfTheInterpolant() {
        double t = 0.3;
        double eps = 0.8;
        double y = 0.4;
        double x1 = -1.1;
        double z = 0.6;
        double x = (1 - t) * y + t * t * x1 + eps * (1 - t) * Math.sqrt(t) * z;
        Sampler.Move m = Sampler.BRIDGE.move(t, 1e-3, eps);
        assertThat((m.byX() * x + m.byCoarse() * y + m.byEnd() * x1 - x) / 1e-3)
                .isCloseTo(-y + 2 * t * x1 - eps * Math.sqrt(t) * z, Offset.offset(1e-9));
    }

    /** Measured after 200 iterations with three seeds: 0.17 to 0.20, of 0.71 untrained; the loss then still falls. */
    @Test
    void learnsTheExpectationThatIsKnown() {
        GaussianPairs pairs = new GaussianPairs(new GaussianFields(16, 0.2, 0.5, 0.06, 0.1), RANDOM.stream(1));
        Denoiser d = Denoiser.start(pairs, 16, RANDOM.stream(2));
        assertThat(KnownExpectation.error(d, pairs, Sampler.FOELLMER, 1, 4, RANDOM, new CancelToken())).isGreaterThan(0.6);
        Denoiser after = d.advance(new Denoiser.Course(pairs, Objective.BRIDGE, 1, 16, RANDOM.stream(3)), 5e-3, 200, new CancelToken());
        assertThat(KnownExpectation.error(after, pairs, Sampler.FOELLMER, 1, 4, RANDOM, new CancelToken())).isLessThan(0.3);
        assertThat(KnownExpectation.error(after, pairs, Sampler.DDPM, 1, 4, RANDOM, new CancelToken()))
                .as("on the way of the other sampler").isLessThan(0.3);
        for (double eps : new double[] {0.5, 2}) {
            assertThat(KnownExpectation.error(after, pairs, Sampler.BRIDGE, eps, 4, RANDOM, new CancelToken())).as("trained with another noise")
                    .isLessThan(0.3);
        }
        assertThat(d.iteration()).as("the first is as it was").isZero();
    }

    /** After the end a change of the sampling draws anew with the same networks, and more iterations go on. */
    @Test
    void liveChangesGoOnFromTheEnd() {
        Solver s = small();
        s.advance(100, StepContext.serial());
        double loss = value(s, "loss-bridge");
        s.apply(new Change.Set("members", 5));
        s.apply(new Change.Set("eps", 2.0));
        assertThat(s.status()).isEqualTo(Status.RUNNING);
        s.advance(100, StepContext.serial());
        assertThat(s.status()).isEqualTo(Status.FINISHED);
        assertThat(value(s, "iterations")).isEqualTo(4);
        assertThat(value(s, "loss-bridge")).isEqualTo(loss);
        s.apply(new Change.Set("held-out", 1));
        assertThat(s.step(StepContext.serial())).as("curves are as good as they were").isEqualTo(Status.FINISHED);
        assertThat(((Layer.Series) s.frame(0).layer("ranks-bridge").orElseThrow()).x()).hasSize(6);
        s.apply(new Change.Set("iterations", 6));
        s.advance(100, StepContext.serial());
        assertThat(value(s, "iterations")).isEqualTo(6);
        assertThatThrownBy(() -> s.apply(new Change.Set("batch", 4))).isInstanceOf(InputException.class).hasMessageContaining("batch");
    }

    /** The given field is not made of the truth's means then, so nothing is said of them. */
    @Test
    void theCoarseFieldCanBeASolutionOfItsOwn() {
        Solver means = small();
        Solver solved = small("coarse=solved");
        assertThat(solved.step(StepContext.serial())).isEqualTo(Status.RUNNING);
        assertThat(means.step(StepContext.serial())).isEqualTo(Status.RUNNING);
        assertThat(means.diagnostics().value("block-error-bridge")).isPresent();
        assertThat(solved.diagnostics().value("block-error-bridge")).isEmpty();
        assertThat(solved.frame(0).layer("height")).isPresent();
    }

    @Test
    void aLearningRateThatIsTooLargeFailsWithARemedy() {
        // The first iteration moves the weights of the last layer by the learning rate, and the loss grows with their square.
        Solver s = small("learning-rate=1e6");
        s.step(StepContext.serial());
        assertThat(s.status()).isInstanceOfSatisfying(Status.Failed.class, f -> {
            assertThat(f.failure().remedies()).anyMatch(r -> r.parameter().equals("learning-rate"));
            s.apply(new Change.Set("learning-rate", 1e-3));
            assertThat(s.status()).isEqualTo(Status.RUNNING);
        });
    }
}
