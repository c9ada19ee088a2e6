package org.pushforward.engine.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.OrthonormalPolynomials;
import org.pushforward.engine.numerics.Philox;

class ArbitraryChaosTest {

    /** D = 7²/8 + .1π⁴/5 + .01π⁸/18 + ½ = 13.8446, S₁ = .3139, S₂ = .4424, S₁₃ = .2437. */
    @Test
    void sharesOfIshigamisFunction() {
        IshigamiFunction f = new IshigamiFunction(7, 0.1, false);
        assertThat(f.variance()).isCloseTo(13.8446, Offset.offset(1e-4));
        double[] s = f.shares(f::values);
        assertThat(s).containsExactly(new double[] {0.3139, 0.4424, 0, 0, 0.2437, 0, 0}, Offset.offset(1e-4));
        assertThat(Arrays.stream(new IshigamiFunction(7, 0.1, true).exactShares()).sum()).isCloseTo(1, Offset.offset(1e-12));
    }

    @Test
    void exponentsByRisingDegree() {
        assertThat(ChaosNet.exponents(2, 2)).containsExactly(new int[] {0, 0}, new int[] {1, 0}, new int[] {0, 1}, new int[] {2, 0}, new int[] {1, 1}, new int[] {0, 2});
        assertThat(ChaosNet.exponents(3, 8)).hasSize(165);
        assertThat(new ChaosNet(List.of(3, 4, 4, 1), 2, true).size()).isEqualTo(115);
    }

    /** Node 1·P_1(x) P_1(y) against the recursion by hand; the polynomials are those of the known samples alone. */
    @Test
    void featuresAreProductsOfThePolynomialsOfKnownSamples() {
        double[] x = new double[40];
        new Philox(5).normals(0, 40, 0, 1, x, 0);
        ChaosNet net = new ChaosNet(List.of(2, 1), 2, true);
        double[] theta = new double[net.size()];
        theta[4] = 1;
        double[] y = Fit.from(Weights.of(net), AdamW.ADAM, theta).precise().evaluate(new CancelToken(), w -> net.apply(w, w.tape().of(x, 2, 20), 15).output());
        OrthonormalPolynomials first = OrthonormalPolynomials.of(Arrays.copyOf(x, 15), 2);
        OrthonormalPolynomials second = OrthonormalPolynomials.of(Arrays.copyOfRange(x, 20, 35), 2);
        for (int k = 0; k < 20; k++) {
            assertThat(y[k]).isCloseTo(first.at(x[k])[1] * second.at(x[20 + k])[1], Offset.offset(1e-12));
        }
    }

    /** Only the first input matters, and one layer of degree 2 finds that. */
    @Test
    void oneLayerSolvesWhatItCanSay() {
        var run = new ArbitraryChaos().opened("layers=1", "degree=2", "samples=100", "b=0", "a=0");
        // The fit to 100 random samples has a little of the other inputs too.
        run.advance(2, StepContext.serial());
        assertThat(run.diagnostics().value("gram-error").orElseThrow()).isLessThan(1e-13);
        assertThat(run.diagnostics().value("s1").orElseThrow()).isGreaterThan(0.95);
        assertThat(run.diagnostics().value("s2-exact").orElseThrow()).isZero();
    }

    /** Powers of powers are too large to be numbers, and many nodes of high degree too large for the memory. */
    @Test
    void whatOverflowsIsRefused() {
        assertThatThrownBy(() -> new ArbitraryChaos().opened("degree=6")).isInstanceOf(InputException.class).hasMessageContaining("up to 216");
        assertThatThrownBy(() -> new ArbitraryChaos().opened("degree=5", "nodes=8")).isInstanceOf(InputException.class).hasMessageContaining("1287 products");
        assertThat(new ArbitraryChaos().opened("degree=5", "nodes=2", "samples=40").diagnostics().value("error-monomial").orElseThrow()).isFinite();
    }

    @Test
    void anIterationMovesAllThreeNetworks() {
        var run = new ArbitraryChaos().opened("samples=60", "iterations=30", "iterations-per-step=15", "nodes=2");
        double before = run.diagnostics().value("error").orElseThrow();
        run.advance(2, StepContext.serial());
        assertThat(run.diagnostics().value("error").orElseThrow()).isLessThan(before);
        assertThat(run.diagnostics().value("gram-error").orElseThrow()).isLessThan(1e-12);
    }
}
