package org.pushforward.engine.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.numerics.Philox;

class SharedSplinesTest {

    private static final SplineNet NET = SplineNet.function();

    /** In 32 bits with derivatives and in 64 bits without. */
    @Test
    void bothWaysToTheOutputsAgree() {
        for (SplineNet net : new SplineNet[] {NET, SplineNet.digits()}) {
            SplineNet.Data d = net.classifies() ? net.picked(SplineNet.digits(true), new int[] {0, 1, 2, 3, 4}) : SplineNet.function(new Philox(2), 30);
            Fit fit = Fit.start(net.weights(), AdamW.ADAM, new Philox(5));
            double[] theta = Arrays.stream(fit.theta()).map(v -> 8 * v).toArray();
            double[] slow = net.outputs(theta, d.x());
            double[] fast = fit.evaluate(new CancelToken(), theta, w -> net.outputs(w, d));
            // 32 bits, sums of some hundred terms of order 1.
            for (int k = 0; k < slow.length; k++) {
                assertThat(fast[k]).isCloseTo(slow[k], Offset.offset(2e-5));
            }
        }
    }

    /** All coefficients 1: B-splines sum to 1, so hidden units are tanh 2 and the output is 5. */
    @Test
    void constantSplinesAddUp() {
        double[] theta = new double[NET.edges() * SplineNet.M];
        Arrays.fill(theta, 1);
        assertThat(NET.outputs(theta, new double[] {-1, 1, 0.3, -0.7})).containsExactly(new double[] {5, 5}, Offset.offset(1e-12));
    }

    @Test
    void scoreOfAPerfectFunctionIsZero() {
        double[] theta = new double[NET.edges() * SplineNet.M];
        Arrays.fill(theta, 1);
        assertThat(NET.score(theta, new SplineNet.Data(new double[] {0, 0, 0.5, 0.5}, new int[0], new double[] {5, 6})).loss()).isCloseTo(0.5, Offset.offset(1e-12));
    }

    @Test
    void theWeakestEdgesGo() {
        double[] theta = NET.weights().initial(new Philox(6));
        double[] left = SharedSplines.pruned(NET, theta, 0.4);
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        int gone = 0;
        for (int e = 0; e < NET.edges(); e++) {
            double norm = norm(theta, e);
            if (norm(left, e) == 0) {
                gone++;
                most = Math.max(most, norm);
            } else {
                least = Math.min(least, norm);
            }
        }
        assertThat(gone).isEqualTo(6);
        assertThat(most).isLessThanOrEqualTo(least);
    }

    private static double norm(double[] theta, int edge) {
        return Math.sqrt(Arrays.stream(theta, edge * SplineNet.M, (edge + 1) * SplineNet.M).map(v -> v * v).sum());
    }

    @Test
    void sameSeedSameBits() {
        double[] ends = new double[2];
        for (int k = 0; k < 2; k++) {
            var run = new SharedSplines().opened("task=function", "iterations=20", "batch=20");
            run.step(StepContext.serial());
            run.step(StepContext.serial());
            ends[k] = run.diagnostics().value("loss").orElseThrow();
        }
        assertThat(ends[0]).isEqualTo(ends[1]).isPositive();
    }
}
