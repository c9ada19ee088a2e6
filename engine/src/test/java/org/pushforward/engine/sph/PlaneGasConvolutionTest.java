package org.pushforward.engine.sph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Turn;

class PlaneGasConvolutionTest {

    private static final FluidInBox BOX = new FluidInBox(10, 0.004, 100);

    private static double[] random(int n) {
        double[] w = new double[n];
        Arrays.setAll(w, k -> Math.sin(1 + 2.7 * k));
        return w;
    }

    /** Rows are sums over all pairs within reach across the sides, seen from the particle itself; edges are the same without it. */
    @Test
    void rowsAreSumsOverPairs() {
        PlaneGasConvolution layer = BOX.layer("ffourier", 4, "mueller", "cartesian");
        double[][] s = PlaneChecks.places(10);
        double[] rows = layer.rows(s[0], s[1]);
        double[] rho = layer.density(s[0]);
        ParticleConvolution.Edges edges = layer.edges(List.of(s[0]));
        int slots = edges.who().length / rho.length;
        for (int i = 0; i < rho.length; i += 11) {
            double wanted = 0;
            for (int j = 0; j < rho.length; j++) {
                double dx = s[0][2 * j] - s[0][2 * i];
                double dy = s[0][2 * j + 1] - s[0][2 * i + 1];
                dx = (dx - Math.rint(dx)) / layer.reach();
                dy = (dy - Math.rint(dy)) / layer.reach();
                double r = Math.hypot(dx, dy);
                wanted += r < 1 ? Math.pow(1 - r * r, 3) * Math.sin(Math.PI * dx) * Math.cos(Math.PI * dy) / Math.PI * rho[j] : 0;
            }
            assertThat(rows[i * layer.columns() + 4 * (2 * 4 + 1) + 1]).isCloseTo(wanted, within(1e-12));
            assertThat(rows[i * layer.columns() + 4 * 16 + 1]).isEqualTo(rho[i]);
            double slotted = 0;
            for (int q = 0; q < slots; q++) {
                slotted += edges.values()[(i * slots + q) * 16 + 2 * 4 + 1] * rho[edges.who()[i * slots + q]];
            }
            assertThat(slotted).isCloseTo(wanted, within(1e-12));
        }
    }

    @Test
    void momentumOnesAndAreas() {
        assertThat(PlaneChecks.ones(BOX)).isLessThan(1e-12);
        assertThat(PlaneChecks.odd(BOX)).isLessThan(1e-12);
        assertThat(PlaneChecks.area()).isLessThan(1e-6);
    }

    /** Where the square is cut does not matter. */
    @ParameterizedTest
    @ValueSource(strings = {"ffourier", "linear", "chebyshev", "dmcf"})
    void shiftingAllChangesNothing(String basis) {
        PlaneGasConvolution layer = BOX.layer(basis, 4, "none", "preserving");
        double[][] s = PlaneChecks.places(10);
        double[] w = random(2 * layer.columns());
        double[] shifted = Arrays.stream(s[0]).map(v -> v + 0.637).toArray();
        assertThat(layer.apply(w, shifted, s[1])).containsExactly(layer.apply(w, s[0], s[1]), within(1e-9));
    }

    /** A kernel that points away from the neighbor pushes as it is turned and mirrored. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
    void pushesTurnWithTheParticles(int turns) {
        PlaneGasConvolution layer = BOX.layer("ffourier", 4, "none", "cartesian");
        double[][] s = PlaneChecks.places(10);
        double[] w = new double[2 * layer.columns()];
        w[4 * (2 * 4)] = 1;
        w[layer.columns() + 4 * 2] = 1;
        double[] pushes = layer.apply(w, s[0], s[1]);
        assertThat(layer.apply(w, LearnedMatter.turned(s[0], turns), s[1])).containsExactly(LearnedMatter.turned(pushes, turns), within(1e-10));
    }

    /** DMCF's terms change their sign when the neighbor is on the other side. */
    @Test
    void dmcfIsOdd() {
        PlaneGasConvolution layer = BOX.layer("dmcf", 4, "none", "cartesian");
        double[] here = new double[16];
        double[] there = new double[16];
        layer.products().at(0.4, -0.3, here, 0);
        layer.products().at(-0.4, 0.3, there, 0);
        assertThat(there).containsExactly(Arrays.stream(here).map(v -> -v).toArray(), within(0.0));
    }

    /** Round a circle hats add up to one, and its ends are one place. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 7})
    void hatsGoRound(int n) {
        ConvolutionBasis hats = new ConvolutionBasis("linear", n);
        double[] v = new double[n];
        double[] w = new double[n];
        hats.around(0.37, v);
        assertThat(Arrays.stream(v).sum()).isCloseTo(1, within(1e-14));
        hats.around(-1, v);
        hats.around(1, w);
        assertThat(w).containsExactly(v, within(1e-14));
        new ConvolutionBasis("nearest", n).around(0.99, v);
        assertThat(v[0]).isEqualTo(1);
    }

    @Test
    void swiftTermsAreTheSame() {
        double[] slow = new double[9];
        double[] swift = new double[9];
        ConvolutionBasis b = new ConvolutionBasis("ffourier", 9);
        b.at(-0.83, slow);
        b.swift().at(-0.83, swift);
        assertThat(swift).containsExactly(slow, within(1e-14));
    }

    /** Waves without divergence, and their pressure solves Δp = −(u_x² + 2 u_y v_x + v_y²). */
    @Test
    void wavesMoveWithoutDivergence() {
        PlaneWaveField f = PlaneWaveField.random(new Philox(3));
        double h = 1e-3;
        double[] s = f.slopes(0.31, 0.77);
        assertThat(s[2] + s[5]).isCloseTo(0, within(1e-12));
        assertThat((f.slopes(0.31 + h, 0.77)[1] - f.slopes(0.31 - h, 0.77)[1]) / 2 / h).isCloseTo(s[4], within(1e-2));
        double laplacian = (f.pressure(0.31 + h, 0.77) + f.pressure(0.31 - h, 0.77) + f.pressure(0.31, 0.77 + h) + f.pressure(0.31, 0.77 - h) - 4 * f.pressure(0.31, 0.77)) / h / h;
        // Central differences of waves of at most four across: off by (8π h)²/12 of a part.
        assertThat(laplacian).isCloseTo(-(s[2] * s[2] + 2 * s[3] * s[4] + s[5] * s[5]), within(0.05));
    }

    /** The solver of the data keeps its momentum, none, and its density. */
    @Test
    void samplesKeepMomentum() {
        Turn turn = new Turn(null, 0, new Philox(1), StepContext.serial());
        LearnedMatter.Making sample = BOX.sample(0, turn).further(turn);
        double[] from = sample.places().getFirst();
        double[] to = sample.places().getLast();
        double drift = 0;
        double way = 0;
        for (int i = 0; i < from.length; i++) {
            drift += to[i] - from[i];
            way += Math.abs(to[i] - from[i]);
        }
        assertThat(way / from.length).isGreaterThan(0.01);
        assertThat(drift / way).isCloseTo(0, within(1e-10));
        double[] rho = BOX.layer("linear", 4, "none", "cartesian").density(to);
        assertThat(Arrays.stream(rho).average().orElseThrow()).isCloseTo(1, within(0.03));
    }

    @Test
    void whatIsTooMuchForThePlaneIsRefused() {
        assertThatThrownBy(() -> new LearnedGas().opened("data=weakly-compressible-2d", "n=9")).isInstanceOf(InputException.class).hasMessageContaining("at most");
    }
}
