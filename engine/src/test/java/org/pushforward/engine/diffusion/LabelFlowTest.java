package org.pushforward.engine.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Training;

class LabelFlowTest {

    private static final int CLASSES = 3;
    private static final int ROWS = 5;
    private static final double END = -2;

    private final Labels labels = new Labels(CLASSES);
    private final int[] label = {0, 2, 1, 1, 0};
    private final Training.Draw draw = new Training.Draw(3, ROWS, new Philox(11));
    private double[] u;

    @BeforeEach
    void places() {
        u = new double[ROWS * CLASSES];
        IntStream.range(0, ROWS).forEach(k -> u[k * CLASSES + label[k]] = labels.places()[0]);
    }

    private double lossOfZeros(LabelFlow.Kind kind) {
        LabelFlow flow = LabelFlow.of(kind, labels, 2, 4, new LogNoise(false, END), 3, false);
        Weights weights = Weights.of(flow);
        LabelForm.Batch batch = new LabelForm.Batch(new double[2 * ROWS], label, u);
        return Fit.from(weights, AdamW.ADAM, new double[weights.size()]).precise().evaluate(new CancelToken(), w -> flow.loss(LabelForm.ALONE, w, batch, draw))[0];
    }

    /** A block of zeros guesses û = ⅓ Σ u_k, at |û − u|² = 8/3: ½ η E SNR′ · 8/3, η = 1, with SNR′ = −γ′ e^{−γ}, γ = 5 + (γ₁ − 5) t. */
    @Test
    void continuousTimeWeighsByTheSlopeOfTheSignal() {
        double[] t = LabelFlow.times(draw, ROWS);
        double mean = IntStream.range(0, ROWS).mapToDouble(k -> (5 - END) * Math.exp(-5 - (END - 5) * t[k])).average().orElseThrow();
        assertThat(lossOfZeros(LabelFlow.Kind.CT)).isCloseTo(0.5 * mean * 8 / 3, offset(1e-12 * mean));
    }

    /** A block of zeros stands still: E |u − z₀|² + λ CE(z_t). */
    @Test
    void flowMatchingAsksForTheWayFromNoiseToLabel() {
        double[] t = LabelFlow.times(draw, ROWS);
        double[] z0 = draw.normals(LabelFlow.NOISES, ROWS, CLASSES);
        double sum = 0;
        for (int k = 0; k < ROWS; k++) {
            double partition = 0;
            double own = 0;
            for (int c = 0; c < CLASSES; c++) {
                double away = 0;
                for (int i = 0; i < CLASSES; i++) {
                    double z = t[k] * u[k * CLASSES + i] + (1 - t[k]) * z0[k * CLASSES + i];
                    away += Math.pow(z - labels.places()[c * CLASSES + i], 2);
                }
                partition += Math.exp(-away);
                own = c == label[k] ? -away : own;
                sum += Math.pow(u[k * CLASSES + c] - z0[k * CLASSES + c], 2) / ROWS;
            }
            sum += 0.1 * (Math.log(partition) - own) / ROWS;
        }
        assertThat(lossOfZeros(LabelFlow.Kind.FM)).isCloseTo(sum, offset(1e-12 * sum));
    }

    /** dz/dt = −z, z(0) = 1: errors of Euler fall as h, of Heun as h². */
    @Test
    void integratorsHaveTheirOrders() {
        for (boolean isHeun : List.of(false, true)) {
            double ratio = decayError(20, isHeun) / decayError(40, isHeun);
            assertThat(ratio).isCloseTo(isHeun ? 4 : 2, offset(0.15));
        }
    }

    private static double decayError(int steps, boolean isHeun) {
        Weights weights = Weights.of(new LogNoise(true, END));
        double[] end = Fit.from(weights, AdamW.ADAM, new double[weights.size()]).precise().evaluate(new CancelToken(),
                w -> LabelFlow.path((_, z) -> z.negated(), w.tape().of(new double[] {1}, 1, 1), steps, isHeun).getLast());
        return Math.abs(end[0] - Math.exp(-1));
    }
}
