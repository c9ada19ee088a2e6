package org.pushforward.engine.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Shampoo;
import org.pushforward.engine.learn.Shampoo.Storage;
import org.pushforward.engine.numerics.EigenFactors;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Quantizer;

class FourBitShampooTest {

    private static final CancelToken NOBODY = new CancelToken();
    private static final Quantizer FOUR = Quantizer.linearSquare(4, 64);

    /** First step of G = diag(4, 1): L = R = diag(16, 1), L^−¼ G R^−¼ = I, shortened to ‖G‖ and to a tenth by the momentum. */
    @Test
    void shampooByHand() {
        Shampoo s = new Shampoo(Storage.FULL, FOUR, 1, 1);
        double[] d = s.step(new double[] {4, 0, 0, 1}, 2, s.start(2, 2), NOBODY).direction();
        double each = 0.1 * Math.sqrt(17.0 / 2);
        // the ridge of 1e-6 changes the roots by 4e-6
        assertThat(d).containsExactly(new double[] {each, 0, 0, each}, within(1e-5));
    }

    /** A diagonal moment has the axes as eigenvectors, which four bits hold exactly: all storages agree. */
    @Test
    void axesLoseNothing() {
        for (Storage storage : Storage.values()) {
            Shampoo s = new Shampoo(storage, FOUR, 1, 1);
            double[] d = s.step(new double[] {1, 0, 0, 1}, 2, s.start(2, 2), NOBODY).direction();
            assertThat(d).as(storage.name()).containsExactly(new double[] {0.1, 0, 0, 0.1}, within(1e-12));
        }
    }

    /** 2 (16² + 8²) entries at .5625, eigenvalues and diagonals at 4, momentum at 4. */
    @Test
    void packedBytesByHand() {
        assertThat(new Shampoo(Storage.EIGENVECTORS, FOUR, 1, 1).packed(16, 8)).isEqualTo(2 * 320 * 0.5625 + 8 * 24 + 4 * 128);
        assertThat(new Shampoo(Storage.FULL, FOUR, 1, 1).packed(16, 8)).isEqualTo(8 * 320 + 4 * 128);
    }

    /** Two eigenvectors at 30° and eigenvalues a million apart: the matrix loses the small one, its eigenvectors keep it. */
    @Test
    void theSmallEigenvalueIsKept() {
        double c = Math.cos(Math.PI / 6);
        EigenFactors e = new EigenFactors(Matrix.of(2, 2, c, -0.5, 0.5, c), new double[] {1, 1e-6});
        FourBitShampoo.Sample s = FourBitShampoo.sampled(e, FOUR, 2);
        assertThat(s.errors()[2]).isLessThan(0.2);
        assertThat(s.errors()[0]).isGreaterThan(2 * s.errors()[2]);
    }
}
