package org.pushforward.engine.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.StepContext;

class RadarImagesTest {

    @Test
    void theAdjointIsTheAdjointAndAPointIsSeenWhereItIs() {
        var run = new RadarImages().opened("transmit=2", "receive=2", "frequencies=3", "iterations=1", "batch=1");
        assertThat(run.diagnostics().value("adjoint-error").orElseThrow()).isLessThan(1e-12);
        assertThat(run.diagnostics().value("peak-error").orElseThrow()).isZero();
        double before = run.diagnostics().value("psnr").orElseThrow();
        run.advance(1, StepContext.serial());
        assertThat(run.diagnostics().value("psnr").orElseThrow()).isNotEqualTo(before);
    }

    /** Gradients without noise or damping come to what was there when there are as many echoes as unknowns that matter. */
    @Test
    void gradientsFitTheEchoes() {
        NearFieldArray a = new NearFieldArray(2, 2, 2);
        double[] s = new double[2 * NearFieldArray.VOXELS];
        s[200] = 1;
        double[] y = a.forward(s);
        double[] back = a.forward(a.leastSquares(y, 30, 0));
        assertThat(back).usingComparatorWithPrecision(1e-6).containsExactly(y);
        assertThat(new NearFieldArray(6, 6, 2).width(1000, 2)).isCloseTo(1.25, within(0.35));
    }
}
