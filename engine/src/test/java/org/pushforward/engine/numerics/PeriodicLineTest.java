package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Periodic functions, fields and equations on a circle. */
class PeriodicLineTest {

    private static double[] sampled(int n, DoubleUnaryOperator f) {
        double[] u = new double[n];
        Arrays.setAll(u, j -> f.applyAsDouble((double) j / n));
        return u;
    }

    private static double worst(double[] a, double[] b) {
        double w = 0;
        for (int k = 0; k < a.length; k++) {
            w = Math.max(w, Math.abs(a[k] - b[k]));
        }
        return w;
    }

    @Test
    void derivativeIntegralShiftAndResampling() {
        double w = 2 * Math.PI;
        double[] f = sampled(32, x -> 0.5 + Math.sin(w * x) + 0.3 * Math.cos(3 * w * x));
        double[] c = FourierLine.coefficients(f);
        assertThat(worst(FourierLine.values(c, 32), f)).isLessThan(1e-13);
        assertThat(worst(FourierLine.resampled(f, 50), sampled(50, x -> 0.5 + Math.sin(w * x) + 0.3 * Math.cos(3 * w * x)))).isLessThan(1e-13);
        assertThat(worst(FourierLine.values(FourierLine.derivative(c, 1), 32), sampled(32, x -> w * Math.cos(w * x) - 0.9 * w * Math.sin(3 * w * x)))).isLessThan(1e-12);
        assertThat(worst(FourierLine.values(FourierLine.integral(FourierLine.derivative(c, 2), 2), 32), sampled(32, x -> Math.sin(w * x) + 0.3 * Math.cos(3 * w * x)))).isLessThan(1e-13);
        assertThat(worst(FourierLine.values(FourierLine.shifted(c, 0.1, 1), 32), sampled(32, x -> 0.5 + Math.sin(w * (x - 0.1)) + 0.3 * Math.cos(3 * w * (x - 0.1))))).isLessThan(1e-13);
    }

    @Test
    void burgersFromASineByTransformsByConvolutionAndByRungeKutta() {
        for (double nu : new double[] {0.05, 0.01, 0.002}) {
            double[] u0 = sampled(256, x -> Math.sin(2 * Math.PI * x));
            double[] exact = sampled(256, x -> BurgersEquation.fromSine(2 * Math.PI * x, 2 * Math.PI * 0.3, 2 * Math.PI * nu));
            assertThat(worst(PeriodicBurgers.at(u0, 1, nu, 0.3), exact)).isLessThan(1e-8);
        }
        double[] u0 = sampled(256, x -> Math.sin(2 * Math.PI * x));
        double[] exact = PeriodicBurgers.at(u0, 1, 0.01, 0.3);
        assertThat(worst(IntegratingFactor.burgers(256, 1, 0.01).advanced(u0, 0.3, 400), exact)).isLessThan(1e-6);
    }

    @Test
    void aMeanFlowIsCarriedAlong() {
        double[] u0 = sampled(128, x -> 0.5 + 0.4 * Math.sin(2 * Math.PI * x));
        double[] u = PeriodicBurgers.at(u0, 1, 0.02, 0.25);
        assertThat(worst(u, IntegratingFactor.burgers(128, 1, 0.02).advanced(u0, 0.25, 200))).isLessThan(1e-7);
        assertThat(Arrays.stream(u).average().orElseThrow()).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void rungeKuttaIsOfFourthOrderAndTheLinearPartIsExact() {
        double[] u0 = sampled(32, x -> 0.5 + 0.3 * Math.sin(2 * Math.PI * x));
        IntegratingFactor heat = IntegratingFactor.source(32, 1, k -> 0.01 * k * k, u -> new double[u.length]);
        assertThat(worst(heat.advanced(u0, 1, 1), sampled(32, x -> 0.5 + 0.3 * Math.exp(-0.01 * 4 * Math.PI * Math.PI) * Math.sin(2 * Math.PI * x)))).isLessThan(1e-14);
        // The logistic equation, place by place.
        IntegratingFactor logistic = IntegratingFactor.source(32, 1, _ -> 0, u -> Arrays.stream(u).map(v -> 2 * v * (1 - v)).toArray());
        double e = Math.exp(2);
        double[] flat = sampled(32, _ -> 0.2);
        double exact = 0.2 * e / (0.8 + 0.2 * e);
        double coarse = Math.abs(logistic.advanced(flat, 1, 8)[0] - exact);
        double fine = Math.abs(logistic.advanced(flat, 1, 16)[0] - exact);
        assertThat(Math.log(coarse / fine) / Math.log(2)).isCloseTo(4, within(0.3));
    }

    @Test
    void fieldsHaveTheirVarianceAndEveryGridSeesTheSame() {
        GaussianField line = GaussianField.matern(1, 8, 0.7, 0.1, 1);
        double[] coarse = line.sample(new Philox(3), 5, 32);
        double[] fine = line.sample(new Philox(3), 5, 128);
        for (int j = 0; j < 32; j++) {
            assertThat(fine[4 * j]).isCloseTo(coarse[j], within(1e-12));
        }
        double sum = 0;
        for (int k = 0; k < 4000; k++) {
            double v = line.sample(new Philox(4), k, 17)[3];
            sum += v * v / 4000;
        }
        // Five deviations of the mean of 4000 squares.
        assertThat(sum).isCloseTo(0.49, within(0.49 * 5 * Math.sqrt(2.0 / 4000)));
        GaussianField plane = GaussianField.squaredExponential(2, 3, 1, 0.2);
        double[] a = plane.sample(new Philox(1), 0, 8);
        double[] b = plane.sample(new Philox(1), 0, 16);
        double square = 0;
        for (int i = 0; i < 8; i++) {
            for (int j = 0; j < 8; j++) {
                assertThat(b[2 * i * 16 + 2 * j]).isCloseTo(a[i * 8 + j], within(1e-12));
                assertThat(plane.at(new Philox(1), 0, new double[] {i / 8.0, j / 8.0})[0]).isCloseTo(a[i * 8 + j], within(1e-12));
            }
        }
        for (int k = 0; k < 2000; k++) {
            double v = plane.sample(new Philox(2), k, 7)[10];
            square += v * v / 2000;
        }
        assertThat(square).isCloseTo(1, within(5 * Math.sqrt(2.0 / 2000)));
    }
}
