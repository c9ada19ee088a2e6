package org.pushforward.engine.sph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;

class LearnedGasTest {

    private static final GasConvolution LAYER = new GasConvolution(new ConvolutionBasis("ffourier", 4), "none", 0.1, 0.3);

    private static double[] places() {
        double[] x = new double[40];
        Arrays.setAll(x, i -> -1 + 0.05 * i + 0.01 * Math.sin(7 * i));
        return x;
    }

    /** Rows are sums over all pairs within reach, around the circle. */
    @Test
    void rowsAreSumsOverPairs() {
        double[] x = places();
        double[] u = Arrays.stream(x).map(Math::cos).toArray();
        double[] rows = LAYER.rows(x, u);
        double[] rho = GasConvolution.density(x, 0.1, 0.3);
        double[] b = new double[4];
        for (int i = 0; i < x.length; i += 7) {
            double wanted = 0;
            for (int j = 0; j < x.length; j++) {
                double d = BarotropicGas.wrap(x[j] - x[i]);
                if (Math.abs(d) < 0.3) {
                    LAYER.basis().at(d / 0.3, b);
                    wanted += b[2] * u[j];
                }
            }
            assertThat(rows[i * LAYER.columns() + 2 * 3 + 2]).isCloseTo(wanted, within(1e-12));
            assertThat(rows[i * LAYER.columns() + 13]).isEqualTo(rho[i]);
        }
    }

    /** What all particles share does not depend on where the circle is cut. */
    @Test
    void turningTheCircleChangesNothing() {
        double[] x = places();
        double[] u = new double[x.length];
        double[] w = new double[LAYER.columns()];
        Arrays.setAll(w, k -> Math.sin(k));
        double[] turned = Arrays.stream(x).map(v -> v + 0.777).toArray();
        assertThat(LAYER.apply(w, turned, u)).containsExactly(LAYER.apply(w, x, u), within(1e-10));
    }

    @Test
    void aLayerMovesASmallGas() {
        var run = new LearnedGas().opened("particles=64", "rollout=16", "dt=0.008");
        run.advance(40, StepContext.serial());
        assertThat(run.status()).isEqualTo(Status.FINISHED);
        assertThat(run.diagnostics().value("prior-ratio-16").orElseThrow()).isGreaterThan(2);
    }

    @Test
    void aStepBeyondTheKernelIsRefused() {
        assertThatThrownBy(() -> new LearnedGas().opened("particles=1024", "dt=0.04")).isInstanceOf(InputException.class).hasMessageContaining("at most");
    }
}
