package org.pushforward.engine.transport.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.data.PointCloud;
import org.pushforward.engine.numerics.Philox;

class SchurNewtonTest {

    private static final StepContext SERIAL = StepContext.serial();

    private static double diagnostic(Solver s, String id) {
        return s.diagnostics().value(id).orElseThrow();
    }

    private static Solver solver(String assignments) {
        return new SinkhornSolver(SinkhornParameters.with(assignments.split(" ")), 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 40})
    void theLaplacianIsSolvedToRoundingWhateverTheSizesOfItsEdges(int n) {
        double[] u = new double[n * n];
        new Philox(3).uniforms(0, n, 0, n, u, 0);
        double[] edges = new double[n * n];
        double[] ground = new double[n];
        for (int i = 0; i < n; i++) {
            ground[i] = i == 0 ? 1 : 0;
            for (int j = 0; j < i; j++) {
                // Two halves that 1e-40 couples: by subtraction nothing of it would be left.
                edges[i * n + j] = (i < n / 2) == (j < n / 2) ? u[i * n + j] : 1e-40;
                edges[j * n + i] = edges[i * n + j];
            }
        }
        // (L + e) 1 = e exactly.
        double[] r = ground.clone();
        new GraphLaplacian(edges, ground, new CancelToken()).solve(r);
        for (double v : r) {
            assertThat(v).isCloseTo(1, within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void productsAreSumsOfTerms(int d) {
        double[] xs = new double[5 * d];
        double[] ys = new double[1003 * d];
        new Philox(1).normals(0, 5, 0, d, xs, 0);
        new Philox(2).normals(0, 1003, 0, d, ys, 0);
        ScaledCloud x = new ScaledCloud(PointCloud.uniform(d, xs), new double[d], 1);
        ScaledCloud y = new ScaledCloud(PointCloud.uniform(d, ys), new double[d], 1);
        double[] v = new double[y.stride];
        new Philox(3).normals(0, 1003, 0, 1, v, 0);
        DoubleLogSumExp kernel = new DoubleLogSumExp();
        kernel.prepare(y, LogSinkhorn.exponents(new double[y.size], y));
        double[] terms = new double[y.stride];
        for (int i = 0; i < x.size; i++) {
            kernel.terms(x, i, y, x.squared[i], terms);
            double sum = 0;
            for (int j = 0; j < y.size; j++) {
                sum += terms[j] * v[j];
            }
            // A thousand terms of both signs, each below 1e-3.
            assertThat(kernel.product(x, i, y, x.squared[i], v)).isCloseTo(sum, within(1e-14));
        }
    }

    @Test
    void cellsAreHalvesOfHalves() {
        double[] xy = new double[2 * 1000];
        new Philox(5).normals(0, 1000, 0, 2, xy, 0);
        int[] cell = TargetCells.of(new ScaledCloud(PointCloud.uniform(2, xy), new double[2], 1), 16);
        int[] sizes = new int[16];
        Arrays.stream(cell).forEach(c -> sizes[c]++);
        assertThat(Arrays.stream(sizes)).allMatch(s -> s == 62 || s == 63);
    }

    @ParameterizedTest
    @ValueSource(strings = {"source=8-gaussians target=moons eps=0.03", "source=checkerboard target=8-gaussians eps=0.03", "eps=0.003",
        "source=8-gaussians target=moons eps=0.01 marginals=unbalanced rho=3", "eps=0.003 marginals=partial mass=0.97"})
    void aFewStepsDoWhatHundredsOfSweepsDoNot(String assignments) {
        // Too large for the dense Newton method, whose work is limited.
        Solver s = solver("points=800 tolerance=1e-10 " + assignments);
        assertThat(s.advance(200, SERIAL)).isEqualTo(Status.CONVERGED);
        assertThat(diagnostic(s, "conjugate-gradients")).isPositive();
        // Sums of a thousand columns are right to 1e-13 each over the mass of one.
        SinkhornState state = (SinkhornState) s.save();
        double error = new SinkhornPlan(((SinkhornSolver) s).problem(), state, SERIAL.cancel()).rowSumError(800);
        assertThat(error).isLessThan(1e-8);
    }

    @Test
    void itEndsWhereTheDenseMethodEnds() {
        // Of exact marginals the smaller side is eliminated, of others always the target: too large here.
        PointCloud source = normals(40, 1);
        PointCloud target = normals(1000, 2);
        Solver dense = new SinkhornSolver(source, target, SinkhornParameters.with("eps=0.003", "tolerance=1e-10"));
        assertThat(dense.advance(500, SERIAL)).isEqualTo(Status.CONVERGED);
        assertThat(diagnostic(dense, "newton-steps")).isPositive();
        assertThat(diagnostic(dense, "conjugate-gradients")).isZero();
        Solver streamed = new SinkhornSolver(source, target, SinkhornParameters.with("eps=0.003", "tolerance=1e-10", "marginals=partial", "mass=1"));
        assertThat(streamed.advance(500, SERIAL)).isEqualTo(Status.CONVERGED);
        assertThat(diagnostic(streamed, "conjugate-gradients")).isPositive();
        // Duals are right to the square of the errors; potentials of hundreds of ε are rounded.
        assertThat(diagnostic(streamed, "objective")).isCloseTo(diagnostic(dense, "value"), within(1e-11));
        assertThat(diagnostic(streamed, "transport-cost")).isCloseTo(diagnostic(dense, "transport-cost"), within(1e-9));
    }

    private static PointCloud normals(int n, int key) {
        double[] x = new double[2 * n];
        new Philox(key).normals(0, n, 0, 2, x, 0);
        return PointCloud.uniform(2, x);
    }

    @Test
    void oneAndTwoThreadsGiveTheSameBits() {
        String all = "points=800 eps=0.003";
        Solver one = solver(all);
        Solver two = solver(all);
        one.advance(110, SERIAL);
        try (Workers workers = new Workers(2)) {
            two.advance(110, new StepContext(workers, new CancelToken()));
        }
        assertThat(diagnostic(one, "newton-steps")).isPositive();
        assertThat(two.diagnostics()).isEqualTo(one.diagnostics());
    }
}
