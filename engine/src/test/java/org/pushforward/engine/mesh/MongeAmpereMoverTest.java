package org.pushforward.engine.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Course;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.data.DrawnPicture;

class MongeAmpereMoverTest {

    private static final StepContext SERIAL = StepContext.serial();

    private static MongeAmpereMover mover(String... assignments) {
        return new MongeAmpereMover(MeasuredMove.parameters(assignments));
    }

    private static double[] nodes(Solver solver) {
        return ((Layer.Mesh) solver.frame(0).layer("mesh").orElseThrow()).xy();
    }

    private static double diagnostic(Solver solver, String id) {
        return solver.frame(0).diagnostics().value(id).orElseThrow();
    }

    @TestFactory
    Stream<DynamicTest> referenceChecksHold() {
        Workers workers = new Workers(2);
        StepContext context = new StepContext(workers, new CancelToken());
        return new MongeAmpereExperiment().checks().stream().filter(Check.Reference.class::isInstance).map(Check.Reference.class::cast)
                .map(c -> DynamicTest.dynamicTest(c.id(), () -> assertThat(c.measurement().measure(context)).as(c.criterion().toString())
                        .matches(c.criterion()::holds)))
                .onClose(workers::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"monitor=image", "monitor=ring n=64", "monitor=hessian function=ring n=31 refine=2",
        "monitor=moving-bell n=40"})
    void oneAndTwoThreadsGiveTheSameBits(String assignments) {
        Solver one = mover(assignments.split(" "));
        Solver two = mover(assignments.split(" "));
        try (Workers workers = new Workers(2)) {
            StepContext context = new StepContext(workers, new CancelToken());
            for (int k = 0; k < 5; k++) {
                one.step(SERIAL);
                two.step(context);
                assertThat(nodes(two)).isEqualTo(nodes(one));
                assertThat(two.diagnostics()).isEqualTo(one.diagnostics());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"monitor=image n=48", "monitor=moving-bell n=24 end-time=0.1"})
    void aRestoredStateContinuesWithTheSameBits(String assignments) {
        Solver whole = mover(assignments.split(" "));
        whole.advance(2, SERIAL);
        whole.apply(new Change.Set("alpha", 20.0));
        whole.apply(new Change.Stroke(1, List.of(0.3, 0.3, 0.6, 0.5), 0.05, 1));
        whole.advance(2, SERIAL);
        Solver.State saved = whole.save();
        whole.apply(new Change.Unstroke(1));
        whole.advance(3, SERIAL);
        double[] end = nodes(whole);
        Solver other = mover(assignments.split(" "));
        for (Solver s : List.of(whole, other)) {
            s.restore(saved);
            s.apply(new Change.Unstroke(1));
            s.advance(3, SERIAL);
            assertThat(nodes(s)).isEqualTo(end);
            assertThat(s.diagnostics()).isEqualTo(whole.diagnostics());
        }
        assertThat(saved.bytes()).isGreaterThan(8L * 24 * 24);
    }

    @Test
    void aConstantMonitorIsConvergedBeforeTheFirstStep() {
        Solver solver = mover("monitor=constant");
        assertThat(solver.status()).isEqualTo(Status.CONVERGED);
        assertThat(diagnostic(solver, "newton-iterations")).isZero();
        solver.apply(new Change.Stroke(7, List.of(0.5, 0.5), 0.1, 1));
        assertThat(solver.status()).isEqualTo(Status.RUNNING);
        assertThat(solver.advance(50, SERIAL)).isEqualTo(Status.CONVERGED);
        double painted = diagnostic(solver, "min-jacobian");
        assertThat(painted).isBetween(0.3, 0.9);
        solver.apply(new Change.Unstroke(7));
        assertThat(solver.advance(50, SERIAL)).isEqualTo(Status.CONVERGED);
        // φ returns to a constant up to the tolerance 1e-8 of the residual, which bounds D²φ.
        assertThat(diagnostic(solver, "min-jacobian")).isCloseTo(1, within(1e-6));
    }

    @Test
    void thePhotographConvergesWithoutAFoldedFrame() {
        Solver solver = mover();
        int steps = 0;
        while (solver.status() instanceof Status.Running) {
            solver.step(SERIAL);
            steps++;
            assertThat(diagnostic(solver, "min-jacobian")).isPositive();
            assertThat(diagnostic(solver, "boundary-offset")).isZero();
        }
        assertThat(solver.status()).isEqualTo(Status.CONVERGED);
        // Measured: 19 steps, 0.018.
        assertThat(steps).isLessThanOrEqualTo(25);
        assertThat(diagnostic(solver, "equidistribution-cv")).isLessThan(0.03);
        assertThat(diagnostic(solver, "residual")).isLessThanOrEqualTo(1e-8);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 5, 30, 60})
    void aLiveChangeEndsWhereAFreshRunEnds(double alpha) {
        Solver dragged = mover("n=40");
        dragged.advance(1000, SERIAL);
        dragged.apply(new Change.Set("alpha", alpha));
        assertThat(dragged.advance(1000, SERIAL)).isEqualTo(Status.CONVERGED);
        Solver fresh = mover("n=40", "alpha=" + alpha);
        assertThat(fresh.advance(1000, SERIAL)).isEqualTo(Status.CONVERGED);
        double[] a = nodes(dragged);
        double[] b = nodes(fresh);
        double distance = 0;
        for (int k = 0; k < a.length; k++) {
            distance = Math.max(distance, Math.abs(a[k] - b[k]));
        }
        // Both residuals are below 1e-8; the map depends on them by a factor of the order of the density ratio.
        assertThat(distance).isLessThan(1e-6);
    }

    @Test
    void theMovingBellFollowsItsTimeLevels() {
        MongeAmpereExperiment experiment = new MongeAmpereExperiment();
        var p = MeasuredMove.parameters("monitor=moving-bell", "n=32", "end-time=0.055", "dt=0.01");
        assertThat(experiment.course(p)).isEqualTo(new Course.Counted(6));
        Solver solver = experiment.create(p, 1);
        List<Double> times = new ArrayList<>();
        for (int k = 0; k < 6; k++) {
            assertThat(solver.status()).isEqualTo(Status.RUNNING);
            solver.step(SERIAL);
            Frame frame = solver.frame(k + 1);
            times.add(frame.time());
            assertThat(frame.diagnostics().value("residual").orElseThrow()).isLessThanOrEqualTo(1e-8);
            assertThat(frame.diagnostics().value("min-jacobian").orElseThrow()).isPositive();
        }
        assertThat(times).containsExactly(0.01, 0.02, 0.03, 0.04, 0.05, 0.055);
        assertThat(solver.status()).isEqualTo(Status.FINISHED);
        assertThat(solver.progress()).isEqualTo(1);
        solver.apply(new Change.Set("alpha", 10.0));
        assertThat(solver.step(SERIAL)).isEqualTo(Status.FINISHED);
        assertThat(solver.frame(7).time()).isEqualTo(0.055);
    }

    @Test
    void aStallSaysWhatWhereAndWhatHelps() {
        Solver solver = mover("monitor=ring", "alpha=20", "radius2=0.16", "n=20", "refine=1", "continuation=1");
        assertThat(solver.advance(1000, SERIAL)).isInstanceOfSatisfying(Status.Failed.class, f -> {
            assertThat(f.failure().kind()).isEqualTo(Status.Kind.STALLED);
            assertThat(f.failure().where()).matches("cell \\(\\d+, \\d+\\) of 20 × 20");
            assertThat(f.failure().message()).contains("stalled");
            assertThat(f.failure().remedies()).extracting(Status.Remedy::parameter).contains("refine", "alpha");
            for (Status.Remedy r : f.failure().remedies()) {
                MeasuredMove.parameters("monitor=ring").with(r.parameter(), r.value());
            }
        });
        assertThat(diagnostic(solver, "min-jacobian")).isPositive();
        assertThat(mover("monitor=ring", "alpha=20", "radius2=0.16", "n=20", "refine=4").advance(1000, SERIAL))
                .as("the remedy works").isEqualTo(Status.CONVERGED);
    }

    @Test
    void aMonitorBeyondAllBoundsFailsAndTheMeshStays() {
        Solver solver = mover("monitor=hessian", "scale=1e-100", "exponent=10", "n=8");
        assertThat(solver.advance(1000, SERIAL)).isInstanceOfSatisfying(Status.Failed.class,
                f -> assertThat(f.failure().quantity()).isEqualTo("monitor"));
        assertThat(nodes(solver)).doesNotContain(Double.NaN);
    }

    @Test
    void whatChangesWithAResetOnlyIsRefusedWhileRunning() {
        Solver solver = mover("monitor=ring", "n=8");
        assertThatThrownBy(() -> solver.apply(new Change.Set("n", 9))).isInstanceOf(InputException.class).hasMessageContaining("n ");
    }

    @Test
    void aGridThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> mover("monitor=ring", "n=2048", "refine=8")).isInstanceOf(InputException.class)
                .hasMessage("n: the solve grid would have 16384 × 16384 cells; at most 6 million fit");
    }

    @Test
    void rectanglesGetNearlySquareCells() {
        Layer.Mesh mesh = (Layer.Mesh) mover().frame(0).layer("mesh").orElseThrow();
        assertThat(mesh.nx()).isEqualTo(108);
        assertThat(mesh.ny()).isEqualTo(72);
        assertThat(mesh.xy()[2 * 73 * 108]).isEqualTo(640.0 / 427);
        assertThat(mesh.xy()[1 + 2 * 72]).isEqualTo(1);
    }

    @Test
    void aPictureOfOneColorIsConvergedAtOnce() throws IOException {
        Solver solver = new MongeAmpereMover(MeasuredMove.parameters("n=8").with("image", DrawnPicture.of(30, 30, (x, y) -> 0x336699)));
        assertThat(solver.status()).isEqualTo(Status.CONVERGED);
    }

    @Test
    void aPortraitHasItsCellsAlongTheShorterSide() throws IOException {
        SourceFile disc = DrawnPicture.of(40, 100, (x, y) -> Math.hypot(x - 20, y - 50) < 12 ? 0xffffff : 0);
        Solver solver = new MongeAmpereMover(MeasuredMove.parameters("n=20").with("image", disc));
        Layer.Mesh mesh = (Layer.Mesh) solver.frame(0).layer("mesh").orElseThrow();
        assertThat(mesh.nx()).isEqualTo(20);
        assertThat(mesh.ny()).isEqualTo(50);
        assertThat(mesh.xy()[2 * 51 * 20]).isEqualTo(0.4);
        assertThat(solver.advance(200, SERIAL)).isEqualTo(Status.CONVERGED);
        // Cells gather at the rim of the disc, half way up.
        double[] areas = ((Layer.Mesh) solver.frame(0).layer("mesh").orElseThrow()).field("det-j").values();
        assertThat(Arrays.stream(areas, 10 * 50, 10 * 50 + 5).min().orElseThrow())
                .isGreaterThan(2 * Arrays.stream(areas).min().orElseThrow());
    }

    @Test
    void framesHaveTheLayersThatThePanesDraw() {
        MongeAmpereExperiment experiment = new MongeAmpereExperiment();
        Frame image = mover("n=16").frame(0);
        Frame ring = mover("monitor=ring", "n=16").frame(0);
        assertThat(image.layers()).extracting(Layer::id)
                .containsExactly("mesh", "monitor", "potential", "displacement", "mass-histogram", "picture");
        assertThat(ring.layers()).extracting(Layer::id)
                .containsExactly("mesh", "monitor", "potential", "displacement", "mass-histogram");
        assertThat(ring.diagnostics().entries()).extracting(e -> e.id()).containsExactly("residual", "newton-iterations",
                "linear-iterations", "power", "min-det", "min-jacobian", "min-corner-jacobian", "equidistribution-cv",
                "equidistribution-ratio", "skewness", "boundary-offset", "transport-cost", "residual-ratio");
        experiment.panes().forEach(pane -> pane.drawings().forEach(d -> assertThat(
                image.layer(d.layer()).isPresent() || image.diagnostics().value(d.layer()).isPresent()).isTrue()));
    }
}
