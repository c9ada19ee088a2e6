package org.pushforward.engine.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.layer.SphericalConvolution;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SphericalHarmonics;

class SphericalConvolutionTest {

    private final SphericalHarmonics sphere = new SphericalHarmonics(5);
    private final SphericalConvolution layer = new SphericalConvolution("s", 1, 1, sphere);

    private double[] applied(double[] mix, double[] field) {
        try (Tape tape = Tape.precise(new CancelToken())) {
            return layer.apply(Theta.constant(tape, Weights.of(layer), mix), tape.of(field, 1, 1, sphere.latitudes(), sphere.meridians())).array();
        }
    }

    private double[] coefficients() {
        double[] a = new double[2 * sphere.count()];
        new Philox(1).normals(0, 1, 0, a.length, a, 0);
        for (int l = 0; l <= 5; l++) {
            a[2 * sphere.index(l, 0) + 1] = 0;
        }
        return a;
    }

    @Test
    void realWeightsAreAFilterOfTheDegrees() {
        double[] a = coefficients();
        double[] mix = Arrays.copyOf(sphere.diffusion(0.1, 1), 12);
        assertThat(applied(mix, sphere.values(a))).usingComparatorWithPrecision(1e-12).containsExactly(sphere.values(sphere.filtered(a, sphere.diffusion(0.1, 1))));
    }

    /** i times what is of order m > 0 turns cos mλ into −sin mλ. */
    @Test
    void imaginaryWeightsTellEastFromWest() {
        double[] a = new double[2 * sphere.count()];
        a[2 * sphere.index(3, 2)] = 1;
        double[] mix = new double[12];
        mix[6 + 3] = 1;
        double[] b = new double[a.length];
        b[2 * sphere.index(3, 2) + 1] = 1;
        assertThat(applied(mix, sphere.values(a))).usingComparatorWithPrecision(1e-12).containsExactly(sphere.values(b));
    }

    @Test
    void channelsAreMixedAlike() {
        SphericalConvolution two = new SphericalConvolution("s", 2, 2, sphere);
        Weights weights = Weights.of(two);
        double[] mix = weights.initial(new Philox(2));
        double[] f = sphere.values(coefficients());
        double[] x = Arrays.copyOf(f, 2 * f.length);
        try (Tape tape = Tape.precise(new CancelToken())) {
            double[] y = two.apply(Theta.constant(tape, weights, mix), tape.of(x, 1, 2, sphere.latitudes(), sphere.meridians())).array();
            double[] single = new double[12];
            Arrays.setAll(single, k -> mix[4 * k + 1]);
            double[] expected = applied(single, f);
            for (int k = 0; k < expected.length; k++) {
                assertThat(y[f.length + k]).isCloseTo(expected[k], within(1e-12));
            }
        }
    }
}
