package org.pushforward.engine.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RingMeshTest {

    @Test
    void aSquareWithAHoleHasItsCornersAndItsArea() {
        RingMesh m = RingMesh.of(_ -> 0.4, RingMesh.square(1), 6, 64, 1.3);
        assertThat(m.xy()[2 * m.node(6, 8)]).isCloseTo(1, within(1e-12));
        assertThat(m.xy()[2 * m.node(6, 8) + 1]).isCloseTo(1, within(1e-12));
        double area = 0;
        P1Elements e = m.elements();
        for (int t = 0; t < e.count(); t++) {
            area += e.area(t);
            int[] v = {2 * m.triangles()[3 * t], 2 * m.triangles()[3 * t + 1], 2 * m.triangles()[3 * t + 2]};
            double twice = (m.xy()[v[1]] - m.xy()[v[0]]) * (m.xy()[v[2] + 1] - m.xy()[v[0] + 1]) - (m.xy()[v[1] + 1] - m.xy()[v[0] + 1]) * (m.xy()[v[2]] - m.xy()[v[0]]);
            assertThat(twice).isPositive();
        }
        // The hole is a polygon of 64 corners.
        assertThat(area).isCloseTo(4 - 0.5 * 64 * 0.16 * Math.sin(2 * Math.PI / 64), within(1e-12));
    }

    @Test
    void layersGrowByTheFactor() {
        assertThat((RingMesh.share(3, 5, 1.5) - RingMesh.share(2, 5, 1.5)) / (RingMesh.share(2, 5, 1.5) - RingMesh.share(1, 5, 1.5))).isCloseTo(1.5, within(1e-12));
        assertThat(RingMesh.share(2, 5, 1)).isEqualTo(0.4);
    }

    @Test
    void curvesThatCrossAreRefused() {
        assertThatThrownBy(() -> RingMesh.of(_ -> 1.1, RingMesh.square(1), 3, 8, 1)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("outer");
    }
}
