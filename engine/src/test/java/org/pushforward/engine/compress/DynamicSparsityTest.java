package org.pushforward.engine.compress;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.compress.DynamicSparsity.Inputs;
import org.pushforward.engine.compress.DynamicSparsity.Masks;
import org.pushforward.engine.learn.TextNet;

class DynamicSparsityTest {

    private static final double[] ONE = {1, 1, 1, 1};

    private static Masks row(double expected, boolean... kept) {
        return new Masks(kept, kept, kept, new double[] {expected}, new boolean[1], 0, 0);
    }

    /** Pruned .3 and .2 leave −.5; .3 comes back, −.1 goes for it, and −.1 is left. */
    @Test
    void oneSwapByHand() {
        Masks m = DynamicSparsity.swapped(row(-0.5, false, true, true, false), new double[] {0.3, 0.4, -0.1, 0.2}, new Inputs(ONE, ONE, ONE), 4);
        assertThat(m.kept()).containsExactly(true, true, false, false);
        assertThat(m.expected()[0]).isCloseTo(-0.1, Offset.offset(1e-12));
        assertThat(m.swaps()).isEqualTo(1);
    }

    /** What would turn −.1 into +.3 is not done. */
    @Test
    void aSwapThatGainsNothingIsLeft() {
        Masks before = row(-0.1, false, true, true, true);
        Masks m = DynamicSparsity.swapped(before, new double[] {0.1, 0.4, -0.3, 0.2}, new Inputs(ONE, ONE, ONE), 4);
        assertThat(m.kept()).containsExactly(before.kept());
        assertThat(m.done()[0]).isTrue();
    }

    /** The steadier of two inputs that would do comes back. */
    @Test
    void steadyInputsComeFirst() {
        Masks m = DynamicSparsity.swapped(row(-1, false, false, true, true), new double[] {0.5, 0.5, -0.1, 1}, new Inputs(ONE, new double[] {4, 1, 1, 1}, ONE), 4);
        assertThat(m.kept()).containsExactly(false, true, false, true);
    }

    /** −.1 is the smaller weight, but of a louder input: −.2 goes. */
    @Test
    void quietInputsGoFirst() {
        Masks m = DynamicSparsity.swapped(row(-0.5, false, true, true, false), new double[] {0.3, -0.2, -0.1, 0.2}, new Inputs(ONE, ONE, new double[] {1, 1, 10, 1}), 4);
        assertThat(m.kept()).containsExactly(true, false, true, false);
        assertThat(m.expected()[0]).isCloseTo(0, Offset.offset(1e-12));
    }

    /** A tiny reader is trained in two steps and mended in three more; the expected error of its first matrix falls and every row keeps what it had. */
    @Test
    void aTextModelIsPrunedToo() {
        Solver s = new DynamicSparsity(new TextNet.Recipe(6, 2, 1, 6, 2, 8, 1e-2, 2)).opened("model=text", "cycles=3", "sparsity=0.5");
        s.advance(2, StepContext.serial());
        double before = s.diagnostics().value("expected-error").orElseThrow();
        s.advance(3, StepContext.serial());
        assertThat(s.status()).isInstanceOf(Status.Finished.class);
        assertThat(s.diagnostics().value("expected-error").orElseThrow()).isLessThan(before);
        assertThat(s.diagnostics().value("sparsity-error").orElseThrow()).isZero();
    }
}
