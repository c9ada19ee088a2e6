package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Workers;

/** The Poisson equation with u = 0 on the edge, and with wind, three ways. */
class SparseSolversTest {

    private static final int NX = 17;
    private static final int NY = 12;
    private static final double HX = 0.2;
    private static final double HY = 0.3;

    private static double[] random() {
        double[] f = new double[NX * NY];
        new Philox(3).normals(0, 1, 0, f.length, f, 0);
        return f;
    }

    /** −wind u_x + Δu at the inner nodes. */
    private static void apply(double wind, double[] u, double[] out) {
        for (int i = 0; i < NX; i++) {
            for (int j = 0; j < NY; j++) {
                double w = i > 0 ? u[(i - 1) * NY + j] : 0;
                double e = i + 1 < NX ? u[(i + 1) * NY + j] : 0;
                double s = j > 0 ? u[i * NY + j - 1] : 0;
                double n = j + 1 < NY ? u[i * NY + j + 1] : 0;
                double c = u[i * NY + j];
                out[i * NY + j] = (w + e - 2 * c) / (HX * HX) + (s + n - 2 * c) / (HY * HY) - wind * (e - w) / (2 * HX);
            }
        }
    }

    private static double residual(double wind, double[] u, double[] f) {
        double[] r = new double[f.length];
        apply(wind, u, r);
        double worst = 0;
        for (int k = 0; k < r.length; k++) {
            worst = Math.max(worst, Math.abs(r[k] - f[k]));
        }
        return worst;
    }

    private static SparseSystem.Matrix system(double wind) {
        double[] x = new double[NX * NY];
        double[] y = new double[NX * NY];
        List<int[]> neighbours = new ArrayList<>();
        for (int k = 0; k < x.length; k++) {
            int i = k / NY;
            int j = k % NY;
            x[k] = i;
            y[k] = j;
            neighbours.add(Arrays.stream(new int[][] {{i, j}, {i - 1, j}, {i + 1, j}, {i, j - 1}, {i, j + 1}})
                    .filter(p -> p[0] >= 0 && p[0] < NX && p[1] >= 0 && p[1] < NY).mapToInt(p -> p[0] * NY + p[1]).toArray());
        }
        SparseSystem.Matrix s = new SparseSystem(x, y, neighbours).matrix();
        double[] unit = new double[NX * NY];
        double[] column = new double[NX * NY];
        for (int k = 0; k < unit.length; k++) {
            unit[k] = 1;
            apply(wind, unit, column);
            for (int row : neighbours.get(k)) {
                s.set(row, k, column[row]);
            }
            unit[k] = 0;
        }
        return s;
    }

    @Test
    void sinesSolveThePoissonEquationWhateverTheThreads() {
        double[] f = random();
        double[] u = new double[f.length];
        double[] two = f.clone();
        try (Workers workers = new Workers(2)) {
            new DirichletPoisson(NX, NY, HX, HY).solve(f, u, Workers.serial());
            new DirichletPoisson(NX, NY, HX, HY).solve(two, two, workers);
        }
        assertThat(residual(0, u, f)).isLessThan(1e-12);
        assertThat(two).isEqualTo(u);
    }

    @Test
    void factorsAfterDissectionSolveWhatHasWind() {
        double[] f = random();
        assertThat(residual(5, system(5).solve(f, new CancelToken()), f)).isLessThan(1e-11);
    }

    @Test
    void aSingularSystemIsSaid() {
        SparseSystem.Matrix s = new SparseSystem(new double[] {0, 1}, new double[2], List.of(new int[] {0, 1}, new int[] {0, 1})).matrix();
        s.set(0, 0, 1);
        s.set(0, 1, 1);
        s.set(1, 0, 1);
        s.set(1, 1, 1);
        assertThatThrownBy(() -> s.solve(new double[] {1, 2}, new CancelToken())).isInstanceOf(ArithmeticException.class);
    }

    /** A ring with a shift on the diagonal, which has the Fourier waves as eigenvectors; its nodes are numbered in steps of 7. */
    private static SparseSystem.Symmetric ring(int n, double shift) {
        double[] xy = new double[2 * n];
        int[] cells = new int[2 * n];
        for (int k = 0; k < n; k++) {
            xy[2 * (k * 7 % n)] = Math.cos(2 * Math.PI * k / n);
            xy[2 * (k * 7 % n) + 1] = Math.sin(2 * Math.PI * k / n);
            cells[2 * k] = k * 7 % n;
            cells[2 * k + 1] = (k + 1) * 7 % n;
        }
        SparseSystem.Symmetric m = SparseSystem.ofMesh(xy, cells, 2, 1).symmetric();
        for (int k = 0; k < n; k++) {
            for (int v : new int[] {cells[2 * k], cells[2 * k + 1]}) {
                m.add(v, v, 1 + 0.5 * shift);
            }
            m.add(cells[2 * k], cells[2 * k + 1], -1);
        }
        return m;
    }

    @Test
    void aWaveOnARingIsDividedByItsEigenvalue() {
        int n = 60;
        double[] b = new double[n];
        for (int k = 0; k < n; k++) {
            b[k * 7 % n] = Math.cos(2 * Math.PI * 3 * k / n);
        }
        SparseSystem.Factors f = ring(n, 0.1).factored();
        double[] x = f.solve(b);
        double eigenvalue = 0.1 + 2 - 2 * Math.cos(2 * Math.PI * 3 / n);
        for (int k = 0; k < n; k++) {
            assertThat(x[k]).isCloseTo(b[k] / eigenvalue, within(1e-12));
        }
        // Halves and what separates them: a few entries a column, as few on a larger ring.
        assertThat(f.solveOperations()).isLessThan(2.0 * 5 * n);
        assertThat(ring(240, 0.1).factored().operations()).isLessThan(6 * f.operations());
    }

    @Test
    void aMatrixThatIsNotPositiveDefiniteIsRefused() {
        assertThatThrownBy(() -> ring(8, -0.5).factored()).isInstanceOf(ArithmeticException.class);
    }

    /** Parts that do not know each other, with two unknowns a node. */
    @Test
    void partsMayBeApart() {
        SparseSystem.Symmetric m = SparseSystem.ofMesh(new double[] {0, 0, 1, 0, 5, 5, 6, 5}, new int[] {0, 1, 2, 3}, 2, 2).symmetric();
        for (int k = 0; k < 8; k++) {
            m.add(k, k, k + 1);
        }
        assertThat(m.factored().solve(new double[] {1, 2, 3, 4, 5, 6, 7, 8})).containsExactly(new double[] {1, 1, 1, 1, 1, 1, 1, 1}, within(1e-15));
    }

    /** The Poisson solver as preconditioner: few iterations, and they do what they say. */
    @Test
    void biConjugateGradientsSolveWhatHasWind() {
        double[] f = random();
        double[] x = new double[f.length];
        DirichletPoisson poisson = new DirichletPoisson(NX, NY, HX, HY);
        BiCgStab.Result result = BiCgStab.solve((u, out) -> apply(1, u, out), (r, out) -> poisson.solve(r, out, Workers.serial()), f, x, 1e-10, 50, new CancelToken());
        assertThat(result.relativeResidual()).isLessThan(1e-10);
        assertThat(result.iterations()).isLessThan(15);
        assertThat(residual(1, x, f)).isLessThan(1e-7);
    }
}
