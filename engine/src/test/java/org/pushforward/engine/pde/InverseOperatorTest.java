package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change.Stroke;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.pde.BodyScans.Body;

class InverseOperatorTest {

    private static final String[] SMALL = {"experiments=4", "samples=2", "width=2", "batch=1", "iterations=2", "iterations-per-step=1"};

    @Test
    void anEmptyBodySaysNothingAndADiscInTheMiddleIsSeenAlikeByAllAngles() {
        BodyScans scans = new BodyScans(4);
        assertThat(Arrays.stream(scans.measured(new Body(List.of()), 0, new Philox(1), 0)).map(Math::abs).max().orElseThrow()).isLessThan(1e-12);
        double[] m = scans.measured(new Body(List.of(new double[] {0, 0, 0.5})), 0, new Philox(1), 0);
        assertThat(m[0]).isNegative().isCloseTo(m[5], within(1e-6 * Math.abs(m[0])));
        assertThat(m[1]).isCloseTo(0, within(1e-6 * Math.abs(m[0])));
    }

    @Test
    void gaussNewtonFindsWhereADiscIs() {
        BodyScans scans = new BodyScans(8);
        Body body = new Body(List.of(new double[] {0.5, 0.1, 0.28}));
        double[] s = new GaussNewtonBody(8).reconstructed(scans.measured(body, 0, new Philox(1), 0), 1e-4, new CancelToken());
        int most = IntStream.range(0, s.length).boxed().max((a, b) -> Double.compare(s[a], s[b])).orElseThrow();
        assertThat(BodyScans.place(most / BodyScans.GRID)).isCloseTo(0.5, within(0.25));
        assertThat(BodyScans.place(most % BodyScans.GRID)).isCloseTo(0.1, within(0.25));
        assertThat(s[most]).isGreaterThan(1.8);
    }

    @Test
    void aBodyIsDraggedAsFarAsThereIsRoom() {
        Body b = new Body(List.of(new double[] {0, 0, 0.3})).dragged(List.of(new Stroke(1, List.of(0.1, 0.0, 2.0, 0.0), 0.1, 1)));
        assertThat(b.discs().getFirst()[0]).isCloseTo(0.6, within(1e-12));
        assertThat(b.onGrid()).contains(BodyScans.INSIDE).contains(1.0);
    }

    /** The mean is independent of the order but for rounding, what is sorted before to the last bit; and the same seed gives the same bits. */
    @Test
    void theOrderOfExperimentsIsIrrelevant() {
        double[] errors = new double[2];
        for (int k = 0; k < 2; k++) {
            var run = new InverseOperator().opened(SMALL);
            run.advance(2, StepContext.serial());
            errors[k] = run.diagnostics().value("error").orElseThrow();
            assertThat(run.diagnostics().value("permutation-error").orElseThrow()).isZero();
            assertThat(run.diagnostics().value("permutation-rounding").orElseThrow()).isLessThan(1e-4);
        }
        assertThat(errors[0]).isEqualTo(errors[1]);
    }

    @Test
    void fiveExperimentsAreRefused() {
        assertThatThrownBy(() -> new InverseOperator().opened("experiments=5")).isInstanceOf(InputException.class).hasMessageContaining("multiple of 4");
    }
}
