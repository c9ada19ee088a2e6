package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Change.Stroke;
import org.pushforward.engine.api.Change.Unstroke;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.IntegratingFactor;
import org.pushforward.engine.numerics.Philox;

class ModeOperatorTest {

    @Test
    void coursesAreExact() {
        RodProblem heat = new RodProblem("heat", 5);
        double[] u = heat.curves(new Philox(1), 1)[0];
        // A step of two intervals is two steps of one.
        double[] course = heat.courses(new double[][] {u}, 0.1, 0.05)[0];
        double[] coarse = heat.courses(new double[][] {u}, 0.1, 0.1)[0];
        assertThat(course[2 * RodProblem.N + 20]).isCloseTo(coarse[RodProblem.N + 20], within(1e-12));
        RodProblem burgers = new RodProblem("burgers", 4);
        double[] v = burgers.curves(new Philox(2), 1)[0];
        double[] after = IntegratingFactor.burgers(2 * RodProblem.N, 2 * Math.PI, 0.1).advanced(RodProblem.odd(v), 0.2, 100);
        double[] exact = burgers.courses(new double[][] {v}, 0.1, 0.1)[0];
        for (int i = 0; i < RodProblem.N; i++) {
            assertThat(exact[2 * RodProblem.N + i]).isCloseTo(after[i], within(1e-6));
        }
    }

    @Test
    void heatHasItsEigenvaluesAndItsModesSpanTheCourses() {
        var run = new ModeOperator().opened("equation=heat", "rank=6", "pairs=12", "batch=4", "iterations=2");
        assertThat(run.diagnostics().value("eigenvalue-error").orElseThrow()).isLessThan(1e-10);
        assertThat(run.diagnostics().value("reconstruction").orElseThrow()).isLessThan(1e-10);
        // What is linear is learned by a linear map.
        assertThat(run.diagnostics().value("error-ridge").orElseThrow()).isLessThan(1e-5);
    }

    @Test
    void aStrokeIsTheCurveAndErasingItBringsBackWhatWasThere() {
        var run = new ModeOperator().opened("pairs=12", "rank=4", "batch=4", "iterations=2");
        double[] before = run.frame(0, StepContext.serial()).layer("exact").orElseThrow().arrays().getFirst().values();
        Stroke stroke = new Stroke(1, List.of(0.5, 1.0, 2.5, 1.0), 0.1, 1);
        run.apply(stroke);
        double[] drawn = run.frame(0, StepContext.serial()).layer("exact").orElseThrow().arrays().getFirst().values();
        assertThat(drawn[2 * 30 + 1]).isCloseTo(1, within(0.1));
        run.apply(new Unstroke(1));
        assertThat(run.frame(0, StepContext.serial()).layer("exact").orElseThrow().arrays().getFirst().values()).containsExactly(before);
    }
}
