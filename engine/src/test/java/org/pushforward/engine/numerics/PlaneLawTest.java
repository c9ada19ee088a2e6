package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;

class PlaneLawTest {

    private static final Rect FRAME = new Rect(-4, -3, 4, 5);

    /** N((½, 1), diag(¼, ½)) up to a factor; the rule of the middle is as good as the tails outside are small. */
    private static PlaneLaw normal(StepContext context) {
        return PlaneLaw.of(FRAME, 80, (x, y) -> 7 - 2 * (x - 0.5) * (x - 0.5) - (y - 1) * (y - 1), context);
    }

    @Test
    void momentsAreThoseOfTheDensity() {
        SampleMoments m = normal(StepContext.serial()).moments();
        assertThat(m.mean()).containsExactly(new double[] {0.5, 1}, offset(1e-6));
        assertThat(m.covariance().toArray()).containsExactly(new double[] {0.25, 0, 0, 0.5}, offset(1e-5));
        assertThat(Arrays.stream(normal(StepContext.serial()).density()).sum() * 0.01).isCloseTo(1, offset(1e-12));
    }

    /** A cell adds h²/12 = 8e-4 to a variance; errors of a hundred thousand draws are .0022 and .0022. */
    @Test
    void drawsHaveTheMoments() {
        double[] x = normal(StepContext.serial()).draws(100_000, new Philox(5), 0);
        SampleMoments m = SampleMoments.of(x, 2, Workers.serial());
        assertThat(m.mean()).containsExactly(new double[] {0.5, 1}, offset(0.01));
        assertThat(m.covariance().toArray()).containsExactly(new double[] {0.25, 0, 0, 0.5}, offset(0.01));
    }
}
