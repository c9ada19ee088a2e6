package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;

class AssignmentTest {

    private static final CancelToken NEVER = new CancelToken();
    @Test
    void isAsCheapAsTheBestOfAllPermutations() {
        for (int key = 0; key < 40; key++) {
            int n = 1 + key % 7;
            double[] cost = new double[n * n];
            new Philox(key).normals(0, n * n, 0, 1, cost, 0);
            int[] chosen = Assignment.cheapest(cost, n, NEVER);
            assertThat(Arrays.stream(chosen).distinct().count()).isEqualTo(n);
            // The sums differ in the order of their terms only.
            assertThat(total(cost, n, chosen)).isCloseTo(best(cost, n, new int[n], 0, new boolean[n]), within(1e-12));
        }
    }

    @Test
    void pointsOnTheLineArePairedInTheirOrder() {
        int n = 200;
        double[] x = new double[n];
        double[] y = new double[n];
        new Philox(1).normals(0, n, 0, 1, x, 0);
        new Philox(2).normals(0, n, 0, 1, y, 0);
        double[] cost = new double[n * n];
        for (int k = 0; k < n * n; k++) {
            cost[k] = (x[k / n] - y[k % n]) * (x[k / n] - y[k % n]);
        }
        int[] chosen = Assignment.cheapest(cost, n, NEVER);
        int[] byX = IntStream.range(0, n).boxed().sorted((a, b) -> Double.compare(x[a], x[b])).mapToInt(p -> p).toArray();
        for (int k = 1; k < n; k++) {
            assertThat(y[chosen[byX[k]]]).isGreaterThan(y[chosen[byX[k - 1]]]);
        }
    }

    private static double total(double[] cost, int n, int[] columnOf) {
        return IntStream.range(0, n).mapToDouble(i -> cost[i * n + columnOf[i]]).sum();
    }

    private static double best(double[] cost, int n, int[] columnOf, int row, boolean[] taken) {
        if (row == n) {
            return total(cost, n, columnOf);
        }
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            if (!taken[j]) {
                taken[j] = true;
                columnOf[row] = j;
                least = Math.min(least, best(cost, n, columnOf, row + 1, taken));
                taken[j] = false;
            }
        }
        return least;
    }
}
