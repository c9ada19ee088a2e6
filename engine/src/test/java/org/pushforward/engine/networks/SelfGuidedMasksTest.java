package org.pushforward.engine.networks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;

class SelfGuidedMasksTest {

    private static final int N = MaskedNet.TOKENS;
    private static final int[] PLAIN = IntStream.range(0, N).toArray();

    /** Two queries of three; the rows of those with the smallest numbers are added. */
    @Test
    void theMostLookedAtIsMasked() {
        double[] attention = new double[3 * N];
        attention[5] = 0.9;
        attention[N + 7] = 0.8;
        attention[2 * N + 9] = 1;
        double[] mask = MaskedNet.masks(attention, 3, 2, 2, new double[] {0.1, 0.2, 0.3});
        assertThat(IntStream.range(0, N).filter(k -> mask[k] == 1)).containsExactly(5, 7);
    }

    @Test
    void neighboursOfAFullSquareByHand() {
        double[] mask = new double[N];
        for (int k : new int[] {0, 1, 8, 9}) {
            mask[k] = 1;
        }
        // The corner has 2 neighbours, two sides 3, the inner one 4; each has 2 that are masked.
        assertThat(MaskedNet.neighbourRates(mask, PLAIN)[0]).isCloseTo(8 / 12.0, Offset.offset(1e-12));
        Arrays.fill(mask, 1);
        assertThat(MaskedNet.neighbourRates(mask, PLAIN)[0]).isEqualTo(1);
    }

    /** Of m hidden tokens a neighbour of one is hidden with chance (m − 1)/63. */
    @Test
    void randomMasksHaveTheRateOfChance() {
        int n = 2000;
        double[] u = new double[n * N];
        new Philox(3).uniforms(0, n, 0, N, u, 0);
        double[] rates = MaskedNet.neighbourRates(MaskedNet.masks(u, 32), PLAIN);
        double mean = Arrays.stream(rates).average().orElseThrow();
        double variance = Arrays.stream(rates).map(r -> (r - mean) * (r - mean)).sum() / n;
        assertThat(Math.abs(mean - 31.0 / 63)).isLessThan(3 * Math.sqrt(variance / n));
    }

    @Test
    void hiddenTokensAreNotSeen() {
        MaskedNet net = new MaskedNet(4, 8);
        Fit fit = Fit.start(Weights.of(net), AdamW.ADAM, new Philox(1));
        double[] x = new double[N];
        double[] mask = new double[N];
        mask[3] = 1;
        double[] before = fit.evaluate(new CancelToken(), w -> net.outputs(w, x, mask));
        x[3] = 5;
        assertThat(fit.evaluate(new CancelToken(), w -> net.outputs(w, x, mask))).isEqualTo(before);
    }

    @Test
    void scramblingPermutesTheOutputs() {
        MaskedNet net = new MaskedNet(4, 8);
        Fit fit = Fit.start(Weights.of(net), AdamW.ADAM, new Philox(1));
        int[] order = HouseModels.order(new Philox(2), 0, N);
        double[] x = IntStream.range(0, N).mapToDouble(k -> Math.sin(k)).toArray();
        double[] none = new double[N];
        double[] y = fit.evaluate(new CancelToken(), w -> net.outputs(w, x, none));
        double[] z = fit.evaluate(new CancelToken(), net.permuted(fit.theta(), order), w -> net.outputs(w, IntStream.of(order).mapToDouble(k -> x[k]).toArray(), none));
        for (int k = 0; k < N; k++) {
            // 32 bits.
            assertThat(z[k]).isCloseTo(y[order[k]], Offset.offset(1e-5));
        }
    }

    @Test
    void sameSeedSameBits() {
        double[] ends = new double[2];
        for (int k = 0; k < 2; k++) {
            var run = new SelfGuidedMasks().opened("iterations=2", "iterations-per-step=2", "batch=4");
            run.step(StepContext.serial());
            ends[k] = run.diagnostics().value("loss").orElseThrow();
        }
        assertThat(ends[0]).isEqualTo(ends[1]).isPositive();
    }
}
