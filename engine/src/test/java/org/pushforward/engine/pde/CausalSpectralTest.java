package org.pushforward.engine.pde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;

class CausalSpectralTest {

    @Test
    void aSmallBumpOfSineGordonIsAKleinGordonWave() {
        // sin u = u but for u³: with amplitude 1e-4 the equation is linear to 1e-8, and the frequency is √(ω² + 10).
        WaveProblem q = WaveProblem.of("sine-gordon", 1e-4, 0.5);
        double[] u = q.exact();
        var s = q.sines(40);
        double[] first = q.first(s);
        double x = q.places()[30];
        double[] f = s.values(new double[] {x});
        double sum = 0;
        for (int k = 0; k < 40; k++) {
            sum += first[k] * f[k] * Math.cos(Math.sqrt(s.omega(k) * s.omega(k) + 10) * WaveProblem.END);
        }
        assertThat(u[WaveProblem.STEPS * WaveProblem.NX + 30]).isCloseTo(sum, within(1e-8));
    }

    @Test
    void untrainedItIsTheLinearSolutionAndHalfACourseIsHalfOfIt() {
        for (String name : WaveProblem.NAMES) {
            CausalFlow flow = new CausalFlow(WaveProblem.of(name, 1, 0.4), 8, 4);
            Weights weights = Weights.of(flow);
            Fit fit = Fit.start(weights, AdamW.ADAM, new Philox(1)).precise();
            assertThat(flow.field(fit, new CancelToken())).usingComparatorWithPrecision(1e-12).containsExactly(flow.linear());
            double[] theta = new double[weights.size()];
            Arrays.setAll(theta, k -> 0.05 * Math.sin(k));
            Fit some = Fit.from(weights, AdamW.ADAM, theta).precise();
            double[] half = flow.states(some, WaveProblem.STEPS / 2, new CancelToken());
            assertThat(Arrays.copyOf(flow.states(some, WaveProblem.STEPS, new CancelToken()), half.length)).containsExactly(half);
        }
    }

    @Test
    void bothLossesAgreeWhereTheyAreTaken() {
        CausalFlow flow = new CausalFlow(WaveProblem.of("sine-gordon", 1, 0.4), 6, 4);
        Fit fit = Fit.start(Weights.of(flow), AdamW.ADAM, new Philox(1)).precise();
        double[] states = flow.states(fit, WaveProblem.STEPS, new CancelToken());
        double through = fit.evaluate(new CancelToken(), flow::loss)[0];
        assertThat(fit.evaluate(new CancelToken(), w -> flow.loss(w, states))[0]).isCloseTo(through, within(1e-12 * through));
    }

    @Test
    void theRivalKeepsTheInitialValues() {
        var run = new CausalSpectral().opened("modes=6", "hidden=4", "iterations=2");
        run.advance(1, StepContext.serial());
        double[] field = run.frame(1, StepContext.serial()).layer("pinn").orElseThrow().arrays().getFirst().values();
        WaveProblem q = WaveProblem.of("sine-gordon", 1, 0.3);
        for (int i = 0; i < WaveProblem.NX; i++) {
            assertThat(field[i * (WaveProblem.STEPS + 1)]).isCloseTo(q.start(q.places()[i]), within(1e-12));
        }
    }
}
