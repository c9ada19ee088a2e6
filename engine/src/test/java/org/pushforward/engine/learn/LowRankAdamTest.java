package org.pushforward.engine.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;

class LowRankAdamTest {

    private static final CancelToken NOBODY = new CancelToken();

    private static Matrix random(int rows, int columns) {
        double[] z = new double[rows * columns];
        new Philox(5).normals(0, 1, 0, z.length, z, 0);
        return Matrix.of(rows, columns, z);
    }

    /** The fast transform is the product with the basis, which is orthonormal; odd numbers of rows and columns too. */
    @Test
    void fastAndSlowCosinesAgree() {
        for (int n : new int[] {4, 7, 10}) {
            Matrix g = random(5, n);
            assertThat(Projectors.transformed(g)).containsExactly(g.times(Projectors.cosines(n)).toArray(), within(1e-12));
            assertThat(Projectors.cosines(n).transposed().times(Projectors.cosines(n)).minus(Matrix.identity(n)).frobenius()).isLessThan(1e-13);
        }
    }

    /** r/n ≤ cosine ≤ singular vectors, whatever G. */
    @Test
    void energiesAreOrdered() {
        Matrix g = random(9, 8);
        double cosine = Projectors.energy(g, Projectors.cosine(true).choose(g, 3, 0));
        assertThat(cosine).isBetween(3.0 / 8, Projectors.energy(g, Projectors.singular().choose(g, 3, 0)));
    }

    /** One row is kept whole by the first right singular vector, and by two cosines when it is made of them. */
    @Test
    void whatIsMadeOfCosinesIsKept() {
        Matrix q = Projectors.cosines(6).transposed();
        double[] rows = new double[18];
        for (int k = 0; k < 18; k++) {
            rows[k] = (k / 6 + 1) * q.get(2, k % 6) + 0.3 * (k / 6) * q.get(5, k % 6);
        }
        Matrix g = Matrix.of(3, 6, rows);
        LowRankAdam.Choice c = Projectors.cosine(false).choose(g, 2, 0);
        assertThat(c.which()).containsExactly(2, 5);
        assertThat(Projectors.energy(g, c)).isCloseTo(1, within(1e-14));
    }

    /** In the whole space, with the identity as basis, it is Adam: the first step is the sign, a wide matrix is no exception. */
    @Test
    void inTheWholeSpaceItIsAdam() {
        LowRankAdam rule = new LowRankAdam((g, r, _) -> new LowRankAdam.Choice(Matrix.identity(g.columns()), 0, java.util.List.of(), 0), 9, 1, false, false);
        double[] g = {3, -2, 0.5, 1, -1, 4};
        MatrixRule.Step first = rule.step(g, 3, rule.start(2, 3), NOBODY);
        assertThat(first.direction()).containsExactly(new double[] {1, -1, 1, 1, -1, 1}, within(1e-6));
        MatrixRule.Step second = rule.step(new double[6], 3, first.memory(), NOBODY);
        double m = 0.9 * 0.1 / (1 - 0.81);
        double v = 0.999 * 0.001 / (1 - 0.999 * 0.999);
        assertThat(second.direction()[0]).isCloseTo(m / Math.sqrt(v), within(1e-6));
    }

    /** One column, then another at 45°, then the first again: moments are turned along, m by cos 45° every time. */
    @Test
    void momentsAreTurnedIntoTheNewSubspace() {
        double c = Math.sqrt(0.5);
        double[][] columns = {{1, 0}, {c, c}, {1, 0}};
        LowRankAdam rule = new LowRankAdam((_, _, key) -> new LowRankAdam.Choice(Matrix.of(2, 1, columns[(int) key]), 2, java.util.List.of(), 0), 1, 1, false, false);
        MatrixRule.Step first = rule.step(new double[] {2, 0, -1, 0}, 2, rule.start(2, 2), NOBODY);
        MatrixRule.Step second = rule.step(new double[] {0, 1, 0, 3}, 2, first.memory(), NOBODY);
        LowRankAdam.Kept kept = (LowRankAdam.Kept) second.memory();
        assertThat(kept.m()).containsExactly(new double[] {0.9 * c * 0.2 + 0.1 * c, 0.9 * c * -0.1 + 0.1 * 3 * c}, within(1e-14));
        assertThat(kept.v()).containsExactly(new double[] {0.999 * c * 0.004 + 0.001 * c * c, 0.999 * c * 0.001 + 0.001 * 9 * c * c}, within(1e-14));
        LowRankAdam.Kept third = (LowRankAdam.Kept) rule.step(new double[4], 2, kept, NOBODY).memory();
        assertThat(third.m()[1]).isCloseTo(0.9 * c * kept.m()[1], within(1e-14));
    }

    /** What the projection leaves out is kept and comes back: a constant gradient is followed in the end. */
    @Test
    void feedbackLosesNothing() {
        LowRankAdam rule = new LowRankAdam(Projectors.cosine(true), 1, 1, false, true);
        double[] g = {1, 0, 0, 0.5};
        LowRankAdam.Kept kept = (LowRankAdam.Kept) rule.step(g, 2, rule.start(2, 2), NOBODY).memory();
        double[] low = kept.latest().orElseThrow().times(kept.choice().orElseThrow().columns()).toArray();
        Matrix back = Matrix.of(2, 1, low).times(kept.choice().orElseThrow().columns().transposed()).plus(Matrix.of(2, 2, kept.error()));
        assertThat(back.toArray()).containsExactly(g, within(1e-14));
    }
}
