package org.pushforward.engine.numerics.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncidenceStructureTest {

    @Test
    void theDoilyIsAQuadrangleWhoseFirstFivePointsMeetEveryLineOnce() {
        IncidenceStructure g = IncidenceStructure.doily();
        assertThat(g.lines()).hasSize(15).allMatch(l -> Arrays.stream(l).filter(p -> p < 5).count() == 1);
        assertThat(g.violations()).isZero();
        assertThat(g.triangles(1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void theQuadricIsAQuadrangleWithAnOvoid(int q) {
        IncidenceStructure g = IncidenceStructure.parabolic(FiniteField.of(q));
        assertThat(g.points()).isEqualTo((q + 1) * (q * q + 1));
        assertThat(g.lines()).hasSize((q + 1) * (q * q + 1)).allMatch(l -> l.length == q + 1 && Arrays.stream(l).filter(p -> p <= q * q).count() == 1);
        assertThat(g.violations()).isZero();
    }

    @Test
    void aTriangleIsFound() {
        IncidenceStructure g = new IncidenceStructure(6, List.of(new int[] {0, 1, 3}, new int[] {1, 2, 4}, new int[] {0, 2, 5}));
        assertThat(g.triangles(9)).containsExactly(new int[] {0, 1, 2});
        assertThat(g.violations()).isGreaterThan(0);
    }
}
