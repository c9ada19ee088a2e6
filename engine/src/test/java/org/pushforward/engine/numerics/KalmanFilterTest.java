package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class KalmanFilterTest {

    private static final double[] TIMES = {0, 0.13, 0.7, 0.75, 2.2, 2.9};
    private static final double[][] OBSERVED = {{0.3}, {0.5}, {Double.NaN}, {-0.2}, {0.9}, {0.1}};
    private static final Matrix DRIFT = Matrix.of(2, 2, 0, 1, -4, -0.3);
    private static final Matrix DIFFUSION = Matrix.of(2, 2, 0.01, 0, 0, 0.25);

    /** Moments of the Ornstein–Uhlenbeck process and of integrated noise in closed form, over short and long intervals. */
    @Test
    void movesAreThoseOfKnownProcesses() {
        for (double dt : new double[] {0.01, 1, 40}) {
            KalmanFilter.Move ou = new KalmanFilter(Matrix.of(1, 1, -1.5), Matrix.of(1, 1, 0.49), 1).over(dt);
            assertThat(ou.transition().get(0, 0)).isCloseTo(Math.exp(-1.5 * dt), within(1e-14));
            assertThat(ou.covariance().get(0, 0)).isCloseTo(0.49 / 3 * (1 - Math.exp(-3 * dt)), within(1e-13));
            Matrix c = new KalmanFilter(Matrix.of(2, 2, 0, 1, 0, 0), Matrix.of(2, 2, 0, 0, 0, 1), 1).over(dt).covariance();
            assertThat(c.get(0, 0) / (dt * dt * dt / 3)).isCloseTo(1, within(1e-12));
            assertThat(c.get(0, 1) / (dt * dt / 2)).isCloseTo(1, within(1e-12));
        }
    }

    /** Against the joint normal distribution of all that is observed, inverted at once. */
    @Test
    void likelihoodAndSmoothedStatesAreThoseOfTheJointDistribution() {
        KalmanFilter filter = new KalmanFilter(DRIFT, DIFFUSION, 0.2);
        List<KalmanFilter.Step> steps = filter.filter(TIMES, OBSERVED, new KalmanFilter.Normal(new double[2], Matrix.identity(2)));
        List<KalmanFilter.Normal> smooth = KalmanFilter.smoothed(steps);
        int[] at = {0, 1, 3, 4, 5};
        double[] joint = new double[25];
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) {
                joint[i * 5 + j] = across(filter, at[i], at[j]).get(0, 0) + (i == j ? 0.04 : 0);
            }
        }
        Matrix s = Matrix.of(5, 5, joint);
        Matrix y = Matrix.of(1, 5, 0.3, 0.5, -0.2, 0.9, 0.1);
        double log = -0.5 * (5 * Math.log(2 * Math.PI) + Math.log(s.determinant()) + y.over(s).times(y.transposed()).get(0, 0));
        assertThat(KalmanFilter.logLikelihood(steps)).isCloseTo(log, within(1e-11));
        for (int k = 0; k < TIMES.length; k++) {
            double[] cross = new double[10];
            for (int j = 0; j < 5; j++) {
                Matrix c = across(filter, k, at[j]);
                cross[j] = c.get(0, 0);
                cross[5 + j] = c.get(1, 0);
            }
            double[] mean = Matrix.of(2, 5, cross).over(s).times(y.transposed()).toArray();
            assertThat(smooth.get(k).mean()).usingComparatorWithPrecision(1e-11).containsExactly(mean);
            Matrix c = across(filter, k, k).minus(Matrix.of(2, 5, cross).over(s).times(Matrix.of(2, 5, cross).transposed()));
            assertThat(smooth.get(k).covariance().minus(c).frobenius()).isLessThan(1e-11);
        }
    }

    @Test
    void timesAtWhichNothingIsObservedChangeNothing() {
        KalmanFilter filter = new KalmanFilter(DRIFT, DIFFUSION, 0.2);
        KalmanFilter.Normal start = new KalmanFilter.Normal(new double[2], Matrix.identity(2));
        var one = filter.filter(new double[] {0, 3}, new double[][] {{1}, {0.5}}, start);
        var two = filter.filter(new double[] {0, 0.4, 3}, new double[][] {{1}, {Double.NaN}, {0.5}}, start);
        assertThat(two.getLast().known().mean()).usingComparatorWithPrecision(1e-13).containsExactly(one.getLast().known().mean());
        assertThat(KalmanFilter.logLikelihood(two)).isCloseTo(KalmanFilter.logLikelihood(one), within(1e-13));
    }

    /** Means over 4000 paths; three standard deviations of such a mean. */
    @Test
    void drawnPathsHaveTheSmoothedMoments() {
        var steps = new KalmanFilter(DRIFT, DIFFUSION, 0.2).filter(TIMES, OBSERVED, new KalmanFilter.Normal(new double[2], Matrix.identity(2)));
        var smooth = KalmanFilter.smoothed(steps);
        double mean = 0;
        double square = 0;
        int n = 4000;
        for (int k = 0; k < n; k++) {
            double[] z = new double[12];
            new Philox(3).normals(k, 1, 0, 12, z, 0);
            double v = KalmanFilter.drawn(steps, z)[2][1];
            mean += v / n;
            square += v * v / n;
        }
        double variance = smooth.get(2).covariance().get(1, 1);
        assertThat(mean).isCloseTo(smooth.get(2).mean()[1], within(3 * Math.sqrt(variance / n)));
        assertThat((square - mean * mean) / variance).isCloseTo(1, within(3 * Math.sqrt(2.0 / n)));
    }

    /** Of the states at two times, without observations. */
    private static Matrix across(KalmanFilter filter, int i, int j) {
        if (i > j) {
            return across(filter, j, i).transposed();
        }
        Matrix c = Matrix.identity(2);
        for (int k = 1; k <= i; k++) {
            KalmanFilter.Move m = filter.over(TIMES[k] - TIMES[k - 1]);
            c = m.transition().times(c).times(m.transition().transposed()).plus(m.covariance());
        }
        return c.times(filter.over(TIMES[j] - TIMES[i]).transition().transposed());
    }
}
