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
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.data.DensitySources;
import org.pushforward.engine.numerics.Philox;

class GridSinkhornTest {

    private static final StepContext SERIAL = StepContext.serial();

    private static Solver solver(String... assignments) {
        return new GridSinkhornSolver(GridParameters.with(assignments));
    }

    private static double diagnostic(Solver s, String id) {
        return s.diagnostics().value(id).orElseThrow();
    }

    private static double[] uniforms(int n, int key) {
        double[] u = new double[n];
        new Philox(key).uniforms(0, n, 0, 1, u, 0);
        return u;
    }

    @TestFactory
    Stream<DynamicTest> referenceChecksHold() {
        Workers workers = new Workers(2);
        StepContext context = new StepContext(workers, new CancelToken());
        return new GridSinkhornExperiment().checks().stream().filter(Check.Reference.class::isInstance).map(Check.Reference.class::cast)
                .map(c -> DynamicTest.dynamicTest(c.id(), () -> assertThat(c.measurement().measure(context)).as(c.criterion().toString())
                        .matches(c.criterion()::holds)))
                .onClose(workers::close);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theProductOfMatricesAndItsScalarTwinGiveTheSameBits(boolean adds) {
        int inner = 37;
        int size = PanelProduct.size(inner);
        double[] a = uniforms(size * size, 1);
        double[] b = uniforms(size * size, 2);
        double[] c = uniforms(size * size, 3);
        double[] twin = c.clone();
        PanelProduct.multiply(size, inner, a, b, c, adds, SERIAL);
        PanelProduct.twin(size, inner, a, b, twin, adds);
        assertThat(c).isEqualTo(twin);
    }

    @ParameterizedTest
    // Kernels from nearly flat to a hundredth of a cell; potentials that vary as much as costs do, by hundreds and thousands of bits.
    @CsvSource({"product,1e-3,10", "product,0.5,300", "product,1.1,800", "log,1e-3,10", "log,1.1,800", "log,40,20000"})
    void theKernelIsTheLogarithmOfASumOverAllPairs(String kind, double q, double range) {
        int n = 19;
        double[] h = Arrays.stream(uniforms(n * n, 4)).map(u -> u < 0.2 ? Double.NEGATIVE_INFINITY : range * u).toArray();
        Arrays.fill(h, 3 * n, 4 * n, Double.NEGATIVE_INFINITY);
        double[] lse = new double[n * n];
        double[] cost = new double[n * n];
        (kind.equals("log") ? new LogGridKernel(n, q) : new ProductGridKernel(n, q)).applyWithCost(h, lse, cost, SERIAL);
        for (int x = 0; x < n * n; x++) {
            double top = Double.NEGATIVE_INFINITY;
            double[] t = new double[n * n];
            double[] c = new double[n * n];
            for (int y = 0; y < n * n; y++) {
                c[y] = q * (Math.pow(x / n - y / n, 2) + Math.pow(x % n - y % n, 2));
                t[y] = h[y] - c[y];
                top = Math.max(top, t[y]);
            }
            double sum = 0;
            double mean = 0;
            for (int y = 0; y < n * n; y++) {
                sum += Math.pow(2, t[y] - top);
                mean += Math.pow(2, t[y] - top) * c[y];
            }
            // Rounding of exponents of up to 2e4 bits: 4e-12, and of a mean cost as large.
            assertThat(lse[x]).isCloseTo(top + Math.log(sum) / Math.log(2), within(1e-11));
            assertThat(cost[x]).isCloseTo(mean / sum, within(1e-9 + 1e-11 * mean / sum));
        }
    }

    @Test
    void aLineWithoutMassGivesNothing() {
        double[] h = new double[64];
        Arrays.fill(h, Double.NEGATIVE_INFINITY);
        for (GridKernel kernel : new GridKernel[] {new LogGridKernel(8, 1), new ProductGridKernel(8, 1)}) {
            double[] lse = new double[64];
            kernel.apply(h, lse, SERIAL);
            assertThat(lse).containsOnly(Double.NEGATIVE_INFINITY);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"eps=0.05", "eps=0.004", "eps=0.0005", "eps=0.002 source=checker target=spiral cost=half-squared",
        "eps=0.01 source=china.jpg target=flower.jpg"})
    void aConvergedPlanHasItsMarginals(String assignments) {
        Solver s = solver(("grid=64 " + assignments).split(" "));
        assertThat(s.advance(5000, SERIAL)).isEqualTo(Status.CONVERGED);
        GridState state = (GridState) s.save();
        GridProblem problem = ((GridSinkhornSolver) s).problem();
        // Line by line, which is held against the sum over all pairs above; most of these were solved by products of matrices.
        GridKernel other = new LogGridKernel(64, ((GridCost.Squared) problem.cost()).q(64, state.eps()));
        double error = 0;
        double[] lse = new double[64 * 64];
        other.apply(GridSinkhorn.sum(problem.logB(), state.g()), lse, SERIAL);
        for (int k = 0; k < lse.length; k++) {
            error += problem.a()[k] > 0 ? problem.a()[k] * Math.abs(Math.pow(2, state.f()[k] + lse[k]) - 1) : 0;
        }
        other.apply(GridSinkhorn.sum(problem.logA(), state.f()), lse, SERIAL);
        for (int k = 0; k < lse.length; k++) {
            error += problem.b()[k] > 0 ? problem.b()[k] * Math.abs(Math.pow(2, state.g()[k] + lse[k]) - 1) : 0;
        }
        assertThat(error).isLessThan(1e-6).isCloseTo(diagnostic(s, "marginal-error-l1"), within(1e-10));
        assertThat(s.frame(1).layers()).allSatisfy(l -> assertThat(l.arrays()).allSatisfy(a ->
                assertThat(Arrays.stream(a.values())).allMatch(Double::isFinite)));
    }

    @Test
    void theBridgeGoesFromSourceToTargetAndKeepsItsMass() {
        Solver s = solver("grid=64", "eps=0.004", "time=0");
        s.advance(1000, SERIAL);
        GridProblem problem = ((GridSinkhornSolver) s).problem();
        assertThat(moving(s)).isEqualTo(GridLayers.density(problem.a()));
        for (double t : new double[] {0.05, 0.5, 0.95}) {
            s.apply(new Change.Set("time", t));
            assertThat(s.status()).isEqualTo(Status.CONVERGED);
            assertThat(Arrays.stream(moving(s)).sum()).isCloseTo(64 * 64, within(1e-8));
            // Nothing of these shapes comes near the edge of the square.
            assertThat(s.frame(0).diagnostics().value("bridge-inside").orElseThrow()).isCloseTo(1, within(1e-3));
        }
        s.apply(new Change.Set("time", 1.0));
        assertThat(moving(s)).isEqualTo(GridLayers.density(problem.b()));
    }

    private static double[] moving(Solver s) {
        return ((Layer.ScalarField) s.frame(0).layer("moving").orElseThrow()).values();
    }

    @Test
    void overRelaxationSavesSweeps() {
        double[] a = DensitySources.on(48, SourceFile.builtIn("star"));
        double[] b = DensitySources.on(48, SourceFile.builtIn("two-discs"));
        Solver s = GridChecks.converged(48, a, b, SERIAL, "eps=0.004");
        double[] g = new double[a.length];
        GridProblem problem = new GridProblem(48, new GridCost.Squared(1), () -> a, () -> b);
        GridKernel kernel = problem.kernel(0.004);
        double[] lse = new double[a.length];
        double error = 1;
        int plain = 0;
        for (; error > 1e-7; plain++) {
            kernel.apply(GridSinkhorn.sum(problem.logB(), g), lse, SERIAL);
            double[] f = Arrays.stream(lse).map(v -> -v).toArray();
            kernel.apply(GridSinkhorn.sum(problem.logA(), f), lse, SERIAL);
            error = 0;
            for (int k = 0; k < g.length; k++) {
                error += b[k] * Math.abs(Math.pow(2, g[k] + lse[k]) - 1);
                g[k] = -lse[k];
            }
        }
        assertThat(diagnostic(s, "iterations")).isLessThan(0.7 * plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.004", "0.0003"})
    void oneAndTwoThreadsAndARestoredStateGiveTheSameBits(String eps) {
        Solver one = solver("grid=50", "eps=" + eps);
        Solver two = solver("grid=50", "eps=" + eps);
        one.advance(7, SERIAL);
        two.restore(one.save());
        try (Workers workers = new Workers(2)) {
            one.advance(20, SERIAL);
            two.advance(20, new StepContext(workers, new CancelToken()));
        }
        assertThat(((GridState) two.save()).nextG()).isEqualTo(((GridState) one.save()).nextG());
        assertThat(two.diagnostics()).isEqualTo(one.diagnostics());
    }

    @ParameterizedTest
    // The last is far below what the product of both spread densities can be held with.
    @ValueSource(strings = {"eps=0.004", "eps=0.0004", "eps=0.00002"})
    void beforeTheFirstSweepNothingIsClaimed(String eps) {
        Solver s = solver("grid=40", eps);
        assertThat(diagnostic(s, "iterations")).isZero();
        assertThat(s.diagnostics().value("marginal-error-l1")).isEmpty();
        assertThat(s.progress()).isNaN();
        assertThat(s.frame(0).layers()).allSatisfy(l -> assertThat(l.arrays()).allSatisfy(a ->
                assertThat(Arrays.stream(a.values())).allMatch(Double::isFinite)));
        assertThat(s.frame(0).diagnostics().entries()).allSatisfy(e -> assertThat(e.value()).isFinite());
        s.step(SERIAL);
        assertThat(diagnostic(s, "iterations")).isEqualTo(1);
        assertThat(diagnostic(s, "marginal-error-l1")).isPositive();
    }

    @Test
    void aNewEpsBeforeTheFirstSweepIsAStartWithIt() {
        Solver changed = solver("grid=40", "eps=0.01");
        changed.apply(new Change.Set("eps", 0.0004));
        Solver cold = solver("grid=40", "eps=0.0004");
        changed.advance(12, SERIAL);
        cold.advance(12, SERIAL);
        assertThat(((GridState) changed.save()).nextG()).isEqualTo(((GridState) cold.save()).nextG());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.05", "0.002", "0.0006"})
    void aNewEpsEndsWhereAColdStartEnds(String eps) {
        Solver warm = solver("grid=40", "eps=0.01");
        assertThat(warm.advance(1000, SERIAL)).isEqualTo(Status.CONVERGED);
        warm.apply(new Change.Set("eps", Double.valueOf(eps)));
        assertThat(warm.advance(5000, SERIAL)).isEqualTo(Status.CONVERGED);
        Solver cold = solver("grid=40", "eps=" + eps);
        assertThat(cold.advance(5000, SERIAL)).isEqualTo(Status.CONVERGED);
        // The cost is off by the marginal error, 1e-7, times potentials of the size of the cost.
        assertThat(diagnostic(warm, "value")).isCloseTo(diagnostic(cold, "value"), within(1e-9));
        assertThat(diagnostic(warm, "transport-cost")).isCloseTo(diagnostic(cold, "transport-cost"), within(1e-6));
    }

    @Test
    void whatCannotBeReachedFailsWithARemedyThatHelps() {
        // Costs of 2e5 ε in random noise: hundreds of sweeps bring next to nothing.
        double[] a = uniforms(100, 8);
        double[] b = uniforms(100, 9);
        double sumA = Arrays.stream(a).sum();
        double sumB = Arrays.stream(b).sum();
        Solver s = new GridSinkhornSolver(GridParameters.with("grid=10", "eps=1e-5", "tolerance=1e-9"),
                Arrays.stream(a).map(v -> v / sumA).toArray(), Arrays.stream(b).map(v -> v / sumB).toArray());
        Status end = s.advance(20_000, SERIAL);
        assertThat(end).isInstanceOf(Status.Failed.class);
        Status.Remedy remedy = ((Status.Failed) end).failure().remedies().getFirst();
        s.apply(new Change.Set(remedy.parameter(), remedy.value()));
        assertThat(s.advance(5000, SERIAL)).isEqualTo(Status.CONVERGED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"eps=0 | eps:", "eps=1e-13 | double precision", "grid=1 | grid:", "time=1.5 | time:", "source=nowhere | source:"})
    void badInputIsToldInOneLine(String assignment, String said) {
        assertThatThrownBy(() -> solver(assignment)).isInstanceOf(InputException.class).hasMessageContaining(said)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    /** Sixteen looks at a shape for each of a million cells are nothing to wait for until a run opens. */
    @Test
    void shapesAreLookedAtInTheFirstStepWhichCanBeGivenUp() {
        CancelToken cancelled = new CancelToken();
        cancelled.cancel();
        Experiment e = new GridSinkhornExperiment();
        Solver s = cancelled.during(() -> e.create(ParameterSet.of(e.parameters(), "grid=32"), 1));
        assertThatThrownBy(() -> s.step(new StepContext(Workers.serial(), cancelled))).isInstanceOf(CancelToken.Cancelled.class);
        assertThatThrownBy(() -> s.frame(0, new StepContext(Workers.serial(), cancelled))).isInstanceOf(CancelToken.Cancelled.class);
        assertThat(s.advance(1000, StepContext.serial())).isEqualTo(Status.CONVERGED);
    }
}
