package org.pushforward.engine.bridge.resolution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.numerics.Philox;

/** Made-up towns: what is conserved, what bounds the temperature, and what pairs are made of. */
class UrbanHeatTest {

    private static final Philox RANDOM = new Philox(3);
    private static final int N = 32;

    private static City city(int number) {
        return City.draw(N, RANDOM.stream(1), number);
    }

    @Test
    void aTownHasStreetsBuildingsAndSeldomParks() {
        double built = 0;
        double green = 0;
        for (int t = 0; t < 40; t++) {
            City c = city(t);
            for (int k = 0; k < N * N; k++) {
                built += c.isRoof(k) ? 1.0 / (40 * N * N) : 0;
                green += c.park()[k] ? 1.0 / (40 * N * N) : 0;
                assertThat(c.height()[k]).isEqualTo(c.isRoof(k) ? Math.clamp(c.height()[k], 6, 40) : 0);
                assertThat(c.isRoof(k) && c.park()[k]).isFalse();
            }
        }
        assertThat(built).isBetween(0.25, 0.6);
        assertThat(green).isBetween(0.03, 0.15);
    }

    /** Conjugate gradients stop at a relative residual of 1e-8. */
    @Test
    void theWindConservesMassAndKeepsOffBuildings() {
        City c = city(0);
        StreetWind wind = StreetWind.of(c, 0.6, 0.8);
        double street = 0;
        double roof = 0;
        for (int k = 0; k < N * N; k++) {
            assertThat(wind.outflow(k / N, k % N)).isCloseTo(0, Offset.offset(1e-6));
            street = Math.max(street, Math.abs(wind.east()[k]));
            roof = c.isRoof(k) ? Math.max(roof, Math.abs(wind.east()[k])) : roof;
        }
        assertThat(street).isGreaterThan(0.5);
        // Through a wall the conductance is 2·1e-3 of that along a street, the drop of pressure at most that along a building.
        assertThat(roof).isLessThan(0.05);
        StreetWind free = StreetWind.of(new City(N, 5, new double[N * N], empty(), 0, new boolean[N * N]), 0.6, 0.8);
        assertAll(free.east(), 0.6);
    }

    private static void assertAll(double[] values, double expected) {
        double[] all = new double[values.length];
        Arrays.fill(all, expected);
        assertThat(values).containsExactly(all, Offset.offset(1e-12));
    }

    private static int[] empty() {
        int[] none = new int[N * N];
        Arrays.fill(none, -1);
        return none;
    }

    /** What is given off goes aloft, and an M-matrix keeps θ between the extremes of qτ, both to the residual of 1e-8 at which the sweeps stop. */
    @Test
    void theHeatBalanceIsConservativeAndHasAMaximumPrinciple() {
        for (int t = 0; t < 5; t++) {
            UrbanHeat h = UrbanHeat.draw(city(t), RANDOM.stream(2), t);
            assertThat(h.imbalance()).isLessThan(1e-6);
            double[] alone = new double[N * N];
            Arrays.setAll(alone, k -> h.source()[k] / h.exchange()[k]);
            double low = DoubleStream.of(alone).min().orElseThrow();
            double high = DoubleStream.of(alone).max().orElseThrow();
            assertThat(DoubleStream.of(h.excess()).min().orElseThrow()).isGreaterThanOrEqualTo(low - 1e-6);
            assertThat(DoubleStream.of(h.excess()).max().orElseThrow()).isLessThanOrEqualTo(high + 1e-6);
        }
    }

    /** Across walls the temperature jumps: the root mean square difference of neighbours is much larger there than along a street. */
    @Test
    void buildingsHaveSharpEdges() {
        double wall = 0;
        double open = 0;
        int walls = 0;
        int opens = 0;
        for (int t = 0; t < 10; t++) {
            City c = city(t);
            double[] x = UrbanHeat.draw(c, RANDOM.stream(2), t).excess();
            for (int k = 0; k < N * (N - 1); k++) {
                double d = (x[k] - x[k + N]) * (x[k] - x[k + N]);
                boolean differs = c.building()[k] != c.building()[k + N];
                wall += differs ? d : 0;
                walls += differs ? 1 : 0;
                open += differs ? 0 : d;
                opens += differs ? 0 : 1;
            }
        }
        assertThat(Math.sqrt(wall / walls)).isGreaterThan(2 * Math.sqrt(open / opens));
    }

    @Test
    void theCoarseFieldKeepsMeansAndAnExampleIsATownMovedAround() {
        UrbanPairs pairs = new UrbanPairs(N, 4, UrbanPairs.Coarse.MEANS, RANDOM.stream(4));
        double[] flat = new double[64];
        Arrays.fill(flat, 2.5);
        assertAll(UrbanPairs.interpolate(flat, N, 4), 2.5);
        FieldPairs.Pair p = pairs.example(17);
        assertThat(p.fine()).isEqualTo(new UrbanPairs(N, 4, UrbanPairs.Coarse.MEANS, RANDOM.stream(4)).example(17).fine());
        assertThat(DoubleStream.of(p.fine()).sum()).isCloseTo(0, Offset.offset(1e-9));
        assertThat(DoubleStream.of(p.coarse()).sum()).isCloseTo(0, Offset.offset(1e-9));
        assertThat(DoubleStream.of(UrbanPairs.blockMeans(p.fine(), N, 4)).sum()).isCloseTo(0, Offset.offset(1e-9));
        assertThat(pairs.residual()).isBetween(0.3, 0.9);
        assertThat(pairs.heldOut(0).fine()).isNotEqualTo(pairs.heldOut(1).fine());
    }

    /** Roofs and ground of a coarse cell are what most of it is made of; the balance on its grid is conservative too. */
    @Test
    void theCoarseTownIsSeenAsMostOfEveryCell() {
        City fine = city(3);
        City coarse = fine.coarsened(4);
        assertThat(coarse.cell()).isEqualTo(20);
        assertThat(coarse.cells()).isEqualTo(N / 4);
        for (int k = 0; k < coarse.cells() * coarse.cells(); k++) {
            int roofs = 0;
            double sum = 0;
            for (int i = 0; i < 4; i++) {
                for (int j = 0; j < 4; j++) {
                    int c = (k / coarse.cells() * 4 + i) * N + k % coarse.cells() * 4 + j;
                    roofs += fine.isRoof(c) ? 1 : 0;
                    sum += fine.height()[c];
                }
            }
            assertThat(coarse.isRoof(k)).isEqualTo(roofs > 8);
            assertThat(coarse.height()[k]).isCloseTo(roofs > 8 ? sum / roofs : 0, Offset.offset(1e-12));
        }
        assertThat(UrbanHeat.calm(coarse, RANDOM.stream(2), 3).imbalance()).isLessThan(1e-6);
    }

    /** A coarse field with a solution of its own does not give the block means, so there is more to be found. */
    @Test
    void aCoarseFieldThatIsSolvedForIsTheHarderChoice() {
        UrbanPairs means = new UrbanPairs(N, 4, UrbanPairs.Coarse.MEANS, RANDOM.stream(4));
        UrbanPairs solved = new UrbanPairs(N, 4, UrbanPairs.Coarse.SOLVED, RANDOM.stream(4));
        assertThat(means.givesMeans()).isTrue();
        assertThat(solved.givesMeans()).isFalse();
        assertThat(solved.residual()).isGreaterThan(1.2 * means.residual());
        FieldPairs.Pair p = solved.example(17);
        assertThat(DoubleStream.of(p.coarse()).sum()).as("relative to the mean of what is given").isCloseTo(0, Offset.offset(1e-9));
        assertThat(p.known()).isEqualTo(means.example(17).known());
        // The same town in the same weather: what the two grids have in common is most of it.
        assertThat(correlation(UrbanPairs.blockMeans(p.fine(), N, 4), UrbanPairs.blockMeans(p.coarse(), N, 4))).isBetween(0.6, 0.999);
    }

    private static double correlation(double[] a, double[] b) {
        double ma = DoubleStream.of(a).average().orElseThrow();
        double mb = DoubleStream.of(b).average().orElseThrow();
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int k = 0; k < a.length; k++) {
            ab += (a[k] - ma) * (b[k] - mb);
            aa += (a[k] - ma) * (a[k] - ma);
            bb += (b[k] - mb) * (b[k] - mb);
        }
        return ab / Math.sqrt(aa * bb);
    }
}
