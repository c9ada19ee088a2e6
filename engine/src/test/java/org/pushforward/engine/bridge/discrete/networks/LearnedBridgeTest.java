package org.pushforward.engine.bridge.discrete.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.bridge.discrete.CategoricalReference.Kind;
import org.pushforward.engine.bridge.discrete.CategoricalReference;
import org.pushforward.engine.bridge.discrete.ReferenceBridge;
import org.pushforward.engine.bridge.discrete.cp.CpPlan;
import org.pushforward.engine.bridge.discrete.cp.CpPotential;
import org.pushforward.engine.bridge.discrete.cp.DiscreteBenchmark;
import org.pushforward.engine.bridge.discrete.cp.PlanScores;
import org.pushforward.engine.bridge.discrete.cp.PlaneChain;
import org.pushforward.engine.bridge.discrete.networks.EndpointPosterior.Logits;
import org.pushforward.engine.bridge.discrete.networks.LearnedBridgeSolver.Manner;
import org.pushforward.engine.data.HandwrittenDigits;
import org.pushforward.engine.data.PointSource;
import org.pushforward.engine.data.PointSources;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.numerics.Philox;

class LearnedBridgeTest {

    private static final StepContext SERIAL = StepContext.serial();
    private static final Philox RANDOM = new Philox(4);
    /** Ten categories a side, two hundred steps of the optimizer: a second. */
    private static final String[] SMALL = {"categories=12", "alpha=0.1", "first-steps=4", "half-steps=2", "iterations=2", "steps=4", "skip=3"};

    private static LearnedBridgeSolver solver(Manner manner, String... assignments) {
        return new LearnedBridgeSolver(LearnedBridgeParameters.with(assignments), manner, 1);
    }

    private static LearnedBridgeState state(Solver s) {
        return (LearnedBridgeState) s.save();
    }

    /** Five-point differences with h = 2e-3: some 1e-12. */
    @ParameterizedTest
    @EnumSource(Logits.class)
    void theDerivativeAgreesWithDifferences(Logits kind) {
        assertThat(LearnedBridgeChecks.derivativeError(kind)).isLessThan(1e-9);
    }

    /** Rows are averaged, coordinates added, in any order. */
    @Test
    void theLossOfABatchIsThatOfItsRows() {
        ReferenceBridge bridge = new ReferenceBridge(new CategoricalReference(Kind.UNIFORM, 5, 0.1, 3, 2));
        double[] logits = new double[20];
        RANDOM.normals(0, 20, 0, 1, logits, 0);
        int[] x = {0, 1, 2, 3};
        int[] m = {3, 1};
        int[] end = {4, 1, 0, 2};
        double sum = 0;
        for (int k = 0; k < 4; k++) {
            sum += 0.5 * divergence(new EndpointLoss(bridge, Logits.PLAIN, 1, new int[] {x[k]}, new int[] {m[k / 2]}, new int[] {end[k]}),
                    Arrays.copyOfRange(logits, 5 * k, 5 * k + 5));
        }
        EndpointLoss batch = EndpointLoss.of(bridge, Logits.PLAIN, 2, x, m, end);
        assertThat(batch.m()).containsExactly(1, 3);
        double[] ordered = new double[20];
        System.arraycopy(logits, 10, ordered, 0, 10);
        System.arraycopy(logits, 0, ordered, 10, 10);
        assertThat(divergence(batch, ordered)).isCloseTo(sum, Offset.offset(1e-14));
    }

    private static double divergence(EndpointLoss loss, double[] logits) {
        try (Tape tape = Tape.precise(new CancelToken())) {
            return loss.of(tape.of(logits, loss.m().length, logits.length / loss.m().length)).number();
        }
    }

    /** A potential that leads away from the end by fifty nats: steps of 1e-300 and less are left out, and the divergence is finite. */
    @ParameterizedTest
    @EnumSource(Logits.class)
    void nextToImpossibleStepsAreLeftOut(Logits kind) {
        ReferenceBridge bridge = new ReferenceBridge(new CategoricalReference(Kind.GAUSSIAN, 50, 0.02, 15, 8));
        double[] logits = new double[50];
        Arrays.setAll(logits, i -> 1.5 * (i - 21));
        EndpointLoss loss = new EndpointLoss(bridge, kind, 1, new int[] {37}, new int[] {16}, new int[] {21});
        try (Tape tape = Tape.precise(new CancelToken())) {
            Value at = tape.variable(logits, 1, 50);
            Value divergence = loss.of(at);
            assertThat(divergence.number()).isBetween(1.0, 100.0);
            assertThat(Arrays.stream(divergence.grad(at).array()).sum()).as("logits are known up to a constant").isCloseTo(0, Offset.offset(1e-12));
        }
    }

    /** Transitions sum to one, also from where a coordinate can hardly get to its end; fifty terms a sum. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void transitionsAreProbabilities(Kind kind) {
        ReferenceBridge bridge = new ReferenceBridge(new CategoricalReference(kind, 50, 0.02, 10, 10));
        EndpointPosterior posterior = new EndpointPosterior(bridge, Logits.PLAIN);
        double[] logits = new double[50];
        double[] law = new double[50];
        for (int m = 1; m <= bridge.transitions(); m++) {
            for (int x = 0; x < 50; x += 7) {
                RANDOM.normals(x, 1, m, 50, logits, 0);
                posterior.transition(x, m, logits, 0, law, 0);
                assertThat(Arrays.stream(law).sum()).isCloseTo(1, Offset.offset(1e-12));
                assertThat(Arrays.stream(law).min().orElseThrow()).isNotNegative();
            }
        }
    }

    /** Sets of one point each: the laws are exactly one cell, and a chain keeps their mass to the rounding of its transitions. */
    @Test
    void setsOfOnePointAreOneCell() {
        PointSource point = PointSources.of(SourceFile.embedded("one.csv", "3,3\n3,3\n".getBytes(StandardCharsets.UTF_8)));
        PlaneProblem p = PlaneProblem.of(new CategoricalReference(Kind.GAUSSIAN, 12, 0.1, 4, 3), new PointSources.Pair(point, point), RANDOM);
        assertThat(p.p0()).containsOnly(0, 1).isEqualTo(p.p1());
        EndpointNetwork network = EndpointNetwork.create(new ReferenceBridge(p.reference()), Logits.PLAIN, 2, 128, RANDOM);
        assertThat(Arrays.stream(network.chain(SERIAL).end(p.p0(), new CancelToken())).sum()).isCloseTo(1, Offset.offset(1e-14));
    }

    /** One entry of a transition, and draws of it: 20 000 of nine categories, total variation about ½ √(2·9/(π·20 000)) = 0.008. */
    @ParameterizedTest
    @EnumSource(Logits.class)
    void probabilitiesAndDrawsAreThoseOfTheTransition(Logits kind) {
        ReferenceBridge bridge = new ReferenceBridge(new CategoricalReference(Kind.GAUSSIAN, 9, 0.2, 4, 3));
        EndpointPosterior posterior = new EndpointPosterior(bridge, kind);
        double[] logits = new double[9];
        RANDOM.normals(0, 1, 77, 9, logits, 0);
        double[] u = new double[40_000];
        RANDOM.uniforms(0, 20_000, 78, 2, u, 0);
        for (int m : new int[] {1, 3, 5}) {
            double[] gap = new double[9];
            posterior.transition(4, m, logits, 0, gap, 0);
            for (int y = 0; y < 9; y++) {
                assertThat(posterior.probability(4, m, logits, 0, y)).isCloseTo(gap[y], Offset.offset(1e-14));
            }
            for (int p = 0; p < 20_000; p++) {
                gap[posterior.draw(4, m, logits, 0, u[2 * p], u[2 * p + 1], new double[9])] -= 1 / 20_000.0;
            }
            assertThat(PlanScores.half(gap)).isBetween(1e-4, 0.02);
        }
    }

    /** A network that is sure of the true end has the bridge's transition: no divergence. */
    @Test
    void aSureGuessIsTheBridge() {
        ReferenceBridge bridge = new ReferenceBridge(new CategoricalReference(Kind.GAUSSIAN, 9, 0.1, 4, 3));
        double[] logits = new double[9];
        logits[6] = 60;
        for (int m = 1; m <= 5; m++) {
            // The other ends keep e⁻⁶⁰.
            EndpointLoss loss = new EndpointLoss(bridge, Logits.PLAIN, 1, new int[] {2}, new int[] {m}, new int[] {6});
            assertThat(divergence(loss, logits)).isCloseTo(0, Offset.offset(1e-12));
        }
    }

    /** The law of a chain against 40 000 of its ways: 144 cells, total variation about ½ √(2·144/(π·40 000)) = 0.024. */
    @Test
    void waysFollowTheChain() {
        LearnedBridgeSolver s = solver(Manner.ALTERNATING, SMALL);
        s.advance(4, SERIAL);
        int n = 40_000;
        EndpointNetwork forward = state(s).forward();
        int[][] ways = forward.ways(s.problem().source().draws(RANDOM, 0, n), RANDOM, 1, SERIAL);
        double[] start = new double[144];
        double[] gap = new double[144];
        for (int p = 0; p < n; p++) {
            start[ways[0][2 * p] * 12 + ways[0][2 * p + 1]] += 1.0 / n;
            gap[ways[5][2 * p] * 12 + ways[5][2 * p + 1]] -= 1.0 / n;
        }
        double[] law = forward.chain(SERIAL).end(start, new CancelToken());
        assertThat(Arrays.stream(law).sum()).isCloseTo(1, Offset.offset(1e-12));
        Arrays.setAll(gap, k -> gap[k] + law[k]);
        assertThat(PlanScores.half(gap)).isBetween(0.002, 0.035);
    }

    /** Untrained guesses are nearly even. */
    @ParameterizedTest
    @EnumSource(Manner.class)
    void trainingBringsTheEndNearer(Manner manner) {
        LearnedBridgeSolver s = solver(manner, SMALL);
        double before = s.diagnostics().value("end-error").orElseThrow();
        assertThat(s.advance(100, SERIAL)).isEqualTo(Status.FINISHED);
        assertThat(s.progress()).isEqualTo(1);
        assertThat(s.diagnostics().value("end-error").orElseThrow()).isLessThan(0.5 * before);
    }

    /** A chain whose two coordinates follow the true plan's transitions of a product potential scores 1 but for rounding. */
    @Test
    void theTrueChainScoresOne() {
        CategoricalReference reference = new CategoricalReference(Kind.GAUSSIAN, 10, 0.1, 3, 4);
        DiscreteBenchmark b = new DiscreteBenchmark(reference, 2, 1, DiscreteBenchmark.Start.UNIFORM, RANDOM);
        ReferenceBridge bridge = new ReferenceBridge(reference);
        // One component: given the start the ends of coordinates are independent, and so are their bridges.
        double[][] factors = new double[4][200 * 10];
        double[] ends = new double[10];
        EndpointPosterior posterior = new EndpointPosterior(bridge, Logits.PLAIN);
        CpPotential rest = new CpPotential(b.shape());
        for (int k = 0; k < 4; k++) {
            rest.tabulate(b.theta(), bridge.power(4 - k), SERIAL);
            for (int j = 0; j < 200; j++) {
                int x = j % 2 == 0 ? j / 2 / 10 : j / 2 % 10;
                rest.conditional(j % 2, x, 0, ends, 0);
                double[] logits = Arrays.stream(ends).map(Math::log).toArray();
                posterior.transition(x, 4 - k, logits, 0, factors[k], j * 10);
            }
        }
        PlanScores s = new PlaneChain(10, factors).scores(b.plan(), b.source().draws(RANDOM, 1, 5), SERIAL);
        assertThat(s.shape()).isCloseTo(1, Offset.offset(1e-12));
        assertThat(s.trend()).isCloseTo(1, Offset.offset(1e-12));
    }

    /** Trend over all nine pairs of three coordinates as the published program counts them, by sums over all states of two mixtures. */
    @Test
    void trendCountsEveryPairOfCoordinatesAndEachWithItself() {
        CpPlan.Mixture a = new CpPlan.Mixture(2, 3, new double[] {0.3, 0.7}, new double[] {0.1, 0.9, 0.4, 0.6, 0.5, 0.5, 0.8, 0.2, 0.3, 0.7, 0.9, 0.1});
        CpPlan.Mixture b = new CpPlan.Mixture(2, 3, new double[] {0.6, 0.4}, new double[] {0.7, 0.3, 0.2, 0.8, 0.6, 0.4, 0.5, 0.5, 0.1, 0.9, 0.3, 0.7});
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double[] gap = new double[4];
                if (i == j) {
                    double[] law = new double[2];
                    a.marginal(i, 1, law);
                    b.marginal(i, -1, law);
                    gap[0] = law[0];
                    gap[3] = law[1];
                } else {
                    a.joint(i, j, 1, gap);
                    b.joint(i, j, -1, gap);
                }
                sum += 1 - PlanScores.half(gap);
            }
        }
        assertThat(PlanScores.of(a, b, PlanScores.Pairs.ALL, SERIAL).trend()).isCloseTo(sum / 9, Offset.offset(1e-14));
    }

    /**
     * KL(T* ‖ T) of the ways of an untrained network on a small plane: the mean over 256 ways against the sum over all states and times.
     * The logarithms of the ratio differ by about 3 from way to way, so the mean by 0.2.
     */
    @Test
    void theDivergenceOfWaysIsThatOfTheChains() {
        CategoricalReference reference = new CategoricalReference(Kind.GAUSSIAN, 10, 0.1, 3, 4);
        DiscreteBenchmark b = new DiscreteBenchmark(reference, 2, 2, DiscreteBenchmark.Start.UNIFORM, RANDOM);
        ReferenceBridge bridge = new ReferenceBridge(reference);
        EndpointNetwork network = EndpointNetwork.create(bridge, Logits.PLAIN, 2, 16, RANDOM);
        double[][] factors = network.chain(SERIAL).factors();
        double[] law = PlaneProblem.of(b, RANDOM).p0();
        CpPotential now = new CpPotential(b.shape());
        CpPotential then = new CpPotential(b.shape());
        double[] shares = new double[2];
        double kl = 0;
        for (int n = 0; n < bridge.transitions(); n++) {
            now.tabulate(b.theta(), bridge.power(bridge.transitions() - n), SERIAL);
            then.tabulate(b.theta(), bridge.power(bridge.transitions() - n - 1), SERIAL);
            double[] next = new double[100];
            for (int x = 0; x < 100; x++) {
                double c = now.shares(new int[] {x / 10, x % 10}, 0, shares, 0);
                for (int y = 0; y < 100; y++) {
                    double t = bridge.probability(1, x / 10, y / 10) * bridge.probability(1, x % 10, y % 10)
                            * Math.exp(then.shares(new int[] {y / 10, y % 10}, 0, shares, 0) - c);
                    double model = factors[n][2 * x * 10 + y / 10] * factors[n][(2 * x + 1) * 10 + y % 10];
                    kl += law[x] * t * Math.log(t / model);
                    next[y] += law[x] * t;
                }
            }
            law = next;
        }
        assertThat(Arrays.stream(law).sum()).isCloseTo(1, Offset.offset(1e-12));
        assertThat(new ChainJudge(b, RANDOM).divergence(network, SERIAL)).isCloseTo(kl, Offset.offset(0.6));
        assertThat(kl).isGreaterThan(2);
    }

    /** Scores estimated from the true bridge rise towards 1 with the draws, about as 1 − c/√n. */
    @Test
    void estimatedScoresOfTheTruthRiseWithTheDraws() {
        CategoricalReference reference = new CategoricalReference(Kind.GAUSSIAN, 12, 0.1, 3, 4);
        DiscreteBenchmark b = new DiscreteBenchmark(reference, 4, 3, DiscreteBenchmark.Start.NORMAL, RANDOM);
        SpaceProblem p = new SpaceProblem(b, RANDOM);
        int[] starts = b.source().draws(RANDOM, 3, 4);
        PlanScores few = p.perfect(starts, 100, PlanScores.Pairs.ALL, SERIAL);
        PlanScores many = p.perfect(starts, 1600, PlanScores.Pairs.ALL, SERIAL);
        assertThat((1 - few.shape()) / (1 - many.shape())).isBetween(2.5, 6.0);
        assertThat((1 - few.trend()) / (1 - many.trend())).isBetween(2.5, 6.0);
    }

    /** Under a reference that leaves a category for any other alike the cheapest pairs change least: each row has one that it fits. */
    @Test
    void firstPairsCostLeast() {
        ReferenceBridge bridge = new ReferenceBridge(new CategoricalReference(Kind.UNIFORM, 5, 0.05, 3, 2));
        int[] x = {0, 1, 2, 3, 4, 4, 1, 0};
        int[] y = {4, 3, 0, 1, 1, 2, 2, 3};
        int[] partners = new CheapestPairing(bridge).partners(x, y, 2, new CancelToken());
        assertThat(IntStream.range(0, 4).mapToObj(p -> partners[2 * p] + "-" + partners[2 * p + 1]))
                .containsExactlyInAnyOrder("4-3", "0-1", "1-2", "2-3");
        assertThat(partners).as("rows that share a category with theirs").containsExactly(0, 1, 2, 3, 4, 3, 1, 2);
    }

    /** Held-out digits are not learned from, and seventeen levels are the grey values themselves. */
    @Test
    void imageSetsArePartsOfTheDigits() {
        ImageSet threes = ImageSet.named("3", 17, RANDOM);
        HandwrittenDigits all = HandwrittenDigits.load().labelled(3);
        assertThat(threes.held()).hasSize(46 * 64).startsWith(Arrays.copyOf(all.pixels(), 64));
        assertThat(threes.learned()).hasSize((183 - 46) * 64).startsWith(Arrays.copyOfRange(all.pixels(), 64, 128));
        assertThat(Arrays.stream(ImageSet.named("all", 4, RANDOM).draws(RANDOM, 0, 200)).distinct().sorted().toArray()).containsExactly(0, 1, 2, 3);
        int[] noise = ImageSet.named("noise", 2, RANDOM).draws(RANDOM, 0, 1000);
        assertThat(Arrays.stream(noise).average().orElseThrow()).as("64 000 coins").isCloseTo(0.5, Offset.offset(0.01));
    }

    /** Digits and the benchmark in four dimensions: judged by draws. */
    @ParameterizedTest
    @EnumSource(Manner.class)
    void whatIsJudgedByDrawsIsLearnedToo(Manner manner) {
        for (String[] p : new String[][] {{"problem=digits", "levels=2", "image-alpha=0.9", "width=64"},
                {"problem=benchmark", "dimension=4", "categories=12", "alpha=0.1", "width=64"}}) {
            String[] all = Stream.concat(Arrays.stream(p), Stream.of("first-steps=4", "half-steps=1", "iterations=2", "steps=4", "skip=3"))
                    .toArray(String[]::new);
            LearnedBridgeSolver s = solver(manner, all);
            double before = s.diagnostics().value("marginal-error").orElseThrow();
            double blind = s.diagnostics().value("c2st").orElseThrow();
            assertThat(s.advance(100, SERIAL)).isEqualTo(Status.FINISHED);
            assertThat(s.diagnostics().value("marginal-error").orElseThrow()).isLessThan(0.6 * before);
            assertThat(s.diagnostics().value("c2st").orElseThrow()).isGreaterThan(blind + 0.1);
        }
    }

    @Test
    void whatCannotBeIsSaid() {
        assertThatThrownBy(() -> solver(Manner.ONLINE, "alpha=0.001")).isInstanceOf(InputException.class).hasMessageContaining("alpha");
        assertThatThrownBy(() -> solver(Manner.ONLINE, "source=nowhere.csv")).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> solver(Manner.ONLINE, "problem=digits", "image-alpha=0.001")).isInstanceOf(InputException.class)
                .hasMessageContaining("image-alpha");
        assertThatThrownBy(() -> solver(Manner.ONLINE, "problem=digits", "levels=18")).isInstanceOf(InputException.class)
                .hasMessageContaining("levels");
        LearnedBridgeSolver s = solver(Manner.ONLINE, SMALL);
        s.apply(new Change.Set("learning-rate", 1e-4));
        assertThat(s.diagnostics().value("learning-rate")).hasValue(1e-4);
        assertThatThrownBy(() -> s.apply(new Change.Set("batch", 5))).isInstanceOf(InputException.class);
    }
}
