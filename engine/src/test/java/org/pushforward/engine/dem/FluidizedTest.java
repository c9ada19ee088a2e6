package org.pushforward.engine.dem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.numerics.Philox;

class FluidizedTest {

    private static final GasDrag AIR = GasDrag.of(1e-3, 2500, 1.2, 1.8e-5, Math.sqrt(9.81e-3));

    /** A lone sphere in a slow gas is dragged as Stokes says, 3πμ(u − v), whose share of a volume π/6 is 18μ. */
    @Test
    void aLoneSphereIsDraggedAsStokesSays() {
        assertThat(AIR.beta(1 - 1e-9, 0) / 1e-9).isCloseTo(18 * AIR.viscosity(), within(1e-7));
    }

    /** The root of Ergun's equation for a millimeter of glass in air at ε = 0.4, put into it in SI units. */
    @Test
    void theSpeedOfMinimumFluidizationIsErguns() {
        double u = AIR.minimum(0.4) * Math.sqrt(9.81e-3);
        double si = 150 * 0.36 / 0.064 * 1.8e-5 / 1e-6 * u + 1.75 * 0.6 / 0.064 * 1.2 / 1e-3 * u * u;
        assertThat(si).isCloseTo(0.6 * 2500 * 9.81, within(1e-6));
        assertThat(AIR.gradient(0.4, AIR.minimum(0.4))).isCloseTo(0.6 * GasDrag.DENSITY, within(1e-12));
    }

    /** In a column that grains fill evenly the drop is Ergun's, with and without the term of inertia. */
    @ParameterizedTest
    @ValueSource(doubles = {0.01, 4, 20})
    void anEvenColumnHasTheDropOfErgun(double speed) {
        Grains g = lattice(12, 24, 1);
        GasGrid grid = new GasGrid(12, 24, 3);
        double[] in = new double[grid.nx];
        Arrays.fill(in, speed);
        GasFlow.Gas gas = null;
        for (int k = 0; k < 20; k++) {
            gas = new GasFlow(grid, AIR, g, in, gas == null ? new double[0] : gas.slipX(), gas == null ? new double[0] : gas.slipY()).gas();
        }
        double porosity = 1 - Math.sqrt(2.0 / 3) * Math.PI / 4;
        // The lattice is even within the cells only: half a cell at each end holds one and a half rows of it.
        assertThat(gas.drop() / (24 * AIR.gradient(porosity, speed))).isCloseTo(1, within(0.01));
        assertThat(gas.residual()).isLessThan(1e-10);
    }

    /** Grains that move at random: what they get is what the gas gives, and neither is lost from a cell. */
    @Test
    void whatTheGasGivesTheGrainsGet() {
        Grains g = lattice(12, 12, 1.05);
        double[] v = new double[2 * g.size()];
        new Philox(7).uniforms(0, v.length, 0, 1, v, 0);
        Grains moving = new Grains(g.x(), g.y(), Arrays.stream(v, 0, g.size()).map(q -> 4 * q - 2).toArray(), Arrays.stream(v, g.size(), v.length).map(q -> 4 * q - 2).toArray(), g.r(), g.spin(), g.id(),
                g.partner(), g.shear(), g.wallShear());
        GasGrid grid = new GasGrid(12, 30, 3);
        GasFlow flow = new GasFlow(grid, AIR, moving, new double[] {0, 9, 9, 0}, new double[0], new double[0]);
        assertThat(flow.gas().exchange()).isLessThan(1e-12);
        assertThat(flow.gas().residual()).isLessThan(1e-10);
        assertThat(Arrays.stream(flow.pushY()).sum() / g.weight()).isGreaterThan(0.1);
        double solids = Arrays.stream(flow.gas().porosity()).map(e -> (1 - e) * 9 * GasGrid.DEPTH).sum();
        assertThat(solids).as("volume of the grains on the grid").isCloseTo(g.weight() * Math.PI / 6, within(1e-9));
    }

    private static Grains lattice(int width, int height, double step) {
        int across = (int) (width / step);
        int n = across * (int) (height / step);
        double[] x = new double[n];
        double[] y = new double[n];
        double[] r = new double[n];
        Arrays.setAll(x, i -> (i % across + 0.5) * step - 0.5 * width);
        Arrays.setAll(y, i -> (i / across + 0.5) * step);
        Arrays.fill(r, 0.5);
        return Grains.atRest(x, y, r);
    }

    @Test
    void aSmallBedIsLiftedWhateverTheThreads() {
        String[] set = {"grains=80", "width=12", "height=30", "gas-speed=1", "end-time=0.14"};
        Solver one = new Fluidized().opened(set);
        one.advance(100_000, StepContext.serial());
        assertThat(value(one, "time")).isEqualTo(0.14);
        assertThat(value(one, "drop")).isBetween(0.3, 1.3);
        assertThat(value(one, "outside")).isZero();
        try (Workers two = new Workers(2)) {
            Solver other = new Fluidized().opened(set);
            other.advance(100_000, new StepContext(two, new CancelToken()));
            assertThat(places(other)).isEqualTo(places(one));
        }
    }

    private static double[] places(Solver s) {
        return ((Layer.Points) s.frame(0).layer("grains").orElseThrow()).coordinates();
    }

    @Test
    void whatCannotBePlayedIsRefused() {
        assertThatThrownBy(() -> new Fluidized().opened("height=15")).isInstanceOf(InputException.class).hasMessageContaining("take fewer");
        assertThatThrownBy(() -> new Fluidized().opened("width=6", "cell=4", "grains=50", "height=100")).isInstanceOf(InputException.class).hasMessageContaining("smaller one");
        assertThatThrownBy(() -> new Fluidized().opened("gas-viscosity=10")).isInstanceOf(InputException.class).hasMessageContaining("thinner gas");
    }

    private static double value(Solver s, String id) {
        return s.diagnostics().value(id).orElseThrow();
    }
}
