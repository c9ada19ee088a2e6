package org.pushforward.engine.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.P1Elements;
import org.pushforward.engine.numerics.Philox;

class TotalVariationTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gradientAndAdjointMatchAndTheNormIsABound(boolean linear) {
        double[] xy = P1Elements.squareNodes(6);
        int[] t = P1Elements.square(6, true);
        PictureSpace s = linear ? PictureSpace.linear(xy, t) : PictureSpace.constant(xy, t);
        double[] u = new double[s.size()];
        double[] p = new double[s.dual()];
        new Philox(1).normals(0, 1, 0, u.length, u, 0);
        new Philox(2).normals(0, 1, 0, p.length, p, 0);
        double[] g = new double[p.length];
        double[] back = new double[u.length];
        s.gradient(u, g);
        s.adjoint(p, back);
        double left = s.dualProduct(g, p);
        double right = 0;
        double length = 0;
        for (int k = 0; k < u.length; k++) {
            right += s.mass(k) * u[k] * back[k];
            length += s.mass(k) * u[k] * u[k];
        }
        assertThat(left).isCloseTo(right, within(1e-11));
        assertThat(Math.sqrt(s.dualProduct(g, g) / length)).isLessThanOrEqualTo(s.norm());
    }

    @Test
    void theMeanIsKeptAndTheGapCloses() {
        var run = new TotalVariation().opened("cells=16", "task=disc");
        double first = run.diagnostics().value("gap").orElseThrow();
        run.advance(40, StepContext.serial());
        assertThat(run.diagnostics().value("gap").orElseThrow()).isLessThan(0.02 * first);
        // inside · |D| + outside · |Ω∖D| is the mass of the disc but for the transition between.
        assertThat(run.diagnostics().value("inner").orElseThrow()).isCloseTo(0.8, within(0.04));
    }

    @Test
    void theBestWeightOfSquaredGradientsIsBetterThanNone() {
        var run = new TotalVariation().opened("cells=24");
        assertThat(run.diagnostics().value("psnr-h1").orElseThrow()).isGreaterThan(run.diagnostics().value("psnr-noisy").orElseThrow() + 2);
    }
}
