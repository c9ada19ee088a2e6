package org.pushforward.engine.bridge.learned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.bridge.fitting.LineCoupling;
import org.pushforward.engine.numerics.Philox;

class DiffusionBridgeTest {

    private static final CancelToken NEVER = new CancelToken();

    /** Two half-iterations of six iterations, four a step: the network changes in the middle of a step. */
    private static Solver solver(String... assignments) {
        String[] small = {"batch=16", "iterations=6", "half-iterations=2", "iterations-per-step=4", "cache=40", "refresh=4", "particles=30", "steps=5",
            "width=8", "depth=2"};
        String[] all = Arrays.copyOf(small, small.length + assignments.length);
        System.arraycopy(assignments, 0, all, small.length, assignments.length);
        return new DiffusionBridgeSolver(DiffusionBridgeParameters.with(all), 1);
    }

    private static double[] ends(Solver s) {
        return ((Layer.Points) s.frame(0).layer("ends").orElseThrow()).coordinates();
    }

    /** The dossier's published case and the closed form that the truth on screen is taken from. */
    @Test
    void theKnownBridge() {
        LineCoupling exact = LineCoupling.plan(-0.1, 1, 0.1, 1, 1);
        assertThat(exact.c()).isCloseTo(0.6180339887, Offset.offset(1e-10));
        assertThat(exact.variance(0.5, 1)).isCloseTo(1.0590169944, Offset.offset(1e-10));
        // ½(0.2² + 1 + 1 − 2c)
        assertThat(exact.cost()).isCloseTo(1.02 - exact.c(), Offset.offset(1e-15));
    }

    @ParameterizedTest
    @EnumSource(TimeGrid.Schedule.class)
    void gridsAreSymmetricAndWhole(TimeGrid.Schedule schedule) {
        for (int n : new int[] {2, 3, 16, 17}) {
            TimeGrid grid = TimeGrid.of(schedule, n);
            assertThat(grid.t()[0]).isZero();
            assertThat(grid.t()[n]).isOne();
            for (int k = 0; k < n; k++) {
                assertThat(grid.t()[k + 1]).isGreaterThan(grid.t()[k]);
                assertThat(grid.t()[k]).isCloseTo(1 - grid.t()[n - k], Offset.offset(1e-15));
            }
        }
    }

    @Test
    void stepsToAKnownEndAreBrownianBridges() {
        assertThat(ExactChain.pinnedError()).isLessThan(1e-14);
    }

    /** With what the networks should learn, halving the steps halves the distance from iterative proportional fitting. */
    @ParameterizedTest
    @EnumSource(ChainMethod.class)
    void chainsAreFirstOrderInTheStep(ChainMethod method) {
        double exact = LineCoupling.reference(0, 1, 1).withTarget(0, 2).withSource(0, 1).c();
        double coarse = ExactChain.halfSteps(method, 64)[1] - exact;
        double fine = ExactChain.halfSteps(method, 128)[1] - exact;
        // The ratio tends to 2 with a remainder of order 1/N.
        assertThat(coarse / fine).isCloseTo(2, Offset.offset(0.1));
    }

    /**
     * The mean of the targets given x_t is linear between normal distributions; its slope over many draws against the exact drift
     * K_t = v̇/2v ∓ ε/2v of the bridge (score −x/v), forward and backward.
     */
    @Test
    void matchingTargetsHaveTheExactDriftAsTheirMean() {
        int n = 200_000;
        double eps = 0.8;
        LineCoupling law = LineCoupling.plan(0, 1, 0, 2, eps);
        double[][] pairs = pairs(law, n);
        double[] z = new double[n];
        new Philox(9).normals(0, n, 0, 1, z, 0);
        for (double t : new double[] {0.3, 0.7}) {
            double v = law.variance(t, eps);
            double h = 1e-5;
            double half = (law.variance(t + h, eps) - law.variance(t - h, eps)) / (4 * h) / v;
            double[] u = new double[n];
            Arrays.fill(u, (t - 1e-3) / (1 - 2e-3));
            Examples forward = MatchingMethod.DSBM.examples(Direction.FORWARD, eps, pairs[0], pairs[1], u, z);
            Examples backward = MatchingMethod.DSBM.examples(Direction.BACKWARD, eps, pairs[0], pairs[1], u, z);
            Examples both = MatchingMethod.SCORE_FLOW.examples(Direction.FORWARD, eps, pairs[0], pairs[1], u, z);
            // Targets have deviations up to 2, x one of about 1.2: slopes over 200 000 draws are good to 0.004, four of them are allowed.
            Offset<Double> close = Offset.offset(0.016);
            assertThat(slope(forward.x(), forward.targets())).isCloseTo(half - 0.5 * eps / v, close);
            assertThat(slope(backward.x(), backward.targets())).isCloseTo(-half - 0.5 * eps / v, close);
            assertThat(slope(both.x(), MatchingMethod.SCORE_FLOW.slope(Direction.FORWARD, both.targets(), 1))).isCloseTo(half - 0.5 * eps / v, close);
            assertThat(slope(both.x(), MatchingMethod.SCORE_FLOW.slope(Direction.BACKWARD, both.targets(), 1))).isCloseTo(-half - 0.5 * eps / v, close);
            Examples flow = MatchingMethod.CONDITIONAL_FLOW.examples(Direction.FORWARD, eps, pairs[0], pairs[1], u, z);
            assertThat(slope(flow.x(), flow.targets())).isCloseTo(half, close);
        }
    }

    private static double[][] pairs(LineCoupling law, int n) {
        double[] z = new double[2 * n];
        new Philox(8).normals(0, n, 0, 2, z, 0);
        double[] x0 = new double[n];
        double[] x1 = new double[n];
        for (int k = 0; k < n; k++) {
            x0[k] = Math.sqrt(law.a()) * z[2 * k];
            x1[k] = law.c() / law.a() * x0[k] + Math.sqrt(law.b() - law.c() * law.c() / law.a()) * z[2 * k + 1];
        }
        return new double[][] {x0, x1};
    }

    private static double slope(double[] x, double[] y) {
        double xy = 0;
        double xx = 0;
        for (int k = 0; k < x.length; k++) {
            xy += x[k] * y[k];
            xx += x[k] * x[k];
        }
        return xy / xx;
    }

    /** The drift of DSB's target: F(x_b) − F(x_a) with the other network at the time of b for both points. */
    @Test
    void dsbAsksTheTeacherAtTheTimeAfterTheStep() {
        TimeGrid grid = TimeGrid.of(TimeGrid.Schedule.UNIFORM, 2);
        Chains chains = new Chains(1, new double[][] {{1}, {3}, {7}}, 0);
        Predictor teacher = (x, t) -> new double[] {10 * t + x[0] * x[0]};
        Examples back = ChainMethod.DSB.examples(Direction.BACKWARD, grid, chains, new int[] {0}, new int[] {0}, teacher);
        assertThat(back.x()).containsExactly(7);
        assertThat(back.t()).containsExactly(1);
        assertThat(back.targets()).containsExactly(3 + 9 - (7 + 49));
        Examples forth = ChainMethod.FLOW.examples(Direction.FORWARD, grid, chains, new int[] {0}, new int[] {1}, teacher);
        assertThat(forth.targets()).containsExactly((7 - 3) / 0.5);
        Examples guess = ChainMethod.TERMINAL.examples(Direction.BACKWARD, grid, chains, new int[] {0}, new int[] {1}, teacher);
        assertThat(guess.x()).containsExactly(3);
        assertThat(guess.targets()).containsExactly(1);
        assertThat(ChainMethod.SIMPLIFIED.examples(Direction.BACKWARD, grid, chains, new int[] {0}, new int[] {1}, teacher).targets())
                .containsExactly(1 - 3);
    }

    /** Cost of the entropic plan between normal samples against the closed form, and that the plan's rows are drawn by their weights. */
    @Test
    void theEntropicPlanOfASample() {
        int n = 1500;
        double[] x = new double[n];
        double[] y = new double[n];
        new Philox(1).normals(0, n, 0, 1, x, 0);
        new Philox(2).normals(0, n, 0, 1, y, 0);
        EntropicPlan plan = EntropicPlan.between(x, y, 1, 1, NEVER);
        // Variances of samples of 1500 are off by 0.037, and the cost with them by as much.
        assertThat(plan.cost()).isCloseTo(1 - 0.6180339887, Offset.offset(0.1));
        double[][] few = {{-5, 5}, {5, -5}};
        EntropicPlan sharp = EntropicPlan.between(few[0], few[1], 1, 0.1, NEVER);
        assertThat(new int[] {sharp.draw(0, 0.5), sharp.draw(1, 0.5)}).containsExactly(1, 0);
        assertThat(MinibatchCoupling.EXACT.partners(few[0], few[1], 1, 1, new Philox(1), 0, NEVER)).containsExactly(1, 0);
        assertThat(MinibatchCoupling.INDEPENDENT.partners(few[0], few[1], 1, 1, new Philox(1), 0, NEVER)).containsExactly(0, 1);
    }

    @Test
    void howIterationsAreSharedAmongStepsDoesNotMatter() {
        Solver a = solver("method=dsb");
        Solver b = solver("method=dsb", "iterations-per-step=3");
        a.advance(10, StepContext.serial());
        b.advance(10, StepContext.serial());
        assertThat(ends(b)).isEqualTo(ends(a));
    }

    /** Fitting in turns keeps the reference it began with: another ε must begin with chains of the new one, not with those of the old drift. */
    @Test
    void anotherNoiseBeginsWithItsOwnReference() {
        Solver s = solver("method=fr-dsb", "cache=4000");
        s.advance(40, StepContext.serial());
        assertThat(s.status()).isEqualTo(Status.FINISHED);
        s.apply(new Change.Set("eps", 9.0));
        assertThat(s.step(StepContext.serial())).isEqualTo(Status.RUNNING);
        Chains chains = ((DiffusionState) s.save()).point().chains();
        int n = chains.x().length - 1;
        double square = 0;
        for (int k = 0; k < 8000; k++) {
            double way = chains.x()[n][k] - chains.x()[0][k];
            square += way * way / 8000;
        }
        // The deviation of a sample variance of 8000 is 9·√(2/8000) = 0.14; four of them are allowed.
        assertThat(square).isCloseTo(9, Offset.offset(0.57));
        assertThat(s.diagnostics().value("eps")).hasValue(9);
        s.advance(40, StepContext.serial());
        assertThat(s.status()).isEqualTo(Status.FINISHED);
    }

    /** Another ε waits for the next step or picture; which of them comes first, and what came between, leaves no trace. */
    @Test
    void aPictureOfAnotherNoiseChangesNothing() {
        Solver plain = solver("method=fr-dsb");
        plain.step(StepContext.serial());
        Solver.State before = plain.save();
        plain.apply(new Change.Set("eps", 2.0));
        assertThat(plain.diagnostics().value("eps")).hasValue(2);
        Solver seen = solver("method=fr-dsb");
        seen.restore(before);
        seen.apply(new Change.Set("eps", 3.0));
        CancelToken token = new CancelToken();
        token.cancel();
        Solver.State waiting = seen.save();
        assertThatThrownBy(() -> seen.frame(0, new StepContext(Workers.serial(), token))).isInstanceOf(CancelToken.Cancelled.class);
        assertThat(seen.save()).isSameAs(waiting);
        seen.frame(0);
        seen.apply(new Change.Set("eps", 2.0));
        double[] picture = ends(seen);
        assertThat(ends(plain)).isEqualTo(picture);
        plain.restore(before);
        plain.apply(new Change.Set("eps", 2.0));
        plain.advance(40, StepContext.serial());
        seen.advance(40, StepContext.serial());
        assertThat(seen.status()).isEqualTo(Status.FINISHED);
        assertThat(seen.diagnostics()).isEqualTo(plain.diagnostics());
        assertThat(ends(seen)).isEqualTo(ends(plain)).isNotEqualTo(picture);
    }

    /** The closed form of the new ε, at the tolerance of the reference check, which trains as long for one ε. */
    @Test
    void theBridgeOfAnotherNoiseIsLearned() {
        Solver s = new DiffusionBridgeSolver(DiffusionBridgeParameters.with("method=dsbm-imf", "problem=gaussian", "dimension=1", "half-iterations=6",
                "iterations=200", "iterations-per-step=1200", "width=32", "depth=2", "particles=10000", "eps=0.3"), 1);
        s.advance(Long.MAX_VALUE, StepContext.serial());
        s.apply(new Change.Set("eps", 2.0));
        s.advance(Long.MAX_VALUE, StepContext.serial());
        // √(1 + 1) − 1
        assertThat(s.diagnostics().value("covariance-exact").orElseThrow()).isCloseTo(Math.sqrt(2) - 1, Offset.offset(1e-12));
        assertThat(s.diagnostics().value("covariance-error").orElseThrow()).isLessThan(0.06);
    }

    /**
     * 12 iterations of batch 16, three evaluations a row; in the second half-iteration two times 40 chains of 5 steps, and for DSB two more
     * evaluations a row.
     */
    @Test
    void evaluationsAreThoseOfTheMethod() {
        String[] methods = {"dsb", "s-dsb", "fr-dsb", "dsbm-imf", "sf2m"};
        double[] expected = {576 + 400 + 192, 976, 976, 976, 576};
        for (int k = 0; k < methods.length; k++) {
            Solver s = solver("method=" + methods[k]);
            assertThat(s.diagnostics().value("evaluations")).hasValue(0);
            s.advance(10, StepContext.serial());
            assertThat(s.diagnostics().value("evaluations")).as(methods[k]).hasValue(expected[k]);
        }
    }

    @Test
    void onlyNoiseRateAndTimeAreLive() {
        Solver s = solver("motion=hold", "problem=gaussian", "dimension=1");
        double[] middle = ((Layer.Points) s.frame(0).layer("particles").orElseThrow()).coordinates();
        s.apply(new Change.Set("t", 0.0));
        assertThat(((Layer.Points) s.frame(0).layer("particles").orElseThrow()).coordinates()).isNotEqualTo(middle);
        s.apply(new Change.Set("learning-rate", 1e-3));
        s.step(StepContext.serial());
        assertThatThrownBy(() -> s.apply(new Change.Set("width", 9))).isInstanceOf(InputException.class);
    }

    /**
     * The first iteration of Adam moves every weight by the learning rate, that of the outputs too, so particles go 10⁶ times too far on any
     * processor; the run ends on the last good bridge, and goes on at a rate that a remedy can lead to.
     */
    @Test
    void divergenceIsSaidAndItsRemedyHelps() {
        Solver s = solver("learning-rate=1e6", "iterations-per-step=1");
        double[] before = ends(s);
        Status end = s.step(StepContext.serial());
        assertThat(end).isInstanceOfSatisfying(Status.Failed.class, f -> {
            assertThat(f.failure().message()).contains("diverged").contains("may help");
            assertThat(f.failure().remedies()).containsExactly(new Status.Remedy("a tenth of the learning rate", "learning-rate", 1e5));
        });
        assertThat(ends(s)).isEqualTo(before);
        s.apply(new Change.Set("learning-rate", 1e-3));
        assertThat(s.step(StepContext.serial())).isEqualTo(Status.RUNNING);
    }

    @Test
    void wrongInputIsSaid() {
        assertThatThrownBy(() -> DiffusionBridgeParameters.with("method=sinkhorn")).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> DiffusionBridgeParameters.with("eps=0")).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> solver("source=nothing.csv")).isInstanceOf(InputException.class);
    }

    /** Those without training, and one with. */
    @Test
    void referenceChecksHold() {
        List<String> quick = List.of("pinned", "half-steps", "learned-fr-dsb");
        assertThat(new DiffusionBridgeExperiment().checks()).extracting(Check::id).containsAll(quick);
        for (Check c : new DiffusionBridgeExperiment().checks()) {
            if (c instanceof Check.Reference r && quick.contains(r.id())) {
                double value = r.measurement().measure(StepContext.serial());
                assertThat(r.criterion().holds(value)).as("%s: %s", r.name(), value).isTrue();
            }
        }
    }
}
