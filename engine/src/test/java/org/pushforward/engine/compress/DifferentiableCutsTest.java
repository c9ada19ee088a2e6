package org.pushforward.engine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.TextNet;
import org.pushforward.engine.numerics.Matrix;

class DifferentiableCutsTest {

    private static final TextNet.Recipe SMALL = new TextNet.Recipe(6, 2, 1, 6, 2, 8, 1e-2, 2);

    /** Diagonal: outputs of size 1·3, 4·2 and 1·1, so the second direction is first by outputs, and the first one by weights; 3² + 1² is left. */
    @Test
    void outputsDecideNotWeights() {
        Matrix w = Matrix.of(3, 3, 3, 0, 0, 0, 2, 0, 0, 0, 1);
        ActivationCut cut = ActivationCut.of(Matrix.of(3, 3, 1, 0, 0, 0, 4, 0, 0, 0, 1), w);
        assertThat(cut.hard(1).toArray()).containsExactly(new double[] {0, 0, 0, 0, 2, 0, 0, 0, 0}, Offset.offset(1e-12));
        assertThat(ActivationCut.plain(w, 1).toArray()).containsExactly(new double[] {3, 0, 0, 0, 0, 0, 0, 0, 0}, Offset.offset(1e-12));
        assertThat(cut.tail(1)).isCloseTo(10, Offset.offset(1e-12));
        assertThat(cut.residual(cut.hard(1))).isCloseTo(10, Offset.offset(1e-12));
        assertThat(cut.residual(ActivationCut.plain(w, 1))).isCloseTo(65, Offset.offset(1e-12));
    }

    /** Halfway between two whole numbers the gates on either side are those of a quarter of β, and a sharp cut is a hard one. */
    @Test
    void aSoftCutSharpensToAHardOne() {
        assertThat(ActivationCut.gates(3, 1.5, 2)).containsExactly(new double[] {0.5 + 0.5 * Math.tanh(2), 0.5, 0.5 - 0.5 * Math.tanh(2)}, Offset.offset(1e-12));
        ActivationCut cut = ActivationCut.of(Matrix.of(2, 2, 1, 0.5, 0, 1), Matrix.of(3, 2, 1, 2, 0, 1, -1, 3));
        assertThat(cut.soft(1, 200).minus(cut.hard(1)).frobenius()).isLessThan(1e-12);
        double[] slope = {1, -2, 0.5, 3, 1, 1};
        double difference = (inner(cut.soft(1.3 + 1e-5, 0.7), slope) - inner(cut.soft(1.3 - 1e-5, 0.7), slope)) / 2e-5;
        assertThat(cut.slope(slope, 1.3, 0.7)).isCloseTo(difference, Offset.offset(1e-8));
    }

    private static double inner(Matrix m, double[] with) {
        double sum = 0;
        double[] x = m.toArray();
        for (int k = 0; k < x.length; k++) {
            sum += x[k] * with[k];
        }
        return sum;
    }

    /** A tiny reader: trained, decomposed, judged and cut to the end; nothing that was learned is better than the best, nothing better than what can be known. */
    @Test
    void aTextModelIsTrainedAndCut() {
        Solver s = new DifferentiableCuts(SMALL).opened("model=text", "budget=3");
        s.advance(2 + 6 + 3 + 60, StepContext.serial());
        assertThat(s.status()).isInstanceOf(Status.Finished.class);
        double best = s.diagnostics().value("loss-best").orElseThrow();
        assertThat(s.diagnostics().value("loss").orElseThrow()).isGreaterThanOrEqualTo(best);
        assertThat(s.diagnostics().value("loss-uniform").orElseThrow()).isGreaterThanOrEqualTo(best);
        assertThat(s.diagnostics().value("loss-exact").orElseThrow()).isBetween(0.2, best);
        assertThat(s.frame(71).layer("said")).isPresent();
        assertThat(s.frame(71).layer("cuts")).isPresent();
    }

    @Test
    void contradictionsAreRefused() {
        assertThatThrownBy(() -> new DifferentiableCuts().opened("matrix=1,2;3,4", "rank=3")).isInstanceOf(InputException.class).hasMessageContaining("smaller rank");
        assertThatThrownBy(() -> new DifferentiableCuts().opened("matrix=1,2;3,4", "input=1,2,3")).isInstanceOf(InputException.class).hasMessageContaining("as many");
        assertThatThrownBy(() -> new DifferentiableCuts().opened("input=1,2,3")).isInstanceOf(InputException.class).hasMessageContaining("give matrix too");
    }
}
