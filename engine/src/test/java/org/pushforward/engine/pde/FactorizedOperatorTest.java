package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.VorticityFlow;

class FactorizedOperatorTest {

    private static final String[] SMALL = {"interval=0.1", "films=1", "width=4", "modes=3", "layers=1", "batch=2", "iterations=4", "iterations-per-step=2"};

    @Test
    void filmsAreThoseOfAFinerSolver() {
        Philox random = new Philox(3);
        double[][] film = VorticityFilms.film(random, 0, 2, 0.5, 0.1);
        double[][] finer = VorticityFilms.solved(VorticityFlow.resampled(film[0], 32, 54), 54, 2, 0.5, 0.1, 0.9);
        assertThat(VorticityFilms.distance(film[2], finer[2])).isLessThan(1e-4);
    }

    @Test
    void correlationAndDistanceAreWhatTheyShouldBe() {
        double[] a = {1, 2, 3, 6};
        double[] b = Arrays.stream(a).map(v -> 5 - 2 * v).toArray();
        assertThat(VorticityFilms.correlation(a, b)).isCloseTo(-1, within(1e-12));
        assertThat(VorticityFilms.distance(new double[] {0, 0}, new double[] {3, 4})).isCloseTo(1, within(1e-12));
    }

    @Test
    void theSmallRivalHasAsManyWeights() {
        int ours = FlowOperators.factorized(2, 16, 8, 4).size();
        assertThat(ours).isBetween(17_000, 18_000);
        assertThat(FlowOperators.denseOfSize(2, 8, ours).size()).isBetween(16_000, 18_000);
        assertThat(FlowOperators.dense(2, 16, 8).size()).isGreaterThan(15 * ours);
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        double[] errors = new double[2];
        for (int k = 0; k < 2; k++) {
            var run = new FactorizedOperator().opened(SMALL);
            run.advance(2, StepContext.serial());
            errors[k] = run.diagnostics().value("error-10").orElseThrow();
            assertThat(run.diagnostics().value("persistence").orElseThrow()).isBetween(0.1, 2.0);
        }
        assertThat(errors[0]).isEqualTo(errors[1]);
    }

    @Test
    void tooManyModesAreRefused() {
        assertThatThrownBy(() -> new FactorizedOperator().opened("modes=20")).isInstanceOf(InputException.class).hasMessageContaining("at most 16");
    }
}
