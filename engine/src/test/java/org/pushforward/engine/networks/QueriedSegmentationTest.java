package org.pushforward.engine.networks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.ConvNext;
import org.pushforward.engine.learn.layer.WindowAttention;
import org.pushforward.engine.numerics.Philox;

class QueriedSegmentationTest {

    private static final CancelToken NEVER = new CancelToken();

    /** At logit 0: entropy ln 2, weighted by ¼ again; two of eight voxels are lesion, so Dice of the probabilities is (2·1 + 1)/(4 + 2 + 1). */
    @Test
    void theLossByHand() {
        try (Tape t = Tape.precise(NEVER)) {
            Value z = t.zeros(1, 8);
            Value y = t.of(new double[] {1, 1, 0, 0, 0, 0, 0, 0}, 1, 8);
            assertThat(YNet.crossEntropy(z, y).number()).isCloseTo(Math.log(2), Offset.offset(1e-12));
            assertThat(YNet.diceFocal(z, y).number()).isCloseTo(1.25 * Math.log(2) + 1 - 3.0 / 7, Offset.offset(1e-12));
        }
    }

    /** Three layers beside each other in the plane are the convolution in space with a kernel that is zero between channels. */
    @Test
    void depthwiseIsAConvolution() {
        ConvNext layer = new ConvNext("c", 2);
        Weights weights = Weights.of(layer);
        double[] theta = weights.initial(new Philox(1));
        double[] x = new double[2 * 64];
        new Philox(2).normals(0, 1, 0, x.length, x, 0);
        try (Tape t = Tape.precise(NEVER)) {
            Theta w = Theta.constant(t, weights, theta);
            double[] ours = layer.depthwise(w, t.of(x, 1, 4, 4, 4, 2)).permute(0, 4, 1, 2, 3).array();
            double[] kernel = new double[2 * 2 * 27];
            for (int k = 0; k < 27; k++) {
                kernel[k] = theta[k / 9 * 18 + k % 9];
                kernel[3 * 27 + k] = theta[k / 9 * 18 + 9 + k % 9];
            }
            double[] full = t.of(x, 1, 4, 4, 4, 2).permute(0, 4, 1, 2, 3).conv(t.of(kernel, 2, 2, 3, 3, 3), 1, 1).array();
            assertThat(ours).containsExactly(full, Offset.offset(1e-12));
        }
    }

    /** A token is felt in its own window, plain or shifted, and nowhere else. */
    @Test
    void windowsKeepToThemselves() {
        for (int shift = 0; shift < 2; shift++) {
            WindowAttention layer = new WindowAttention("a", 2, 1, 2, shift);
            Fit fit = Fit.from(Weights.of(layer), AdamW.ADAM, Weights.of(layer).initial(new Philox(3)));
            double[] x = new double[2 * 64];
            new Philox(4).normals(0, 1, 0, x.length, x, 0);
            double[] y = x.clone();
            y[0] += 1;
            double[] a = fit.evaluate(NEVER, w -> layer.apply(w, w.tape().of(x, 1, 4, 4, 4, 2)));
            double[] b = fit.evaluate(NEVER, w -> layer.apply(w, w.tape().of(y, 1, 4, 4, 4, 2)));
            int[] felt = IntStream.range(0, 64).filter(k -> a[2 * k] != b[2 * k]).toArray();
            // Around the torus, the shifted window of the first token has places 3 and 0 of every axis.
            int s = shift;
            int[] window = IntStream.range(0, 64).filter(k -> IntStream.of(k % 4, k / 4 % 4, k / 16).allMatch(p -> s == 0 ? p < 2 : p == 0 || p == 3)).toArray();
            assertThat(felt).isEqualTo(window);
        }
    }

    /** What the patient says reaches every voxel through the bottom, and nothing where nobody asks. */
    @Test
    void thePatientIsHeardAtTheBottom() {
        double[] x = new double[1728];
        new Philox(5).normals(0, 1, 0, x.length, x, 0);
        for (boolean asks : new boolean[] {true, false}) {
            YNet net = new YNet(4, asks);
            Fit fit = Fit.start(Weights.of(net), AdamW.ADAM, new Philox(6));
            double[] one = fit.evaluate(NEVER, w -> net.logits(w, x, new double[] {1, 0, 0, 0}));
            double[] other = fit.evaluate(NEVER, w -> net.logits(w, x, new double[] {-1, 0, 0, 0}));
            assertThat(IntStream.range(0, 1728).filter(k -> one[k] != other[k]).count()).isEqualTo(asks ? 1728 : 0);
        }
    }

    @Test
    void aFewStepsLowerTheLoss() {
        Solver s = new QueriedSegmentation().opened("iterations=10", "batch=1", "noise=0");
        s.advance(1, StepContext.serial());
        double before = s.diagnostics().value("loss").orElseThrow();
        s.advance(2, StepContext.serial());
        assertThat(s.diagnostics().value("loss").orElseThrow()).isLessThan(before);
        assertThat(s.diagnostics().value("ceiling").orElseThrow()).isEqualTo(2.0 / 3);
        assertThat(Arrays.stream(((org.pushforward.engine.api.Layer.Volume) s.frame(3).layer("found").orElseThrow()).arrays().getFirst().values()).allMatch(v -> v >= 0 && v <= 1)).isTrue();
    }
}
