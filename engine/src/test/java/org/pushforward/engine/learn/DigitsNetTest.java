package org.pushforward.engine.learn;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

class DigitsNetTest {

    @Test
    void theHouseModelIsTrainedOnceAndKnowsDigits() {
        DigitsNet net = HouseModels.digits(new Philox(1), StepContext.serial().cancel());
        DigitsNet.Score s = net.score(DigitsNet.Examples.of(true));
        assertThat(s.accuracy()).isGreaterThan(0.955);
        assertThat(HouseModels.digits(new Philox(1), StepContext.serial().cancel())).isSameAs(net);
    }

    /** Derivatives of the mean loss by a weight: products of deltas and inputs, against a difference. */
    @Test
    void deltasAreDerivatives() {
        DigitsNet net = HouseModels.untrained(new Philox(3));
        DigitsNet.Examples e = HouseModels.picked(DigitsNet.Examples.of(true), new int[] {0, 1, 2, 3, 4});
        DigitsNet.Traces t = net.traces(e);
        for (int l = 0; l < 3; l++) {
            DigitsNet.Layer y = net.layers().get(l);
            int row = y.outputs() / 2;
            int column = y.inputs() / 2;
            double slope = 0;
            for (int s = 0; s < 5; s++) {
                slope += t.deltas().get(l)[s * y.outputs() + row] * t.inputs().get(l)[s * y.inputs() + column] / 5;
            }
            double h = 1e-6;
            double[] up = y.w().clone();
            double[] down = y.w().clone();
            up[row * y.inputs() + column] += h;
            down[row * y.inputs() + column] -= h;
            assertThat(slope).isCloseTo((net.with(l, up).score(e).loss() - net.with(l, down).score(e).loss()) / (2 * h), Offset.offset(1e-7));
        }
    }
}
