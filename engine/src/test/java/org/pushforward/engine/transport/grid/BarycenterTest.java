package org.pushforward.engine.transport.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
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
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;

class BarycenterTest {

    private static final StepContext SERIAL = StepContext.serial();

    private static Solver solver(String... assignments) {
        return new BarycenterStudy().opened(assignments);
    }

    private static double diagnostic(Solver s, String id) {
        return s.diagnostics().value(id).orElseThrow();
    }

    private static double[] masses(Solver s) {
        double[] density = ((Layer.ScalarField) s.frame(0).layer("barycenter").orElseThrow()).values();
        return Arrays.stream(density).map(v -> v / density.length).toArray();
    }

    @TestFactory
    Stream<DynamicTest> referenceChecksHold() {
        Workers workers = new Workers(2);
        StepContext context = new StepContext(workers, new CancelToken());
        return new BarycenterStudy().checks().stream().filter(Check.Reference.class::isInstance).map(Check.Reference.class::cast)
                .map(c -> DynamicTest.dynamicTest(c.id(), () -> assertThat(c.measurement().measure(context)).as(c.criterion().toString())
                        .matches(c.criterion()::holds)))
                .onClose(workers::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eps=0.002", "eps=0.01 debiased=false", "eps=0.004 count=2 picture-1=checker", "eps=0.003 count=3 cost=half-squared"})
    void aConvergedBarycentreHasTheMassAndTheMarginalsOfItsPlans(String assignments) {
        Solver s = solver(("grid=48 " + assignments).split(" "));
        assertThat(s.advance(5000, SERIAL)).isEqualTo(Status.CONVERGED);
        // The barycentre is no farther than the tolerance from marginals of mass 1.
        assertThat(diagnostic(s, "mass")).isCloseTo(1, within(1e-3));
        assertThat(s.frame(1).layers()).allSatisfy(l -> assertThat(l.arrays()).allSatisfy(a ->
                assertThat(Arrays.stream(a.values())).allMatch(Double::isFinite)));
    }

    @Test
    void debiasingTakesOutTheBlur() {
        Solver blurred = solver("grid=48", "eps=0.01", "debiased=false");
        Solver sharp = solver("grid=48", "eps=0.01");
        blurred.advance(5000, SERIAL);
        sharp.advance(5000, SERIAL);
        assertThat(diagnostic(sharp, "variance-x")).isLessThan(diagnostic(blurred, "variance-x") - 0.002);
    }

    @Test
    void newWeightsEndWhereAColdStartEnds() {
        Solver warm = solver("grid=40", "tolerance=1e-8", "eps=0.005", "debiased=false");
        warm.advance(5000, SERIAL);
        warm.apply(new Change.Set("weight-1", 0.2));
        warm.apply(new Change.Set("weight-4", 0.0));
        assertThat(warm.status()).isEqualTo(Status.RUNNING);
        assertThat(warm.advance(5000, SERIAL)).isEqualTo(Status.CONVERGED);
        Solver cold = solver("grid=40", "tolerance=1e-8", "eps=0.005", "debiased=false", "weight-1=0.2", "weight-4=0");
        cold.advance(5000, SERIAL);
        // Marginals agree to 1e-8 of each; the distance from the fixed point is that over one minus the rate of the iteration, some 0.9.
        assertThat(BarycenterStudy.distance(masses(warm), masses(cold))).isLessThan(1e-6);
    }

    @Test
    void aNewEpsIsTakenUp() {
        Solver s = solver("grid=40", "eps=0.01");
        s.advance(5000, SERIAL);
        double before = diagnostic(s, "variance-x");
        s.apply(new Change.Set("eps", 0.004));
        assertThat(s.advance(5000, SERIAL)).isEqualTo(Status.CONVERGED);
        assertThat(diagnostic(s, "eps")).isEqualTo(0.004);
        assertThat(diagnostic(s, "variance-x")).isNotEqualTo(before);
    }

    @Test
    void beforeTheFirstSweepThereIsTheUniformDensity() {
        Solver s = solver("grid=40");
        assertThat(diagnostic(s, "iterations")).isZero();
        assertThat(s.diagnostics().value("marginal-error-l1")).isEmpty();
        assertThat(diagnostic(s, "mass")).isCloseTo(1, within(1e-12));
        assertThat(s.frame(0).layers()).allSatisfy(l -> assertThat(l.arrays()).allSatisfy(a ->
                assertThat(Arrays.stream(a.values())).allMatch(Double::isFinite)));
        assertThat(s.frame(0).diagnostics().entries()).allSatisfy(e -> assertThat(e.value()).isFinite());
        s.step(SERIAL);
        assertThat(diagnostic(s, "marginal-error-l1")).isPositive();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"eps=0 | eps:", "eps=1e-13 tolerance=1e-8 | double precision", "count=5 | count:", "weight-1=-1 | weight-1:",
        "weight-1=0 weight-2=0 weight-3=0 weight-4=0 | weights:"})
    void badInputIsToldInOneLine(String assignments, String said) {
        assertThatThrownBy(() -> solver(assignments.split(" "))).isInstanceOf(InputException.class).hasMessageContaining(said)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void theLastWeightCannotBeTakenAway() {
        Solver s = solver("grid=20", "count=2", "weight-1=0");
        Solver.State before = s.save();
        assertThatThrownBy(() -> s.apply(new Change.Set("weight-2", 0.0))).isInstanceOf(InputException.class).hasMessageContaining("weights");
        assertThat(s.save()).isSameAs(before);
    }
}
