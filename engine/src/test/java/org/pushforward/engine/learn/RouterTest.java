package org.pushforward.engine.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.Function;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.layer.Experts;
import org.pushforward.engine.numerics.Philox;

class RouterTest {

    /** Sums and quotients of a few numbers in 64 bits. */
    private static final Offset<Double> EXACT = Offset.offset(1e-12);

    private static double[] of(Function<Tape, Value> f) {
        try (Tape tape = Tape.precise(new CancelToken())) {
            return f.apply(tape).array();
        }
    }

    @Test
    void theLargestAreChosenAndOfEqualOnesTheFirst() {
        assertThat(of(t -> Router.top(t.of(new double[] {1, 3, 2, 5, 5, 5}, 2, 3), 2))).containsExactly(0, 1, 1, 1, 1, 0);
    }

    @Test
    void theSoftmaxOfTwoIsThatOfTheirLogits() {
        double[] z = of(t -> Router.softmax(t.of(new double[] {Math.log(3), -7, 0}, 1, 3), 2));
        assertThat(z).containsExactly(new double[] {0.75, 0, 0.25}, EXACT);
    }

    @Test
    void theGatedSimplexHasTheDirectionOfSoftplusAndTheSizeOfItsTanh() {
        double a = Math.log1p(Math.exp(0.5));
        double b = Math.log1p(Math.exp(-1));
        double size = Math.tanh(a + b);
        assertThat(of(t -> Router.gatedSimplex(t.of(new double[] {-1, 0.5, -9}, 1, 3), 2))).containsExactly(new double[] {size * b / (a + b), size * a / (a + b), 0}, EXACT);
    }

    /** The step passes the derivative of max(margin, 0). */
    @Test
    void aStepPassesTheDerivative() {
        try (Tape tape = Tape.precise(new CancelToken())) {
            Value m = tape.variable(new double[] {-1, 2, 0.5}, 1, 3);
            Value y = Router.above(m);
            assertThat(y.array()).containsExactly(new double[] {0, 1, 1}, EXACT);
            assertThat(y.times(tape.of(new double[] {5, 6, 7}, 1, 3)).sum().grad(m).array()).containsExactly(0, 6, 7);
        }
    }

    @Test
    void activeOnesShareAndNobodyStaysNobody() {
        assertThat(of(t -> Router.shared(t.of(new double[] {1, 0, 1, 0, 0, 0}, 2, 3)))).containsExactly(0.5, 0, 0.5, 0, 0, 0);
    }

    @Test
    void lossesOfEvenAndOfOneSidedRouters() {
        double[] even = {0.5, 0.5, 0.5, 0.5};
        double[] oneSided = {1, 0, 1, 0};
        assertThat(of(t -> Router.balance(t.of(even, 2, 2)))[0]).isEqualTo(1, EXACT);
        assertThat(of(t -> Router.balance(t.of(oneSided, 2, 2)))[0]).isEqualTo(2, EXACT);
        assertThat(of(t -> Router.load(t.of(oneSided, 2, 2), t.of(oneSided, 2, 2)))[0]).isEqualTo(2, EXACT);
        assertThat(of(t -> Router.z(t.of(new double[4], 2, 2)))[0]).isEqualTo(Math.log(2) * Math.log(2), EXACT);
        assertThat(Router.usage(oneSided, 2)).containsExactly(1, 0);
        assertThat(Router.first(new double[] {0.2, 0.8, 0.5, 0.5}, 2)).containsExactly(1, 0);
    }

    /** With all the weight on one expert, its own network is left. */
    @Test
    void oneExpertIsItsOwnNetwork() {
        Experts experts = new Experts("e", 3, 2, 4, 1);
        Weights weights = Weights.of(experts);
        double[] theta = weights.initial(new Philox(5));
        double[] x = {0.3, -1.2};
        double[] u = Arrays.copyOfRange(theta, weights.offset("e.in") + 8, weights.offset("e.in") + 16);
        double[] v = Arrays.copyOfRange(theta, weights.offset("e.out") + 4, weights.offset("e.out") + 8);
        double y = 0;
        for (int k = 0; k < 4; k++) {
            y += v[k] * Math.max(0, u[2 * k] * x[0] + u[2 * k + 1] * x[1]);
        }
        try (Tape tape = Tape.precise(new CancelToken())) {
            Theta w = Theta.constant(tape, weights, theta);
            assertThat(experts.apply(w, tape.of(x, 1, 2), tape.of(new double[] {0, 1, 0}, 1, 3)).number()).isCloseTo(y, within(1e-12));
        }
        assertThat(weights.size()).isEqualTo(3 * experts.size());
    }
}
