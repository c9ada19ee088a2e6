package org.pushforward.app.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.run.History;

class StepTimesTest {

    private static StepTimes times(double... t) {
        return new StepTimes(new History.Snapshot(t.length, List.of(), Map.of("time", t), new double[t.length]));
    }

    @Test
    void aTimeIsReachedByTheFirstStepThatIsNotBefore() {
        StepTimes s = times(0, 0.1, 0.2, 0.3);
        assertThat(s.at(2)).isEqualTo(0.2);
        assertThat(s.stepAt(0.2)).isEqualTo(2);
        assertThat(s.stepAt(0.1 + 0.2)).as("0.30000000000000004").isEqualTo(3);
        assertThat(s.stepAt(0.15)).isEqualTo(2);
        assertThat(s.stepAt(-1)).isZero();
    }

    @Test
    void beyondTheHistoryTheLatestStepIsRepeated() {
        StepTimes s = times(0, 0.1, 0.3);
        assertThat(s.stepAt(0.7)).isEqualTo(4);
        assertThat(s.stepAt(0.8)).isEqualTo(5);
        assertThat(times(0, 0.4, 0.4).stepAt(3)).as("time stands still").isEqualTo(2);
        assertThat(times(0, 0.4, 0.4).stepAt(0.4)).isEqualTo(1);
    }

    @Test
    void withoutATimeStepsCount() {
        StepTimes s = new StepTimes(new History.Snapshot(3, List.of(), Map.of("residual", new double[3]), new double[3]));
        assertThat(s.at(1)).isEqualTo(1);
        assertThat(s.at(7)).isEqualTo(7);
        assertThat(s.stepAt(1)).isEqualTo(1);
        assertThat(s.stepAt(9)).isEqualTo(9);
    }
}
