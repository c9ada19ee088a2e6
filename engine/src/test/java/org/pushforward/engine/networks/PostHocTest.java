package org.pushforward.engine.networks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.numerics.Philox;

class PostHocTest {

    /** The third column is the sum of the others: two directions are left, orthonormal, and they span it. */
    @Test
    void aDependentColumnAddsNoDirection() {
        double[] x = new double[60];
        new Philox(2).normals(0, 20, 0, 3, x, 0);
        for (int i = 0; i < 20; i++) {
            x[3 * i + 2] = x[3 * i] + x[3 * i + 1];
        }
        double[] q = PostHoc.basis(x, 3);
        double[][] gram = new double[3][3];
        double along = 0;
        double length = 0;
        for (int i = 0; i < 20; i++) {
            for (int c = 0; c < 9; c++) {
                gram[c / 3][c % 3] += q[3 * i + c / 3] * q[3 * i + c % 3];
            }
            length += x[3 * i + 2] * x[3 * i + 2];
        }
        for (int c = 0; c < 2; c++) {
            double part = 0;
            for (int i = 0; i < 20; i++) {
                part += q[3 * i + c] * x[3 * i + 2];
            }
            along += part * part;
        }
        for (int c = 0; c < 9; c++) {
            assertThat(gram[c / 3][c % 3]).isCloseTo(c % 4 == 0 && c < 8 ? 1 : 0, Offset.offset(1e-12));
        }
        assertThat(along).isCloseTo(length, Offset.offset(1e-10));
    }

    @Test
    void noPredictionChangesAndNothingIsLeftAlongTheDesign() {
        var run = new PostHoc().opened("samples=200", "epochs=2", "knots=5");
        run.advance(2, StepContext.serial());
        assertThat(run.diagnostics().value("identity-error").orElseThrow()).isLessThan(1e-13);
        assertThat(run.diagnostics().value("orthogonality-error").orElseThrow()).isLessThan(1e-11);
        assertThat(run.diagnostics().value("spline-error").orElseThrow()).isNotEqualTo(run.diagnostics().value("spline-error-none").orElseThrow());
    }

    /** Where the network is forbidden what is theirs, splines learn as if there were none: ∂loss/∂β = 2/n Xᵀ(Xβ − y). Elsewhere it disturbs them. */
    @Test
    void splinesDoNotHearOfAForbiddenNetwork() {
        int n = 12;
        double[] x = new double[5 * n];
        double[] design = new double[2 * n];
        double[] y = new double[n];
        new Philox(3).normals(0, 1, 0, x.length, x, 0);
        new Philox(4).normals(0, 1, 0, design.length, design, 0);
        new Philox(5).normals(0, 1, 0, n, y, 0);
        double[] theta = Fit.start(Weights.of(() -> List.of(new Part("beta", Start.ZERO, 2)), PostHoc.deep()), AdamW.ADAM, new Philox(6)).theta();
        theta[0] = 0.7;
        theta[1] = -0.4;
        double[] expected = new double[2];
        for (int k = 0; k < 2 * n; k++) {
            int i = k / 2;
            expected[k % 2] += 2.0 / n * design[k] * (0.7 * design[2 * i] - 0.4 * design[2 * i + 1] - y[i]);
        }
        for (boolean isForbidden : new boolean[] {true, false}) {
            try (Tape tape = Tape.precise(new CancelToken())) {
                Theta w = Theta.variable(tape, Weights.of(() -> List.of(new Part("beta", Start.ZERO, 2)), PostHoc.deep()), theta);
                double[] slope = PostHoc.loss(w, isForbidden, x, design, PostHoc.basis(design, 2), y).grad(w.all()).array();
                double off = Math.max(Math.abs(slope[0] - expected[0]), Math.abs(slope[1] - expected[1]));
                assertThat(off < 1e-12).isEqualTo(isForbidden);
            }
        }
    }

    @Test
    void bothTrainingsStartFromTheSameWeightsAndLearn() {
        var run = new PostHoc().opened("samples=400", "epochs=4", "learning-rate=0.01");
        double before = run.diagnostics().value("loss-during").orElseThrow();
        run.advance(4, StepContext.serial());
        assertThat(run.diagnostics().value("loss").orElseThrow()).isLessThan(0.8 * before);
        assertThat(run.diagnostics().value("loss-during").orElseThrow()).isLessThan(0.8 * before);
    }
}
