package org.pushforward.engine.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.data.SurfaceFile;
import org.pushforward.engine.numerics.Philox;

class ClosedSurfaceTest {

    private static final double[] CUBE = {0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1};
    private static final int[] SIDES = {0, 2, 1, 0, 3, 2, 4, 5, 6, 4, 6, 7, 0, 1, 5, 0, 5, 4, 1, 2, 6, 1, 6, 5, 2, 3, 7, 2, 7, 6, 3, 0, 4, 3, 4, 7};

    private static double[] places(int n, double low, double high) {
        double[] u = new double[3 * n];
        new Philox(7).uniforms(0, n, 0, 3, u, 0);
        return Arrays.stream(u).map(v -> low + (high - low) * v).toArray();
    }

    @Test
    void aCubeHoldsWhatIsInItAndKnowsHowFarItIs() {
        ClosedSurface cube = ClosedSurface.of(CUBE, SIDES);
        int[] turned = SIDES.clone();
        for (int t = 0; t < turned.length; t += 3) {
            turned[t] = SIDES[t + 1];
            turned[t + 1] = SIDES[t];
        }
        ClosedSurface inward = ClosedSurface.of(CUBE, turned);
        double[] p = places(500, -0.5, 1.5);
        for (int k = 0; k < p.length; k += 3) {
            double[] out = new double[3];
            double inside = Double.POSITIVE_INFINITY;
            for (int a = 0; a < 3; a++) {
                out[a] = Math.max(0, Math.abs(p[k + a] - 0.5) - 0.5);
                inside = Math.min(inside, 0.5 - Math.abs(p[k + a] - 0.5));
            }
            double far = Math.sqrt(out[0] * out[0] + out[1] * out[1] + out[2] * out[2]);
            assertThat(cube.contains(p[k], p[k + 1], p[k + 2])).isEqualTo(inside > 0);
            assertThat(inward.contains(p[k], p[k + 1], p[k + 2])).isEqualTo(inside > 0);
            assertThat(cube.distance(p[k], p[k + 1], p[k + 2], 9)).isCloseTo(inside > 0 ? inside : far, within(1e-12));
        }
        assertThat(cube.distance(2, 0.5, 0.5, 0.25)).as("no further than asked").isEqualTo(0.25);
    }

    /** The sample; its polygons lie inside the torus that they approximate, by less than 2 %. */
    @Test
    void aRingIsHollow() {
        ClosedSurface ring = SurfaceFile.read(SourceFile.sample("ring.stl"));
        double[] p = places(400, -1.3, 1.3);
        int in = 0;
        for (int k = 0; k < p.length; k += 3) {
            double r = Math.hypot(Math.hypot(p[k + 1], p[k + 2]) - 1, p[k]);
            if (Math.abs(r - 0.2) > 0.02) {
                assertThat(ring.contains(p[k], p[k + 1], p[k + 2])).isEqualTo(r < 0.2);
                in += r < 0.2 ? 1 : 0;
            }
        }
        assertThat(in).isGreaterThan(5);
        assertThat(ring.contains(0, 0, 0)).isFalse();
    }

    @Test
    void whatIsOpenOrFlatIsRefused() {
        assertThatThrownBy(() -> ClosedSurface.of(CUBE, Arrays.copyOf(SIDES, SIDES.length - 3))).isInstanceOf(InputException.class).hasMessageContaining("3 edges");
        int[] turned = SIDES.clone();
        turned[0] = SIDES[1];
        turned[1] = SIDES[0];
        assertThatThrownBy(() -> ClosedSurface.of(CUBE, turned)).isInstanceOf(InputException.class).hasMessageContaining("opposite directions");
        assertThatThrownBy(() -> ClosedSurface.of(new double[] {0, 0, 0, 1, 0, 0, 0, 1, 0}, new int[] {0, 1, 2, 0, 2, 1})).isInstanceOf(InputException.class).hasMessageContaining("flat");
    }
}
