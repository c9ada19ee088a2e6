package org.pushforward.engine.bridge.light;

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

class LightBridgeSolverTest {

    private static final StepContext SERIAL = StepContext.serial();
    private static final String[] SMALL = {"components=12", "steps=200", "iterations-per-step=5", "flow-steps=20", "particles=700"};

    private static Solver solver(boolean matching, String... assignments) {
        String[] all = Stream.concat(Stream.of(SMALL), Stream.of(assignments)).toArray(String[]::new);
        return new LightBridgeSolver(LightBridgeParameters.with(matching, all), matching, 5);
    }

    private static double[] particles(Solver s) {
        return ((Layer.Points) s.frame(0).layer("particles").orElseThrow()).coordinates();
    }

    private static double diagnostic(Solver s, String id) {
        return s.diagnostics().value(id).orElseThrow();
    }

    private static double[] theta(Solver s) {
        return ((LightState) s.save()).training().theta();
    }

    @TestFactory
    Stream<DynamicTest> quickReferenceChecksHold() {
        Workers workers = new Workers(2);
        StepContext context = new StepContext(workers, new CancelToken());
        return Stream.of(new LightBridgeExperiment(), new LightBridgeMatchingExperiment())
                .flatMap(e -> e.checks().stream().filter(Check.Reference.class::isInstance).map(Check.Reference.class::cast)
                        .filter(c -> !c.isLong()).map(c -> DynamicTest.dynamicTest(e.id() + " " + c.id(),
                                () -> assertThat(c.measurement().measure(context)).as(c.criterion().toString()).matches(c.criterion()::holds))))
                .onClose(workers::close);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRunEndsAfterOnePassAlongTheTrainedBridge(boolean matching) {
        Solver s = solver(matching);
        long steps = 0;
        while (s.step(SERIAL) instanceof Status.Running) {
            steps++;
        }
        // 40 steps of training are two passes; one more follows.
        assertThat(steps + 1).isEqualTo(60).isEqualTo(LightBridgePanes.steps(LightBridgeParameters.with(matching, SMALL)));
        assertThat(s.status()).isEqualTo(Status.FINISHED);
        assertThat(diagnostic(s, "iterations")).isEqualTo(200);
        assertThat(diagnostic(s, "time")).isEqualTo(1);
        assertThat(diagnostic(s, "drift-residual")).isLessThan(1e-6);
    }

    @Test
    void aChangedNoiseKeepsTheParametersAndTrainsAsLongAgain() {
        Solver s = solver(false);
        s.advance(1000, SERIAL);
        double[] before = theta(s);
        s.apply(new Change.Set("eps", 0.05));
        assertThat(theta(s)).isEqualTo(before);
        assertThat(diagnostic(s, "eps")).isEqualTo(0.05);
        assertThat(s.status()).isEqualTo(Status.RUNNING);
        s.advance(1000, SERIAL);
        assertThat(diagnostic(s, "iterations")).isEqualTo(400);
        assertThat(s.status()).isEqualTo(Status.FINISHED);
    }

    @Test
    void heldParticlesMoveWithTheTimeAndAreDrawnFromTheEnds() {
        Solver s = solver(false, "motion=hold", "t=0", "steps=0");
        assertThat(s.step(SERIAL)).isEqualTo(Status.FINISHED);
        double[] start = particles(s);
        s.apply(new Change.Set("t", 1.0));
        assertThat(particles(s)).isNotEqualTo(start);
        assertThat(s.frame(1).time()).isEqualTo(1);
        s.apply(new Change.Set("t", 0.0));
        assertThat(particles(s)).isEqualTo(start);
        assertThat(s.step(SERIAL)).isEqualTo(Status.FINISHED);
    }

    @Test
    void heldAndFlowingParticlesHaveTheSameLaw() {
        String[] given = {"centers=-1,1;1,0.5", "alpha=0.4,0.6", "scales=0.3,0.6;0.6,0.2", "eps=0.5", "particles=20000", "flow-steps=100"};
        Solver flow = solver(false, given);
        flow.advance(100, SERIAL);
        Solver hold = solver(false, Stream.concat(Stream.of(given), Stream.of("motion=hold", "t=1")).toArray(String[]::new));
        double[] a = particles(flow);
        double[] b = particles(hold);
        for (int c = 0; c < 2; c++) {
            double[] sums = new double[4];
            for (int k = c; k < a.length; k += 2) {
                sums[0] += a[k] / 20_000;
                sums[1] += b[k] / 20_000;
                sums[2] += a[k] * a[k] / 20_000;
                sums[3] += b[k] * b[k] / 20_000;
            }
            // Two means of 20 000 draws with deviations near 1 differ by 0.01, one deviation; the time step adds as much.
            assertThat(sums[0]).isCloseTo(sums[1], within(0.04));
            assertThat(sums[2]).isCloseTo(sums[3], within(0.08));
        }
    }

    @Test
    void theDriftAtQueryPointsIsALayer() {
        Solver s = solver(false, "centers=1,2,0;3,4,1", "query=0,0,0;1,1,1", "t=0.3", "eps=0.5");
        Layer.Matrix drift = (Layer.Matrix) s.frame(0).layer("drift").orElseThrow();
        assertThat(drift.rows()).isEqualTo(2);
        assertThat(drift.columns()).isEqualTo(3);
        LightBridge b = new LightBridge(0.5, new double[] {Math.log(0.5), Math.log(0.5)}, new double[] {1, 3, 2, 4, 0, 1},
                new double[] {0.1, 0.1, 0.1, 0.1, 0.1, 0.1});
        // Scales go through a logarithm and back.
        assertThat(drift.values()).containsExactly(b.drift(new double[] {0, 0, 0, 1, 1, 1}, 0.3), within(1e-12));
        assertThat(s.diagnostics().value("cbw-uvp")).isEmpty();
    }

    @Test
    void anExplodingTrainingFailsWithARemedyThatHelps() {
        String[] wild = {"learning-rate=1000", "eps=0.01"};
        Solver s = solver(false, wild);
        assertThat(s.advance(1000, SERIAL)).isInstanceOf(Status.Failed.class);
        Status.Failure failure = ((Status.Failed) s.status()).failure();
        assertThat(failure.quantity()).isEqualTo("loss");
        assertThat(diagnostic(s, "loss")).isFinite();
        ParameterSet p = LightBridgeParameters.with(false, Stream.concat(Stream.of(SMALL), Stream.of(wild)).toArray(String[]::new));
        for (Status.Remedy r : failure.remedies()) {
            Solver other = new LightBridgeSolver(p.with(r.parameter(), r.value()), false, 5);
            assertThat(other.advance(1000, SERIAL)).isEqualTo(Status.FINISHED);
        }
    }

    @Test
    void moreThanTwoDimensionsAreShownInThePrincipalPlane() {
        Solver s = solver(false, "problem=benchmark", "dimension=5", "eps=1", "initial-scale=1");
        s.advance(5, SERIAL);
        assertThat(particles(s)).hasSize(2 * 700);
        assertThat(diagnostic(s, "cbw-uvp")).isPositive();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "eps=0 | eps:",
        "alpha=1,1 | without centers",
        "centers=1,2;3,4 alpha=1 | 2 centers",
        "centers=1,2;3,4 alpha=1,-1 | above 0",
        "centers=1,2;3,4 scales=1,1 | 1 × 2",
        "centers=1,2;3,4 scales=1,0;1,1 | above 0",
        "query=1,2,3 | dimension is 2",
        "centers=1,2,3 source=moons | 3 coordinates",
        "source=8-gaussian | 8-gaussian",
        "t=2 | t:",
        "learning-rate=0 | learning-rate:"})
    void badInputIsToldInOneLine(String assignments, String said) {
        assertThatThrownBy(() -> solver(false, assignments.split(" "))).isInstanceOf(InputException.class).hasMessageContaining(said)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void onlyNoiseAndTimeChangeLive() {
        Solver s = solver(false);
        assertThatThrownBy(() -> s.apply(new Change.Set("batch", 10))).isInstanceOf(InputException.class);
    }
}
