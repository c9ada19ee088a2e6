package org.pushforward.engine.rom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.StepContext;

class MatrixInterpolationTest {

    @Test
    void elementsSolveAConstantCoefficientWithOrderTwo() {
        // μ = 0 makes the affine coefficient 1: −u″ + u = 1, u = 1 − cosh(x − ½)/cosh ½.
        double[] error = new double[2];
        for (int r = 0; r < 2; r++) {
            int n = 20 << r;
            MatrixInterpolation.Problem p = new MatrixInterpolation.Problem("affine", n, new double[0][], new double[0]);
            double[] u = p.solved(p.matrix(0));
            for (int i = 0; i < u.length; i++) {
                error[r] = Math.max(error[r], Math.abs(u[i] - 1 + Math.cosh((i + 1.0) / n - 0.5) / Math.cosh(0.5)));
            }
        }
        assertThat(Math.log(error[0] / error[1]) / Math.log(2)).isCloseTo(2, within(0.05));
    }

    @Test
    void theReducedModelIsTheFullOneWhereItWasMade() {
        var run = new MatrixInterpolation().opened("nodes=40", "terms=8");
        run.advance(8, StepContext.serial());
        // The first matrix that is selected is at one end of the range of μ or the other, where the coefficient is largest.
        run.apply(new Change.Set("mu", 0.15));
        double[] full = ((Layer.Series) run.frame(8).layer("full").orElseThrow()).y();
        double[] small = ((Layer.Series) run.frame(8).layer("small").orElseThrow()).y();
        assertThat(small).containsExactly(full, within(1e-9));
        assertThat(run.diagnostics().value("online-speedup").orElseThrow()).isPositive();
    }
}
