package org.pushforward.engine.rom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

class PiecewiseModesTest {

    @ParameterizedTest
    @EnumSource(value = ReactionDiffusion.class, names = "LINEAR", mode = EnumSource.Mode.EXCLUDE)
    void patternsStayBounded(ReactionDiffusion f) {
        double[] s = f.start(16, new Philox(1));
        for (int k = 1; k < 20; k++) {
            s = f.next(s, 16, k);
        }
        for (double v : s) {
            assertThat(Math.abs(v)).isLessThan(5);
        }
    }

    @Test
    void theCircleOfTheSpiralIsALimitCycle() {
        // Uniform and on the circle r = 1: u + iv turns with ω = −1.
        double[] s = new double[2 * 9];
        Arrays.fill(s, 0, 9, 1);
        double[] next = ReactionDiffusion.LAMBDA_OMEGA.next(s, 3, 1);
        double angle = -ReactionDiffusion.LAMBDA_OMEGA.between();
        assertThat(next[4]).isCloseTo(Math.cos(angle), within(1e-6));
        assertThat(next[13]).isCloseTo(Math.sin(angle), within(1e-6));
    }

    @Test
    void sixExponentialsAreOneMap() {
        var run = new PiecewiseModes().opened("system=linear", "rank=6", "windows=5");
        run.advance(41, StepContext.serial());
        assertThat(run.diagnostics().value("error-dmd").orElseThrow()).isLessThan(1e-10);
        assertThat(run.diagnostics().value("error").orElseThrow()).isLessThan(1e-10);
        assertThat(run.frame(41).layer("eigenvalues").orElseThrow().arrays().getFirst().shape()).containsExactly(30, 2);
    }
}
