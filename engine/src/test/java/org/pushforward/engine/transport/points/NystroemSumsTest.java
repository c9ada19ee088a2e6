package org.pushforward.engine.transport.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.data.PointCloud;
import org.pushforward.engine.numerics.Philox;

class NystroemSumsTest {

    private static final StepContext SERIAL = StepContext.serial();

    private static ScaledCloud normals(int n, int d, int key, double scale) {
        double[] x = new double[n * d];
        new Philox(key).normals(0, n, 0, d, x, 0);
        return new ScaledCloud(PointCloud.uniform(d, x), new double[d], scale);
    }

    private static Solver solver(String assignments) {
        return new SinkhornSolver(SinkhornParameters.with(assignments.split(" ")), 2);
    }

    private static double diagnostic(Solver s, String id) {
        return s.diagnostics().value(id).orElseThrow();
    }

    @ParameterizedTest
    // On the line few anchors are enough; in three dimensions many are not quite.
    @CsvSource({"1,60,1e-8", "2,300,1e-8", "3,800,1e-4"})
    void sumsAndEntropiesAreThoseOfTheExactKernel(int d, int rank, double allowed) {
        ScaledCloud x = normals(700, d, 1, 0.6);
        ScaledCloud y = normals(900, d, 2, 0.6);
        NystroemSums low = new NystroemSums(x, y, rank, SERIAL);
        double[] h = LogSinkhorn.exponents(new double[900], y);
        double[] bound = new double[700];
        Arrays.fill(bound, Double.POSITIVE_INFINITY);
        double[][] of = new double[4][700];
        assertThat(low.run(x, y, h, bound, of[0], of[1], SERIAL)).isTrue();
        new DoubleLogSumExp().run(x, y, h, bound, of[2], of[3], SERIAL);
        for (int i = 0; i < 700; i++) {
            assertThat(of[0][i]).isCloseTo(of[2][i], within(allowed));
            // Entropies are sums of terms of some tens of bits.
            assertThat(of[1][i]).isCloseTo(of[3][i], within(100 * allowed));
        }
    }

    @Test
    void moreAnchorsLeaveLess() {
        ScaledCloud x = normals(500, 2, 1, 0.6);
        double last = 1;
        for (int rank : new int[] {10, 40, 160}) {
            double residual = new NystroemSums(x, x, rank, SERIAL).residual();
            assertThat(residual).isLessThan(0.7 * last);
            last = residual;
        }
        assertThat(last).isLessThan(1e-3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eps=1", "eps=0.5 marginals=unbalanced", "eps=0.5 marginals=partial", "eps=0.05"})
    void whateverTheRankTheEndIsThatOfTheExactKernel(String assignments) {
        Solver exact = solver("points=600 tolerance=1e-8 " + assignments);
        Solver low = solver("points=600 tolerance=1e-8 kernel=nystroem rank=250 " + assignments);
        assertThat(exact.advance(1000, SERIAL)).isEqualTo(Status.CONVERGED);
        assertThat(low.advance(1000, SERIAL)).isEqualTo(Status.CONVERGED);
        assertThat(diagnostic(low, "kernel-rank")).isZero();
        // Both are off by the square of a marginal error of 1e-9; costs by the error itself.
        assertThat(diagnostic(low, "value")).isCloseTo(diagnostic(exact, "value"), within(1e-8));
        assertThat(diagnostic(low, "transport-cost")).isCloseTo(diagnostic(exact, "transport-cost"), within(1e-7));
    }

    @Test
    void aRankTooSmallForEpsIsTold() {
        Solver s = solver("points=600 kernel=nystroem rank=20 eps=0.05");
        assertThat(s.advance(1000, SERIAL)).isEqualTo(Status.CONVERGED);
        assertThat(diagnostic(s, "low-rank-failed")).isEqualTo(1);
        assertThat(diagnostic(s, "marginal-error-l1")).isLessThan(1e-6);
        s.apply(new Change.Set("eps", 2.0));
        assertThat(s.advance(1000, SERIAL)).isEqualTo(Status.CONVERGED);
    }

    @Test
    void anApproximatePlanIsNeverCalledConverged() {
        Solver s = solver("points=600 kernel=nystroem rank=60 eps=0.5 tolerance=1e-3");
        while (s.status() instanceof Status.Running) {
            s.step(SERIAL);
        }
        assertThat(s.status()).isEqualTo(Status.CONVERGED);
        assertThat(diagnostic(s, "kernel-rank")).isZero();
        assertThat(s.frame(1).diagnostics().value("row-sum-error-ratio").orElseThrow()).isLessThan(1);
    }

    @Test
    void threadsAndRestoringDoNotChangeBits() {
        String all = "points=500 eps=0.5 kernel=nystroem";
        Solver whole = solver(all);
        whole.advance(3, SERIAL);
        Solver.State saved = whole.save();
        whole.advance(30, SERIAL);
        Solver other = solver(all);
        other.restore(saved);
        try (Workers workers = new Workers(2)) {
            other.advance(30, new StepContext(workers, new CancelToken()));
        }
        assertThat(other.diagnostics()).isEqualTo(whole.diagnostics());
    }
}
