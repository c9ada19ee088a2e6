package org.pushforward.engine.numerics.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BilinearSchemeTest {

    /** Strassen 1969 in the form of Winograd: seven products, fifteen additions. */
    private static final BilinearScheme WINOGRAD = new BilinearScheme(2,
            BilinearScheme.circuit(List.of("a11", "a12", "a21", "a22"), "s1=a21+a22;s2=s1-a11;s3=a11-a21;s4=a12-s2", "a11;a12;s4;a22;s1;s2;s3"),
            BilinearScheme.circuit(List.of("b11", "b12", "b21", "b22"), "t1=b12-b11;t2=b22-t1;t3=b22-b12;t4=t2-b21", "b11;b21;b22;t4;t1;t2;t3"),
            BilinearScheme.circuit(List.of("p1", "p2", "p3", "p4", "p5", "p6", "p7"), "u2=p1+p6;u3=u2+p7;u4=u2+p5", "p1+p2;u4+p3;u3-p4;u3+p5"));

    @Test
    void winogradsSchemeIsRightAndTakesFifteenAdditions() {
        assertThat(WINOGRAD.defect()).isZero();
        assertThat(WINOGRAD.additions()).isEqualTo(15);
        List<Long> a = List.of(3L, -1L, 4L, 1L);
        List<Long> b = List.of(5L, 9L, -2L, 6L);
        for (long modulus : new long[] {0, 2, 3}) {
            Ring<Long> ring = Ring.integers(modulus);
            assertThat(WINOGRAD.multiply(ring, a, b)).isEqualTo(BilinearScheme.schoolbook(ring, 2, a.stream().map(v -> ring.plus(v, 0L)).toList(), b));
        }
    }

    @Test
    void aWrongSignIsSeen() {
        BilinearScheme wrong = new BilinearScheme(2, WINOGRAD.left(), WINOGRAD.right(),
                BilinearScheme.circuit(List.of("p1", "p2", "p3", "p4", "p5", "p6", "p7"), "", "p1-p2;p1+p6+p5+p3;p1+p6+p7-p4;p1+p6+p7+p5"));
        assertThat(wrong.defect()).isEqualTo(1);
    }

    @Test
    void sharingChangesNothingButTheCost() {
        LinearCircuit c = LinearCircuit.plain(4, new int[][] {{1, 1, 1, 0}, {1, 1, 0, -1}, {-1, -1, 1, 0}, {0, 1, 0, 1}});
        int[][] before = c.expanded();
        assertThat(c.additions()).isEqualTo(7);
        assertThat(c.mostFrequent()).containsExactly(new LinearCircuit.Found(new LinearCircuit.Pair(0, 1, 1), 3));
        LinearCircuit shared = c.reduced(0.5).orElseThrow();
        assertThat(shared.additions()).isEqualTo(5);
        assertThat(shared.expanded()).isDeepEqualTo(before);
        assertThat(shared.reduced(0.5)).isEmpty();
        Ring<Long> z = Ring.integers(0);
        assertThat(shared.evaluate(z, List.of(1L, 10L, 100L, 1000L))).isEqualTo(c.evaluate(z, List.of(1L, 10L, 100L, 1000L)));
    }
}
