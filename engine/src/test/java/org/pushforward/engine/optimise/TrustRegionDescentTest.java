package org.pushforward.engine.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.study.StudySolver;

class TrustRegionDescentTest {

    private static final TrustRegionDescent STUDY = new TrustRegionDescent();

    private static StudySolver<TrustRegionDescent.Stage> run(int steps, String... set) {
        StudySolver<TrustRegionDescent.Stage> s = STUDY.opened(set);
        for (int k = 0; k < steps; k++) {
            s.step(context());
        }
        return s;
    }

    private static StepContext context() {
        return new StepContext(Workers.serial(), new CancelToken());
    }

    private static double value(StudySolver<?> s, String gauge) {
        return s.diagnostics().value(gauge).orElseThrow();
    }

    /** f falls by what the dual norm promises, in every norm. */
    @ParameterizedTest
    @ValueSource(strings = {"spectral", "frobenius", "max"})
    void theDecreaseIsThatOfTheFormula(String norm) {
        assertThat(Math.abs(value(run(5, "problem=matrix", "norm=" + norm), "descent-error"))).isLessThan(1e-11);
    }

    /** A target of rank one, with entries that are 0: the step is as short as its rank. */
    @ParameterizedTest
    @ValueSource(strings = {"spectral", "frobenius", "max"})
    void theDecreaseIsThatOfTheFormulaForASingularTarget(String norm) {
        assertThat(Math.abs(value(run(5, "problem=matrix", "norm=" + norm, "target=2,2,0;1,1,0;4,4,0"), "descent-error"))).isLessThan(1e-11);
    }

    /** W* of singular values 3 and 1, ball of radius 2: ½(3 − 2)²; Frank and Wolfe's gap is at most 2 diameter²/(k + 2). */
    @Test
    void decayEndsAtTheNearestPointOfTheBall() {
        var s = run(200, "problem=matrix", "eta=0", "decay=0.5", "target=3,0;0,1");
        assertThat(value(s, "objective-exact")).isCloseTo(0.5, within(1e-12));
        assertThat(value(s, "objective-gap")).isBetween(-1e-12, 0.02);
        assertThat(value(s, "ball")).isLessThan(1e-12);
    }

    /** In the ball of the largest entry the closed form is the excess of every entry. */
    @Test
    void theBallOfTheLargestEntry() {
        assertThat(value(run(1, "problem=matrix", "norm=max", "eta=0", "decay=1", "target=3,0.5;-2,1"), "objective-exact")).isCloseTo(0.5 * (4 + 1), within(1e-12));
    }

    /** Short enough for the table in a small window. */
    @Test
    void ratesAndLossesArePrintedShortly() {
        assertThat(RateGrid.numbers(new double[] {0.0244, 0.0101, 0.0083, 0.0147}, 2)).isEqualTo("0.024  0.01  0.0083  0.015");
        assertThat(RateGrid.numbers(new double[] {0.025, 1, 20}, 3)).isEqualTo("0.025  1  20");
    }

    /** Without momentum the two orders are one. */
    @Test
    void ordersAgreeWithoutMomentum() {
        var s = run(20, "problem=matrix", "noise=1");
        assertThat(value(s, "objective")).isEqualTo(value(s, "objective-after"));
    }

    @Test
    void sameSeedSameBits() {
        assertThat(value(run(2, "epochs=1", "batch=360"), "loss")).isEqualTo(value(run(2, "epochs=1", "batch=360"), "loss"));
    }
}
