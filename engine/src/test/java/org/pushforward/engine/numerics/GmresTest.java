package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;

class GmresTest {

    private static final LinearOperator IDENTITY = (x, y) -> System.arraycopy(x, 0, y, 0, x.length);

    /** A diagonally dominant, nonsymmetric matrix. */
    private static double[][] matrix(int n) {
        SplittableRandom random = new SplittableRandom(7);
        double[][] a = new double[n][];
        for (int i = 0; i < n; i++) {
            a[i] = random.doubles(n, -1, 1).toArray();
            a[i][i] += n;
        }
        return a;
    }

    private static LinearOperator operator(double[][] a) {
        return (x, y) -> {
            for (int i = 0; i < y.length; i++) {
                y[i] = 0;
                for (int j = 0; j < x.length; j++) {
                    y[i] += a[i][j] * x[j];
                }
            }
        };
    }

    @Test
    void solvesUpToAMultipleOfTheFreeDirection() {
        int n = 40;
        double[][] a = matrix(n);
        double[] exact = new SplittableRandom(3).doubles(n, -1, 1).toArray();
        double[] free = new SplittableRandom(4).doubles(n, 1, 2).toArray();
        double[] b = new double[n];
        operator(a).apply(exact, b);
        for (int i = 0; i < n; i++) {
            b[i] -= 5 * free[i];
        }
        double[] x = new double[n];
        // With γ free the solution is a line; the singular operator below picks one point of it.
        LinearOperator withoutMean = (v, y) -> {
            double mean = Arrays.stream(v).average().orElseThrow();
            double[] w = Arrays.stream(v).map(s -> s - mean).toArray();
            operator(a).apply(w, y);
        };
        Gmres.Result r = new Gmres(n, 60).solve(withoutMean, IDENTITY, b.clone(), free, x, 1e-13, 60, StepContext.serial());
        double[] ax = new double[n];
        withoutMean.apply(x, ax);
        double gamma = 0;
        double ff = 0;
        for (int i = 0; i < n; i++) {
            gamma += (ax[i] - b[i]) * free[i];
            ff += free[i] * free[i];
        }
        for (int i = 0; i < n; i++) {
            // b is of size 100; the tolerance is a hundred times the requested relative residual.
            assertThat(ax[i]).isCloseTo(b[i] + gamma / ff * free[i], within(1e-9));
        }
        assertThat(r.relativeResidual()).isLessThan(1e-12);
    }

    @Test
    void restartsReachTheSameToleranceAsOneLongCycle() {
        int n = 60;
        double[] free = new double[n];
        free[0] = 1;
        double[] b = new SplittableRandom(5).doubles(n, -1, 1).toArray();
        for (int restart : new int[] {3, 8, 50}) {
            double[] x = new double[n];
            double[] residual = b.clone();
            Gmres.Result r = new Gmres(n, restart).solve(operator(matrix(n)), IDENTITY, residual, free, x, 1e-10, 500,
                    StepContext.serial());
            double[] ax = new double[n];
            operator(matrix(n)).apply(x, ax);
            double norm = 0;
            for (int i = 1; i < n; i++) {
                norm += (b[i] - ax[i]) * (b[i] - ax[i]);
            }
            // Component 0 is free; the others have norm about 4.
            assertThat(Math.sqrt(norm)).as("restart %d", restart).isLessThan(1e-9);
            assertThat(r.iterations()).isLessThan(500);
        }
    }

    @Test
    void aGoodPreconditionerSavesIterations() {
        int n = 200;
        LinearOperator stiff = (x, y) -> {
            for (int i = 0; i < n; i++) {
                y[i] = (1 + i * i) * x[i] + (i > 0 ? 0.1 * x[i - 1] : 0);
            }
        };
        LinearOperator inverse = (x, y) -> {
            for (int i = 0; i < n; i++) {
                y[i] = x[i] / (1 + i * i);
            }
        };
        double[] free = new double[n];
        free[n - 1] = 1;
        double[] b = new SplittableRandom(6).doubles(n, -1, 1).toArray();
        Gmres gmres = new Gmres(n, 50);
        double[] x = new double[n];
        int without = gmres.solve(stiff, IDENTITY, b.clone(), free, x, 1e-8, 50, StepContext.serial()).iterations();
        int with = gmres.solve(stiff, inverse, b.clone(), free, x, 1e-8, 50, StepContext.serial()).iterations();
        assertThat(with).isLessThan(15);
        assertThat(without).isEqualTo(50);
    }

    @Test
    void zeroNeedsNoIteration() {
        double[] x = {3, 3};
        Gmres.Result r = new Gmres(2, 5).solve(IDENTITY, IDENTITY, new double[2], new double[] {1, 0}, x, 1e-8, 10, StepContext.serial());
        assertThat(r.iterations()).isZero();
        assertThat(x).containsExactly(0, 0);
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        int n = 20_000;
        LinearOperator chain = (x, y) -> {
            for (int i = 0; i < n; i++) {
                y[i] = 3 * x[i] - (i > 0 ? x[i - 1] : 0) - (i + 1 < n ? 0.5 * x[i + 1] : 0);
            }
        };
        double[] b = new SplittableRandom(8).doubles(n, -1, 1).toArray();
        double[] free = new SplittableRandom(9).doubles(n, 1, 2).toArray();
        double[] one = new double[n];
        new Gmres(n, 10).solve(chain, IDENTITY, b.clone(), free, one, 1e-10, 40, StepContext.serial());
        try (Workers workers = new Workers(3)) {
            double[] three = new double[n];
            new Gmres(n, 10).solve(chain, IDENTITY, b.clone(), free, three, 1e-10, 40, new StepContext(workers, new CancelToken()));
            assertThat(three).isEqualTo(one);
        }
    }

    @Test
    void aCancelledTokenStopsIt() {
        CancelToken cancel = new CancelToken();
        cancel.cancel();
        assertThatThrownBy(() -> new Gmres(2, 5).solve(IDENTITY, IDENTITY, new double[] {1, 2}, new double[] {1, 0}, new double[2], 1e-8,
                10, new StepContext(Workers.serial(), cancel))).isInstanceOf(CancelToken.Cancelled.class);
    }
}
