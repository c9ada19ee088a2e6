package org.pushforward.engine.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.geometry.MeshGrid;
import org.pushforward.engine.geometry.MonitorFunction;
import org.pushforward.engine.geometry.MovedMesh;

class MeshQualityTest {

    private static final MeshGrid GRID = new MeshGrid(new Rect(0, 0, 2, 1), 2, 1, 1);

    /** Two cells that share the edge from (1+a, 0) to (1+b, 1). */
    private static double[] twoCells(double a, double b) {
        return new double[] {0, 0, 0, 1, 1 + a, 0, 1 + b, 1, 2, 0, 2, 1};
    }

    private static MeshQuality quality(MeshGrid grid, double[] xy, MonitorFunction monitor) {
        return MeshQuality.of(grid, xy, monitor, StepContext.serial());
    }

    @Test
    void theUniformMeshIsPerfect() {
        MeshQuality q = quality(GRID, twoCells(0, 0), new ConstantMonitor());
        assertThat(q.minJacobian()).isEqualTo(1);
        assertThat(q.minCornerJacobian()).isEqualTo(1);
        assertThat(q.skewness()).isCloseTo(0, within(1e-15));
        // 64 weights are summed per cell.
        assertThat(q.equidistributionCv()).isLessThan(1e-14);
        assertThat(q.equidistributionRatio()).isCloseTo(1, within(1e-14));
        assertThat(q.boundaryOffset()).isZero();
    }

    @Test
    void areasMassesAndAnglesOfAShearedPair() {
        MeshQuality q = quality(GRID, twoCells(-0.5, 0.5), new ConstantMonitor());
        assertThat(q.areas()).containsExactly(1, 1);
        // The shared edge is inclined by 45°.
        assertThat(q.skewness()).isCloseTo(0.5, within(1e-15));
        assertThat(q.minCornerJacobian()).isCloseTo(0.5, within(1e-15));
        MeshQuality shifted = quality(GRID, twoCells(0.5, 0.5), new ConstantMonitor());
        assertThat(shifted.areas()).containsExactly(1.5, 0.5);
        assertThat(shifted.equidistributionRatio()).isCloseTo(3, within(1e-13));
        assertThat(shifted.equidistributionCv()).isCloseTo(0.5, within(1e-14));
    }

    @Test
    void aFoldedCellHasANegativeArea() {
        MeshQuality q = quality(GRID, twoCells(1.5, 1.5), new ConstantMonitor());
        assertThat(q.minJacobian()).isEqualTo(-0.5);
        assertThat(MovedMesh.smallestCell(GRID, twoCells(1.5, 1.5))).isEqualTo(1);
        double[] broken = twoCells(0, 0);
        broken[0] = Double.NaN;
        assertThat(MovedMesh.signedArea(GRID, broken, MovedMesh.smallestCell(GRID, broken))).isNaN();
    }

    @Test
    void massesAreIntegralsOfTheMonitor() {
        // ∫ over the left and right half of the rectangle of a bell far to the left, to quadrature accuracy.
        MonitorFunction bell = new BellMonitor(50, 0.5, 0.5);
        MeshQuality coarse = quality(new MeshGrid(Rect.UNIT, 1, 1, 1), new double[] {0, 0, 0, 1, 1, 0, 1, 1}, bell);
        assertThat(coarse.masses()).containsExactly(1);
        MeshGrid grid = new MeshGrid(Rect.UNIT, 2, 1, 1);
        MeshQuality q = quality(grid, new double[] {0, 0, 0, 1, 0.4, 0, 0.4, 1, 1, 0, 1, 1}, bell);
        double left = 0;
        double all = 0;
        int n = 4000;
        for (int i = 0; i < n; i++) {
            double x = (i + 0.5) / n;
            double line = 1 + 50 * Math.exp(-(x - 0.5) * (x - 0.5) / 0.02) * Math.sqrt(Math.PI * 0.02);
            all += line / n;
            left += x < 0.4 ? line / n : 0;
        }
        // Eight points across a bell of width 0.14 in a cell of width 1: about 1e-3.
        assertThat(q.masses()[0]).isCloseTo(left / (all / 2), within(2e-3));
    }

    @Test
    void aNodeOffItsSideIsNoticed() {
        double[] xy = twoCells(0, 0);
        xy[5] = -0.25;
        assertThat(quality(GRID, xy, new ConstantMonitor()).boundaryOffset()).isEqualTo(0.25);
        double[] right = twoCells(0, 0);
        right[8] = 1.875;
        assertThat(quality(GRID, right, new ConstantMonitor()).boundaryOffset()).isEqualTo(0.125);
    }

    @Test
    void theTeamDoesNotChangeTheBits() {
        MeshGrid grid = MeshGrid.of(Rect.UNIT, 61, 1);
        double[] xy = MovedMesh.nodes(grid, new double[grid.solveCells()]);
        MonitorFunction ring = new RingMonitor(20, 200, 0.16);
        MeshQuality one = quality(grid, xy, ring);
        try (Workers workers = new Workers(2)) {
            MeshQuality two = MeshQuality.of(grid, xy, ring, new StepContext(workers, new CancelToken()));
            assertThat(two.masses()).isEqualTo(one.masses());
            assertThat(two.areas()).isEqualTo(one.areas());
            assertThat(two).usingRecursiveComparison().isEqualTo(one);
        }
    }

    @Test
    void itEndsWhenNobodyWaits() {
        CancelToken cancel = new CancelToken();
        cancel.cancel();
        StepContext context = new StepContext(Workers.serial(), cancel);
        assertThatThrownBy(() -> MeshQuality.of(GRID, twoCells(0, 0), new ConstantMonitor(), context))
                .isInstanceOf(CancelToken.Cancelled.class);
    }
}
