package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    /** Confidences .9, .9 of which one is right, and .6, which is: ⅔·|½ − .9| + ⅓·|1 − .6|. */
    @Test
    void byHand() {
        double[] p = {0.9, 0.1, 0.9, 0.1, 0.4, 0.6};
        int[] label = {0, 1, 1};
        Calibration c = Calibration.of(p, label, 10);
        assertThat(c.error()).isCloseTo(2.0 / 3 * 0.4 + 1.0 / 3 * 0.4, Offset.offset(1e-15));
        assertThat(Calibration.accuracy(p, label)).isCloseTo(2.0 / 3, Offset.offset(1e-15));
        assertThat(c.count()[9]).isEqualTo(2);
    }

    @Test
    void certainAndRightIsCalibrated() {
        assertThat(Calibration.of(new double[] {1, 0, 0, 1}, new int[] {0, 1}, 15).error()).isZero();
    }
}
