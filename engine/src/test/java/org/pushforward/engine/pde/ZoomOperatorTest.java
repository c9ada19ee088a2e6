package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.AreaAverage;
import org.pushforward.engine.numerics.Philox;

class ZoomOperatorTest {

    private static final String[] SMALL = {"pictures=2", "width=4", "heads=2", "batch=2", "iterations=2", "iterations-per-step=1"};

    @Test
    void coarseCellsAreMeansWhateverTheirNumber() {
        double[] fine = SmallPictures.shapes(new Philox(1), 0);
        assertThat(Arrays.stream(fine).min().orElseThrow()).isNotNegative();
        for (int m : new int[] {16, 53}) {
            assertThat(Arrays.stream(AreaAverage.square(fine, 128, m)).average().orElseThrow()).isCloseTo(Arrays.stream(fine).average().orElseThrow(), within(1e-12));
        }
        assertThat(AreaAverage.square(new double[] {1, 2, 3, 4}, 2, 1)).containsExactly(2.5);
    }

    @Test
    void weightsOfTheNearestCellsAreThoseOfBilinearInterpolation() {
        ZoomNetwork.Places p = ZoomNetwork.places(4, 6, new int[] {7, 0});
        // The second cell of six lies at 0.5 of four along either axis; the first at −1/6, where the edge is repeated.
        assertThat(Arrays.copyOf(p.weights(), 4)).containsExactly(new double[] {0.25, 0.25, 0.25, 0.25}, within(1e-12));
        assertThat(Arrays.copyOf(p.cells(), 4)).containsExactly(0, 1, 4, 5);
        assertThat(Arrays.copyOfRange(p.cells(), 4, 8)).containsOnly(0);
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        double[] psnr = new double[2];
        for (int k = 0; k < 2; k++) {
            var run = new ZoomOperator().opened(SMALL);
            run.advance(2, StepContext.serial());
            psnr[k] = run.diagnostics().value("psnr").orElseThrow();
        }
        assertThat(psnr[0]).isEqualTo(psnr[1]).isBetween(15.0, 40.0);
    }

    @Test
    void headsThatDoNotDivideTheWidthAreRefused() {
        assertThatThrownBy(() -> new ZoomOperator().opened("width=9", "heads=4")).isInstanceOf(InputException.class).hasMessageContaining("another width");
    }
}
