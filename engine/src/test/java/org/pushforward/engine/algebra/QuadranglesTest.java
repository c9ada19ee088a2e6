package org.pushforward.engine.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;

class QuadranglesTest {

    @ParameterizedTest
    @CsvSource({"doily, 3, 1, 15, 15, 0, 1", "parabolic, 2, 1, 15, 15, 0, 1", "sprott, 5, 2, 15, 15, 0, 1", "sprott, 16, 3, 96, 64, 0, 1", "sprott, 11, 2, 66, 33, 660, 1", "sprott, 13, 3, 65, 52, -1, 0"})
    void designsAndQuadranglesCorrespond(String design, int q, int t, int points, int lines, int violations, int resolvable) {
        Solver s = new Quadrangles().opened("design=" + design, "q=" + q, "t=" + t);
        s.advance(10_000, StepContext.serial());
        assertThat(s.diagnostics().value("points")).hasValue(points);
        assertThat(s.diagnostics().value("lines")).hasValue(lines);
        assertThat(s.diagnostics().value("resolvable")).hasValue(resolvable);
        assertThat(s.diagnostics().value("lambda-error")).hasValue(0);
        if (violations >= 0) {
            assertThat(s.diagnostics().value("axiom-violations")).hasValue(violations);
            assertThat(s.diagnostics().value("round-trip")).hasValue(0);
        }
    }

    @Test
    void whatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> new Quadrangles().opened("design=sprott", "q=16", "t=4")).isInstanceOf(InputException.class).hasMessageContaining("does not divide").hasMessageContaining("[1, 3, 5, 15]");
        assertThatThrownBy(() -> new Quadrangles().opened("design=sprott", "q=15")).isInstanceOf(InputException.class).hasMessageContaining("prime power");
    }
}
