package org.pushforward.engine.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.StepContext;

class OptimalBasisTest {

    @ParameterizedTest
    @ValueSource(strings = {"grid", "communities", "sensors"})
    void theOptimalBasisArrivesInOneStepAndEigenvaluesAreThoseOfARandomWalk(String graph) {
        var run = new OptimalBasis().opened("graph=" + graph, "degree=5");
        run.advance(1, StepContext.serial());
        double first = run.diagnostics().value("error").orElseThrow();
        assertThat(run.diagnostics().value("gram-condition").orElseThrow()).isCloseTo(1, within(1e-10));
        run.advance(4, StepContext.serial());
        assertThat(run.diagnostics().value("error").orElseThrow()).isCloseTo(first, within(1e-12));
        // The spectrum of the normalized adjacency lies in [−1, 1] and reaches 1.
        double[] edges = ((Layer.Bars) run.frame(5).layer("density").orElseThrow()).edges();
        assertThat(edges[0]).isGreaterThanOrEqualTo(-1 - 1e-9);
        assertThat(edges[edges.length - 1]).isCloseTo(1, within(1e-9));
    }

    @Test
    void allBasesHaveTheSameBestAndDescentOnlyNearsIt() {
        var run = new OptimalBasis().opened("degree=3", "filter=low");
        run.advance(300, StepContext.serial());
        double best = run.diagnostics().value("error").orElseThrow();
        assertThat(run.diagnostics().value("error-chebyshev").orElseThrow()).isBetween(best - 1e-12, 1.001 * best);
        assertThat(run.diagnostics().value("error-monomial").orElseThrow()).isGreaterThanOrEqualTo(best - 1e-12);
        // Favard's polynomials span the same space.
        assertThat(run.diagnostics().value("error-favard").orElseThrow()).isBetween(best - 1e-12, 1.5 * best);
    }
}
