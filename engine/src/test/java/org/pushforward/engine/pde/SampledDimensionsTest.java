package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.layer.CoordinateJets;
import org.pushforward.engine.numerics.Philox;

class SampledDimensionsTest {

    private static final int[][] PAIRS = {{0, 1}, {0, 2}, {0, 3}, {1, 2}, {1, 3}, {2, 3}};
    private static final int[] ALL = {0, 1, 2, 3};

    private static ManyDimensions problem(boolean isBall) {
        return new ManyDimensions(isBall, 4, new double[] {1, -0.5, 0.8, 0.3});
    }

    private static double[] points(ManyDimensions q, int n) {
        double[] z = new double[n * q.d()];
        double[] u = new double[n];
        new Philox(1).normals(0, n, 0, q.d(), z, 0);
        new Philox(2).uniforms(0, n, 0, 1, u, 0);
        return q.points(z, u);
    }

    private static Fit fit(ManyDimensions q) {
        return Fit.start(q.weights(), AdamW.ADAM, new Philox(3)).precise();
    }

    private static double[] evaluate(ManyDimensions q, Function<Theta, Value> f) {
        return fit(q).evaluate(new CancelToken(), f);
    }

    /** Σ of the exact solution's second differences is f. */
    @Test
    void theExactSolutionSolvesPoisson() {
        ManyDimensions q = problem(true);
        double[] x = points(q, 5);
        double[] sum = laplacian(q, x, q::exact);
        double[] wanted = q.wanted(x);
        for (int k = 0; k < 5; k++) {
            assertThat(sum[k]).isCloseTo(wanted[k], within(1e-5));
        }
    }

    private static double[] laplacian(ManyDimensions q, double[] x, Function<double[], double[]> u) {
        double h = 1e-3;
        double[] at = u.apply(x);
        double[] sum = new double[at.length];
        for (int i = 0; i < q.d(); i++) {
            double[] up = u.apply(moved(q, x, i, h));
            double[] down = u.apply(moved(q, x, i, -h));
            Arrays.setAll(sum, k -> sum[k] + (up[k] - 2 * at[k] + down[k]) / (h * h));
        }
        return sum;
    }

    private static double[] moved(ManyDimensions q, double[] x, int axis, double by) {
        double[] y = x.clone();
        for (int k = axis; k < y.length; k += q.inputs()) {
            y[k] += by;
        }
        return y;
    }

    @Test
    void theExactSolutionSolvesTheControlProblem() {
        ManyDimensions q = problem(false);
        double[] x = points(q, 5);
        double[] laplacian = laplacian(q, x, q::exact);
        double h = 1e-4;
        double[] change = differences(q, x, 4, h);
        for (int k = 0; k < 5; k++) {
            double squares = 0;
            for (int i = 0; i < 4; i++) {
                squares += Math.pow(differences(q, x, i, h)[k], 2);
            }
            assertThat(change[k] + laplacian[k] - squares).isCloseTo(0, within(2e-5));
        }
        double[] end = moved(q, new double[5], 4, 1);
        assertThat(q.exact(end)[0]).as("u = g at the end").isCloseTo(Math.log(0.5), within(1e-9));
    }

    private static double[] differences(ManyDimensions q, double[] x, int axis, double h) {
        double[] up = q.exact(moved(q, x, axis, h));
        double[] down = q.exact(moved(q, x, axis, -h));
        double[] slope = new double[up.length];
        Arrays.setAll(slope, k -> (up[k] - down[k]) / (2 * h));
        return slope;
    }

    /** Along each axis what differentiating twice backward says, and what differences of u say. */
    @Test
    void derivativesAreThoseOfTheNetwork() {
        for (boolean ball : new boolean[] {true, false}) {
            ManyDimensions q = problem(ball);
            double[] x = points(q, 3);
            double[] a = evaluate(q, w -> q.terms(w, x, 2, 0).along());
            Fit fit = fit(q);
            double h = 1e-4;
            double[] at = q.said(fit, x, new CancelToken());
            for (int j = 0; j < 2; j++) {
                double[] up = q.said(fit, moved(q, x, 2 - 2 * j, h), new CancelToken());
                double[] down = q.said(fit, moved(q, x, 2 - 2 * j, -h), new CancelToken());
                for (int k = 0; k < 3; k++) {
                    double slope = ball ? 0 : (up[k] - down[k]) / (2 * h);
                    assertThat(a[2 * k + j]).isCloseTo((up[k] - 2 * at[k] + down[k]) / (h * h) - slope * slope, within(1e-5));
                }
            }
        }
        ManyDimensions q = problem(true);
        double[] twice = evaluate(q, w -> {
            Value x = w.tape().variable(points(q, 3), 3, 4);
            Value slope = q.net().apply(w, x).sum().grad(x);
            return CoordinateJets.of(w, q.net(), x, 3).second().at(2, 0).at(1, 0).minus(slope.slice(1, 3, 4).sum().grad(x).at(1, 3));
        });
        assertThat(twice).containsOnly(new double[] {0}, within(1e-12));
    }

    /** Over all pairs of subsets the gradient of r_I r_J has that of r² as its mean; over all subsets that of r_S² has in addition the gradient of the variance. */
    @Test
    void independentSubsetsAreUnbiasedAndOneSubsetIsNot() {
        for (boolean ball : new boolean[] {true, false}) {
            ManyDimensions q = problem(ball);
            double[] x = points(q, 3);
            double[] full = gradient(q, w -> DimensionSubsets.loss(w, q, x, ALL, ALL));
            double[] independent = new double[full.length];
            double[] same = new double[full.length];
            for (int[] i : PAIRS) {
                for (int[] j : PAIRS) {
                    add(independent, gradient(q, w -> DimensionSubsets.loss(w, q, x, i, j.clone())), 36);
                }
                add(same, gradient(q, w -> DimensionSubsets.loss(w, q, x, i, i)), 6);
            }
            double[] variance = gradient(q, w -> {
                Value a = q.terms(w, x, ALL).along().over(q.unit());
                Value centered = a.minus(a.mean(1).unsqueeze(1));
                return centered.square().sum(1).over(3).times(16.0 / 2 * (1 - 2.0 / 4)).mean();
            });
            for (int k = 0; k < full.length; k += 97) {
                assertThat(independent[k]).isCloseTo(full[k], within(1e-10));
                assertThat(same[k]).isCloseTo(full[k] + variance[k], within(1e-10));
            }
            assertThat(Arrays.stream(variance).map(Math::abs).max().orElseThrow()).isGreaterThan(1e-4);
        }
    }

    private static double[] gradient(ManyDimensions q, Function<Theta, Value> loss) {
        Fit fit = fit(q);
        try (Tape tape = Tape.precise(new CancelToken())) {
            Theta w = Theta.variable(tape, fit.weights(), fit.theta());
            return loss.apply(w).grad(w.all()).array();
        }
    }

    private static void add(double[] sum, double[] more, int share) {
        Arrays.setAll(sum, k -> sum[k] + more[k] / share);
    }

    @Test
    void subsetsHaveDistinctDimensionsAndMeetAll() {
        int[] met = new int[10];
        for (int draw = 0; draw < 200; draw++) {
            int[] s = DimensionSubsets.subset(new Philox(1), draw, 10, 3);
            assertThat(s).doesNotHaveDuplicates().hasSize(3);
            for (int i : s) {
                met[i]++;
            }
        }
        assertThat(Arrays.stream(met)).allMatch(n -> n > 40 && n < 80);
    }

    /** But for the first layer an iteration costs the same in any dimension. */
    @Test
    void costDoesNotGrowWithTheDimension() {
        ManyDimensions small = new ManyDimensions(true, 100, new double[0]);
        ManyDimensions large = new ManyDimensions(true, 1000, new double[0]);
        double more = CoordinateJets.products(large.net(), 8) - CoordinateJets.products(small.net(), 8);
        assertThat(more).isEqualTo(900 * 64);
        assertThat(CoordinateJets.products(small.net(), 100) / CoordinateJets.products(small.net(), 8)).isBetween(11.0, 12.0);
    }
}
