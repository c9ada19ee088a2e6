package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class GainShapeBiasTest {

    private static final int M = 5;
    private static final int N = 40;

    private static double[] vectors() {
        double[] c = new double[N * M];
        new Philox(3).normals(0, N, 0, M, c, 0);
        return c;
    }

    private static double[] uniform(int n) {
        double[] u = new double[n];
        new Philox(4).uniforms(0, n, 0, 1, u, 0);
        return u;
    }

    private static double squared(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (a[k] - b[k]) * (a[k] - b[k]);
        }
        return sum;
    }

    /** c − ĉ = g (s − w). */
    @Test
    void errorIsThatOfTheShapesTimesTheGains() {
        double[] c = vectors();
        GainShapeBias q = GainShapeBias.drawn(c, M, 6, uniform(6)).improved(20);
        assertThat(squared(c, q.exact())).isCloseTo(q.error(), Offset.offset(1e-10));
        assertThat(q.meanError()).isLessThan(1e-14);
    }

    /** Every vector its own shape: nothing is lost but the 8 bits. */
    @Test
    void aBookOfAllShapesLosesNothing() {
        double[] c = vectors();
        GainShapeBias q = GainShapeBias.drawn(c, M, N, uniform(N)).improved(5);
        assertThat(squared(c, q.exact())).isLessThan(1e-24);
        // Half a step of 1/127 and 1/255 of values up to about 5, in each of three factors.
        assertThat(squared(c, GainShapeBias.unpacked(q.packed(), M)) / c.length).isLessThan(2e-3);
    }

    /** Multiples of two shapes, shifted: two words do. */
    @Test
    void scaledAndShiftedCopiesShareAWord() {
        double[] c = new double[N * M];
        for (int k = 0; k < c.length; k++) {
            int i = k / M;
            c[k] = (1 + i) * (i % 2 == 0 ? Math.sin(k % M) : k % M * k % M) - 3 * i;
        }
        assertThat(GainShapeBias.drawn(c, M, 2, uniform(2)).improved(10).error()).isLessThan(1e-18 * squared(c, new double[c.length]));
    }

    @Test
    void bytesAreThoseOfTheArrays() {
        assertThat(GainShapeBias.drawn(vectors(), M, 6, uniform(6)).packed().bytes()).isEqualTo(6 * M + 3 * N);
    }

    @Test
    void followingKeepsTheBook() {
        double[] c = vectors();
        GainShapeBias q = GainShapeBias.drawn(c, M, 6, uniform(6)).improved(50);
        assertThat(q.following(c).book().cost()).isCloseTo(q.book().cost(), Offset.offset(1e-12));
    }
}
