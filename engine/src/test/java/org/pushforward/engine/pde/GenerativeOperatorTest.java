package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;

class GenerativeOperatorTest {

    private static final String[] SMALL = {"latent=3", "sensors=10", "pairs=2", "batch=2", "iterations=2", "iterations-per-step=1"};

    /** −Δu = 10: the middle of the square has 10 × 0.0736713…. */
    @Test
    void anEvenMediumHasTheSolutionOfTheSeries() {
        PhaseMedia m = new PhaseMedia(32);
        double[] one = new double[32 * 32];
        Arrays.fill(one, 1);
        assertThat(m.solve(one)[16 * 33 + 16]).isCloseTo(0.736713, within(1e-3));
    }

    @Test
    void solutionsHaveNoResidualAndTestFunctionsAreOneInTheirMiddle() {
        PhaseMedia m = new PhaseMedia(8);
        double[] a = PhaseMedia.conductivity(m.phases(new Philox(1), 3, 0.4), 7);
        assertThat(Arrays.stream(a).filter(v -> v == 7).count()).isBetween(24L, 27L);
        try (Tape tape = Tape.precise(new CancelToken())) {
            double[] r = m.residual(tape.of(a, 1, 8, 8), tape.of(m.solve(a), 1, 9, 9)).array();
            assertThat(Arrays.stream(r).map(Math::abs).max().orElseThrow()).isLessThan(1e-12);
        }
        assertThat(m.tests(new double[] {0.5, 0.25, 0.3})[3 * 7 + 1]).isEqualTo(1);
        assertThat(PhaseMedia.weakOrder()).isBetween(1.7, 2.3);
    }

    /** Before any learning from data, with sensors that say nothing, draws are normal. */
    @Test
    void withoutInformationThePosteriorIsThePrior() {
        GenerativeNetwork net = new GenerativeNetwork(new PhaseMedia(8), 3, true);
        Fit fit = Fit.start(Weights.of(net), AdamW.ADAM, new Philox(1));
        LatentPosterior p = LatentPosterior.of(3, 20, new int[][] {{40}}, new double[][] {{0}}, 1e3);
        p = p.descended(net, fit, new Philox(2), new CancelToken());
        for (int k = 0; k < 60; k++) {
            p = p.sampled(net, fit, k, new Philox(3), new CancelToken());
        }
        double[] z = p.draws(0);
        assertThat(z).hasSize(20 * 3 * 50);
        assertThat(Arrays.stream(z).average().orElseThrow()).isCloseTo(0, within(0.25));
        assertThat(Arrays.stream(z).map(v -> v * v).average().orElseThrow()).isCloseTo(1, within(0.3));
    }

    @Test
    void theSameSeedGivesTheSameBitsAndNoLabelIsRead() {
        double[] errors = new double[2];
        for (int k = 0; k < 2; k++) {
            var run = new GenerativeOperator().opened(SMALL);
            run.advance(2, StepContext.serial());
            errors[k] = run.diagnostics().value("error").orElseThrow();
            assertThat(run.diagnostics().value("labels").orElseThrow()).isZero();
            assertThat(run.diagnostics().value("labels-deeponet").orElseThrow()).isEqualTo(4);
        }
        assertThat(errors[0]).isEqualTo(errors[1]);
    }

    @Test
    void moreSensorsThanNodesAreRefused() {
        assertThatThrownBy(() -> new GenerativeOperator().opened("sensors=300")).isInstanceOf(InputException.class).hasMessageContaining("225");
    }
}
