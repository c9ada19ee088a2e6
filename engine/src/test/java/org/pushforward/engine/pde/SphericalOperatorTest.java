package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SphericalHarmonics;
import org.pushforward.engine.pde.SphereLearning.Film;
import org.pushforward.engine.pde.SphereLearning.Linear;

class SphericalOperatorTest {

    private static SphereProblem problem(String kind, double tilt) {
        return new SphereProblem(kind, new SphericalHarmonics(6), 1e-3, 6, tilt);
    }

    @Test
    void aRotationComesRoundAfterTwelveDays() {
        SphereProblem q = problem(SphereProblem.ROTATION, 0.6);
        Film film = Film.start(q, new Philox(1), 0).longer(q, 48, new CancelToken());
        assertThat(q.distance(film.frames()[24], film.frames()[0])).isGreaterThan(0.3);
        assertThat(q.distance(film.frames()[48], film.frames()[0])).isLessThan(1e-12);
    }

    /** About the axis of the map a rotation is a shift, which map waves know exactly; filters of degrees know no direction. */
    @Test
    void aTurnAboutThePoleIsForTheMapAndDiffusionForTheSphere() {
        for (String kind : new String[] {SphereProblem.ROTATION, SphereProblem.DIFFUSION}) {
            SphereProblem q = problem(kind, 0);
            double[][][] films = {Film.start(q, new Philox(1), 0).longer(q, 4, new CancelToken()).frames(), Film.start(q, new Philox(1), 1).longer(q, 4, new CancelToken()).frames()};
            double[][] held = Film.start(q, new Philox(1), 2).longer(q, 1, new CancelToken()).frames();
            double sphere = q.distance(Linear.ofDegrees(q, films).apply(q, held[0]), held[1]);
            double map = q.distance(Linear.ofWaves(q, films).apply(q, held[0]), held[1]);
            boolean isTurn = kind.equals(SphereProblem.ROTATION);
            assertThat(isTurn ? map : sphere).isLessThan(1e-12);
            assertThat(isTurn ? sphere : map).isGreaterThan(1e-3);
        }
    }

    @Test
    void waterIsScaledThereAndBack() {
        SphereProblem q = problem(SphereProblem.WATER, 0);
        double[][] a = q.start(new Philox(1), -1);
        assertThat(a).hasDimensions(3, 2 * q.sphere().count());
        double[] v = q.values(a);
        assertThat(q.values(q.coefficients(v))).usingComparatorWithPrecision(1e-10).containsExactly(v);
        assertThat(q.truncated(v)).usingComparatorWithPrecision(1e-10).containsExactly(v);
        assertThat(q.next(a)[2][0]).isCloseTo(a[2][0], within(1e-9));
    }

    @Test
    void theRivalHasAboutAsManyWeights() {
        SphereProblem q = new SphereProblem(SphereProblem.WATER, new SphericalHarmonics(21), 0, 6, 0);
        int ours = SphereLearning.spherical(q, 12).size();
        assertThat((double) SphereLearning.flatOfSize(q, ours).size() / ours).isBetween(0.6, 1.6);
        assertThat(SphereLearning.flat(q, 12).size()).isGreaterThan(10 * ours);
    }

    @Test
    void globesAreClosed() {
        SphericalHarmonics s = new SphericalHarmonics(3);
        int[] t = Globes.triangles(s, 2);
        double[] xyz = Globes.nodes(s, 2);
        assertThat(Arrays.stream(t).max().orElseThrow()).isEqualTo(xyz.length / 3 - 1);
        // Euler: V − E + F = 2 a globe, and E = 3F/2.
        assertThat(xyz.length / 3 - t.length / 6).isEqualTo(4);
    }

    @Test
    void theSameSeedGivesTheSameBitsThroughFilmsTrainingAndAlone() {
        double[] errors = new double[2];
        for (int k = 0; k < 2; k++) {
            var run = new SphericalOperator().opened("degree=3", "films=1", "width=2", "batch=1", "iterations=1", "steps=2");
            run.advance(12 + 1 + 2, StepContext.serial());
            errors[k] = run.diagnostics().value("rollout-error").orElseThrow();
            assertThat(run.diagnostics().value("frame").orElseThrow()).isEqualTo(2);
        }
        assertThat(errors[0]).isEqualTo(errors[1]);
    }
}
