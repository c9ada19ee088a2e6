package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.OperatorNetwork;
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

    /** Eastwards about the pole by a meridian, and about any axis with the field along it at rest. */
    @Test
    void aRotationTurnsEastwardsAboutItsAxis() {
        SphericalHarmonics sphere = new SphericalHarmonics(6);
        int n = sphere.meridians();
        SphereProblem q = new SphereProblem(SphereProblem.ROTATION, sphere, 0, 288.0 / n, 0);
        double[][] a = q.start(new Philox(1), 0);
        double[] before = q.values(a);
        double[] after = q.values(q.next(a));
        for (int k = 0; k < before.length; k++) {
            assertThat(after[k / n * n + (k % n + 1) % n]).isCloseTo(before[k], within(1e-12));
        }
        double[] along = new double[sphere.places()];
        Arrays.setAll(along, k -> Math.cos(0.6) * sphere.sine(k / n) + Math.sin(0.6) * Math.sqrt(1 - sphere.sine(k / n) * sphere.sine(k / n)) * Math.cos(2 * Math.PI * (k % n) / n));
        SphereProblem tilted = problem(SphereProblem.ROTATION, 0.6);
        assertThat(tilted.values(tilted.next(tilted.coefficients(along)))).usingComparatorWithPrecision(1e-12).containsExactly(along);
    }

    /** What a network says is next is what it is taught if that is next indeed; and a miss counts by its area. */
    @Test
    void aNetworkIsTaughtWhatItSays() {
        SphereProblem q = problem(SphereProblem.WATER, 0);
        for (OperatorNetwork net : new OperatorNetwork[] {SphereLearning.spherical(q, 2), SphereLearning.flat(q, 2)}) {
            Fit fit = Fit.start(Weights.of(net), AdamW.ADAM, new Philox(2));
            double[] change = {0.5, 2, 3};
            double[] x = q.values(q.start(new Philox(1), 1));
            double[] y = SphereLearning.moved(q, net, fit, change, x, new CancelToken());
            assertThat(q.distance(y, x)).isGreaterThan(1e-3);
            assertThat(loss(q, net, fit.theta(), change, x, y)).isLessThan(1e-9);
            int n = q.sphere().meridians();
            double[] off = x.clone();
            for (int i = 0; i < n; i++) {
                off[2 * n + i] += change[0];
            }
            assertThat(loss(q, net, new double[fit.theta().length], change, x, off)).isCloseTo(q.sphere().weight(2) / 3, within(1e-6));
        }
    }

    private static double loss(SphereProblem q, OperatorNetwork net, double[] theta, double[] change, double[] x, double[] y) {
        SphereLearning.Batch batch = SphereLearning.Batch.of(q, new double[][][] {{x, y}}, change, new int[] {0}, 1, new double[x.length]);
        try (Tape tape = Tape.precise(new CancelToken())) {
            return batch.loss(q, net, Theta.constant(tape, Weights.of(net), theta)).number();
        }
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
