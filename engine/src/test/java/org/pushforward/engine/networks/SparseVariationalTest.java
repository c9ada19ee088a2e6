package org.pushforward.engine.networks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Weights;

class SparseVariationalTest {

    /** One output of two inputs, the second absent: mean 2·3 + ½, variance ¼·9; divergence log(1/½) + (¼ + 4)/2 − ½. */
    @Test
    void anAbsentWeightCountsNowhere() {
        VariationalNet net = new VariationalNet(List.of(2, 1), 1);
        Fit fit = Fit.from(Weights.of(net), AdamW.ADAM, new double[] {2, 7, Math.log(0.5), 3, 0.5}).precise();
        double[] there = {1, 0};
        double[] out = fit.evaluate(new CancelToken(), w -> {
            VariationalNet.Output o = net.apply(w, w.tape().of(new double[] {3, 5}, 1, 2), there, there, List.of());
            return org.pushforward.engine.learn.Value.cat(0, o.mean().reshape(1), o.variance().reshape(1), net.divergence(w, there).reshape(1));
        });
        assertThat(out).containsExactly(new double[] {6.5, 2.25, Math.log(2) + 4.25 / 2 - 0.5}, Offset.offset(1e-12));
        assertThat(net.picked(fit.theta(), true)).containsExactly(2, 7);
        assertThat(net.replaced(fit.theta(), new double[] {1, 1}, new double[] {0, 0})).containsExactly(1, 1, 0, 0, 0.5);
    }

    /** |N(0, 1)| has mean √(2/π) and variance 1 − 2/π; far from 0 it is μ/σ. */
    @Test
    void signalToNoiseOfAFoldedNormalLaw() {
        assertThat(VariationalNet.signalToNoise(0, 3)).isCloseTo(Math.sqrt(2 / Math.PI / (1 - 2 / Math.PI)), Offset.offset(1e-7));
        assertThat(VariationalNet.signalToNoise(-8, 2)).isCloseTo(4, Offset.offset(2e-3));
    }

    @Test
    void theLargestAmongThoseAllowed() {
        assertThat(SparseVariational.largest(new double[] {3, 1, 2, 9}, new double[] {1, 1, 1, 0}, 2)).containsExactly(1, 0, 1, 0);
    }

    @Test
    void fourInputsOfSixteenAreFound() {
        var run = new SparseVariational().opened("problem=linear", "iterations=200", "iterations-per-step=50", "every=10");
        run.advance(4, StepContext.serial());
        assertThat(run.diagnostics().value("active").orElseThrow()).isEqualTo(4);
        assertThat(run.diagnostics().value("active-error").orElseThrow()).isZero();
        assertThat(run.diagnostics().value("found").orElseThrow()).isEqualTo(4);
        assertThat(run.diagnostics().value("mean-error").orElseThrow()).isLessThan(0.1);
    }
}
