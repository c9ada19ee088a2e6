package org.pushforward.engine.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.NonLocal;
import org.pushforward.engine.numerics.Philox;

class NonLocalScalingTest {

    private static final String[] SMALL = {"iterations=4", "iterations-per-step=2", "batch=8", "channels=4", "tokens=16"};

    /** Without softmax the sum over tokens may be formed first; two heads are two blocks of half the width. */
    @Test
    void theReorderedProductIsThePlainOne() {
        int n = 6;
        NonLocal block = new NonLocal("b", 4, 2, false, false);
        Fit fit = Fit.start(Weights.of(block), AdamW.ADAM, new Philox(3)).precise();
        double[] x = new double[n * 4];
        new Philox(5).normals(0, 1, 0, x.length, x, 0);
        CancelToken cancel = new CancelToken();
        double[] y = fit.evaluate(cancel, w -> block.apply(w, w.tape().of(x, 1, n, 4)));
        double[] plain = fit.evaluate(cancel, w -> {
            var in = w.tape().of(x, 1, n, 4);
            var v = w.linear(in, "b.value.matrix", "b.value.bias").reshape(1, n, 2, 2).permute(0, 2, 1, 3);
            var mixed = block.queries(w, in).matmul(block.keys(w, in).transposed()).times(1.0 / n).matmul(v).permute(0, 2, 1, 3).reshape(1, n, 4);
            return in.plus(w.linear(mixed, "b.out.matrix", "b.out.bias"));
        });
        assertThat(y).containsExactly(plain, within(1e-12));
        assertThat(block.operations(64)).isEqualTo(2L * 64 * 4 * 2);
        assertThat(new NonLocal("b", 4, 2, true, false).operations(64)).isEqualTo(2L * 64 * 64 * 4);
    }

    @Test
    void unitKeysHaveLengthOne() {
        NonLocal block = new NonLocal("b", 4, 1, true, true);
        Fit fit = Fit.start(Weights.of(block), AdamW.ADAM, new Philox(3)).precise();
        double[] x = new double[20];
        new Philox(5).normals(0, 1, 0, x.length, x, 0);
        double[] k = fit.evaluate(new CancelToken(), w -> block.keys(w, w.tape().of(x, 1, 5, 4)).square().sum(3));
        assertThat(k).containsExactly(new double[] {1, 1, 1, 1, 1}, within(1e-9));
    }

    @Test
    void whatCannotBeSharedIsRefused() {
        NonLocalScaling s = new NonLocalScaling();
        assertThatThrownBy(() -> s.opened("channels=10", "heads=4")).isInstanceOf(InputException.class).hasMessageContaining("heads");
        assertThatThrownBy(() -> s.opened("tokens=30")).isInstanceOf(InputException.class).hasMessageContaining("16 or 64");
    }

    @Test
    void aLongKeyTakesTheRowUnderSoftmaxOnly() {
        var solver = new NonLocalScaling().opened(SMALL);
        solver.step(StepContext.serial());
        assertThat(solver.diagnostics().value("associativity-error").orElseThrow()).isLessThan(1e-12);
        assertThat(solver.diagnostics().value("pattern-error").orElseThrow()).isLessThan(1e-12);
        assertThat(solver.diagnostics().value("entropy").orElseThrow()).isLessThan(solver.diagnostics().value("entropy-plain").orElseThrow());
    }
}
