package org.pushforward.engine.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Workers;

class NeighborListTest {

    @ParameterizedTest
    @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1", "2, 3", "3, 0", "3, 5", "3, 7"})
    void allPairsWithinTheDistanceAndNoOther(int d, int periodic) {
        double[][] x = random(d, 700);
        double radius = d == 1 ? 0.03 : 0.12;
        double[] period = period(d, periodic);
        CellGrid grid = CellGrid.of(x, 700, period, radius);
        try (Workers two = new Workers(2)) {
            NeighborList list = NeighborList.of(grid, radius, two, new CancelToken());
            for (int k = 0; k < 700; k++) {
                assertThat(found(grid, list, k)).isEqualTo(bruteForce(x, grid.order()[k], radius, period));
            }
            NeighborList serial = NeighborList.of(grid, radius, Workers.serial(), new CancelToken());
            for (int k = 0; k < 700; k++) {
                assertThat(Arrays.copyOfRange(serial.of(k), serial.from(k), serial.to(k)))
                        .isEqualTo(Arrays.copyOfRange(list.of(k), list.from(k), list.to(k)));
            }
        }
    }

    /** One point far away makes no grid of a million million cells. */
    @Test
    void aPointFarAwayCostsNothing() {
        double[][] x = random(3, 100);
        x[0][7] = 1e9;
        CellGrid grid = CellGrid.of(x, 100, new double[3], 1e-3);
        NeighborList list = NeighborList.of(grid, 1e-3, Workers.serial(), new CancelToken());
        assertThat(list.size()).isEqualTo(100);
    }

    @Test
    void fewCellsAlongAPeriodAreMetOnce() {
        double[][] x = {{0.05, 0.5, 0.95}};
        CellGrid grid = CellGrid.of(x, 3, new double[] {1}, 0.5);
        NeighborList list = NeighborList.of(grid, 0.5, Workers.serial(), new CancelToken());
        assertThat(list.count(0) + list.count(1) + list.count(2)).isEqualTo(6);
        assertThatThrownBy(() -> CellGrid.of(x, 3, new double[] {1}, 0.6)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void valuesComeBackToTheirPoints() {
        double[][] x = random(2, 50);
        CellGrid grid = CellGrid.of(x, 50, new double[2], 0.2);
        double[] back = new double[50];
        grid.scatter(grid.gather(x[1]), back);
        assertThat(back).isEqualTo(x[1]);
    }

    private static double[] period(int d, int periodic) {
        double[] p = new double[d];
        Arrays.setAll(p, a -> (periodic >> a & 1) == 1 ? 1 : 0);
        return p;
    }

    private static double[][] random(int d, int n) {
        SplittableRandom r = new SplittableRandom(d);
        double[][] x = new double[d][n];
        for (double[] axis : x) {
            Arrays.setAll(axis, _ -> r.nextDouble());
        }
        return x;
    }

    private static TreeSet<Integer> found(CellGrid grid, NeighborList list, int k) {
        TreeSet<Integer> all = new TreeSet<>();
        for (int q = list.from(k); q < list.to(k); q++) {
            assertThat(all.add(grid.order()[list.of(k)[q]])).as("met once").isTrue();
        }
        return all;
    }

    private static TreeSet<Integer> bruteForce(double[][] x, int i, double radius, double[] period) {
        TreeSet<Integer> all = new TreeSet<>();
        for (int j = 0; j < x[0].length; j++) {
            double r2 = 0;
            for (int a = 0; a < x.length; a++) {
                double dx = x[a][i] - x[a][j];
                dx -= period[a] > 0 ? period[a] * Math.rint(dx / period[a]) : 0;
                r2 += dx * dx;
            }
            if (j != i && r2 < radius * radius) {
                all.add(j);
            }
        }
        return all;
    }
}
