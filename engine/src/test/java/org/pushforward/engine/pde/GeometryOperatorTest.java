package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change.Stroke;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;

class GeometryOperatorTest {

    private static final HolePlates PLATES = new HolePlates(0.1, 0.25, 4, 16, 1.2);
    private static final String[] SMALL = {"samples=2", "width=2", "modes=2", "grid=6", "batch=1", "iterations=2", "iterations-per-step=1", "design-steps=2"};

    @Test
    void nodesFollowTheRadiiAndAnUntrainedMapIsNone() {
        DeformedNetwork net = new DeformedNetwork(PLATES, DeformedNetwork.LEARNED, 2, 2, 6);
        double[] radii = PLATES.radii(new Philox(1), 2);
        Fit fit = Fit.start(Weights.of(net), AdamW.ADAM, new Philox(1)).precise();
        double[] xy = PLATES.mesh(radii).xy();
        assertThat(fit.evaluate(new CancelToken(), w -> net.nodes(w.tape().of(radii, 1, 16)))).containsExactly(xy, within(1e-12));
        assertThat(fit.evaluate(new CancelToken(), w -> net.jacobians(w, radii, 1))).containsOnly(1.0);
    }

    /** Of an affine perceptron in x the determinant is known: φ = ξ (1 + b) with ξ = (x + 1)/2. */
    @Test
    void determinantsAreThoseOfTheMap() {
        DeformedNetwork net = new DeformedNetwork(PLATES, DeformedNetwork.LEARNED, 2, 2, 6);
        Weights weights = Weights.of(net);
        double[] theta = new double[weights.size()];
        theta[weights.offset("geo.map.2.bias")] = 0.5;
        theta[weights.offset("geo.map.2.bias") + 1] = -0.2;
        Fit fit = Fit.from(weights, AdamW.ADAM, theta).precise();
        for (double d : fit.evaluate(new CancelToken(), w -> net.jacobians(w, PLATES.radii(new Philox(1), 2), 1))) {
            assertThat(d).isCloseTo(1.5 * 0.8, within(1e-12));
        }
    }

    /** Were the prediction the first radius squared, a step would shorten it, and the others grow for the area's sake. */
    @Test
    void aStepOfTheDesignGoesDownAndKeepsTheArea() {
        double[] round = new double[16];
        Arrays.fill(round, 0.25);
        HoleDesign d = HoleDesign.of(PLATES.plate(round));
        DeformedNetwork net = new DeformedNetwork(PLATES, DeformedNetwork.IDENTITY, 2, 2, 6);
        Fit fit = Fit.start(Weights.of(net), AdamW.ADAM, new Philox(1));
        HoleDesign next = d.next(PLATES, fit, (_, r) -> r.slice(1, 0, 1).square(), 0.1, 0.4, new CancelToken());
        assertThat(next.now().radii()[0]).isLessThan(0.24);
        assertThat(Arrays.stream(next.now().radii()).max().orElseThrow()).isGreaterThan(0.25);
        assertThat(HolePlates.area(next.now().radii())).isCloseTo(Math.PI / 16, within(1e-9));
        assertThat(next.predicted()[0]).isCloseTo(1.0 / 16, within(1e-4));
    }

    @Test
    void aBrushDrawsTheRim() {
        double[] round = new double[16];
        Arrays.fill(round, 0.2);
        double[] r = HoleDesign.dragged(round, List.of(new Stroke(1, List.of(0.0, 0.35), 0.1, 1)), 0.1, 0.4);
        assertThat(r[4]).isCloseTo(0.35, within(1e-12));
        assertThat(r[12]).isCloseTo(0.2, within(1e-6));
    }

    @Test
    void theSameSeedGivesTheSameBitsAndTheDesignIsJudgedByElements() {
        double[] errors = new double[2];
        for (int k = 0; k < 2; k++) {
            var run = new GeometryOperator().opened(SMALL);
            run.advance(4, StepContext.serial());
            errors[k] = run.diagnostics().value("error").orElseThrow();
            assertThat(run.diagnostics().value("design-gain").orElseThrow()).isBetween(-1.0, 1.0);
        }
        assertThat(errors[0]).isEqualTo(errors[1]);
    }

    @Test
    void anOddNumberOfRadiiIsRefused() {
        assertThatThrownBy(() -> new GeometryOperator().opened("hole=0.2,0.2,0.2,0.2,0.2")).isInstanceOf(InputException.class).hasMessageContaining("even number");
        assertThatThrownBy(() -> new GeometryOperator().opened("modes=10", "grid=12")).isInstanceOf(InputException.class).hasMessageContaining("larger grid");
    }
}
