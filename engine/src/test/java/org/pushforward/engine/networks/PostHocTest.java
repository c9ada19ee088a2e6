package org.pushforward.engine.networks;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.StepContext;
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

    @Test
    void bothTrainingsStartFromTheSameWeightsAndLearn() {
        var run = new PostHoc().opened("samples=400", "epochs=4", "learning-rate=0.01");
        double before = run.diagnostics().value("loss-during").orElseThrow();
        run.advance(4, StepContext.serial());
        assertThat(run.diagnostics().value("loss").orElseThrow()).isLessThan(0.8 * before);
        assertThat(run.diagnostics().value("loss-during").orElseThrow()).isLessThan(0.8 * before);
    }
}
