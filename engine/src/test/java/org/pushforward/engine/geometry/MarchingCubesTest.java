package org.pushforward.engine.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MarchingCubesTest {

    @FunctionalInterface
    private interface Field {
        double at(double x, double y, double z);
    }

    /** Of samples on [−1, 1]³. */
    private static MarchingCubes.Surface of(int n, Field f, double level) {
        double[] v = new double[n * n * n];
        for (int c = 0; c < v.length; c++) {
            v[c] = f.at(2.0 * (c / (n * n)) / (n - 1) - 1, 2.0 * (c / n % n) / (n - 1) - 1, 2.0 * (c % n) / (n - 1) - 1);
        }
        MarchingCubes.Surface s = MarchingCubes.surface(n, n, n, v, level);
        for (int k = 0; k < s.xyz().length; k++) {
            s.xyz()[k] = 2 * s.xyz()[k] / (n - 1) - 1;
        }
        return s;
    }

    private static double volume(MarchingCubes.Surface s) {
        double sum = 0;
        double[] p = s.xyz();
        for (int t = 0; t < s.triangles().length; t += 3) {
            int a = 3 * s.triangles()[t];
            int b = 3 * s.triangles()[t + 1];
            int c = 3 * s.triangles()[t + 2];
            sum += p[a] * (p[b + 1] * p[c + 2] - p[b + 2] * p[c + 1]) + p[a + 1] * (p[b + 2] * p[c] - p[b] * p[c + 2])
                    + p[a + 2] * (p[b] * p[c + 1] - p[b + 1] * p[c]);
        }
        return sum / 6;
    }

    /** Every directed edge once and its opposite once: no hole, no fold, one orientation. */
    private static int eulerOfClosed(MarchingCubes.Surface s) {
        Map<Long, Integer> edges = new HashMap<>();
        for (int t = 0; t < s.triangles().length; t++) {
            int next = t % 3 == 2 ? t - 2 : t + 1;
            edges.merge((long) s.triangles()[t] << 32 | s.triangles()[next], 1, Integer::sum);
        }
        edges.forEach((e, n) -> {
            assertThat(n).isEqualTo(1);
            assertThat(edges).containsEntry(e << 32 | e >>> 32, 1);
        });
        return s.xyz().length / 3 - edges.size() / 2 + s.triangles().length / 3;
    }

    @Test
    void theVolumeOfABallConvergesQuadratically() {
        double exact = 4 * Math.PI / 3 * 0.7 * 0.7 * 0.7;
        double coarse = volume(of(17, (x, y, z) -> 0.49 - x * x - y * y - z * z, 0)) / exact - 1;
        double fine = volume(of(33, (x, y, z) -> 0.49 - x * x - y * y - z * z, 0)) / exact - 1;
        assertThat(coarse).as("positive, so normals point outwards, to smaller values").isCloseTo(0, within(0.03));
        assertThat(Math.log(coarse / fine) / Math.log(2)).isCloseTo(2, within(0.2));
    }

    @Test
    void surfacesAreClosedAndHaveTheirTopology() {
        assertThat(eulerOfClosed(of(20, (x, y, z) -> 0.49 - x * x - y * y - z * z, 0))).isEqualTo(2);
        assertThat(eulerOfClosed(of(32, (x, y, z) -> 0.04 - Math.pow(Math.hypot(x, y) - 0.6, 2) - z * z, 0))).isZero();
    }

    /** Noise meets all of the 256 cases and every pair of neighbours. */
    @Test
    void noiseIsClosedToo() {
        Random random = new Random(7);
        int n = 24;
        double[] v = new double[n * n * n];
        boolean[] met = new boolean[256];
        for (int c = 0; c < v.length; c++) {
            int i = c / (n * n);
            int j = c / n % n;
            int k = c % n;
            v[c] = Math.min(Math.min(i, j), k) == 0 || Math.max(Math.max(i, j), k) == n - 1 ? -1 : random.nextGaussian();
        }
        for (int c = 0; c < v.length - n * n - n - 1; c++) {
            int mask = 0;
            for (int q = 0; q < 8; q++) {
                mask |= v[c + (q >> 2) * n * n + (q >> 1 & 1) * n + (q & 1)] > 0 ? 1 << q : 0;
            }
            met[mask] = true;
        }
        assertThat(met).doesNotContain(false);
        eulerOfClosed(MarchingCubes.surface(n, n, n, v, 0));
    }

    @Test
    void planesAreExactAndHolesAreLeftOut() {
        MarchingCubes.Surface plane = of(9, (x, y, z) -> x + 2 * y - 0.3, 0);
        for (int k = 0; k < plane.xyz().length; k += 3) {
            assertThat(plane.xyz()[k] + 2 * plane.xyz()[k + 1]).isCloseTo(0.3, within(1e-12));
        }
        assertThat(of(9, (x, y, z) -> x < 0 ? Double.NaN : z, 0.1).triangles().length).isEqualTo(8 * 4 * 2 * 3);
        assertThat(of(9, (_, _, _) -> 1, 0).triangles()).isEmpty();
        assertThat(MarchingCubes.surface(1, 4, 4, new double[16], 0.5).triangles()).isEmpty();
    }
}
