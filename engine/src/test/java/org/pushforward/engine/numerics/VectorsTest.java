package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VectorsTest {

    @Test
    void threeFourFive() {
        assertThat(Vectors.norm(new double[] {3, 0, -4})).isEqualTo(5);
        assertThat(Vectors.dot(new double[] {1, 2, 3}, new double[] {4, -5, 6})).isEqualTo(12);
    }

    @Test
    void lengthsAgree() {
        assertThatThrownBy(() -> Vectors.dot(new double[2], new double[3])).hasMessage("2 and 3 entries");
    }

    @Test
    void errorsAreRelativeToWhatIsExact() {
        assertThat(Vectors.relativeError(new double[] {3, 1}, new double[] {0, 5})).isEqualTo(1);
        assertThat(Vectors.relativeError(new double[] {2, -2}, new double[] {2, -2})).isZero();
    }

    @Test
    void theSmallestComeFirstAndOfEqualOnesTheFirst() {
        assertThat(Vectors.smallest(new double[] {2, -1, 2, 0, -1}, 3)).containsExactly(1, 4, 3);
        assertThat(Vectors.smallest(new double[] {2, 1, 2}, 3)).containsExactly(1, 0, 2);
    }
}
