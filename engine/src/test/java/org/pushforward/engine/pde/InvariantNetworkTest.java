package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.pde.ShapeFields.Shape;

class InvariantNetworkTest {

    @Test
    void aDiscHasItsAreaWhateverSamplesIt() {
        Shape disc = new Shape(0, 0.5, 0.5, 0.3, 1);
        for (String how : new String[] {"grid", "sobol", "random"}) {
            double mean = Arrays.stream(disc.at(ShapeFields.points(how, 4096, new Philox(1)))).average().orElseThrow();
            // Four deviations of the mean of random points; the soft edge adds π w²/3 of its half width w.
            assertThat(mean).isCloseTo(Math.PI * (0.85 * 0.3 * 0.85 * 0.3 + 0.08 * 0.08 / 3), within(how.equals("random") ? 4 * 0.4 / 64 : 2e-3));
        }
    }

    @Test
    void shapesAreTurnedWithTheirAngle() {
        Shape cross = new Shape(4, 0.5, 0.5, 0.3, 0);
        Shape turned = new Shape(4, 0.5, 0.5, 0.3, Math.PI / 4);
        assertThat(cross.at(0.72, 0.5)).isCloseTo(1, within(1e-12));
        assertThat(turned.at(0.72, 0.5)).isZero();
        assertThat(turned.at(0.5 + 0.22 * Math.sqrt(0.5), 0.5 + 0.22 * Math.sqrt(0.5))).isCloseTo(1, within(1e-12));
    }

    @Test
    void anotherSamplingIsSeenAtOnceAndBreaksNoBound() {
        InvariantNetwork study = new InvariantNetwork();
        var run = study.opened("width=2", "layers=1", "batch=4", "iterations=2", "iterations-per-step=1", "points=16");
        run.advance(1, StepContext.serial());
        double[] random = run.frame(1, StepContext.serial()).layer("sample").orElseThrow().arrays().getFirst().values();
        run.apply(new Change.Set("sampling", "grid"));
        double[] grid = run.frame(1, StepContext.serial()).layer("sample").orElseThrow().arrays().getFirst().values();
        assertThat(grid[0]).isEqualTo(0.125);
        assertThat(random).isNotEqualTo(grid);
        assertThat(run.diagnostics().value("bound-violations")).hasValue(0);
    }
}
