package org.pushforward.engine.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Optimizer.Memory;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.NormBall;
import org.pushforward.engine.numerics.Philox;

class PerMatrixTest {

    private static final CancelToken NOBODY = new CancelToken();

    /** The identity, to see what the frame does. */
    private static final MatrixRule PLAIN = new MatrixRule() {
        @Override
        public Memory start(int rows, int columns) {
            return Memory.NONE;
        }

        @Override
        public Step step(double[] g, int columns, Memory memory, CancelToken cancel) {
            return new Step(g, memory, 1);
        }
    };

    /** W ← (1 − ηλ)W − ηG, which plain descent takes too; the biases go the way of Adam, whose first step is ±η. */
    @Test
    void matricesByTheRuleAndBiasesByAdam() {
        Philox random = new Philox(1);
        DigitsCourse course = new DigitsCourse(1, 64, false);
        Fit ours = course.step(DigitsCourse.start(new PerMatrix(PLAIN, 0, 0.5), random), 0.01, random, NOBODY);
        Fit plain = course.step(DigitsCourse.start(new Sgd(0, false), random), 0.01, random, NOBODY);
        Fit decayed = course.step(DigitsCourse.start(new PerMatrix(PLAIN, 2, 0.5), random), 0.01, random, NOBODY);
        double first = DigitsCourse.start(AdamW.ADAM, random).theta()[7];
        assertThat(ours.theta()[7]).isEqualTo(plain.theta()[7]);
        assertThat(decayed.theta()[7]).isCloseTo(plain.theta()[7] - 0.02 * first, within(1e-14));
        assertThat(Math.abs(ours.theta()[64 * 128])).isCloseTo(0.005, within(1e-6));
        assertThat(PerMatrix.operations(ours)).isEqualTo(3);
    }

    /** Singular values from .01 to 1 end between .68 and 1.14 (Jordan et al. 2024); Newton–Schulz keeps singular vectors. */
    @Test
    void newtonSchulzBringsSingularValuesNearOne() {
        double[] g = new double[12 * 8];
        for (int k = 0; k < 8; k++) {
            g[k * 8 + k] = Math.pow(10, -k / 4.0);
        }
        double[] sigma = Matrix.of(12, 8, Muon.orthogonalized(g, 8, Muon.STEPS, NOBODY)).singularValues();
        assertThat(sigma[0]).isLessThan(1.15);
        assertThat(sigma[7]).isGreaterThan(0.67);
        assertThat(Matrix.of(8, 12, Muon.orthogonalized(Matrix.of(12, 8, g).transposed().toArray(), 12, Muon.STEPS, NOBODY)).singularValues()).containsExactly(sigma, within(1e-5));
    }

    /** At the first step both orders point the same way, and the mean is (1 − β) of it. */
    @Test
    void momentumBeforeAndAfter() {
        double[] g = {2, 0, 0, 5};
        Muon before = new Muon(NormBall.MAX, true, 0.9);
        Muon after = new Muon(NormBall.MAX, false, 0.9);
        assertThat(before.step(g, 2, before.start(2, 2), NOBODY).direction()).containsExactly(1, 0, 0, 1);
        assertThat(after.step(g, 2, after.start(2, 2), NOBODY).direction()).containsExactly(new double[] {0.1, 0, 0, 0.1}, within(1e-15));
    }

    /** The last iteration has the rate η/N, so nothing is left after it; the order is the same for all. */
    @Test
    void courseEndsWithItsBudget() {
        Philox random = new Philox(3);
        DigitsCourse course = new DigitsCourse(1, 512, true);
        Fit end = course.steps(DigitsCourse.start(AdamW.ADAM, random), 100, 0.01, random, NOBODY);
        assertThat(end.iterations()).isEqualTo(3);
        assertThat(end.theta()).isEqualTo(course.steps(DigitsCourse.start(AdamW.ADAM, random), 3, 0.01, random, NOBODY).theta());
        assertThat(DigitsCourse.loss(end, NOBODY)).isLessThan(Math.log(10));
    }
}
