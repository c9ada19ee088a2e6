package org.pushforward.engine.transport.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.data.DensitySources;
import org.pushforward.engine.numerics.Philox;

/** The cost |x − y| on a grid; its reference checks run in {@link GridSinkhornTest}. */
class DistanceGridTest {

    private static final StepContext SERIAL = StepContext.serial();

    private static Solver solver(String assignments) {
        return new GridSinkhornSolver(GridParameters.with(("cost=distance " + assignments).split(" ")));
    }

    private static double diagnostic(Solver s, String id) {
        return s.diagnostics().value(id).orElseThrow();
    }

    private static double[] potentials(Solver s) {
        return ((GridState) s.save()).nextG();
    }

    @ParameterizedTest
    // Rates from nearly flat to some hundred e-foldings a cell.
    @ValueSource(doubles = {1e-4, 3e-3, 0.05, 0.3, 1, 2.5, 10, 60})
    void anExponentialIsASumOfGaussians(double s) {
        double largest = Math.min(1500, 580 / s);
        ExponentialMixture mixture = ExponentialMixture.of(s, largest);
        for (double r = 1; r <= largest; r *= 1.013) {
            double[] sums = mixture.at(r);
            // The trapezoidal rule leaves some 1e-11, which costs inherit in units of the powers.
            assertThat(sums[0] * Math.exp(s * r)).isCloseTo(1, within(3e-11));
            assertThat(sums[1] * Math.exp(s * r)).isCloseTo(s * r, within(3e-11 * (1 + s * r)));
        }
        assertThat(Arrays.stream(mixture.weights()).allMatch(w -> w >= 0)).isTrue();
        assertThat(mixture.atZero()).isPositive();
        assertThat(mixture.terms()).isLessThan(110);
    }

    /** h that varies by so many bits, some of it −∞. */
    private static double[] exponents(int n, double range) {
        double[] u = new double[n * n];
        new Philox(4).uniforms(0, u.length, 0, 1, u, 0);
        double[] h = Arrays.stream(u).map(v -> v < 0.2 ? Double.NEGATIVE_INFINITY : range * v).toArray();
        Arrays.fill(h, 3 * n, 4 * n, Double.NEGATIVE_INFINITY);
        return h;
    }

    @ParameterizedTest
    // The largest exponent of the kernel is 25.5 q bits. Beyond 850 only direct sums are there.
    @CsvSource({"transform,1e-3,1", "transform,0.2,4", "mixture,1e-3,10", "mixture,0.3,12", "mixture,3,120", "mixture,30,700", "direct,1e-3,10",
        "direct,3,120", "direct,30,700", "direct,400,20000"})
    void everyWayGivesTheLogarithmOfASumOverAllPairs(String way, double q, double range) {
        int n = 19;
        double[] h = exponents(n, range);
        double top = Arrays.stream(h).max().orElseThrow();
        double[] lse = new double[n * n];
        double[] cost = new double[n * n];
        switch (way) {
            case "transform" -> assertThat(new DistanceGridKernel(n, q, 1e-10).transformed(h, top, lse, cost, SERIAL)).isTrue();
            case "mixture" -> new MixtureSums(n, q).run(h, top, lse, cost, SERIAL);
            default -> new DirectSums(n, q).run(h, lse, cost, SERIAL);
        }
        for (int x = 0; x < n * n; x++) {
            double[] exact = sum(n, q, h, x);
            // 3e-11 of the Gaussians, 1e-10 of the transforms, rounding of exponents of up to 2e4 bits.
            assertThat(lse[x]).isCloseTo(exact[0], within(2e-10));
            assertThat(cost[x]).isCloseTo(exact[1], within(2e-10 * (1 + q * 26)));
        }
    }

    /** L and D at a cell, as the definition has them. */
    private static double[] sum(int n, double q, double[] h, int x) {
        double top = Double.NEGATIVE_INFINITY;
        double[] c = new double[n * n];
        for (int y = 0; y < n * n; y++) {
            c[y] = q * Math.hypot(x / n - y / n, x % n - y % n);
            top = Math.max(top, h[y] - c[y]);
        }
        double sum = 0;
        double mean = 0;
        for (int y = 0; y < n * n; y++) {
            double p = Math.pow(2, h[y] - c[y] - top);
            sum += p;
            mean += p * c[y];
        }
        return new double[] {top + Math.log(sum) / Math.log(2), mean / sum};
    }

    @Test
    void transformsAreOnlyTakenWhereTheyAreRight() {
        int n = 19;
        int taken = 0;
        for (double q : new double[] {0.01, 0.1, 0.5, 1, 2, 4}) {
            for (double slope : new double[] {0, 0.1, 0.5, 1, 2, 4}) {
                // Steeper than the kernel or not: sums differ by the lesser of the two.
                double[] h = exponents(n, 5);
                for (int k = 0; k < h.length; k++) {
                    h[k] += slope * (k % n);
                }
                double[] lse = new double[n * n];
                DistanceGridKernel kernel = new DistanceGridKernel(n, q, 1e-9);
                boolean certified = kernel.transformed(h, Arrays.stream(h).max().orElseThrow(), lse, new double[0], SERIAL);
                taken += certified ? 1 : 0;
                for (int x = 0; certified && x < n * n; x++) {
                    assertThat(lse[x]).isCloseTo(sum(n, q, h, x)[0], within(1e-9 / Math.log(2)));
                }
            }
        }
        assertThat(taken).isBetween(10, 30);
    }

    @Test
    void whatIsTakenIsRightToTheAccuracyAsked() {
        int n = 19;
        for (double q : new double[] {0.02, 0.6, 5, 60}) {
            double[] h = exponents(n, 10 * q);
            double[] lse = new double[n * n];
            new DistanceGridKernel(n, q, 1e-9).apply(h, lse, SERIAL);
            for (int x = 0; x < n * n; x++) {
                assertThat(lse[x]).isCloseTo(sum(n, q, h, x)[0], within(1e-9 / Math.log(2)));
            }
        }
        double[] nothing = new double[n * n];
        Arrays.fill(nothing, Double.NEGATIVE_INFINITY);
        double[] lse = new double[n * n];
        new DistanceGridKernel(n, 1, 1e-9).apply(nothing, lse, SERIAL);
        assertThat(lse).containsOnly(Double.NEGATIVE_INFINITY);
    }

    @ParameterizedTest
    // By transforms, by Gaussians, directly.
    @ValueSource(strings = {"0.2", "0.01", "0.002"})
    void threadsRestoringAndCancellingDoNotChangeBits(String eps) {
        Solver one = solver("grid=36 eps=" + eps);
        Solver two = solver("grid=36 eps=" + eps);
        one.advance(4, SERIAL);
        two.restore(one.save());
        one.advance(4, SERIAL);
        try (Workers workers = new Workers(2)) {
            for (int spins = 0; spins < 200_000; spins += 20_000) {
                // Cancelled at some moment, most likely in the midst of a kernel; or too late.
                CancelToken cancel = new CancelToken();
                int wait = spins;
                Solver.State before = two.save();
                Thread canceller = Thread.ofPlatform().start(() -> {
                    for (int k = 0; k < wait; k++) {
                        Thread.onSpinWait();
                    }
                    cancel.cancel();
                });
                try {
                    two.step(new StepContext(workers, cancel));
                    two.restore(before);
                } catch (CancelToken.Cancelled e) {
                    assertThat(two.save()).isSameAs(before);
                } finally {
                    join(canceller);
                }
            }
            two.advance(4, new StepContext(workers, new CancelToken()));
        }
        assertThat(potentials(two)).isEqualTo(potentials(one));
        assertThat(two.diagnostics()).isEqualTo(one.diagnostics());
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.2", "0.01", "0.002"})
    void aCancelledStepLeavesTheStateUntouched(String eps) {
        Solver s = solver("grid=30 eps=" + eps);
        Solver.State before = s.save();
        CancelToken cancel = new CancelToken();
        cancel.cancel();
        StepContext cancelled = new StepContext(Workers.serial(), cancel);
        assertThatThrownBy(() -> s.step(cancelled)).isInstanceOf(CancelToken.Cancelled.class);
        assertThatThrownBy(() -> s.frame(0, cancelled)).isInstanceOf(CancelToken.Cancelled.class);
        assertThat(s.save()).isSameAs(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1", "0.01", "0.003"})
    void thereAndBackCostTheSame(String eps) {
        Solver there = solver("grid=32 source=star target=ring eps=" + eps);
        Solver back = solver("grid=32 source=ring target=star eps=" + eps);
        assertThat(there.advance(5000, SERIAL)).isEqualTo(Status.CONVERGED);
        assertThat(back.advance(5000, SERIAL)).isEqualTo(Status.CONVERGED);
        // Values are off by the square of a marginal error of 1e-7 over ε, costs by the error.
        assertThat(diagnostic(there, "value")).isCloseTo(diagnostic(back, "value"), within(1e-9));
        assertThat(diagnostic(there, "transport-cost")).isCloseTo(diagnostic(back, "transport-cost"), within(1e-6));
    }

    @Test
    void theCostOfAShiftFallsToItWithEps() {
        int n = 48;
        double[] disc = DensitySources.on(n, SourceFile.builtIn("disc"));
        double[] a = new double[n * n];
        double[] b = new double[n * n];
        for (int k = 0; k < n * n; k++) {
            if (disc[k] > 0) {
                a[k - 6 * n] = disc[k];
                b[k + 6 * n] = disc[k];
            }
        }
        double last = Double.POSITIVE_INFINITY;
        for (String eps : new String[] {"0.1", "0.03", "0.01", "0.004"}) {
            double cost = diagnostic(GridChecks.converged(n, a, b, SERIAL, "cost=distance", "eps=" + eps), "transport-cost");
            // W₁ is the shift, twelve cells; marginals are off by 1e-7.
            assertThat(cost).isGreaterThan(0.25 - 1e-6).isLessThan(last);
            last = cost;
        }
        assertThat(last).isCloseTo(0.25, within(0.004));
    }

    @Test
    void theBridgeIsOnlyThereForSquares() {
        ParameterSet p = GridParameters.with("cost=distance", "grid=24");
        assertThat(p.isShown("time")).isFalse();
        assertThat(p.real("eps")).isEqualTo(0.01);
        Solver s = new GridSinkhornSolver(p);
        for (int k = 0; k < 2; k++) {
            assertThat(s.frame(k).layer("moving")).isEmpty();
            assertThat(s.frame(k).layer("travelled")).isPresent();
            assertThat(s.frame(k).layer("ways")).isPresent();
            assertThat(s.frame(k).diagnostics().value("sigma")).isEmpty();
            assertThat(s.frame(k).layers()).allSatisfy(l -> assertThat(l.arrays()).allSatisfy(a ->
                    assertThat(Arrays.stream(a.values())).allMatch(Double::isFinite)));
            s.step(SERIAL);
        }
        assertThat(new GridSinkhornSolver(GridParameters.with("grid=24")).frame(0).layer("travelled")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.15", "0.008", "0.002"})
    void aNewEpsEndsWhereAColdStartEnds(String eps) {
        Solver warm = solver("grid=30 eps=0.03");
        assertThat(warm.advance(1000, SERIAL)).isEqualTo(Status.CONVERGED);
        warm.apply(new Change.Set("eps", Double.valueOf(eps)));
        assertThat(warm.advance(5000, SERIAL)).isEqualTo(Status.CONVERGED);
        Solver cold = solver("grid=30 eps=" + eps);
        assertThat(cold.advance(5000, SERIAL)).isEqualTo(Status.CONVERGED);
        assertThat(diagnostic(warm, "value")).isCloseTo(diagnostic(cold, "value"), within(1e-9));
    }

    @Test
    void anEpsBelowAllPrecisionIsToldInOneLine() {
        assertThatThrownBy(() -> solver("eps=1e-13")).isInstanceOf(InputException.class).hasMessageContaining("double precision").hasMessageNotContaining("\n");
    }
}
