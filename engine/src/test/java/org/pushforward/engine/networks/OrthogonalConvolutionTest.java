package org.pushforward.engine.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;

class OrthogonalConvolutionTest {

    @ParameterizedTest
    @CsvSource({"2, 3, 5, 1, 20", "3, 2, 3, 2, 12", "4, 1, 3, 3, 12", "1, 1, 1, 1, 6"})
    void theResidualIsTheRegulariserTimesThePositions(int out, int in, int taps, int stride, int length) {
        var run = new OrthogonalConvolution().opened("channels-out=" + out, "channels-in=" + in, "kernel=" + taps, "stride=" + stride, "length=" + length);
        double l = run.diagnostics().value("regulariser").orElseThrow();
        // Of a tall matrix the singular values are those of KᵀK, whose residual is the smaller by the excess, which the regulariser leaves out too.
        assertThat(run.diagnostics().value("residual").orElseThrow()).isCloseTo(l, within(1e-11 * (1 + l)));
    }

    @Test
    void oneTapOfAnIdentityIsOrthogonalWhateverThePadding() {
        OrthogonalConvolution.Kernel k = new OrthogonalConvolution.Kernel(2, 2, 3, 1, new double[] {0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0});
        assertThat(k.regulariser()).isZero();
        double[][] m = k.matrix(6, false);
        for (int i = 0; i < 12; i++) {
            for (int j = 0; j < 12; j++) {
                assertThat(m[i][j]).isEqualTo(i == j ? 1 : 0);
            }
        }
    }

    @Test
    void descentClosesRanks() {
        var run = new OrthogonalConvolution().opened("channels-in=2", "channels-out=1", "kernel=3", "length=12");
        run.advance(200, StepContext.serial());
        assertThat(run.diagnostics().value("sigma-max").orElseThrow()).isCloseTo(1, within(1e-4));
        assertThat(run.diagnostics().value("sigma-min").orElseThrow()).isCloseTo(1, within(1e-4));
    }

    @ParameterizedTest
    @CsvSource({"channels-in=1 channels-out=4 stride=4 kernel=3 length=12", "channels-in=1 channels-out=2 stride=3 kernel=1 length=12", "length=25 stride=2", "length=12 kernel=9", "channels-in=16 channels-out=16 length=48"})
    void sizesThatTheTheoremForbidsAreRefused(String set) {
        assertThatThrownBy(() -> new OrthogonalConvolution().opened(set.split(" "))).isInstanceOf(InputException.class);
    }
}
