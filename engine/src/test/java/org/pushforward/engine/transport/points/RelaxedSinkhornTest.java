package org.pushforward.engine.transport.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
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

/** Unbalanced and partial transport; reference checks run in {@link SinkhornTest}. */
class RelaxedSinkhornTest {

    private static final StepContext SERIAL = StepContext.serial();

    private static Solver solver(String assignments) {
        return new SinkhornSolver(SinkhornParameters.with(assignments.split(" ")), 5);
    }

    private static Solver converged(String assignments) {
        Solver s = solver(assignments);
        assertThat(s.advance(5000, SERIAL)).isEqualTo(Status.CONVERGED);
        return s;
    }

    private static PointCloud normals(int n, int key) {
        double[] x = new double[2 * n];
        new Philox(key).normals(0, n, 0, 2, x, 0);
        return PointCloud.uniform(2, x);
    }

    private static double diagnostic(Solver s, String id) {
        return s.diagnostics().value(id).orElseThrow();
    }

    private static double[] potentials(Solver s) {
        SinkhornState state = (SinkhornState) s.save();
        return Stream.of(state.sweep().f(), state.sweep().g(), state.sweep().nextG()).flatMapToDouble(Arrays::stream).toArray();
    }

    /** Row sums of the published plan, over the masses of the points, which are all the same. */
    private static double[] rowRatios(Layer.Matrix plan, double mass) {
        double[] sums = new double[plan.rows()];
        for (int k = 0; k < plan.values().length; k++) {
            sums[k / plan.columns()] += plan.values()[k] * plan.rows() / mass;
        }
        return sums;
    }

    @Test
    void theDualAscendsAndStaysBelowThePrimal() {
        Solver s = solver("points=200 eps=0.1 marginals=unbalanced rho=0.5");
        double last = Double.NEGATIVE_INFINITY;
        s.step(SERIAL);
        while (s.status() instanceof Status.Running) {
            SinkhornState state = (SinkhornState) s.save();
            Marginals.Optimality o = state.sweep().optimality();
            // Both are sums of a few hundred terms of size 1.
            assertThat(state.sweep().values().primal() + o.penalty()).isGreaterThan(o.dual() - 1e-13);
            assertThat(o.dual()).isGreaterThan(last - 1e-13);
            last = o.dual();
            s.step(SERIAL);
        }
        assertThat(s.status()).isEqualTo(Status.CONVERGED);
        assertThat(diagnostic(s, "duality-gap")).isLessThan(1e-9);
    }

    @ParameterizedTest
    @CsvSource({"0,1,1.5,2,0.25,0.8,0.1,2", "0,1,1.5,2,0.25,0.8,1,2", "0.3,0.4,2,-1,3,0.5,0.05,0.7", "0,1,1,0,1,1,2,0.1", "1,2,3,5,1.5,0.2,0.3,40"})
    void thePublishedMassOfUnbalancedGaussiansIsThatOfTheFixedPoint(double meanA, double varianceA, double massA, double meanB, double varianceB,
            double massB, double eps, double rho) {
        double[] f = new double[3];
        double[] g = new double[3];
        // Each half-step contracts by ρ/(ρ + ε): 4000 of them leave rounding.
        for (int k = 0; k < 4000; k++) {
            f = parabola(g, meanB, varianceB, massB, eps, rho);
            g = parabola(f, meanA, varianceA, massA, eps, rho);
        }
        // ∫ a exp(−f/ρ); about the mean f(m + z) = −½uz² + sz + f(m).
        double slope = f[1] - f[0] * meanA;
        double at = -0.5 * f[0] * meanA * meanA + f[1] * meanA + f[2];
        double narrowing = 1 - varianceA * f[0] / rho;
        double mass = massA * Math.exp(-at / rho + slope * slope * varianceA / (2 * rho * rho * narrowing)) / Math.sqrt(narrowing);
        assertThat(UnbalancedGaussians.mass(meanA, varianceA, massA, meanB, varianceB, massB, eps, rho)).isCloseTo(mass, within(1e-11 * mass));
    }

    /** f = −ρ/(ρ + ε) ε log ∫ b exp((g − c)/ε) of a parabola g(y) = −½uy² + vy + w, as u, v and w; derived here. */
    private static double[] parabola(double[] g, double mean, double variance, double mass, double eps, double rho) {
        double kappa = rho / (rho + eps);
        double precision = 1 / variance + (g[0] + 1) / eps;
        double tilt = mean / variance + g[1] / eps;
        double log = Math.log(mass) - 0.5 * Math.log(variance * precision) + tilt * tilt / (2 * precision) - mean * mean / (2 * variance);
        return new double[] {-kappa * (1 - 1 / (precision * eps)), -kappa * tilt / precision, -kappa * (eps * log + g[2])};
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 1, 50})
    void unbalancedRowsAreThoseThatThePotentialsCallFor(double rho) {
        Solver s = converged("points=150 eps=0.1 marginals=unbalanced tolerance=1e-9 rho=" + rho);
        SinkhornState state = (SinkhornState) s.save();
        double[] ratios = rowRatios((Layer.Matrix) s.frame(0).layer("plan").orElseThrow(), 1);
        for (int i = 0; i < ratios.length; i++) {
            double f = state.sweep().f()[i] * 0.1 * Math.log(2);
            // The sum over 150 points of equal mass is right to 1e-9.
            assertThat(ratios[i]).isCloseTo(Math.exp(-f / rho), within(150 * 1e-9));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.5, 0.95})
    void partialPlansMoveTheMassAndNoMoreThanThereIs(double mass) {
        Solver s = converged("points=150 eps=0.1 marginals=partial tolerance=1e-9 mass=" + mass);
        SinkhornState state = (SinkhornState) s.save();
        Layer.Matrix plan = (Layer.Matrix) s.frame(0).layer("plan").orElseThrow();
        double[] ratios = rowRatios(plan, 1);
        assertThat(Arrays.stream(plan.values()).sum()).isCloseTo(mass, within(1e-9));
        for (int i = 0; i < ratios.length; i++) {
            assertThat(state.sweep().f()[i]).isLessThanOrEqualTo(0);
            assertThat(ratios[i]).isLessThan(1 + 150 * 1e-9);
            if (state.sweep().f()[i] < -1e-6) {
                assertThat(ratios[i]).isCloseTo(1, within(150 * 1e-9));
            }
        }
    }

    @Test
    void outliersDragTheBalancedPlanButNotTheOthers() {
        double[] x = normals(200, 8).coordinates().clone();
        for (int k = 0; k < 40; k++) {
            x[k] += 12;
        }
        PointCloud target = PointCloud.uniform(2, x);
        PointCloud source = normals(200, 9);
        String[] assignments = {"marginals=exact", "marginals=unbalanced", "marginals=partial"};
        double[] costs = Arrays.stream(assignments).mapToDouble(m -> {
            Solver s = new SinkhornSolver(source, target, SinkhornParameters.with(m, "mass=0.85", "rho=2", "eps=0.1"));
            assertThat(s.advance(5000, SERIAL)).isEqualTo(Status.CONVERGED);
            return diagnostic(s, "transport-cost");
        }).toArray();
        assertThat(costs[0]).isGreaterThan(5);
        assertThat(costs[1]).isLessThan(0.5);
        assertThat(costs[2]).isLessThan(0.5);
    }

    @ParameterizedTest
    @CsvSource({"unbalanced,1", "unbalanced,2", "partial,1", "partial,2"})
    void threadsAndRestoringDoNotChangeBits(String marginals, int threads) {
        String all = "points=400 eps=0.02 marginals=" + marginals;
        Solver whole = solver(all);
        whole.advance(17, SERIAL);
        Solver.State saved = whole.save();
        whole.advance(20, SERIAL);
        Solver other = solver(all);
        other.restore(saved);
        try (Workers workers = new Workers(threads)) {
            other.advance(20, new StepContext(workers, new CancelToken()));
        }
        assertThat(potentials(other)).isEqualTo(potentials(whole));
        assertThat(other.diagnostics()).isEqualTo(whole.diagnostics());
    }

    @ParameterizedTest
    @CsvSource({"marginals=unbalanced,rho,0.1", "marginals=unbalanced,rho,30", "marginals=unbalanced,relaxed,target", "marginals=unbalanced,eps,0.02",
        "marginals=partial,mass,0.3", "marginals=partial,mass,0.9", "marginals=partial,eps,0.3"})
    void aLiveChangeEndsWhereAColdStartEnds(String marginals, String parameter, String value) {
        String all = "points=200 tolerance=1e-8 " + marginals;
        Solver warm = converged(all);
        Object parsed = SinkhornParameters.with().parameter(parameter).parse(value);
        warm.apply(new Change.Set(parameter, parsed));
        assertThat(warm.advance(5000, SERIAL)).isEqualTo(Status.CONVERGED);
        Solver cold = converged(all + " " + parameter + "=" + value);
        // Duals are off by the square of the errors, masses by the errors.
        assertThat(diagnostic(warm, "objective")).isCloseTo(diagnostic(cold, "objective"), within(1e-10));
        assertThat(diagnostic(warm, "mass")).isCloseTo(diagnostic(cold, "mass"), within(1e-7));
    }

    @Test
    void whatDoesNotMatterForTheseMarginalsChangesNothing() {
        Solver s = solver("points=60");
        Solver.State before = s.save();
        s.apply(new Change.Set("rho", 3.0));
        s.apply(new Change.Set("mass", 0.3));
        assertThat(s.save()).isSameAs(before);
    }

    private static Solver ofFiles(String source, String target, String... assignments) {
        ParameterSet p = SinkhornParameters.with(assignments).with("source", SourceFile.embedded("a.csv", source.getBytes(StandardCharsets.UTF_8)))
                .with("target", SourceFile.embedded("b.csv", target.getBytes(StandardCharsets.UTF_8)));
        return new SinkhornSolver(p, 1);
    }

    @Test
    void weightsOfAFileAreMasses() {
        Solver s = ofFiles("x,weight\n0,3\n5,1\n", "x,weight\n0,2\n", "marginals=partial", "mass=1.5", "eps=0.1", "tolerance=1e-10");
        assertThat(s.advance(1000, SERIAL)).isEqualTo(Status.CONVERGED);
        assertThat(diagnostic(s, "source-mass")).isEqualTo(4);
        assertThat(diagnostic(s, "target-mass")).isEqualTo(2);
        // Costs of 0 and 12.5: the far point gives 1.5 e^(-125)/3 of it.
        assertThat(((Layer.Matrix) s.frame(0).layer("plan").orElseThrow()).values()).containsExactly(new double[] {1.5, 0}, within(1e-9));
        Solver balanced = ofFiles("x,weight\n0,3\n5,1\n", "x,weight\n0,2\n", "eps=0.1");
        assertThat(balanced.advance(1000, SERIAL)).isEqualTo(Status.CONVERGED);
        assertThat(((Layer.Matrix) balanced.frame(0).layer("plan").orElseThrow()).values()).containsExactly(new double[] {0.75, 0.25}, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"marginals=unbalanced rho=0 | rho:", "marginals=unbalanced rho=-1 | rho:", "marginals=partial mass=0 | mass:",
        "marginals=partial mass=1.01 | mass: 1.01 is more", "marginals=loose | marginals:", "marginals=partial eps=0 | eps:"})
    void badInputIsToldInOneLine(String assignments, String said) {
        assertThatThrownBy(() -> solver(assignments)).isInstanceOf(InputException.class).hasMessageContaining(said)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x,weight\n0,1\n1,0\n", "x,weight\n0,1\n1,-2\n", "x,weight\n0,0\n"})
    void pointsWithoutMassAreRefused(String csv) {
        assertThatThrownBy(() -> ofFiles(csv, "x\n0\n", "marginals=unbalanced")).isInstanceOf(InputException.class).hasMessageContaining("weight");
    }

    @Test
    void moreMassThanThereIsIsRefusedWhileItRuns() {
        Solver s = converged("points=60 marginals=partial mass=0.5");
        Solver.State before = s.save();
        assertThatThrownBy(() -> s.apply(new Change.Set("mass", 1.2))).isInstanceOf(InputException.class).hasMessageContaining("mass");
        assertThat(s.save()).isSameAs(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"marginals=unbalanced rho=0.01 eps=0.003", "marginals=unbalanced rho=1e-4", "marginals=partial mass=1e-4",
        "marginals=unbalanced rho=1e6"})
    void extremesAreDrawnWithFiniteNumbers(String assignments) {
        Solver s = converged("points=100 source=8-gaussians " + assignments);
        assertThat(s.frame(1).layers()).allSatisfy(l -> assertThat(l.arrays()).allSatisfy(a -> assertThat(Arrays.stream(a.values()))
                .allMatch(Double::isFinite)));
        assertThat(s.frame(1).diagnostics().entries()).allSatisfy(e -> assertThat(e.value()).isFinite());
    }
}
