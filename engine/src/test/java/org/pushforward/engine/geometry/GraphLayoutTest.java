package org.pushforward.engine.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GraphLayoutTest {

    private static double distance(double[] xy, int a, int b) {
        return Math.hypot(xy[2 * a] - xy[2 * b], xy[2 * a + 1] - xy[2 * b + 1]);
    }

    @Test
    void nodesOnACircleAreEvenlyApart() {
        double[] xy = GraphLayout.circle(7);
        for (int k = 0; k < 7; k++) {
            assertThat(distance(xy, k, (k + 1) % 7)).isCloseTo(2 * Math.sin(Math.PI / 7), within(1e-12));
        }
    }

    /** In equilibrium the distances of a complete graph of three nodes are the same: what pulls is what pushes. */
    @Test
    void forcesBalance() {
        double[] triangle = GraphLayout.force(3, new int[] {0, 1, 1, 2, 2, 0});
        // The last moves are 1/200 of the first, about 1e-3.
        assertThat(distance(triangle, 0, 1) / distance(triangle, 1, 2)).isCloseTo(1, within(0.01));
        assertThat(distance(triangle, 0, 1) / distance(triangle, 2, 0)).isCloseTo(1, within(0.01));
    }

    @Test
    void twoClustersLieApart() {
        int[] edges = {0, 1, 1, 2, 2, 0, 3, 4, 4, 5, 5, 3, 0, 3};
        double[] xy = GraphLayout.force(6, edges);
        for (int a = 1; a < 3; a++) {
            for (int b = 4; b < 6; b++) {
                assertThat(distance(xy, a, b)).isGreaterThan(2 * distance(xy, 1, 2));
            }
        }
        assertThat(xy).containsExactly(GraphLayout.force(6, edges));
        assertThat(Arrays.stream(xy)).allMatch(v -> Math.abs(v) <= 1 + 1e-12);
    }

    @Test
    void layersGoFromLeftToRightWithoutNeedlessCrossings() {
        // 0 → 1, 2 → 3 with a shortcut, and a cycle back.
        double[] xy = GraphLayout.layered(4, new int[] {0, 1, 0, 2, 1, 3, 2, 3, 0, 3, 3, 0});
        assertThat(new double[] {xy[0], xy[2], xy[4], xy[6]}).containsExactly(-1, 0, 0, 1);
        assertThat(xy[3]).isNotEqualTo(xy[5]);
        // Two ways that would cross if they kept the order of their numbers.
        double[] crossed = GraphLayout.layered(4, new int[] {0, 3, 1, 2});
        assertThat(Math.signum(crossed[1] - crossed[3])).isEqualTo(Math.signum(crossed[7] - crossed[5]));
        assertThat(GraphLayout.layered(0, new int[0])).isEmpty();
        assertThat(GraphLayout.layered(2, new int[0])).containsExactly(0, 0.5, 0, -0.5);
    }
}
