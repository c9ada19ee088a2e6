package org.pushforward.engine.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Rect;

class PlaneMeshTest {

    @Test
    void nodesOfSidesSlideAndCornersStay() {
        for (PlaneMesh m : new PlaneMesh[] {PlaneMesh.quadrilaterals(Rect.UNIT, 3, 3), PlaneMesh.triangles(Rect.UNIT, 3, 3)}) {
            assertThat(IntStream.range(0, 16).filter(m::isOuter).count()).isEqualTo(12);
            assertThat(IntStream.range(0, 16).filter(m::isCorner).toArray()).containsExactly(0, 3, 12, 15);
            assertThat(Math.abs(m.sideX(4))).isEqualTo(1);
            assertThat(m.sideY(4)).isZero();
            assertThat(m.width()).isEqualTo(1.0 / 3, within(1e-15));
        }
    }

    @Test
    void areasAreSigned() {
        PlaneMesh m = PlaneMesh.triangles(Rect.UNIT, 2, 2);
        double[] xy = m.start().clone();
        assertThat(m.area(xy, 0)).isEqualTo(0.125, within(1e-15));
        xy[8] = 1.2;
        assertThat(m.folded(xy)).isEqualTo(2);
        assertThat(m.area(xy, m.worst(xy))).isNegative();
    }

    /** One that runs clockwise is turned; nodes without a triangle are left out. */
    @Test
    void clockwiseMeshesAreTurned() {
        PlaneMesh m = PlaneMesh.triangles("f", new double[] {9, 9, 0, 0, 1, 0, 1, 1, 0, 1}, new int[] {1, 3, 2, 1, 4, 3});
        assertThat(m.nodes()).isEqualTo(4);
        assertThat(m.area(m.start(), 0)).isEqualTo(0.5);
        assertThat(m.folded(m.start())).isZero();
    }

    @Test
    void foldedAndTouchingMeshesAreRefused() {
        double[] xy = {0, 0, 1, 0, 1, 1, 0, 1, 2, 2, 1, 2};
        assertThatThrownBy(() -> PlaneMesh.triangles("f", xy, new int[] {0, 1, 2, 0, 3, 2})).isInstanceOf(InputException.class).hasMessageContaining("triangle 2 of 2 is folded");
        assertThatThrownBy(() -> PlaneMesh.triangles("f", xy, new int[] {0, 1, 2, 0, 1, 3})).isInstanceOf(InputException.class).hasMessageContaining("more than two triangles");
        assertThatThrownBy(() -> PlaneMesh.triangles("f", xy, new int[] {0, 1, 2, 2, 4, 5})).isInstanceOf(InputException.class).hasMessageContaining("one node only");
    }
}
