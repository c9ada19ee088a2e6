package org.pushforward.engine.bridge.light;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.bridge.Gaussian;
import org.pushforward.engine.bridge.GaussianSchroedingerBridge;
import org.pushforward.engine.data.StandardGaussian;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;

/** The closed forms of the light bridge and the gradients of both losses. */
class LightBridgeTest {

    private static final CancelToken NEVER = new CancelToken();
    private static final LightLayout LAYOUT = new LightLayout(11, 3);
    private static final int BATCH = 40;

    private static double[] normals(int n, int d, int key) {
        double[] z = new double[n * d];
        new Philox(key).normals(0, n, 0, d, z, 0);
        return z;
    }

    /** Some parameters with every kind of S: below and above 1. */
    private static double[] theta() {
        double[] theta = normals(LAYOUT.size(), 1, 4);
        for (int k = 0; k < theta.length; k++) {
            theta[k] *= 0.7;
        }
        return theta;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1, 10})
    void theGradientOfThePotentialLossIsThatOfDifferences(double eps) {
        checkGradient(new PotentialLoss(LAYOUT), eps);
    }

    @ParameterizedTest
    @EnumSource(DriftLoss.Coupling.class)
    void theGradientOfTheDriftLossIsThatOfDifferences(DriftLoss.Coupling coupling) {
        checkGradient(new DriftLoss(LAYOUT, coupling, new Philox(8)), 0.5);
        checkGradient(new DriftLoss(LAYOUT, coupling, new Philox(8)), 5);
    }

    private static void checkGradient(LightLoss loss, double eps) {
        double[] x = normals(BATCH, 3, 1);
        double[] y = normals(BATCH, 3, 2);
        double[] theta = theta();
        double[] gradient = new double[theta.length];
        loss.gradient(theta, eps, x, y, 7, gradient, NEVER);
        double[] other = new double[theta.length];
        double largest = 0;
        double worst = 0;
        for (int k = 0; k < theta.length; k++) {
            double h = 1e-3;
            double[] f = new double[4];
            for (int j = 0; j < 4; j++) {
                double[] moved = theta.clone();
                moved[k] += h * (j < 2 ? j - 2 : j - 1);
                f[j] = loss.gradient(moved, eps, x, y, 7, other, NEVER);
            }
            // Central difference of fourth order: error about h⁴ = 1e-12 and 1e-16/h times the loss.
            double slope = (f[0] - 8 * f[1] + 8 * f[2] - f[3]) / (12 * h);
            worst = Math.max(worst, Math.abs(slope - gradient[k]));
            largest = Math.max(largest, Math.abs(gradient[k]));
        }
        assertThat(worst / largest).isLessThan(1e-7);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.002, 0.1, 1, 10})
    void theDriftIsTheGradientOfThePotential(double eps) {
        LightBridge b = LAYOUT.bridge(theta(), eps);
        double[] x = {0.3, -0.8, 0.5};
        for (double t : new double[] {0, 0.3, 0.9, 1}) {
            double[] g = b.drift(x, t);
            for (int i = 0; i < 3; i++) {
                double h = 1e-3 * Math.min(1, eps);
                double[] up = x.clone();
                double[] down = x.clone();
                up[i] += h;
                down[i] -= h;
                // Second order: about h²/ε of the drift, and rounding.
                double slope = eps * (b.logPotential(up, t) - b.logPotential(down, t)) / (2 * h);
                assertThat(g[i]).isCloseTo(slope, within(1e-4 * (1 + Math.abs(slope))));
            }
        }
    }

    @Test
    void thePublishedFormOfTheDriftGivesTheSameNumbers() {
        double eps = 0.7;
        double t = 0.4;
        LightBridge b = LAYOUT.bridge(theta(), eps);
        double[] x = {0.3, -0.8, 0.5};
        double[] g = b.drift(x, t);
        double[] mean = new double[3];
        double sum = 0;
        for (int k = 0; k < b.components(); k++) {
            double log = b.logWeight(k);
            double[] m = new double[3];
            for (int i = 0; i < 3; i++) {
                double a = t / (eps * (1 - t)) + 1 / (eps * b.scale(k, i));
                double h = x[i] / (eps * (1 - t)) + b.center(k, i) / (eps * b.scale(k, i));
                log += -0.5 * Math.log(b.scale(k, i)) - 0.5 * Math.log(a) - 0.5 * b.center(k, i) * b.center(k, i) / (eps * b.scale(k, i))
                        + 0.5 * h * h / a;
                m[i] = h / a;
            }
            double w = Math.exp(log);
            sum += w;
            for (int i = 0; i < 3; i++) {
                mean[i] += w * m[i];
            }
        }
        for (int i = 0; i < 3; i++) {
            // Rounding of numbers of order 1.
            assertThat(g[i]).isCloseTo((mean[i] / sum - x[i]) / (1 - t), within(1e-12));
        }
    }

    @Test
    void theExponentsAtBothEndsAreThoseOfTheDefinitions() {
        double eps = 0.5;
        LightBridge b = LAYOUT.bridge(theta(), eps);
        double[] x = {0.3, -0.8, 0.5};
        double c = 0;
        double v = 0;
        for (int k = 0; k < b.components(); k++) {
            double inner = 0;
            double density = Math.exp(b.logWeight(k));
            for (int i = 0; i < 3; i++) {
                double s = b.scale(k, i);
                inner += (s * x[i] * x[i] + 2 * b.center(k, i) * x[i]) / (2 * eps);
                density *= Math.exp(-Math.pow(x[i] - b.center(k, i), 2) / (2 * eps * s)) / Math.sqrt(2 * Math.PI * eps * s);
            }
            c += Math.exp(b.logWeight(k) + inner);
            v += density;
        }
        assertThat(b.logNormaliser(x)).isCloseTo(Math.log(c), within(1e-12));
        assertThat(b.logAdjustedPotential(x)).isCloseTo(Math.log(v), within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 1, 10})
    void oneComponentIsTheGaussianBridge(double eps) {
        double[] a = {1, 0.5};
        double[] s1 = {0.25, 2};
        double[] m0 = {0.5, -1};
        double[] m1 = {2, 0.3};
        var exact = new GaussianSchroedingerBridge(new Gaussian(m0, Matrix.of(2, 2, a[0], 0, 0, a[1])),
                new Gaussian(m1, Matrix.of(2, 2, s1[0], 0, 0, s1[1])), eps);
        double[] r = new double[2];
        double[] s = new double[2];
        for (int i = 0; i < 2; i++) {
            // E[X₁ | x] = m₁ + C/S₀ (x − m₀) and Var = S₁ − C²/S₀ = εC/S₀: S = C/S₀.
            s[i] = exact.crossCovariance().get(i, i) / a[i];
            r[i] = m1[i] - s[i] * m0[i];
        }
        LightBridge b = new LightBridge(eps, new double[1], r, s);
        double[] x = {0.7, -0.4};
        for (double t : new double[] {0, 0.25, 0.8, 1}) {
            double[] mean = exact.mean(t);
            double[] centred = {x[0] - mean[0], x[1] - mean[1]};
            double[] linear = exact.driftMatrix(t).times(centred);
            double[] g = b.drift(x, t);
            for (int i = 0; i < 2; i++) {
                assertThat(g[i]).isCloseTo(linear[i] + exact.meanVelocity()[i], within(1e-9));
            }
        }
    }

    @Test
    void drawsHaveTheMomentsOfThePlan() {
        LightBridge b = LAYOUT.bridge(theta(), 0.5);
        int n = 40_000;
        double[] x = new double[3 * n];
        for (int p = 0; p < n; p++) {
            x[3 * p] = 0.3;
            x[3 * p + 1] = -0.8;
            x[3 * p + 2] = 0.5;
        }
        double[] y = new PushedSource(new StandardGaussian(3), b).push(x, new Philox(3), 0, 0);
        Gaussian law = b.conditional(x, 0);
        var sampled = org.pushforward.engine.numerics.SampleMoments.of(y, 3, org.pushforward.engine.api.Workers.serial());
        for (int i = 0; i < 3; i++) {
            // Four standard errors of 40 000 draws.
            assertThat(sampled.mean()[i]).isCloseTo(law.mean()[i], within(0.02 * Math.sqrt(law.covariance().get(i, i))));
        }
        assertThat(sampled.covariance().minus(law.covariance()).frobenius() / law.covariance().frobenius()).isLessThan(0.03);
    }

    @Test
    void theBenchmarkIsTheKernelTimesItsPotential() {
        double eps = 0.5;
        LightBridge exact = ContinuousBenchmark.exact(2, eps, new Philox(1));
        double[] x = {0.4, -0.2};
        // Plan given x ∝ exp(−|x − y|²/2ε) Σ N(y | μ_k, I): log ratios at two points y.
        double[] one = {1, 2};
        double[] two = {-0.5, 3};
        double ratio = exact.logAdjustedPotential(one) - exact.logAdjustedPotential(two)
                + (x[0] * (one[0] - two[0]) + x[1] * (one[1] - two[1])) / eps;
        assertThat(ratio).isCloseTo(kernel(exact, x, one, eps) - kernel(exact, x, two, eps), within(1e-11));
    }

    private static double kernel(LightBridge exact, double[] x, double[] y, double eps) {
        double phi = 0;
        for (int k = 0; k < exact.components(); k++) {
            double away = 0;
            double radius = 0;
            for (int i = 0; i < 2; i++) {
                double mu = exact.center(k, i) * (1 + eps) / eps;
                away += (y[i] - mu) * (y[i] - mu);
                radius += mu * mu;
            }
            assertThat(Math.sqrt(radius)).isCloseTo(5, within(1e-12));
            phi += Math.exp(-0.5 * away);
        }
        return Math.log(phi) - ((x[0] - y[0]) * (x[0] - y[0]) + (x[1] - y[1]) * (x[1] - y[1])) / (2 * eps);
    }

    @Test
    void theDistanceOfCommutingGaussiansIsThatOfTheirDeviations() {
        Gaussian a = new Gaussian(new double[] {1, 0}, Matrix.of(2, 2, 4, 0, 0, 9));
        Gaussian b = new Gaussian(new double[] {0, 2}, Matrix.of(2, 2, 1, 0, 0, 25));
        // ½(|m|² + (2 − 1)² + (3 − 5)²).
        assertThat(PlanError.distance(a, b)).isCloseTo(0.5 * (5 + 1 + 4), within(1e-12));
        assertThat(PlanError.distance(a, a)).isCloseTo(0, within(1e-12));
    }

    @Test
    void theExactBridgeLeavesNothingUnexplainedAndAWrongOneDoes() {
        LightBridge exact = ContinuousBenchmark.exact(3, 0.5, new Philox(1));
        LightBridge other = ContinuousBenchmark.exact(3, 0.5, new Philox(2));
        double[] x = normals(20, 3, 1);
        assertThat(PlanError.unexplained(exact, exact, x, 20, 1, NEVER)).isCloseTo(0, within(1e-10));
        assertThat(PlanError.unexplained(other, exact, x, 20, 1, NEVER)).isGreaterThan(10);
    }
}
