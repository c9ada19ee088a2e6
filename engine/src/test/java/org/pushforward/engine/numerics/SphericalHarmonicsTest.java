package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class SphericalHarmonicsTest {

    private final SphericalHarmonics sphere = new SphericalHarmonics(21);

    static double[] random(SphericalHarmonics sphere, int seed) {
        double[] a = new double[2 * sphere.count()];
        new Philox(seed).normals(0, 1, 0, a.length, a, 0);
        for (int l = 0; l <= sphere.degree(); l++) {
            a[2 * sphere.index(l, 0) + 1] = 0;
        }
        return a;
    }

    private double[] field(ToDoubleFunction<double[]> f) {
        double[] v = new double[sphere.places()];
        Arrays.setAll(v, k -> {
            double z = sphere.sine(k / sphere.meridians());
            double lambda = 2 * Math.PI * (k % sphere.meridians()) / sphere.meridians();
            double c = Math.sqrt(1 - z * z);
            return f.applyAsDouble(new double[] {c * Math.cos(lambda), c * Math.sin(lambda), z});
        });
        return v;
    }

    private static double distance(double[] a, double[] b) {
        double d = 0;
        for (int k = 0; k < a.length; k++) {
            d = Math.max(d, Math.abs(a[k] - b[k]));
        }
        return d;
    }

    @Test
    void thereAndBackIsTheIdentityAndParsevalHolds() {
        assertThat(sphere.latitudes()).isEqualTo(32);
        for (SphericalHarmonics s : new SphericalHarmonics[] {sphere, new SphericalHarmonics(85), new SphericalHarmonics(7, 8), new SphericalHarmonics(0)}) {
            double[] a = random(s, 1);
            double[] f = s.values(a);
            assertThat(distance(s.coefficients(f), a)).isLessThan(1e-12);
            assertThat(s.mean(Arrays.stream(f).map(v -> v * v).toArray())).isCloseTo(Arrays.stream(s.spectrum(a)).sum(), within(1e-10));
        }
    }

    /** Real harmonics of degree 1 and 2 in x, y, z, of mean square 1. */
    @Test
    void theFirstHarmonicsAreWhatTheyAreCalled() {
        assertThat(sphere.coefficients(field(x -> Math.sqrt(3) * x[2]))[2 * sphere.index(1, 0)]).isCloseTo(1, within(1e-13));
        assertThat(sphere.coefficients(field(x -> Math.sqrt(6) * x[0]))[2 * sphere.index(1, 1)]).isCloseTo(1, within(1e-13));
        assertThat(sphere.coefficients(field(x -> Math.sqrt(6) * x[1]))[2 * sphere.index(1, 1) + 1]).isCloseTo(-1, within(1e-13));
        assertThat(sphere.coefficients(field(x -> Math.sqrt(5) / 2 * (3 * x[2] * x[2] - 1)))[2 * sphere.index(2, 0)]).isCloseTo(1, within(1e-13));
    }

    @Test
    void aRotationMovesTheFunctionAndKeepsEveryDegree() {
        double s = Math.sin(0.7);
        double c = Math.cos(0.7);
        double[] about = {c, 0, s, 0, 1, 0, -s, 0, c};
        double[] a = sphere.coefficients(field(x -> x[2] * x[2] * x[0]));
        double[] turned = sphere.coefficients(field(x -> Math.pow(s * x[0] + c * x[2], 2) * (c * x[0] - s * x[2])));
        assertThat(distance(sphere.rotated(a, about), turned)).isLessThan(1e-13);
        double[] b = random(sphere, 2);
        double[] back = {c, 0, -s, 0, 1, 0, s, 0, c};
        assertThat(distance(sphere.rotated(sphere.rotated(b, about), back), b)).isLessThan(1e-11);
        assertThat(distance(sphere.spectrum(sphere.rotated(b, about)), sphere.spectrum(b))).isLessThan(1e-11);
    }

    @Test
    void diffusionFollowsItsLawAndIsFound() {
        double[] a = random(sphere, 3);
        double[] r = sphere.diffusion(0.01, 0.5);
        double[] b = sphere.filtered(a, r);
        assertThat(r[4]).isCloseTo(Math.exp(-0.1), within(1e-15));
        assertThat(distance(sphere.fittedFilter(new double[][] {a}, new double[][] {b}), r)).isLessThan(1e-14);
    }

    /** ∇·∇χ and k·∇×(k × ∇ψ) are Laplacians, and neither has the other. */
    @Test
    void divergenceAndCurlOfAVectorAreLaplacians() {
        double[] psi = random(sphere, 4);
        double[] chi = random(sphere, 5);
        double[][] uv = sphere.vector(psi, chi);
        double[] minus = new double[22];
        Arrays.setAll(minus, l -> -l * (l + 1.0));
        double[][] dc = sphere.divergenceAndCurl(uv[0], uv[1]);
        assertThat(distance(dc[0], sphere.filtered(chi, minus))).isLessThan(1e-10);
        assertThat(distance(dc[1], sphere.filtered(psi, minus))).isLessThan(1e-10);
    }

    @Test
    void tooFewLatitudesAreRefused() {
        assertThatThrownBy(() -> new SphericalHarmonics(8, 8)).isInstanceOf(IllegalArgumentException.class);
    }
}
