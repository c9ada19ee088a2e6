package org.pushforward.engine.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class NonSmoothDescentTest {

    @ParameterizedTest
    @CsvSource({"0.1, 1, 1.83", "0.3, 2, -2.2", "0.05, 7, 0.4"})
    void onTheAbsoluteValueTwoIteratesAddUpToTheStep(double alpha, double lambda, double start) {
        Solver s = played("alpha=" + alpha, "lambda=" + lambda, "start=" + start);
        assertThat(s.diagnostics().value("cycle-sum").orElseThrow()).isCloseTo(alpha * lambda, within(1e-14));
        assertThat(s.diagnostics().value("distance-smooth").orElseThrow()).isLessThan(1e-6);
    }

    @ParameterizedTest
    @CsvSource({"2.5, 0", "3.1, 0", "1.5, 1"})
    void theHuberFunctionCyclesWhereItIsFlat(double alpha, double sharpness) {
        Solver s = played("problem=huber", "alpha=" + alpha);
        assertThat(s.diagnostics().value("sharpness")).hasValue(sharpness);
    }

    @Test
    void aLargerPenaltyLeavesLargerWeights() {
        double before = played("problem=lasso", "lambda=1.5").diagnostics().value("l1-subgradient").orElseThrow();
        Solver s = played("problem=lasso", "lambda=3");
        assertThat(s.diagnostics().value("l1-subgradient").orElseThrow()).isGreaterThan(1.5 * before);
        assertThat(s.diagnostics().value("l1-ista")).hasValue(0);
    }

    @Test
    void stepsThatDivergeAreRefused() {
        assertThatThrownBy(() -> new NonSmoothDescent().opened("alpha=3")).isInstanceOf(InputException.class).hasMessageContaining("below 2");
        assertThatThrownBy(() -> new NonSmoothDescent().opened("problem=lasso", "alpha=1")).isInstanceOf(InputException.class).hasMessageContaining("below 1");
    }

    private static Solver played(String... set) {
        Solver s = new NonSmoothDescent().opened(set);
        s.advance(1000, StepContext.serial());
        return s;
    }
}
