package org.pushforward.engine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.LowRank;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.StudySolver;

class LowRankTrainingTest {

    private static final LowRankTraining STUDY = new LowRankTraining();

    private static double value(StudySolver<?> s, String gauge) {
        return s.diagnostics().value(gauge).orElseThrow();
    }

    /** Of diag(3, 4, 12) a relative tail of 3/13 goes at θ = .24 and stays at θ = .23; 5/13 goes at .39. */
    @Test
    void truncationByHand() {
        Matrix u = Matrix.identity(8).times(Matrix.of(8, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        LowRank w = new LowRank(u, Matrix.of(3, 3, 3, 0, 0, 0, 4, 0, 0, 0, 12), u);
        Matrix still = Matrix.of(8, 8, new double[64]);
        assertThat(w.integrated(still, 1, 0.23).w().rank()).isEqualTo(3);
        LowRank.Step two = w.integrated(still, 1, 0.24);
        assertThat(two.w().rank()).isEqualTo(2);
        assertThat(two.tail()).isCloseTo(3.0 / 13, within(1e-14));
        assertThat(w.integrated(still, 1, 0.39).w().product().get(2, 2)).isCloseTo(12, within(1e-12));
        assertThat(w.integrated(still, 1, 0).w().product().minus(w.product()).frobenius()).isLessThan(1e-12);
    }

    /** Where the rank is all there is, the integrator is plain descent on the full matrix. */
    @Test
    void fullRankIsDescent() {
        LowRank w = LowRank.random(6, 5, new double[] {5, 4, 3, 2, 1}, new Philox(3));
        Matrix g = LowRank.random(6, 5, new double[] {2, 1}, new Philox(4)).product();
        Matrix expected = w.product().minus(g.scaled(0.1));
        assertThat(w.integrated(g, 0.1, 0).w().product().minus(expected).frobenius()).isLessThan(1e-12);
    }

    /** With W = A Bᵀ two factors first move by −η(G B Bᵀ + A Aᵀ G) + O(η²): nothing where singular values are 0. */
    @Test
    void twoFactorsAreSlowedBySmallSingularValues() {
        LowRank w = LowRank.random(6, 5, new double[] {1, 1e-4}, new Philox(3));
        Matrix g = LowRank.random(6, 5, new double[] {2, 1}, new Philox(4)).product();
        LowRank two = w.halved();
        double eta = 1e-6;
        Matrix moved = two.descended(g, eta).product().minus(two.product()).scaled(-1 / eta);
        Matrix expected = g.times(two.v()).times(two.v().transposed()).plus(two.u().times(two.u().transposed()).times(g));
        assertThat(moved.minus(expected).frobenius()).isLessThan(1e-5);
    }

    @Test
    void theRunIsTheSameAgain() {
        assertThat(value(played(), "loss")).isEqualTo(value(played(), "loss")).isNotEqualTo(value(played(), "loss-plain"));
    }

    private static StudySolver<?> played() {
        var s = STUDY.opened("epochs=1", "rank=3", "tolerance=0.2");
        s.step(StepContext.serial());
        return s;
    }

    @Test
    void aRankAboveTheWidthIsRefused() {
        assertThatThrownBy(() -> STUDY.opened("problem=matrix", "rank=31")).isInstanceOf(InputException.class).hasMessageContaining("smaller rank");
    }
}
