package org.pushforward.engine.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.numerics.Matrix;

class GaussianBridgeTest {

    /** Rounding of an independent implementation's numbers, printed with nine digits. */
    private static final double PRINTED = 1e-9;
    private static final GaussianBridge STUDY = new GaussianBridge();
    private static final StepContext SERIAL = StepContext.serial();
    private static final String[] SPACE = {"source-mean=0,0,0", "source-cov=1,.2,0;.2,2,.1;0,.1,.5", "target-mean=1,-1,2",
        "target-cov=.5,0,.1;0,1,0;.1,0,3"};

    private static ParameterSet parameters(String... assignments) {
        return ParameterSet.of(STUDY.parameters(), assignments);
    }

    private static Solver solver(String... assignments) {
        return STUDY.create(parameters(assignments), 5);
    }

    private static double[] particles(Solver solver) {
        return ((Layer.Points) solver.frame(0).layer("particles").orElseThrow()).coordinates();
    }

    private static double diagnostic(Solver solver, String id) {
        return solver.diagnostics().value(id).orElseThrow();
    }

    private static GaussianSchroedingerBridge space(double eps) {
        var p = parameters(SPACE);
        return new GaussianSchroedingerBridge(Gaussian.of(p, "source-mean", "source-cov"), Gaussian.of(p, "target-mean", "target-cov"), eps);
    }

    @TestFactory
    Stream<DynamicTest> referenceChecksHold() {
        Workers workers = new Workers(2);
        StepContext context = new StepContext(workers, new CancelToken());
        return STUDY.checks().stream().filter(Check.Reference.class::isInstance).map(Check.Reference.class::cast)
                .map(c -> DynamicTest.dynamicTest(c.id(), () -> assertThat(c.measurement().measure(context)).as(c.criterion().toString())
                        .matches(c.criterion()::holds)))
                .onClose(workers::close);
    }

    @Test
    void independentNumbersOfTheTiltedTarget() {
        Solver s = solver("eps=1");
        Layer.Matrix c = (Layer.Matrix) s.frame(0).layer("cross-covariance").orElseThrow();
        assertThat(c.values()).containsExactly(new double[] {0.957117261, 0.356102917, 0.356102917, 0.289424292}, within(PRINTED));
        assertThat(diagnostic(s, "transport-cost")).isCloseTo(6.003458447, within(PRINTED));
        assertThat(diagnostic(s, "eot-value")).isCloseTo(6.440514283, within(PRINTED));
    }

    @ParameterizedTest
    @CsvSource({"0.01,0.495025,0.5625125,2.129975", "0.1,0.452493781,0.5637468905,2.172506219", "1,0.207106781,0.6660533906,2.417893219",
        "10,0.024937811,2.824968905,2.600062189"})
    void independentNumbersOnTheLine(String eps, double c, double middle, double cost) {
        Solver s = solver("source-mean=0", "source-cov=1", "target-mean=2", "target-cov=.25", "eps=" + eps);
        assertThat(((Layer.Matrix) s.frame(0).layer("cross-covariance").orElseThrow()).values()[0])
                .isCloseTo(c, within(PRINTED));
        assertThat(diagnostic(s, "transport-cost")).isCloseTo(cost, within(PRINTED));
        Gaussian source = new Gaussian(new double[] {0}, Matrix.of(1, 1, 1));
        Gaussian target = new Gaussian(new double[] {2}, Matrix.of(1, 1, 0.25));
        assertThat(new GaussianSchroedingerBridge(source, target, Double.parseDouble(eps)).marginal(0.5).covariance().get(0, 0))
                .isCloseTo(middle, within(PRINTED));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-6, 0.1, 1, 100})
    void theMarginalsFollowTheDrift(double eps) {
        GaussianSchroedingerBridge b = space(eps);
        for (double t : new double[] {0.1, 0.5, 0.9}) {
            Matrix k = b.driftMatrix(t);
            Matrix s = b.marginal(t).covariance();
            Matrix change = k.times(s).plus(s.times(k.transposed())).plusIdentity(eps);
            // S is quadratic in t, so the central difference is exact but for round-off.
            Matrix difference = b.marginal(t + 0.05).covariance().minus(b.marginal(t - 0.05).covariance()).scaled(10);
            assertThat(change.minus(difference).frobenius()).isLessThan(1e-11 * (1 + eps));
        }
    }

    @Test
    void theEndsAreTheGivenDistributions() {
        GaussianSchroedingerBridge b = space(0.7);
        assertThat(b.marginal(1).covariance().minus(Matrix.of(3, 3, 0.5, 0, 0.1, 0, 1, 0, 0.1, 0, 3)).frobenius()).isLessThan(1e-14);
        assertThat(b.mean(1)).containsExactly(1, -1, 2);
    }

    @Test
    void swappingTheEndsTransposesThePlan() {
        var p = parameters(SPACE);
        Gaussian source = Gaussian.of(p, "source-mean", "source-cov");
        Gaussian target = Gaussian.of(p, "target-mean", "target-cov");
        Matrix there = new GaussianSchroedingerBridge(source, target, 0.4).crossCovariance();
        Matrix back = new GaussianSchroedingerBridge(target, source, 0.4).crossCovariance();
        assertThat(there.transposed().minus(back).frobenius()).isLessThan(1e-13);
    }

    @Test
    void smallNoiseIsOptimalTransportAndLargeNoiseIsIndependence() {
        // tr C = ½ tr (D − ε) falls by ½dε to first order: the cost is 1.5e-8 above its limit.
        assertThat(space(1e-8).transportCost()).isCloseTo(space(1e-8).wassersteinCost(), within(1e-7));
        assertThat(space(1e6).crossCovariance().frobenius()).isLessThan(1e-5);
        assertThat(space(1e6).mutualInformation()).isBetween(0.0, 1e-9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"euler-maruyama", "exact"})
    void particlesHaveTheMarginals(String integrator) {
        Solver s = solver(concat(SPACE, "integrator=" + integrator, "particles=20000", "steps=100", "eps=2"));
        s.advance(50, SERIAL);
        // Three times the expected √(((tr S)² + ‖S‖²)/n)/‖S‖, about 1.3 %; the time step adds a few per mille.
        assertThat(diagnostic(s, "covariance-error")).isLessThan(3 * diagnostic(s, "sampling-error"));
        assertThat(s.advance(1000, SERIAL)).isEqualTo(Status.FINISHED);
        assertThat(diagnostic(s, "covariance-error")).isLessThan(3 * diagnostic(s, "sampling-error"));
        assertThat(diagnostic(s, "time")).isEqualTo(1);
    }

    @Test
    void theExactTransitionNeedsOneStepOnly() {
        Solver s = solver("integrator=exact", "particles=20000", "steps=1", "eps=10");
        s.step(SERIAL);
        assertThat(diagnostic(s, "covariance-error")).isLessThan(3 * diagnostic(s, "sampling-error"));
    }

    @Test
    void eulerMaruyamaIsOfFirstOrder() {
        // Moments of the recursion itself, without sampling: S ← A S Aᵀ + B Bᵀ.
        double ratio = recursionError(40) / recursionError(80);
        // The error halves; terms of second order are a few per cent at N = 40.
        assertThat(ratio).isCloseTo(2, within(0.1));
    }

    private static double recursionError(int steps) {
        GaussianSchroedingerBridge b = space(0.5);
        Matrix s = b.marginal(0).covariance();
        for (int k = 0; k < steps; k++) {
            LinearTransition step = LinearTransition.eulerMaruyama(b, (double) k / steps, 1.0 / steps);
            Matrix a = Matrix.of(3, 3, step.matrix());
            Matrix noise = Matrix.of(3, 3, step.noise());
            s = a.times(s).times(a.transposed()).plus(noise.times(noise.transposed()));
        }
        return s.minus(b.marginal(1).covariance()).frobenius();
    }

    @Test
    void aChangedNoiseGivesTheRunThatHadItFromTheStart() {
        Solver changed = solver("eps=0.1");
        changed.advance(40, SERIAL);
        changed.apply(new Change.Set("eps", 3.0));
        changed.advance(10, SERIAL);
        Solver whole = solver("eps=3");
        whole.advance(50, SERIAL);
        assertThat(particles(changed)).isEqualTo(particles(whole));
        changed.advance(1000, SERIAL);
        changed.apply(new Change.Set("eps", 0.1));
        whole = solver("eps=0.1");
        whole.advance(1000, SERIAL);
        assertThat(changed.status()).isEqualTo(Status.FINISHED);
        assertThat(particles(changed)).isEqualTo(particles(whole));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "target-mean=1,2,3 | target-cov:",
        "source-cov=1,0;0.5,1 | not symmetric",
        "source-cov=1,2;2,1 | not positive definite",
        "target-cov=1,0;0,0 | not positive definite",
        "target-cov=1 | 2 × 2",
        "source-mean=0 source-cov=1 | same dimension",
        "eps=0 | eps:",
        "eps=1e-30 | eps:",
        "source-mean=0,NaN | source-mean:"})
    void badInputIsToldInOneLine(String assignments, String said) {
        assertThatThrownBy(() -> solver(assignments.split(" "))).isInstanceOf(InputException.class).hasMessageContaining(said)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    private static String[] concat(String[] some, String... more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
    }
}
