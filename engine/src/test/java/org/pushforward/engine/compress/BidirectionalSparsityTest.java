package org.pushforward.engine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.GroupMask;
import org.pushforward.engine.study.StudySolver;

class BidirectionalSparsityTest {

    private static final BidirectionalSparsity STUDY = new BidirectionalSparsity();

    private static StudySolver<?> played(String... set) {
        var s = STUDY.opened(set);
        s.step(StepContext.serial());
        return s;
    }

    private static double value(StudySolver<?> s, String gauge) {
        return s.diagnostics().value(gauge).orElseThrow();
    }

    @Test
    void masksByHand() {
        double[] w = {3, -1, 2, 4, 5, 0, -1, 6};
        assertThat(GroupMask.alongRows(w, 4, 1, 2)).containsExactly(1, 0, 0, 1, 1, 0, 0, 1);
        assertThat(GroupMask.alongColumns(w, 4, 1, 2)).containsExactly(0, 1, 1, 0, 1, 0, 0, 1);
        assertThat(GroupMask.largest(w, 3)).containsExactly(0, 0, 0, 1, 1, 0, 0, 1);
        // of equals the first
        assertThat(GroupMask.alongRows(new double[] {1, -1, 1, 1}, 4, 2, 4)).containsExactly(1, 1, 0, 0);
        assertThat(GroupMask.largest(new double[] {1, -1, 2, 1}, 2)).containsExactly(1, 0, 1, 0);
    }

    /** N = M is dense training but for the order of sums in 32 bits. */
    @Test
    void allOfAllIsDense() {
        var s = played("epochs=1", "keep=8");
        assertThat(value(s, "loss")).isCloseTo(value(s, "loss-dense"), within(1e-4));
        assertThat(value(s, "macs-ratio")).isEqualTo(1);
    }

    @Test
    void multiplicationsAndTheSameAgain() {
        var s = played("epochs=1", "keep=1", "group=16");
        assertThat(value(s, "macs-ratio")).isEqualTo(1.0 / 16);
        assertThat(value(s, "macs-total")).isCloseTo((2.0 / 16 + 1) / 3, within(1e-15));
        assertThat(value(s, "loss")).isEqualTo(value(played("epochs=1", "keep=1", "group=16"), "loss"));
        assertThat(value(STUDY.opened("matrix=3,1,2,4;5,0,1,6", "keep=1", "group=2", "direction=forward"), "macs-ratio")).isEqualTo(0.75);
    }

    @Test
    void impossibleGroupsAreRefused() {
        IntStream.of(3, 12).forEach(m -> assertThatThrownBy(() -> STUDY.opened("group=" + m)).isInstanceOf(InputException.class).hasMessageContaining("divide"));
        assertThatThrownBy(() -> STUDY.opened("keep=5", "group=4")).isInstanceOf(InputException.class).hasMessageContaining("at most 4");
    }
}
