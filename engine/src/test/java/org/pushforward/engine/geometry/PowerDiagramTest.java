package org.pushforward.engine.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.PowerDiagram.Polygon;
import org.pushforward.engine.numerics.Philox;

class PowerDiagramTest {

    private static final Rect SQUARE = new Rect(0, 0, 1, 1);

    private static double[] sites(int n) {
        double[] s = new double[2 * n];
        new Philox(1).uniforms(0, n, 0, 2, s, 0);
        return s;
    }

    /** Areas of random points by the cell whose power is least, and of the diagram. */
    @Test
    void cellsAreWherePowerIsLeast() {
        int n = 60;
        double[] s = sites(n);
        double[] w = new double[n];
        new Philox(2).normals(0, n, 0, 1, w, 0);
        for (int i = 0; i < n; i++) {
            w[i] *= 0.01;
        }
        PowerDiagram d = PowerDiagram.of(SQUARE, s, w, StepContext.serial());
        assertThat(IntStream.range(0, n).mapToDouble(i -> d.cell(i).area()).sum()).isEqualTo(1, within(1e-12));
        for (int i = 0; i < n; i++) {
            Polygon p = d.cell(i);
            for (int k = 0; k < p.size(); k++) {
                double own = power(s, w, i, p.xy()[2 * k], p.xy()[2 * k + 1]);
                double x = p.xy()[2 * k];
                double y = p.xy()[2 * k + 1];
                assertThat(IntStream.range(0, n).mapToDouble(j -> power(s, w, j, x, y)).min().orElseThrow()).isEqualTo(own, within(1e-12));
            }
        }
    }

    private static double power(double[] s, double[] w, int i, double x, double y) {
        return (x - s[2 * i]) * (x - s[2 * i]) + (y - s[2 * i + 1]) * (y - s[2 * i + 1]) - w[i];
    }

    @Test
    void neighboursKnowEachOther() {
        PowerDiagram d = PowerDiagram.of(SQUARE, sites(200), new double[200], StepContext.serial());
        for (int i = 0; i < 200; i++) {
            int me = i;
            for (int j : d.cell(i).beyond()) {
                if (j != PowerDiagram.NOBODY) {
                    assertThat(d.cell(j).beyond()).contains(me);
                }
            }
        }
    }

    /** A density on cells: masses, middles and squares add up to those of the whole, and a bump is seen. */
    @Test
    void integralsAddUp() {
        double[] masses = IntStream.range(0, 7 * 5).mapToDouble(k -> 1 + k % 4).toArray();
        CellDensity rho = CellDensity.normalized(SQUARE, 7, 5, masses);
        PowerDiagram d = PowerDiagram.of(SQUARE, sites(30), new double[30], StepContext.serial());
        CellDensity.Moments all = rho.over(Polygon.of(SQUARE), 0.2, 0.1);
        double[] sum = new double[4];
        for (int i = 0; i < 30; i++) {
            CellDensity.Moments m = rho.over(d.cell(i), 0.2, 0.1);
            sum[0] += m.mass();
            sum[1] += m.x();
            sum[2] += m.y();
            sum[3] += m.square();
        }
        assertThat(all.mass()).isEqualTo(1, within(1e-14));
        assertThat(sum).containsExactly(new double[] {all.mass(), all.x(), all.y(), all.square()}, within(1e-13));
        assertThat(CellDensity.uniform(SQUARE).over(Polygon.of(SQUARE), 0.5, 0.5).square()).isEqualTo(1.0 / 6, within(1e-15));
    }

    @Test
    void alongALineACellAfterAnother() {
        CellDensity rho = new CellDensity(SQUARE, 2, 2, new double[] {1, 2, 3, 4});
        assertThat(rho.along(0, 0.25, 1, 0.25)).isEqualTo(2, within(1e-15));
        assertThat(rho.along(0, 0, 1, 1)).isEqualTo(2.5 * Math.sqrt(2), within(1e-14));
        assertThat(rho.along(0.75, 0.9, 0.75, 0.1)).isEqualTo(0.4 * 4 + 0.4 * 3, within(1e-14));
    }
}
