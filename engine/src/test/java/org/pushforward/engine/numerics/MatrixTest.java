package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Workers;

class MatrixTest {

    /** Round-off of a few operations on numbers of size 1 to 10. */
    private static final double ROUND_OFF = 1e-13;
    private static final Matrix SPD = Matrix.of(3, 3, 4, 1, 0.5, 1, 3, -1, 0.5, -1, 2);
    private static final Matrix ANY = Matrix.of(2, 3, 1, 2, 3, -1, 0, 5);

    @Test
    void rootsAndFactorsMultiplyBack() {
        Matrix root = SPD.squareRoot();
        assertThat(root.times(root).minus(SPD).frobenius()).isLessThan(ROUND_OFF);
        assertThat(root.minus(root.transposed()).frobenius()).isLessThan(ROUND_OFF);
        Matrix l = SPD.cholesky().orElseThrow();
        assertThat(l.times(l.transposed()).minus(SPD).frobenius()).isLessThan(ROUND_OFF);
        assertThat(l.get(0, 2)).isZero();
    }

    @Test
    void divisionUndoesMultiplication() {
        assertThat(ANY.times(SPD).over(SPD).minus(ANY).frobenius()).isLessThan(ROUND_OFF);
        assertThatThrownBy(() -> ANY.over(SPD.scaled(-1))).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void onlyPositiveDefiniteMatricesHaveACholeskyFactor() {
        assertThat(Matrix.of(2, 2, 1, 2, 2, 1).cholesky()).isEmpty();
        assertThat(Matrix.of(2, 2, 1, 1, 1, 1).plusIdentity(-1e-3).cholesky()).isEmpty();
    }

    @Test
    void eigenvaluesSumToTheTrace() {
        assertThat(Arrays.stream(SPD.eigenvalues()).sum()).isCloseTo(SPD.trace(), within(ROUND_OFF));
    }

    @Test
    void operandsAreNotChanged() {
        double[] before = SPD.toArray();
        SPD.squareRoot();
        SPD.cholesky();
        SPD.eigenvalues();
        SPD.over(SPD);
        SPD.plusIdentity(3).scaled(2);
        assertThat(SPD.toArray()).isEqualTo(before);
    }

    @Test
    void momentsOfAFewPoints() {
        SampleMoments m = SampleMoments.of(new double[] {0, 0, 2, 0, 2, 6, 0, 6}, 2, Workers.serial());
        assertThat(m.mean()).containsExactly(1, 3);
        assertThat(m.covariance().toArray()).containsExactly(new double[] {4.0 / 3, 0, 0, 12}, within(ROUND_OFF));
    }

    @Test
    void principalAxesComeByFallingEigenvalueWithTheirLargestEntryPositive() {
        double h = Math.sqrt(0.5);
        // Eigenvalues 3 along (1, 1, 0), 2 along z, 1 along (1, −1, 0).
        Matrix m = Matrix.of(3, 3, 2, 1, 0, 1, 2, 0, 0, 0, 2);
        assertThat(m.principalAxes(2).get(0)).containsExactly(new double[] {h, h, 0}, within(1e-12));
        assertThat(m.principalAxes(2).get(1)).containsExactly(new double[] {0, 0, 1}, within(1e-12));
        assertThat(m.principalAxes(2)).hasSize(2);
    }
}
