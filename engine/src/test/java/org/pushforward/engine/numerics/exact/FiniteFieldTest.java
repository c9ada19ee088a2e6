package org.pushforward.engine.numerics.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FiniteFieldTest {

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 8, 9, 13, 16, 25, 27, 49, 64})
    void isAField(int q) {
        FiniteField f = FiniteField.of(q);
        assertThat(IntStream.range(0, q - 1).map(f::power).distinct().count()).as("powers of the primitive element").isEqualTo(q - 1);
        for (int a = 0; a < q; a++) {
            assertThat(f.plus(a, f.negative(a))).isZero();
            assertThat(f.times(a, 1)).isEqualTo(a);
            if (a > 0) {
                assertThat(f.times(a, f.inverse(a))).isEqualTo(1);
            }
            for (int b = 0; b < q; b += 1 + q / 7) {
                assertThat(f.times(a, b)).isEqualTo(f.times(b, a));
                for (int c = 0; c < q; c += 1 + q / 5) {
                    assertThat(f.times(a, f.plus(b, c))).isEqualTo(f.plus(f.times(a, b), f.times(a, c)));
                    assertThat(f.times(a, f.times(b, c))).isEqualTo(f.times(f.times(a, b), c));
                }
            }
        }
    }

    @Test
    void thereAreNoOthers() {
        assertThat(IntStream.rangeClosed(1, 32).filter(FiniteField::exists).toArray())
                .containsExactly(2, 3, 4, 5, 7, 8, 9, 11, 13, 16, 17, 19, 23, 25, 27, 29, 31, 32);
        assertThatThrownBy(() -> FiniteField.of(12)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("12");
    }
}
