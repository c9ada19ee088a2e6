package org.pushforward.engine.wireless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class SnrLevelsTest {

    /** Enumerated independently in Python. */
    @ParameterizedTest
    @CsvSource({"1, 0.05, a, 0.37735360253530725", "2, 0.07, a, 0.6047582435987591", "2, 0.07, b, 0.6047582435987591", "3, 0.09, a, 0.8092729380131434", "3, 0.08, b, 0.7053318492910328", "4, 0.11, a, 1.0007011130879033"})
    void throughputIsThatOfAllCounts(int levels, double p, String design, double exact) {
        Solver s = played("levels=" + levels, "probability=" + p, "design=" + design, "slots=10000", "slots-per-step=1000");
        assertThat(s.diagnostics().value("throughput-exact").orElseThrow()).isCloseTo(exact, within(1e-13));
        assertThat(s.diagnostics().value("deviation").orElseThrow()).isLessThan(4);
        assertThat(s.diagnostics().value("age").orElseThrow()).isCloseTo(20 / exact, within(4 / exact));
    }

    @Test
    void ladderOfDesignADoublesEveryRung() {
        double[] powers = new SnrLevels().opened("levels=4", "rate=1").frame(0, StepContext.serial()).layer("level-powers").orElseThrow().arrays().get(1).values();
        assertThat(powers).containsExactly(8, 4, 2, 1);
        powers = new SnrLevels().opened("levels=4", "rate=1", "design=b").frame(0, StepContext.serial()).layer("level-powers").orElseThrow().arrays().get(1).values();
        assertThat(powers).containsExactly(4, 3, 2, 1);
    }

    @Test
    void probabilitiesAboveOneAreRefused() {
        assertThatThrownBy(() -> new SnrLevels().opened("probability=1.2")).isInstanceOf(InputException.class).hasMessageContaining("probability");
    }

    private static Solver played(String... set) {
        Solver s = new SnrLevels().opened(set);
        s.advance(100, StepContext.serial());
        return s;
    }
}
