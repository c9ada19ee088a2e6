package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;

class SaddleSearchTest {

    private static SaddleSearch trigonometric(int d, double c) {
        double[] z = new double[d * d];
        new Philox(2).normals(0, 1, 0, d * d, z, 0);
        return new SaddleSearch(false, c, d, Matrix.of(d, d, z).orthonormalised().toArray());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void theGradientIsThatOfTheFunction(int d) {
        SaddleSearch f = trigonometric(d, 1.7);
        double[] v = new double[2 * d];
        new Philox(4).normals(0, 1, 0, 2 * d, v, 0);
        double[] g = f.gradient(v);
        for (int i = 0; i < v.length; i++) {
            double[] a = v.clone();
            double[] b = v.clone();
            a[i] -= 1e-5;
            b[i] += 1e-5;
            assertThat(g[i]).isCloseTo((f.value(b) - f.value(a)) / 2e-5, within(1e-8));
        }
    }

    /** On cxy each step of descent–ascent is at right angles to the place: the distance grows by √(1 + η²c²). */
    @Test
    void descentAscentSpiralsAway() {
        SaddleSearch f = new SaddleSearch(true, 2, 1, new double[] {1});
        SaddleSearch.Place p = f.begin(new double[] {0.6, -0.8}, new Philox(1));
        for (int k = 0; k < 10; k++) {
            p = f.descentAscent(p, 0.1);
        }
        assertThat(Math.hypot(p.v()[0], p.v()[1])).isCloseTo(Math.pow(1.04, 5), within(1e-13));
        assertThat(p.evaluations()).isEqualTo(10);
    }

    @Test
    void twoDimersLandOnASaddleOfTheRightIndexWithEveryGradientCounted() {
        SaddleSearch f = trigonometric(1, 4);
        SaddleSearch.Place p = f.begin(new double[] {1.8, -1.2}, new Philox(1));
        int k = 0;
        while (p.slope() > 1e-8 && k++ < 50) {
            p = f.dualDimer(p, 0);
        }
        assertThat(k).isLessThan(15);
        assertThat(p.evaluations()).isEqualTo(3 * k);
        assertThat(p.low()).isCloseTo(f.curvatures(p.v())[0], within(1e-4)).isPositive();
        assertThat(p.high()).isCloseTo(f.curvatures(p.v())[1], within(1e-4)).isNegative();
    }

    /** In several variables the dimers turn to the extreme curvatures of a Hessian that is diagonal. */
    @Test
    void dimersTurnToTheExtremeCurvatures() {
        SaddleSearch f = trigonometric(4, 0);
        double[] v = {0, 0.3, 0.6, 0.9, 0.8, 0.5, 0.2, 0.1};
        SaddleSearch.Place p = f.begin(v, new Philox(1));
        for (int k = 0; k < 40; k++) {
            SaddleSearch.Place q = f.dualDimer(p, 0);
            p = new SaddleSearch.Place(v, q.dimerX(), q.dimerY(), q.low(), q.high(), 0, 1);
        }
        assertThat(p.low()).isCloseTo(f.curvatures(v)[0], within(1e-3));
        assertThat(p.high()).isCloseTo(f.curvatures(v)[1], within(1e-3));
    }
}
