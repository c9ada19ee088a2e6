package org.pushforward.engine.transport.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
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
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.data.PointCloud;
import org.pushforward.engine.numerics.Philox;

class SinkhornTest {

    private static final StepContext SERIAL = StepContext.serial();

    private static Solver solver(String... assignments) {
        return new SinkhornSolver(SinkhornParameters.with(assignments), 5);
    }

    private static PointCloud normals(int n, int d, int key) {
        double[] x = new double[n * d];
        new Philox(key).normals(0, n, 0, d, x, 0);
        return PointCloud.uniform(d, x);
    }

    private static double diagnostic(Solver s, String id) {
        return s.diagnostics().value(id).orElseThrow();
    }

    private static double[] potentials(Solver s) {
        SinkhornState state = (SinkhornState) s.save();
        return Stream.of(state.sweep().f(), state.sweep().g(), state.sweep().nextG()).flatMapToDouble(Arrays::stream).toArray();
    }

    @TestFactory
    Stream<DynamicTest> referenceChecksHold() {
        Workers workers = new Workers(2);
        StepContext context = new StepContext(workers, new CancelToken());
        return new SinkhornExperiment().checks().stream().filter(Check.Reference.class::isInstance).map(Check.Reference.class::cast)
                .map(c -> DynamicTest.dynamicTest(c.id(), () -> assertThat(c.measurement().measure(context)).as(c.criterion().toString())
                        .matches(c.criterion()::holds)))
                .onClose(workers::close);
    }

    @ParameterizedTest
    @CsvSource({"2,single", "3,single", "7,single", "2,double", "3,double", "7,double"})
    void vectorsAndTheirScalarTwinGiveTheSameBits(int d, String precision) {
        // A column count that no vector length divides.
        ScaledCloud x = new ScaledCloud(normals(9, d, 1), new double[d], 2);
        ScaledCloud y = new ScaledCloud(normals(1003, d, 2), new double[d], 2);
        LogSumExp kernel = precision.equals("single") ? new SingleLogSumExp() : new DoubleLogSumExp();
        kernel.prepare(y, LogSinkhorn.exponents(new double[y.size], y));
        for (int i = 0; i < x.size; i++) {
            double[] vectors = new double[2];
            double[] twin = new double[2];
            kernel.sums(x, i, y, x.squared[i], vectors);
            kernel.twin(x, i, y, x.squared[i], twin);
            assertThat(vectors).isEqualTo(twin);
        }
    }

    @ParameterizedTest
    // Rounding of the exponents, some tens of bits: 1e-6 in single, 1e-14 in double precision, and some more for the sum.
    @CsvSource({"single,1e-5", "double,1e-13"})
    void theKernelIsTheLogarithmOfASum(String precision, double allowed) {
        ScaledCloud x = new ScaledCloud(normals(40, 2, 1), new double[2], 3);
        ScaledCloud y = new ScaledCloud(normals(333, 2, 2), new double[2], 3);
        double[] h = LogSinkhorn.exponents(new double[y.size], y);
        double[] unknown = new double[x.size];
        Arrays.fill(unknown, Double.POSITIVE_INFINITY);
        // A bound that is far too loose must be noticed.
        Arrays.fill(unknown, 20, 40, 1e4);
        double[] lse = new double[x.size];
        double[] entropy = new double[x.size];
        (precision.equals("single") ? new SingleLogSumExp() : new DoubleLogSumExp()).run(x, y, h, unknown, lse, entropy, SERIAL);
        for (int i = 0; i < x.size; i++) {
            double sum = 0;
            double weighted = 0;
            for (int j = 0; j < y.size; j++) {
                double t = h[j] + 2 * (x.x[i] * y.x[j] + x.x[x.stride + i] * y.x[y.stride + j]);
                sum += Math.pow(2, t);
                weighted += t * Math.pow(2, t);
            }
            double log = Math.log(sum) / Math.log(2);
            assertThat(lse[i]).isCloseTo(log, within(allowed));
            assertThat(entropy[i]).isCloseTo(weighted / sum - log, within(10 * allowed));
        }
    }

    @Test
    void theSeparatedProblemNeedsTensOfThousandsOfPlainSweeps() {
        PointCloud source = PointCloud.of("a", 2, normals(4, 2, 131).coordinates(), new double[] {0.1, 0.2, 0.3, 0.4});
        PointCloud target = PointCloud.of("b", 2, normals(5, 2, 231).coordinates(), new double[] {0.15, 0.25, 0.2, 0.3, 0.1});
        SinkhornProblem problem = SinkhornProblem.of(source, target, 1);
        double eps = 0.1;
        double[][] c = new double[4][5];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 5; j++) {
                c[i][j] = problem.cost(i, j) / eps;
            }
        }
        int plain = DenseSinkhorn.sweep(source.weights(), target.weights(), c, new double[4], new double[5], 1e-12);
        Solver s = new SinkhornSolver(source, target, SinkhornParameters.with("cost=squared", "eps=" + eps, "tolerance=1e-12"));
        assertThat(s.advance(1000, SERIAL)).isEqualTo(Status.CONVERGED);
        assertThat(plain).isGreaterThan(20_000);
        assertThat(diagnostic(s, "iterations")).isLessThan(200);
        assertThat(diagnostic(s, "newton-steps")).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"eps=0.05", "eps=1", "eps=0.002 points=300", "eps=0.3 source=moons cost=squared"})
    void aConvergedPlanHasItsMarginalsAndItsValue(String assignments) {
        Solver s = solver(assignments.split(" "));
        assertThat(s.advance(2000, SERIAL)).isEqualTo(Status.CONVERGED);
        Layer.Matrix plan = (Layer.Matrix) s.frame(0).layer("plan").orElseThrow();
        int n = plan.rows();
        double[] columns = new double[n];
        double error = 0;
        for (int i = 0; i < n; i++) {
            double row = 0;
            for (int j = 0; j < n; j++) {
                row += plan.values()[i * n + j];
                columns[j] += plan.values()[i * n + j];
            }
            error += Math.abs(row - 1.0 / n);
        }
        for (double column : columns) {
            error += Math.abs(column - 1.0 / n);
        }
        assertThat(error).isLessThan(1e-6);
        assertThat(error).isCloseTo(diagnostic(s, "marginal-error-l1"), within(1e-10));
        assertThat(diagnostic(s, "duality-gap")).isLessThan(1e-6);
    }

    @Test
    void thePlanIsInTheOrderOfTheInputAndPointsWithoutWeightGetNothing() {
        SourceFile source = SourceFile.embedded("a.csv", "x,weight\n3,1\n9,0\n0,1\n".getBytes(StandardCharsets.UTF_8));
        SourceFile target = SourceFile.embedded("b.csv", "x,weight\n0.1,1\n3.1,1\n".getBytes(StandardCharsets.UTF_8));
        ParameterSet p = SinkhornParameters.with("eps=0.01").with("source", source).with("target", target);
        Solver s = new SinkhornSolver(p, 1);
        assertThat(s.advance(1000, SERIAL)).isEqualTo(Status.CONVERGED);
        Layer.Matrix plan = (Layer.Matrix) s.frame(0).layer("plan").orElseThrow();
        assertThat(plan.rows()).isEqualTo(3);
        assertThat(plan.values()).containsExactly(new double[] {0, 0.5, 0, 0, 0.5, 0}, within(1e-9));
        assertThat(diagnostic(s, "transport-cost")).isCloseTo(0.005, within(1e-9));
    }

    @Test
    void oneAndTwoThreadsGiveTheSameBits() {
        Solver one = solver("points=700");
        Solver two = solver("points=700");
        try (Workers workers = new Workers(2)) {
            one.advance(1000, SERIAL);
            two.advance(1000, new StepContext(workers, new CancelToken()));
        }
        assertThat(potentials(two)).isEqualTo(potentials(one));
        assertThat(two.diagnostics()).isEqualTo(one.diagnostics());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 17, 40})
    void aRestoredStateContinuesWithTheSameBits(int sweeps) {
        Solver whole = solver("eps=0.01", "points=400");
        whole.advance(sweeps, SERIAL);
        Solver.State saved = whole.save();
        whole.advance(30, SERIAL);
        Solver other = solver("eps=0.01", "points=400");
        other.restore(saved);
        other.advance(30, SERIAL);
        assertThat(potentials(other)).isEqualTo(potentials(whole));
    }

    @ParameterizedTest
    @ValueSource(strings = {"points=200", "points=200 eps=0.001", "points=200 marginals=unbalanced", "points=200 marginals=partial", "points=200 kernel=nystroem"})
    void beforeTheFirstSweepNothingIsClaimed(String assignments) {
        Solver s = solver(assignments.split(" "));
        assertThat(diagnostic(s, "iterations")).isZero();
        assertThat(s.diagnostics().value("marginal-error-l1")).isEmpty();
        assertThat(s.progress()).isNaN();
        assertThat(s.frame(0).layers()).allSatisfy(l -> assertThat(l.arrays()).allSatisfy(a ->
                assertThat(Arrays.stream(a.values())).allMatch(Double::isFinite)));
        assertThat(s.frame(0).diagnostics().entries()).allSatisfy(e -> assertThat(e.value()).isFinite());
        CancelToken cancel = new CancelToken();
        cancel.cancel();
        Solver.State before = s.save();
        StepContext cancelled = new StepContext(Workers.serial(), cancel);
        assertThatThrownBy(() -> s.step(cancelled)).isInstanceOf(CancelToken.Cancelled.class);
        assertThatThrownBy(() -> s.frame(0, cancelled)).isInstanceOf(CancelToken.Cancelled.class);
        assertThat(s.save()).isSameAs(before);
        s.step(SERIAL);
        assertThat(diagnostic(s, "iterations")).isEqualTo(1);
        assertThat(diagnostic(s, "marginal-error-l1")).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.5", "0.001"})
    void aNewEpsBeforeTheFirstSweepIsAStartWithIt(String eps) {
        Solver changed = solver("points=200");
        changed.apply(new Change.Set("eps", Double.valueOf(eps)));
        Solver cold = solver("points=200", "eps=" + eps);
        changed.advance(12, SERIAL);
        cold.advance(12, SERIAL);
        assertThat(potentials(changed)).isEqualTo(potentials(cold));
    }

    @Test
    void aCancelledStepLeavesTheStateUntouched() {
        Solver s = solver();
        s.step(SERIAL);
        Solver.State before = s.save();
        CancelToken cancel = new CancelToken();
        cancel.cancel();
        assertThatThrownBy(() -> s.step(new StepContext(Workers.serial(), cancel))).isInstanceOf(CancelToken.Cancelled.class);
        assertThat(s.save()).isSameAs(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1", "0.02", "0.004", "2"})
    void aNewEpsStartsWarmAndEndsWhereAColdStartEnds(String eps) {
        Solver warm = solver("eps=0.05", "points=300");
        assertThat(warm.advance(1000, SERIAL)).isEqualTo(Status.CONVERGED);
        double before = diagnostic(warm, "iterations");
        warm.apply(new Change.Set("eps", Double.valueOf(eps)));
        assertThat(warm.status()).isEqualTo(Status.RUNNING);
        assertThat(warm.advance(2000, SERIAL)).isEqualTo(Status.CONVERGED);
        Solver cold = solver("eps=" + eps, "points=300");
        assertThat(cold.advance(2000, SERIAL)).isEqualTo(Status.CONVERGED);
        // Both are off by the square of a marginal error of 1e-7 over ε.
        assertThat(diagnostic(warm, "value")).isCloseTo(diagnostic(cold, "value"), within(1e-9));
        assertThat(diagnostic(warm, "transport-cost")).isCloseTo(diagnostic(cold, "transport-cost"), within(1e-6));
        assertThat(diagnostic(warm, "iterations")).isGreaterThan(before);
    }

    @Test
    void whatCannotBeReachedFailsWithARemedyThatHelps() {
        // Costs of up to 1e7 ε, shared by few rows: rounding of the exponents alone is some 1.5e-10.
        PointCloud source = normals(3, 2, 31);
        PointCloud target = normals(60, 2, 41);
        double eps = 1e-7 * SinkhornProblem.of(source, target, 0.5).costBound();
        Solver s = new SinkhornSolver(source, target, SinkhornParameters.with("eps=" + eps, "tolerance=7.3e-11"));
        Status end = s.advance(10_000, SERIAL);
        assertThat(end).isInstanceOf(Status.Failed.class);
        Status.Failure failure = ((Status.Failed) end).failure();
        assertThat(failure.kind()).isEqualTo(Status.Kind.STALLED);
        Status.Remedy remedy = failure.remedies().getFirst();
        s.apply(new Change.Set(remedy.parameter(), remedy.value()));
        assertThat(s.advance(1000, SERIAL)).isEqualTo(Status.CONVERGED);
    }

    @ParameterizedTest
    @CsvSource({"1", "3", "12"})
    void everyDimensionIsDrawnAndSolved(int d) {
        Solver s = new SinkhornSolver(normals(50, d, 1), normals(70, d, 2), SinkhornParameters.with("eps=0.5"));
        assertThat(s.advance(1000, SERIAL)).isEqualTo(Status.CONVERGED);
        assertThat(s.frame(1).layers()).allSatisfy(l -> assertThat(l.arrays()).allSatisfy(a ->
                assertThat(Arrays.stream(a.values())).allMatch(Double::isFinite)));
        assertThat(s.frame(1).diagnostics().value("row-sum-error-ratio").orElseThrow()).isLessThan(1);
    }

    @Test
    void theDivergenceOfACloudFromItselfIsZeroAndFromAnotherPositive() {
        PointCloud cloud = normals(150, 2, 3);
        for (String eps : new String[] {"0.01", "1"}) {
            Solver same = new SinkhornSolver(cloud, cloud, SinkhornParameters.with("eps=" + eps, "debiased=true"));
            assertThat(same.advance(2000, SERIAL)).isEqualTo(Status.CONVERGED);
            // All three values are off by the square of marginal errors of 1e-6 over ε.
            assertThat(diagnostic(same, "sinkhorn-divergence")).isCloseTo(0, within(1e-9));
            Solver other = new SinkhornSolver(cloud, normals(150, 2, 4), SinkhornParameters.with("eps=" + eps, "debiased=true"));
            assertThat(other.advance(2000, SERIAL)).isEqualTo(Status.CONVERGED);
            assertThat(diagnostic(other, "sinkhorn-divergence")).isGreaterThan(1e-3);
        }
    }

    @Test
    void onePointEachIsDoneAtOnce() {
        Solver s = new SinkhornSolver(PointCloud.uniform(1, new double[] {0}), PointCloud.uniform(1, new double[] {2}),
                SinkhornParameters.with("eps=1"));
        assertThat(s.advance(5, SERIAL)).isEqualTo(Status.CONVERGED);
        assertThat(diagnostic(s, "transport-cost")).isCloseTo(2, within(1e-14));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"eps=0 | eps:", "eps=-1 | eps:", "eps=NaN | eps:", "eps=1e-12 | double precision", "eps=1e-310 | eps:",
        "tolerance=0 | tolerance:", "points=0 | points:", "cost=linear | cost:"})
    void badInputIsToldInOneLine(String assignment, String said) {
        assertThatThrownBy(() -> solver(assignment)).isInstanceOf(InputException.class).hasMessageContaining(said)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @ParameterizedTest
    @CsvSource({"'0,0\n1,nan\n'", "'x,y,weight\n0,0,-1\n'", "'x,y,weight\n0,0,0\n1,1,0\n'", "'x,y\n'", "'1,2,3\n'"})
    void badCloudsAreToldInOneLine(String csv) {
        ParameterSet p = SinkhornParameters.with("source=moons").with("target",
                SourceFile.embedded("b.csv", csv.getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> new SinkhornSolver(p, 1)).isInstanceOf(InputException.class).hasMessageContaining("b.csv");
    }

    @Test
    void onlyTheBlurChangesLive() {
        Solver s = solver();
        assertThatThrownBy(() -> s.apply(new Change.Set("points", 10))).isInstanceOf(InputException.class);
        Solver.State before = s.save();
        assertThatThrownBy(() -> s.apply(new Change.Set("eps", 1e-13))).isInstanceOf(InputException.class);
        assertThat(s.save()).isSameAs(before);
    }
}
