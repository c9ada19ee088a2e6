package org.pushforward.engine.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.LevenbergMarquardt;
import org.pushforward.engine.numerics.Philox;

class ConvexNetworkTest {

    private static final CancelToken NEVER = new CancelToken();

    /** First and second derivatives against differences, of both networks, in three variables. */
    @Test
    void derivativesAreExact() {
        for (ConvexNetwork net : new ConvexNetwork[] {ConvexNetwork.legendre(3, 4, 2, 4), ConvexNetwork.tanh(3, 5, 2)}) {
            double[] theta = net.weights().initial(new Philox(4));
            Fit fit = Fit.from(net.weights(), new LevenbergMarquardt(1), Arrays.stream(theta).map(v -> 3 * v).toArray()).precise();
            double[] x = {0.3, 0.8, 0.45};
            double[] all = net.derivatives(fit, x, NEVER);
            double h = 1e-4;
            for (int i = 0; i < 3; i++) {
                double[] up = x.clone();
                double[] down = x.clone();
                up[i] += h;
                down[i] -= h;
                assertThat(all[i]).isEqualTo((net.at(fit, up, NEVER)[0] - net.at(fit, down, NEVER)[0]) / (2 * h), within(1e-6));
                double[] a = net.derivatives(fit, up, NEVER);
                double[] b = net.derivatives(fit, down, NEVER);
                for (int j = 0; j < 3; j++) {
                    assertThat(all[3 + 3 * i + j]).isEqualTo((a[j] - b[j]) / (2 * h), within(1e-5));
                }
            }
        }
    }

    /** Right-hand sides are the determinants of the solutions' second derivatives, by differences. */
    @ParameterizedTest
    @CsvSource({"smooth,2", "smooth,3", "blow-up,2", "blow-up,3", "c1,2", "c1,3"})
    void rightHandSidesBelongToTheSolutions(String name, int d) {
        CubeProblem p = CubeProblem.of(name, d, "");
        double[] x = Arrays.copyOf(new double[] {0.8, 0.85, 0.3}, d);
        double h = 1e-3;
        DMatrixRMaj m = new DMatrixRMaj(d, d);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                m.set(i, j, (at(p, x, i, h, j, h) - at(p, x, i, h, j, -h) - at(p, x, i, -h, j, h) + at(p, x, i, -h, j, -h)) / (4 * h * h));
            }
        }
        assertThat(p.f(x)).isEqualTo(CommonOps_DDRM.det(m), within(1e-3 * Math.abs(p.f(x)) + 1e-6));
    }

    /** What has come in of a problem never asks for more curvature than its values have, by Minkowski's inequality, and comes near to it at the far corner. */
    @Test
    void aShareOfAProblemGoesWithItsValues() {
        CubeProblem p = CubeProblem.of("smooth", 5, "");
        double[] corner = {1, 1, 1, 1, 1};
        for (double s : new double[] {0, 0.25, 0.5, 1}) {
            // D²u = exp(|x|²/2) (I + x xᵀ)
            double e = Math.exp(2.5);
            double mixed = Math.pow(1 - s + s * e, 4) * (1 - s + s * 6 * e);
            double f = p.right(corner, s)[0];
            assertThat(f).isLessThanOrEqualTo(mixed * (1 + 1e-12));
            assertThat(f).isGreaterThan(0.8 * mixed);
            assertThat(p.values(corner, s)[0]).isEqualTo(s * Math.exp(2.5) + (1 - s) * 0.625, within(1e-12));
        }
        assertThat(p.right(corner, 0)[0]).isEqualTo(1);
        assertThat(p.right(corner, 1)).isEqualTo(p.right(corner));
    }

    /** Half a network in u has half its part in value, gradient and second derivatives. */
    @Test
    void aShareOfANetworkIsAShareOfItsPart() {
        ConvexNetwork net = ConvexNetwork.legendre(3, 4, 2, 4);
        Fit fit = Fit.from(net.weights(), new LevenbergMarquardt(1), net.weights().initial(new Philox(4))).precise();
        double[] x = {0.3, 0.8, 0.45};
        double[] whole = net.derivatives(fit, x, NEVER);
        double[] half = net.shared(0.5).derivatives(fit, x, NEVER);
        for (int k = 0; k < 12; k++) {
            double base = k < 3 ? x[k] - 0.5 : k % 4 == 3 ? 1 : 0;
            assertThat(half[k] - base).isEqualTo(0.5 * (whole[k] - base), within(1e-14));
        }
        double quadratic = 0.5 * (0.2 * 0.2 + 0.3 * 0.3 + 0.05 * 0.05);
        assertThat(net.shared(0.5).at(fit, x, NEVER)[0] - quadratic).isEqualTo(0.5 * (net.at(fit, x, NEVER)[0] - quadratic), within(1e-14));
    }

    private static double at(CubeProblem p, double[] x, int i, double a, int j, double b) {
        double[] y = x.clone();
        y[i] += a;
        y[j] += b;
        return p.u(y);
    }

    @Test
    void levenbergMarquardtLearnsASmallSurface() {
        Solver s = new LegendreKan().opened("points=150", "boundary-points=60", "width=3", "layers=1", "degree=4", "optimizer=lm", "end-step=12");
        s.advance(12, StepContext.serial());
        assertThat(s.diagnostics().value("max-error").orElseThrow()).isLessThan(0.2);
        assertThat(s.diagnostics().value("min-eigenvalue").orElseThrow()).isPositive();
    }

    /** A perceptron of four variables, whose data come in over fifteen steps; until then the error is what is still to come, and afterwards it is small. */
    @Test
    void manyVariablesAreLearnedLittleByLittle() {
        Solver s = new LegendreKan().opened("dimension=4", "points=80", "boundary-points=60", "width=2", "layers=1", "degree=3", "basis=tanh", "optimizer=lm", "resample=1", "adaptive=0", "end-step=20");
        s.advance(7, StepContext.serial());
        assertThat(s.diagnostics().value("relative-l2").orElseThrow()).isGreaterThan(0.3);
        s.advance(13, StepContext.serial());
        assertThat(s.diagnostics().value("relative-l2").orElseThrow()).isLessThan(0.1);
        assertThat(s.diagnostics().value("min-eigenvalue").orElseThrow()).isPositive();
    }

    /** From uniform to a density of x alone the map is that of the quantiles. */
    @Test
    void aMapIsLearned() {
        Solver s = new KanMap().opened("points=150", "width=3", "layers=1", "degree=4", "end-step=10", "n=16", "target=formula", "target-formula=1+x");
        assertThat(s.diagnostics().value("map-max-error")).as("Newton's method has not run").isEmpty();
        s.advance(10, StepContext.serial());
        assertThat(s.diagnostics().value("map-max-error").orElseThrow()).isLessThan(0.03);
    }

    /** One over what the determinant of an inverse is where the target is empty says nothing: the cells do. */
    @Test
    void theLeastJacobianOfAnInverseIsThatOfItsCells() {
        Solver s = new KanMap().opened("points=150", "width=3", "layers=1", "degree=4", "end-step=10", "n=16");
        s.advance(3, StepContext.serial());
        double[] xy = ((Layer.Mesh) s.frame(0).layer("mesh").orElseThrow()).xy();
        assertThat(s.diagnostics().value("min-jacobian").orElseThrow()).isEqualTo(KanMap.leastCell(xy)).isLessThan(1);
        assertThat(KanMap.leastCell(new double[] {0, 0, 0, 0.5, 0, 1, 0.25, 0, 0.25, 0.5, 0.25, 1, 1, 0, 1, 0.5, 1, 1})).as("two narrow cells").isEqualTo(0.5);
        assertThat(KanMap.leastCell(new double[] {0, 0, 0, 1, -1, 0, -1, 1})).as("turned over").isEqualTo(-1);
    }

    @Test
    void whatHasNoSolutionIsRefused() {
        assertThatThrownBy(() -> new LegendreKan().opened("problem=formula", "exact=x*y")).isInstanceOf(InputException.class).hasMessageContaining("not convex");
        assertThatThrownBy(() -> new KanMap().opened("target=disc")).isInstanceOf(InputException.class).hasMessageContaining("density is 0");
    }
}
