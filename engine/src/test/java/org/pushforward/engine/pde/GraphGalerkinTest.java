package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.ChebyshevConvolution;
import org.pushforward.engine.learn.layer.SparseRows;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Race;

class GraphGalerkinTest {

    @Test
    void theLHasTheNodesItShould() {
        GalerkinProblem q = GalerkinProblem.poisson(16, 0);
        assertThat(q.size()).isEqualTo(833);
        assertThat(Arrays.stream(q.mass()).sum()).isCloseTo(3, within(1e-12));
    }

    @Test
    void allEquationsHoldForTheDirectSolve() {
        for (GalerkinProblem q : new GalerkinProblem[] {GalerkinProblem.poisson(6, 0), GalerkinProblem.poisson(6, 10), GalerkinProblem.plate(4)}) {
            double[] u = q.solve(1, q.isHeld(), new double[q.size()]);
            double[] r = q.residual(u, 1, q.isHeld());
            assertThat(Math.sqrt(Vectors.dot(r, r) / Vectors.dot(q.load(), q.load()))).isLessThan(1e-11);
            assertThat(Vectors.dot(u, u)).isGreaterThan(0.01);
        }
    }

    @Test
    void theEnergyOnATapeIsThatOfTheProblem() {
        for (GalerkinProblem q : new GalerkinProblem[] {GalerkinProblem.poisson(3, 10), GalerkinProblem.plate(2)}) {
            GraphSolution net = GraphSolution.of(q, 2, 3, 3, q.isHeld(), new double[q.size()]);
            try (Tape tape = Tape.precise(new CancelToken())) {
                double[] theta = Weights.of(net).initial(new Philox(1));
                Theta w = Theta.constant(tape, Weights.of(net), theta);
                double[] u = net.unknowns(w).array();
                assertThat(net.energy(w, 2).number()).isCloseTo(q.energy(u, 2), within(1e-12));
                double[] r = q.residual(u, 2, q.isHeld());
                double scale = Arrays.stream(q.load()).max().orElseThrow();
                assertThat(net.residuals(w, 2).square().sum().number()).isCloseTo(Vectors.dot(r, r) / scale / scale, within(1e-9));
            }
        }
    }

    /** On a ring L̃ has cos as its eigenvectors with −cos(2π/n), and T_k of that is (−1)^k cos(2πk/n); both recurrences give it. */
    @Test
    void chebyshevPolynomialsOfARing() {
        int n = 12;
        int[][] ring = new int[n][];
        Arrays.setAll(ring, i -> new int[] {(i + n - 1) % n, (i + 1) % n});
        for (int inputs = 1; inputs <= 2; inputs++) {
            ChebyshevConvolution c = new ChebyshevConvolution("c", inputs, 1, 4);
            double[] theta = new double[4 * inputs + 1];
            theta[3 * inputs] = 1;
            double[] h = new double[n * inputs];
            for (int i = 0; i < n; i++) {
                h[i * inputs] = Math.cos(2 * Math.PI * i / n);
            }
            try (Tape tape = Tape.precise(new CancelToken())) {
                SparseRows.On l = ChebyshevConvolution.laplacian(ring).on(tape);
                double[] y = c.apply(Theta.constant(tape, Weights.of(c), theta), l, tape.of(h, n, inputs)).array();
                for (int i = 0; i < n; i++) {
                    assertThat(y[i]).isCloseTo(-Math.cos(6 * Math.PI / n) * Math.cos(2 * Math.PI * i / n), within(1e-12));
                }
            }
        }
    }

    /** κ vᵀKu + γ Σ m u³v = Fᵀv for every v that is zero where u is held: the true modulus stays, whatever the problem. */
    @Test
    void theTrueModulusOfTheTrueSolutionStays() {
        for (GalerkinProblem q : new GalerkinProblem[] {GalerkinProblem.poisson(4, 0), GalerkinProblem.poisson(4, 10), GalerkinProblem.plate(2)}) {
            double[] u = q.solve(2.5, q.isHeld(), new double[q.size()]);
            GraphSolution graph = GraphSolution.of(q, 1, 1, 1, q.isHeld(), new double[q.size()]);
            for (double before : new double[] {2.5, 1}) {
                var s = new GraphGalerkin.Solving(q, u, 2.5, new int[1], graph, null, Race.of(List.of("energy"), _ -> u), before);
                assertThat(GraphGalerkin.read(s).modulus()).isCloseTo(before + 0.02 * (2.5 - before), within(1e-9));
            }
        }
    }

    /** The rival's loss is the mean square of Δu − γu³ + f at inner nodes, with Δu by differences, and of u at the boundary. */
    @Test
    void thePerceptronLearnsTheEquation() {
        double h = 1e-3;
        for (double gamma : new double[] {0, 10}) {
            GalerkinProblem q = GalerkinProblem.poisson(2, gamma);
            Weights weights = Weights.of(GraphGalerkin.perceptron());
            try (Tape tape = Tape.precise(new CancelToken())) {
                Theta w = Theta.constant(tape, weights, Arrays.stream(weights.initial(new Philox(3))).map(v -> 1.5 * v + 0.1).toArray());
                double[][] u = new double[5][];
                for (int k = 0; k < 5; k++) {
                    double[] at = q.xy().clone();
                    for (int v = 0; v < q.size(); v++) {
                        at[2 * v] += k == 1 ? h : k == 2 ? -h : 0;
                        at[2 * v + 1] += k == 3 ? h : k == 4 ? -h : 0;
                    }
                    u[k] = GraphGalerkin.perceptron().apply(w, tape.of(at, q.size(), 2)).array();
                }
                double sum = 0;
                for (int v = 0; v < q.size(); v++) {
                    double here = u[0][v];
                    double laplacian = (u[1][v] + u[2][v] + u[3][v] + u[4][v] - 4 * here) / h / h;
                    sum += q.isHeld()[v] ? 100 * here * here : Math.pow(laplacian - gamma * Math.pow(here, 3) + (gamma == 0 ? 1 : 10), 2);
                }
                assertThat(GraphGalerkin.atPoints(q, w).number()).isCloseTo(sum / q.size(), within(1e-4));
            }
        }
    }

    @Test
    void sensorsHoldExactly() {
        var run = new GraphGalerkin().opened("mesh=3", "width=2", "order=2", "sensors=3", "iterations=4");
        run.advance(3, StepContext.serial());
        assertThat(run.diagnostics().value("boundary-error").orElseThrow()).isZero();
        assertThat(run.diagnostics().value("modulus").orElseThrow()).isNotEqualTo(1);
    }

    @Test
    void aJacobianOfALargeMeshIsRefused() {
        assertThatThrownBy(() -> new GraphGalerkin().opened("optimizer=levenberg-marquardt")).isInstanceOf(InputException.class).hasMessageContaining("at most 8");
    }
}
