package org.pushforward.engine.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.MeshGrid;
import org.pushforward.engine.geometry.MongeAmpereEquation;
import org.pushforward.engine.geometry.MonitorFunction;

class MongeAmpereEquationTest {

    private static final MonitorFunction MONITOR = new BellMonitor(5, 0.4, 0.6);

    private static double[] smooth(MeshGrid grid, double size) {
        double[] phi = new double[grid.solveCells()];
        for (int i = 0; i < grid.solveNx(); i++) {
            for (int j = 0; j < grid.solveNy(); j++) {
                double x = (i + 0.5) * grid.hx();
                double y = (j + 0.5) * grid.hy();
                phi[i * grid.solveNy() + j] = size * (Math.cos(Math.PI * x) * Math.cos(2 * Math.PI * y) + 0.3 * Math.cos(3 * Math.PI * x));
            }
        }
        return phi;
    }

    /** F up to a constant, read off the right-hand side −dF. */
    private static double[] residual(MeshGrid grid, double[] phi, double power) {
        MongeAmpereEquation equation = new MongeAmpereEquation(grid);
        assertThat(equation.evaluate(phi, MONITOR, power, StepContext.serial()).convex()).isTrue();
        double[] f = equation.newtonRight().clone();
        for (int k = 0; k < f.length; k++) {
            f[k] /= -equation.scaling()[k];
        }
        return f;
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "3, 0.5", "16, 1", "33, 0.25"})
    void theDerivativeIsThatOfTheResidual(int n, double power) {
        MeshGrid grid = MeshGrid.of(new Rect(0, 0, 1, 1), n, 1);
        double[] phi = smooth(grid, 0.004);
        double[] psi = new SplittableRandom(n).doubles(phi.length, -1, 1).toArray();
        MongeAmpereEquation equation = new MongeAmpereEquation(grid);
        equation.evaluate(phi, MONITOR, power, StepContext.serial());
        double[] derivative = new double[phi.length];
        equation.derivative(psi, derivative, StepContext.serial());
        // Second differences of ψ are of the order n²: keep t·n² small against rounding of F and truncation alike.
        double t = 1e-5 / (n * n);
        double[] plus = phi.clone();
        double[] minus = phi.clone();
        for (int k = 0; k < phi.length; k++) {
            plus[k] += t * psi[k];
            minus[k] -= t * psi[k];
        }
        double[] up = residual(grid, plus, power);
        double[] down = residual(grid, minus, power);
        double shift = (up[0] - down[0]) / (2 * t) - derivative[0] / equation.scaling()[0];
        for (int k = 0; k < phi.length; k++) {
            double numerical = (up[k] - down[k]) / (2 * t) - shift;
            assertThat(derivative[k] / equation.scaling()[k]).isCloseTo(numerical, within(1e-6 * n * n));
        }
    }

    @Test
    void aFoldedPotentialIsFoundWithItsCell() {
        MeshGrid grid = MeshGrid.of(Rect.UNIT, 20, 1);
        double[] phi = new double[grid.solveCells()];
        phi[7 * 20 + 3] = 1;
        MongeAmpereEquation.Evaluation e = new MongeAmpereEquation(grid).evaluate(phi, MONITOR, 1, StepContext.serial());
        assertThat(e.convex()).isFalse();
        assertThat(e.minCell()).isIn(7 * 20 + 3, 6 * 20 + 3, 8 * 20 + 3, 7 * 20 + 2, 7 * 20 + 4);
        phi[0] = Double.NaN;
        assertThat(new MongeAmpereEquation(grid).evaluate(phi, MONITOR, 1, StepContext.serial()).convex()).isFalse();
    }

    @Test
    void aConcavePotentialIsNotConvexThoughItsDeterminantIsPositive() {
        MeshGrid grid = MeshGrid.of(Rect.UNIT, 10, 1);
        double[] phi = smooth(grid, 0);
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j < 10; j++) {
                double x = (i + 0.5) / 10 - 0.5;
                double y = (j + 0.5) / 10 - 0.5;
                phi[i * 10 + j] = -2 * (x * x + y * y);
            }
        }
        assertThat(new MongeAmpereEquation(grid).evaluate(phi, new ConstantMonitor(), 1, StepContext.serial()).convex()).isFalse();
    }

    @Test
    void theResidualIsSecondOrderAccurate() {
        // m = 1/det(I+D²φ) ∘ (ξ+∇φ)⁻¹ is not explicit, so the determinant alone is compared: m = 1.
        double coarse = determinantError(32);
        double fine = determinantError(64);
        assertThat(Math.log(coarse / fine) / Math.log(2)).isCloseTo(2, within(0.1));
    }

    /** Largest error of det(I+D²φ) for φ = ε cos πx cos 2πy, with m = 1. */
    private static double determinantError(int n) {
        double eps = 0.01;
        MeshGrid grid = MeshGrid.of(Rect.UNIT, n, 1);
        double[] phi = new double[n * n];
        double[] exact = new double[n * n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double x = Math.PI * (i + 0.5) / n;
                double y = 2 * Math.PI * (j + 0.5) / n;
                phi[i * n + j] = eps * Math.cos(x) * Math.cos(y);
                double xx = 1 - Math.PI * Math.PI * phi[i * n + j];
                double yy = 1 - 4 * Math.PI * Math.PI * phi[i * n + j];
                double xy = 2 * Math.PI * Math.PI * eps * Math.sin(x) * Math.sin(y);
                exact[i * n + j] = Math.log(xx * yy - xy * xy);
                mean += exact[i * n + j] / (n * n);
            }
        }
        MongeAmpereEquation equation = new MongeAmpereEquation(grid);
        equation.evaluate(phi, new ConstantMonitor(), 1, StepContext.serial());
        double error = 0;
        for (int k = 0; k < exact.length; k++) {
            error = Math.max(error, Math.abs(-equation.newtonRight()[k] / equation.scaling()[k] - (exact[k] - mean)));
        }
        return error;
    }

    @Test
    void theTransportCostOfACosineIsItsClosedForm() {
        // ½∫|∇φ|² = ½ ε² (π² + 4π²)/4 for φ = ε cos πx cos 2πy.
        MeshGrid grid = MeshGrid.of(Rect.UNIT, 200, 1);
        double[] phi = new double[grid.solveCells()];
        for (int i = 0; i < 200; i++) {
            for (int j = 0; j < 200; j++) {
                phi[i * 200 + j] = 0.01 * Math.cos(Math.PI * (i + 0.5) / 200) * Math.cos(2 * Math.PI * (j + 0.5) / 200);
            }
        }
        double exact = 0.5 * 1e-4 * 5 * Math.PI * Math.PI / 4;
        // Second order: (2π/200)²/12 is 8e-5.
        assertThat(new MongeAmpereEquation(grid).transportCost(phi)).isCloseTo(exact, within(1e-4 * exact));
    }
}
