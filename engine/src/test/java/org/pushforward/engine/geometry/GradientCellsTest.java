package org.pushforward.engine.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

class GradientCellsTest {

    private static final Rect WIDE = new Rect(-50, -50, 50, 50);

    private static double[] points(int n, long seed) {
        double[] xy = new double[2 * n];
        new Philox(seed).uniforms(0, n, 0, 2, xy, 0);
        return xy;
    }

    /** Values of a paraboloid, shaken by {@code noise}. */
    private static double[] values(double[] xy, double noise) {
        double[] shake = new double[xy.length / 2];
        new Philox(3).uniforms(0, shake.length, 0, 1, shake, 0);
        double[] u = new double[shake.length];
        Arrays.setAll(u, i -> 2 * xy[2 * i] * xy[2 * i] + xy[2 * i] * xy[2 * i + 1] + xy[2 * i + 1] * xy[2 * i + 1] + noise * shake[i]);
        return u;
    }

    private static GradientCells cells(double[] xy, double[] u, List<PowerDiagram.Polygon> hints) {
        return GradientCells.of(new PointTree(xy), u, u.length, WIDE, hints, StepContext.serial());
    }

    /** Every plane of every other point cuts, none asked for. */
    private static double[] byAllPlanes(double[] xy, double[] u) {
        double[] areas = new double[u.length];
        for (int i = 0; i < u.length; i++) {
            PowerDiagram.Polygon cell = PowerDiagram.Polygon.of(WIDE);
            for (int j = 0; j < u.length; j++) {
                if (j != i && cell.size() > 0) {
                    cell = cell.cut(xy[2 * j] - xy[2 * i], xy[2 * j + 1] - xy[2 * i + 1], u[j] - u[i], j);
                }
            }
            areas[i] = cell.area();
        }
        return areas;
    }

    /** Noise leaves some points above the envelope, with empty cells. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.02, 1})
    void cellsAreWhatAllPlanesLeave(double noise) {
        double[] xy = points(150, 1);
        double[] u = values(xy, noise);
        assertThat(cells(xy, u, List.of()).areas()).containsExactly(byAllPlanes(xy, u), within(1e-9));
        assertThat(cells(xy, u, cells(xy, values(xy, 0.5), List.of()).cells()).areas()).containsExactly(byAllPlanes(xy, u), within(1e-9));
    }

    /** Together with those cut off at its border, cells fill the domain. */
    @Test
    void cellsFillThePlane() {
        double[] xy = points(300, 2);
        assertThat(Arrays.stream(cells(xy, values(xy, 0.1), List.of()).areas()).sum()).isEqualTo(1e4, within(1e-7));
    }

    @Test
    void slopesAreDerivativesOfAreas() {
        double[] xy = points(60, 4);
        double[] u = values(xy, 0);
        GradientCells c = cells(xy, u, List.of());
        double step = 1e-6;
        for (int i = 0; i < u.length; i += 7) {
            for (int k = 0; k < c.cell(i).size(); k++) {
                int j = c.cell(i).beyond()[k];
                if (j == PowerDiagram.NOBODY) {
                    continue;
                }
                double[] up = u.clone();
                double[] down = u.clone();
                up[j] += step;
                down[j] -= step;
                double slope = (cells(xy, up, List.of()).areas()[i] - cells(xy, down, List.of()).areas()[i]) / (2 * step);
                // Areas near the border are as large as 10³, with a rounding error of 10⁻¹³ each.
                assertThat(c.slope(i, k)).isEqualTo(slope, within(1e-4 * (1 + slope)));
            }
        }
    }

    /** At the points of a convex function the envelope is the function, and between them that of the triangle; above it lies what is no corner. */
    @Test
    void theEnvelopeIsTheLargestConvexFunctionBelow() {
        double[] xy = {0, 0, 1, 0, 1, 1, 0, 1, 0.5, 0.5, 0.25, 0.25};
        double[] u = {0, 0, 0, 0, -1, 0.3};
        double[] e = cells(xy, u, List.of()).envelope(new double[] {0.5, 0.5, 0.25, 0.5, 0.25, 0.25, 1, 0.5}, StepContext.serial());
        assertThat(e).containsExactly(new double[] {-1, -0.5, -0.5, 0}, within(1e-12));
    }

    @Test
    void aTreeFindsTheDeepestPoint() {
        double[] xy = points(500, 5);
        double[] u = values(xy, 2);
        PointTree.Values v = new PointTree(xy).with(u);
        double[] p = points(200, 6);
        for (int k = 0; k < p.length; k += 2) {
            double px = 8 * p[k] - 4;
            double py = 8 * p[k + 1] - 4;
            int best = 0;
            for (int j = 1; j < u.length; j++) {
                best = u[j] - px * xy[2 * j] - py * xy[2 * j + 1] < u[best] - px * xy[2 * best] - py * xy[2 * best + 1] ? j : best;
            }
            double least = u[best] - px * xy[2 * best] - py * xy[2 * best + 1];
            assertThat(v.below(px, py, 100)).isEqualTo(best);
            assertThat(v.below(px, py, least)).isEqualTo(-1);
        }
    }
}
