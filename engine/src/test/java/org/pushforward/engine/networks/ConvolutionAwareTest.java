package org.pushforward.engine.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

class ConvolutionAwareTest {

    private static ConvolutionStart start(String kind, int inputs, double noise) {
        return ConvolutionStart.of(kind, inputs, 5, noise, new Philox(7));
    }

    @Test
    void allStartsHaveTheVarianceOfHe() {
        for (String kind : new String[] {"he", "orthogonal", "real", "complex"}) {
            for (int inputs : new int[] {1, 8, 20}) {
                assertThat(start(kind, inputs, 0.05).varianceRatio()).as("%s %d", kind, inputs).isCloseTo(1, within(1e-12));
            }
        }
    }

    @Test
    void spectraAreOrthonormalInBlocks() {
        assertThat(start("real", 14, 0.05).gramError()).isLessThan(1e-13);
        assertThat(start("complex", 14, 0.05).gramError()).isLessThan(1e-13);
        // The seventh spectrum begins another block.
        assertThat(Math.abs(start("real", 14, 0.05).spectralCosine(2, 5, 6))).isGreaterThan(1e-3);
    }

    @Test
    void completeSpectraMakeOrthogonalFiltersAndRealOnesEvenFilters() {
        assertThat(start("complex", 14, 0).filterCosine()).isLessThan(1e-14);
        assertThat(start("complex", 14, 0).oddness()).isGreaterThan(0.1);
        assertThat(start("real", 14, 0).oddness()).isLessThan(1e-14);
        // Six orthonormal spectra become filters of five dimensions: they cannot be orthogonal.
        assertThat(start("real", 14, 0).filterCosine()).isGreaterThan(0.1);
        assertThat(start("real", 14, 0.05).oddness()).isGreaterThan(0.05);
    }

    @Test
    void orthogonalRowsAreOrthogonal() {
        ConvolutionStart s = start("orthogonal", 2, 0);
        double[] w = s.w();
        double product = 0;
        double square = 0;
        for (int k = 0; k < 18; k++) {
            product += w[k] * w[18 + k];
            square += w[k] * w[k];
        }
        assertThat(Math.abs(product)).isLessThan(1e-14 * square);
    }

    /** A filter that is one tap has a flat spectrum; a constant one has a single coefficient. */
    @Test
    void magnitudesAreThoseOfTheTransform() {
        double[] tap = new double[9];
        tap[4] = 2;
        assertThat(ConvolutionStart.magnitudes(tap, 0)).containsExactly(new double[] {2, 2, 2, 2, 2, 2, 2, 2, 2}, within(1e-14));
        assertThat(ConvolutionStart.magnitudes(new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1}, 0)).containsExactly(new double[] {9, 0, 0, 0, 0, 0, 0, 0, 0}, within(1e-14));
    }

    @Test
    void allThreeLearnFromTheSameDigits() {
        var run = new ConvolutionAware().opened("depth=2", "channels=4", "iterations=46", "iterations-per-step=23");
        run.advance(2, StepContext.serial());
        for (String kind : ConvolutionAware.KINDS) {
            assertThat(run.diagnostics().value("loss-" + kind).orElseThrow()).as(kind).isLessThan(2.2);
        }
        assertThat(run.diagnostics().value("loss-2-he")).isPresent();
        assertThat(run.diagnostics().value("loss-3-he")).isEmpty();
    }
}
