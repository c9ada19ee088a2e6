package org.pushforward.engine.bridge.discrete.cp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.bridge.discrete.Divergence;
import org.pushforward.engine.bridge.discrete.ReferenceBridge;
import org.pushforward.engine.bridge.discrete.cp.LightCategoricalSolver.Objective;
import org.pushforward.engine.numerics.Philox;

class LightCategoricalTest {

    private static final StepContext SERIAL = StepContext.serial();
    private static final Philox RANDOM = new Philox(3);

    private static LightCategoricalSolver solver(Objective objective, String... assignments) {
        return new LightCategoricalSolver(LightCategoricalParameters.with(objective, assignments), objective, 1);
    }

    private static LightCategoricalState state(Solver s) {
        return (LightCategoricalState) s.save();
    }

    private static DiscreteBenchmark benchmark(String... assignments) {
        return LightCategoricalParameters.benchmark(LightCategoricalParameters.with(Objective.PLAN, assignments), RANDOM);
    }

    /** Five-point differences with h = 2e-3 are good to h⁴ and 1e-16/h, some 1e-11. */
    @ParameterizedTest
    @EnumSource(Objective.class)
    void gradientsAgreeWithDifferences(Objective objective) {
        assertThat(LightCategoricalChecks.gradientError(objective, SERIAL)).isLessThan(1e-9);
    }

    /** Q^n v by the tables against sums over all ends; logarithms near 1 of sums of 49 products. */
    @Test
    void tablesAgreeWithPlainSums() {
        DiscreteBenchmark b = benchmark("categories=7", "alpha=0.1", "components=3");
        double[] q = b.reference().power(5).toArray();
        CpPotential carried = new CpPotential(b.shape());
        carried.tabulate(b.theta(), q, SERIAL);
        CpPotential plain = new CpPotential(b.shape());
        plain.tabulate(b.theta(), new double[0], SERIAL);
        double[] shares = new double[b.shape().components()];
        for (int x = 0; x < 49; x++) {
            double sum = 0;
            for (int y = 0; y < 49; y++) {
                sum += q[x / 7 * 7 + y / 7] * q[x % 7 * 7 + y % 7] * Math.exp(plain.shares(new int[] {y / 7, y % 7}, 0, shares, 0));
            }
            assertThat(carried.shares(new int[] {x / 7, x % 7}, 0, shares, 0)).isCloseTo(Math.log(sum), Offset.offset(1e-12));
        }
    }

    /** Along one way the losses of the transitions add up to that of the plan: the same tables, so only sums round. */
    @Test
    void transitionsTelescopeToThePlan() {
        DiscreteBenchmark b = benchmark("dimension=3");
        ReferenceBridge bridge = new ReferenceBridge(b.reference());
        int last = bridge.transitions();
        CpMatching matching = new CpMatching(b.shape());
        int[] x0 = b.source().draws(RANDOM, 1, 8);
        int[] x1 = b.target().draws(RANDOM, 2, 8);
        double[] scratch = new double[50];
        int[] x = x0;
        double sum = 0;
        for (int n = 0; n < last; n++) {
            int[] next = x.clone();
            for (int k = 0; k < x.length; k++) {
                next[k] = bridge.between(x[k], 1, x1[k], last - n - 1, 0.37, scratch);
            }
            sum += matching.value(b.theta(), new CpMatching.Side(x, bridge.power(last - n)),
                    new CpMatching.Side(next, bridge.power(last - n - 1)), SERIAL);
            x = next;
        }
        assertThat(x).as("a bridge ends where it should").isEqualTo(x1);
        assertThat(sum).isCloseTo(matching.value(b.theta(), new CpMatching.Side(x0, bridge.power(last)),
                new CpMatching.Side(x1, bridge.power(0)), SERIAL), Offset.offset(1e-10));
    }

    /** The coordinatewise loss against sums over all states: transitions of 25 ends, whose coordinates are compared. */
    @Test
    void coordinatesAgreeWithPlainSums() {
        DiscreteBenchmark b = benchmark("categories=5", "alpha=0.2", "modes=3");
        ReferenceBridge bridge = new ReferenceBridge(b.reference());
        CpPotential plain = new CpPotential(b.shape());
        for (int n : new int[] {0, 7, bridge.transitions() - 1}) {
            int[] x = {0, 3, 2, 2};
            int[] end = {1, 4, 3, 0};
            plain.tabulate(b.theta(), bridge.power(bridge.transitions() - n - 1), SERIAL);
            double sum = 0;
            for (int p = 0; p < 2; p++) {
                double[] step = new double[25];
                for (int y = 0; y < 25; y++) {
                    double v = Math.exp(plain.shares(new int[] {y / 5, y % 5}, 0, new double[3], 0));
                    step[y] = bridge.probability(1, x[2 * p], y / 5) * bridge.probability(1, x[2 * p + 1], y % 5) * v;
                }
                double mass = Arrays.stream(step).sum();
                for (int d = 0; d < 2; d++) {
                    double[] law = new double[5];
                    for (int y = 0; y < 25; y++) {
                        law[d == 0 ? y / 5 : y % 5] += step[y] / mass;
                    }
                    for (int y = 0; y < 5; y++) {
                        int at = 2 * p + d;
                        double truth = bridge.probability(1, x[at], y) * bridge.probability(bridge.transitions() - n - 1, y, end[at])
                                / bridge.probability(bridge.transitions() - n, x[at], end[at]);
                        sum += truth > 0 ? truth * Math.log(truth / law[y]) / 2 : 0;
                    }
                }
            }
            double value = new CoordinateMatching(b.shape(), bridge).value(b.theta(), new CoordinateMatching.Bridges(x, end, n), SERIAL);
            assertThat(value).as("time %d", n).isCloseTo(sum, Offset.offset(1e-12)).isGreaterThan(1e-3);
        }
    }

    /** The score of the fitted plan comes near to that of the true one, which shares nothing with its pairs but the starts. */
    @Test
    void theClassifierSeesTheFit() {
        LightCategoricalSolver s = solver(Objective.PLAN, "components=20", "training-steps=1000", "inner-steps=500", "learning-rate=0.03");
        s.step(SERIAL);
        // Still that of the beginning: classifiers are not trained after every step.
        double before = s.diagnostics().value("c2st").orElseThrow();
        s.advance(10, SERIAL);
        assertThat(before).isLessThan(0.5);
        assertThat(s.diagnostics().value("c2st").orElseThrow()).isGreaterThan(0.8);
        assertThat(s.diagnostics().value("c2st-truth").orElseThrow()).isGreaterThan(0.93);
    }

    /** The plan given every start of a small plane: a law of mass 1 whose mixture over p₀ ends as p₁; the truth scores 1 and diverges by 0. */
    @Test
    void plansAreProbabilities() {
        DiscreteBenchmark b = benchmark("categories=12", "alpha=0.1");
        PlanJudge judge = new PlanJudge(b, RANDOM);
        double[] end = new double[144];
        for (int x = 0; x < 144; x++) {
            CpPlan.Mixture law = b.plan().given(new int[] {x / 12, x % 12}, 0);
            double[] joint = new double[144];
            law.joint(0, 1, 1, joint);
            assertThat(Arrays.stream(joint).sum()).isCloseTo(1, Offset.offset(1e-12));
            law.joint(0, 1, b.p0()[x / 12] * b.p0()[x % 12], end);
        }
        assertThat(judge.end()).containsExactly(end, Offset.offset(1e-12));
        assertThat(judge.scores(b.plan(), SERIAL).trend()).isCloseTo(1, Offset.offset(1e-12));
        assertThat(judge.divergence(b.plan())).isZero();
    }

    /** 40 000 draws of p₁ against its exact law in the plane: total variation of 144 cells about ½ √(2·144/(π·40 000)) = 0.024. */
    @Test
    void drawsEndAsTheyShould() {
        DiscreteBenchmark b = benchmark("categories=12", "alpha=0.1");
        int n = 40_000;
        double[] gap = new PlanJudge(b, RANDOM).end().clone();
        int[] x1 = b.target().draws(RANDOM, 4, n);
        for (int p = 0; p < n; p++) {
            gap[x1[2 * p] * 12 + x1[2 * p + 1]] -= 1.0 / n;
        }
        assertThat(PlanScores.half(gap)).isBetween(0.002, 0.035);
    }

    /** The divergence of another plan, summed over all pairs; 20 736 terms. */
    @Test
    void theDivergenceIsThatOfThePlans() {
        DiscreteBenchmark b = benchmark("categories=12", "alpha=0.1");
        double[] theta = LightCategoricalSolver.initial(new CpShape(2, 12, 5), b.target(), RANDOM);
        CpPlan plan = CpPlan.of(new CpShape(2, 12, 5), theta, b.reference().kernel().toArray(), SERIAL);
        double kl = 0;
        for (int x = 0; x < 144; x++) {
            double[] p = new double[144];
            double[] q = new double[144];
            b.plan().given(new int[] {x / 12, x % 12}, 0).joint(0, 1, 1, p);
            plan.given(new int[] {x / 12, x % 12}, 0).joint(0, 1, 1, q);
            kl += b.p0()[x / 12] * b.p0()[x % 12] * Divergence.kl(p, q);
        }
        assertThat(new PlanJudge(b, RANDOM).divergence(plan)).isCloseTo(kl, Offset.offset(1e-10)).isGreaterThan(0.1);
    }

    @ParameterizedTest
    @EnumSource(Objective.class)
    void trainingFindsTheTruth(Objective objective) {
        LightCategoricalSolver s = solver(objective, "components=20", "training-steps=1500", "inner-steps=300", "learning-rate=0.03");
        double before = state(s).divergence();
        assertThat(s.advance(10, SERIAL)).isEqualTo(Status.FINISHED);
        assertThat(s.progress()).isEqualTo(1);
        assertThat(state(s).divergence()).isPositive().isLessThan(0.15 * before);
    }

    @ParameterizedTest
    @EnumSource(Objective.class)
    void twoThreadsAndARestoredStateGiveTheSameBits(Objective objective) {
        String[] p = {"dimension=3", "components=200", "inner-steps=3"};
        LightCategoricalSolver a = solver(objective, p);
        LightCategoricalSolver b = solver(objective, p);
        a.step(SERIAL);
        Solver.State saved = a.save();
        a.step(SERIAL);
        try (Workers two = new Workers(2)) {
            b.advance(2, new StepContext(two, new CancelToken()));
        }
        assertThat(state(b).theta()).isEqualTo(state(a).theta());
        assertThat(b.diagnostics()).isEqualTo(a.diagnostics());
        b.restore(saved);
        b.step(SERIAL);
        assertThat(state(b).theta()).isEqualTo(state(a).theta());
        assertThat(((Layer.Paths) b.frame(2).layer("ways").orElseThrow()).coordinates())
                .isEqualTo(((Layer.Paths) a.frame(2).layer("ways").orElseThrow()).coordinates());
    }

    /** Scoring and classifiers take longer than anybody waits for a run to open. */
    @Test
    void scoresBeginWithTheFirstStep() {
        LightCategoricalSolver s = solver(Objective.PLAN, "categories=10", "alpha=0.1", "inner-steps=1");
        assertThat(s.diagnostics().entries()).extracting(Diagnostics.Entry::id).contains("kl").doesNotContain("c2st", "shape", "trend");
        s.step(SERIAL);
        assertThat(s.diagnostics().entries()).extracting(Diagnostics.Entry::id).contains("kl", "c2st", "c2st-truth", "shape", "trend");
    }

    @Test
    void aCancelledStepLeavesTheStateAlone() {
        LightCategoricalSolver s = solver(Objective.PLAN);
        Solver.State before = s.save();
        CancelToken token = new CancelToken();
        token.cancel();
        assertThatThrownBy(() -> s.step(new StepContext(Workers.serial(), token))).isInstanceOf(CancelToken.Cancelled.class);
        assertThat(s.save()).isSameAs(before);
    }

    /** Logarithms of hundreds, up and down: nothing leaves double precision, and a small rate leads back. */
    @Test
    void theLargestRateDoesNotBreakIt() {
        LightCategoricalSolver s = solver(Objective.PLAN, "learning-rate=1", "schedule=constant", "inner-steps=300");
        s.advance(2, SERIAL);
        assertThat(state(s).divergence()).isFinite();
        double wild = state(s).divergence();
        s.apply(new Change.Set("learning-rate", 0.02));
        s.step(SERIAL);
        assertThat(state(s).divergence()).isLessThan(wild);
        assertThatThrownBy(() -> s.apply(new Change.Set("batch", 3))).isInstanceOf(InputException.class);
    }

    @Test
    void whatCannotBeIsSaid() {
        assertThatThrownBy(() -> solver(Objective.PLAN, "alpha=0.005")).isInstanceOf(InputException.class).hasMessageContaining("alpha");
        assertThatThrownBy(() -> solver(Objective.PLAN, "dimension=1")).isInstanceOf(InputException.class).hasMessageContaining("dimension");
        assertThatThrownBy(() -> solver(Objective.PLAN, "components=0")).isInstanceOf(InputException.class);
    }
}
