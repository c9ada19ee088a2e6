package org.pushforward.engine.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.StepContext;

class SimplexSpectrumTest {

    private final SimplexSpectrum study = new SimplexSpectrum();

    @Test
    void theTransformOfATriangleIsTheOneByHand() {
        // ∫ over x, y ≥ 0, x + y ≤ 1 of e^{−i k x} dx = ∫₀¹ (1 − x) e^{−i k x} dx.
        var run = study.opened("mesh=triangle", "vertices=0,0;1,0;0,1", "wave=3,0", "modes=2");
        double k = 3;
        assertThat(run.diagnostics().value("real").orElseThrow()).isCloseTo((1 - Math.cos(k)) / (k * k), within(1e-15));
        assertThat(run.diagnostics().value("imaginary").orElseThrow()).isCloseTo(-1 / k + Math.sin(k) / (k * k), within(1e-15));
        assertThat(run.diagnostics().value("content").orElseThrow()).isCloseTo(0.5, within(1e-15));
    }

    @Test
    void theMeanOfThePictureIsTheContentAndFollowsTheCorner() {
        var run = study.opened("modes=6");
        run.advance(6, StepContext.serial());
        double before = run.diagnostics().value("content").orElseThrow();
        assertThat(mean(run.frame(6).layer("picture").orElseThrow())).isCloseTo(before, within(1e-12));
        run.apply(new Change.Stroke(1, List.of(0.48, 0.9, 0.3, 0.97), 0.05, 1));
        double after = run.diagnostics().value("content").orElseThrow();
        assertThat(after).isNotEqualTo(before);
        assertThat(mean(run.frame(6).layer("picture").orElseThrow())).isCloseTo(after, within(1e-12));
    }

    private static double mean(Layer layer) {
        double[] v = ((Layer.ScalarField) layer).values();
        double sum = 0;
        for (double x : v) {
            sum += x / v.length;
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(strings = {"vertices=0,0;1,1", "vertices=0,0;1,0;0,1.5", "weights=1,2", "mesh=triangle vertices=0,0;1,0;0,1;1,1", "mesh=torus modes=17"})
    void whatMakesNoShapeIsRefused(String set) {
        assertThatThrownBy(() -> study.opened(set.split(" "))).isInstanceOf(InputException.class);
    }
}
