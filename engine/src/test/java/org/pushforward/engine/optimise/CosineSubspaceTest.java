package org.pushforward.engine.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.study.StudySolver;

class CosineSubspaceTest {

    private static final CosineSubspace STUDY = new CosineSubspace();

    private static double value(StudySolver<?> s, String gauge) {
        return s.diagnostics().value(gauge).orElseThrow();
    }

    /** (3, 4) is 7/√2 and −1/√2 in cosines: 49 and 1 of 50. */
    @Test
    void energyByHand() {
        var s = STUDY.opened("matrix=3,4", "rank=1");
        assertThat(value(s, "energy")).isCloseTo(0.98, within(1e-14));
        assertThat(value(s, "energy-svd")).isCloseTo(1, within(1e-14));
        assertThat(value(s, "energy-bound")).isEqualTo(0.5);
    }

    /** Two columns of little in every row against one of much in one row: the sums of absolute values and of squares disagree. */
    @Test
    void theSelectionsDiffer() {
        // rows are columns of Q for two points: (1, 1) is the first, (1, −1) the second
        String given = "matrix=1,1;1,1;1,1;2,-2";
        double squares = value(STUDY.opened(given, "rank=1", "selection=l2"), "energy");
        double absolute = value(STUDY.opened(given, "rank=1", "selection=l1"), "energy");
        assertThat(squares).isCloseTo(8.0 / 14, within(1e-14));
        assertThat(absolute).isCloseTo(6.0 / 14, within(1e-14));
    }

    @Test
    void aRankAboveTheWidthIsRefused() {
        assertThatThrownBy(() -> STUDY.opened("matrix=1,2;3,4", "rank=3")).isInstanceOf(InputException.class).hasMessageContaining("smaller rank");
    }
}
