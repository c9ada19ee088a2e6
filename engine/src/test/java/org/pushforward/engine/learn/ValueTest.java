package org.pushforward.engine.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.Philox;

/** Every operation against central differences in 64 bits, its derivative and the derivative of that. */
class ValueTest {

    /** Of second differences with this step, rounding is 1e-16/h² and truncation h²: both about 1e-8. */
    private static final double H = 1e-4;

    private record Op(Function<Value, Value> of, int[] shape, double low, double high) { }

    private static Op op(Function<Value, Value> of, int... shape) {
        return new Op(of, shape, -1.5, 1.5);
    }

    private static Op positive(Function<Value, Value> of, int... shape) {
        return new Op(of, shape, 0.5, 2);
    }

    private static Value other(Value x, int... shape) {
        int n = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        double[] v = new double[n];
        Arrays.setAll(v, k -> 1.3 + Math.sin(1 + 2.3 * k));
        return x.tape().of(v, shape);
    }

    /** By the name of the operation, to see that none is left out; several cases of one are told apart by what follows a blank. */
    private static Map<String, Op> operations() {
        Map<String, Op> all = new LinkedHashMap<>();
        all.put("plus", op(x -> x.plus(x.square()), 4));
        all.put("plus number", op(x -> x.plus(2).square(), 4));
        all.put("minus", op(x -> x.minus(x.square()).square(), 4));
        all.put("times", op(x -> x.times(other(x, 3, 1)).times(x), 3, 2));
        all.put("times number", op(x -> x.times(3).square(), 4));
        all.put("over", positive(x -> other(x, 4).over(x), 4));
        all.put("over number", op(x -> x.over(3).square(), 4));
        all.put("from", op(x -> x.from(2).square(), 4));
        all.put("under", positive(x -> x.under(2), 4));
        all.put("negated", op(x -> x.negated().exp(), 4));
        all.put("power", positive(x -> x.power(2.5), 4));
        all.put("square", op(Value::square, 4));
        all.put("root", positive(Value::root, 4));
        all.put("abs", positive(x -> x.negated().abs().square(), 4));
        all.put("max", op(x -> x.square().max(x.plus(4)), 4));
        all.put("min", op(x -> x.square().min(x.plus(4)), 4));
        all.put("clamped", op(x -> x.clamped(-9, 9).square(), 4));
        all.put("above", op(x -> x.above(-9).times(x.square()), 4));
        all.put("rounded", op(x -> x.times(0.01).plus(2).rounded().times(x.square()), 4));
        all.put("exp", op(Value::exp, 4));
        all.put("log", positive(Value::log, 4));
        all.put("sin", op(Value::sin, 4));
        all.put("cos", op(Value::cos, 4));
        all.put("erf", op(Value::erf, 4));
        all.put("tanh", op(Value::tanh, 4));
        all.put("sigmoid", op(Value::sigmoid, 4));
        all.put("softplus", op(Value::softplus, 4));
        all.put("relu", positive(x -> x.relu().square(), 4));
        all.put("silu", op(Value::silu, 4));
        all.put("gelu", op(Value::gelu, 4));
        all.put("elu", op(x -> x.minus(3).elu(), 4));
        all.put("matmul", op(x -> x.matmul(other(x, 3, 2)).square(), 2, 3));
        all.put("matmul itself", op(x -> x.matmul(x), 3, 3));
        all.put("einsum", op(x -> Value.einsum("bij,bjk,k->bi", x, x, other(x, 2)), 2, 2, 2));
        all.put("solve", op(x -> x.plus(other(x, 2, 2)).matmul(x.transposed().plus(other(x, 2, 2)).times(0.3)).plus(eye(x)).solve(other(x, 2, 1)), 2, 2));
        all.put("reshape", op(x -> x.reshape(3, -1).matmul(other(x, 2, 2)).square(), 2, 3));
        all.put("permute", op(x -> x.permute(2, 0, 1).square().times(other(x, 2)), 2, 2, 3));
        all.put("transposed", op(x -> x.transposed().square().times(other(x, 3, 1)), 2, 3));
        all.put("slice", op(x -> x.slice(1, 1, 3).square(), 2, 4));
        all.put("at", op(x -> x.at(-1, 2).square(), 2, 4));
        all.put("unsqueeze", op(x -> x.unsqueeze(1).times(x.unsqueeze(0)), 3));
        all.put("expand", op(x -> x.unsqueeze(1).expand(3, 4).square(), 3));
        all.put("cat", op(x -> Value.cat(1, x.square(), x, x.exp()).square(), 2, 2));
        all.put("stack", op(x -> Value.stack(0, x.square(), x.exp()).square().times(other(x, 2, 1)), 3));
        all.put("roll", op(x -> x.roll(1, 1).times(x), 2, 3));
        all.put("padded", op(x -> x.padded(1, 2).times(other(x, 5)).square(), 2, 3));
        all.put("paddedAround", op(x -> x.paddedAround(1).times(other(x, 5)).square(), 1, 2, 3));
        all.put("gather", op(x -> x.gather(1, x.tape().indices(new int[] {2, 0, 0, 1}, 2, 2)).square(), 2, 3));
        all.put("rows", op(x -> x.rows(x.tape().indices(new int[] {2, 0, 2}, 3)).square(), 3, 2));
        all.put("sum", op(x -> x.square().sum(), 3));
        all.put("sum axes", op(x -> x.exp().sum(0, 2).square(), 2, 2, 2));
        all.put("mean", op(x -> x.square().mean(), 3));
        all.put("mean axes", op(x -> x.exp().mean(1).square(), 2, 3));
        all.put("largest", op(x -> x.square().largest(1).square(), 2, 3));
        all.put("cumulative", op(x -> x.cumulative(0).square(), 4));
        all.put("logSumExp", op(x -> x.logSumExp(1), 2, 3));
        all.put("softmax", op(x -> x.softmax(1).times(other(x, 3)), 2, 3));
        all.put("logSoftmax", op(x -> x.logSoftmax(1).times(other(x, 3)), 2, 3));
        all.put("norm", positive(x -> x.norm(1), 2, 3));
        all.put("normalized", op(x -> x.normalized(1, 1e-5).times(other(x, 4)), 2, 4));
        all.put("normalizedInGroups", op(x -> x.normalizedInGroups(2).times(other(x, 4, 3)), 2, 4, 3));
        all.put("conv with a bias", op(x -> x.conv(other(x, 3, 2, 3), x.slice(2, 0, 3).reshape(-1).slice(0, 0, 3), 1, 1).square(), 1, 2, 5));
        all.put("conv", op(x -> x.conv(other(x, 3, 2, 3), 1, 1).square(), 2, 2, 5));
        all.put("conv plane", op(x -> x.conv(other(x, 2, 2, 3, 3), 2, 1).square(), 1, 2, 4, 4));
        all.put("conv space", op(x -> x.conv(other(x, 2, 1, 3, 3, 3), 1, 1).square(), 1, 1, 3, 3, 3));
        all.put("conv kernel", op(x -> other(x, 2, 2, 5).conv(x, 1, 1).square(), 2, 2, 3));
        all.put("pooled", op(x -> x.pooled(2).square(), 1, 2, 4));
        all.put("pooled plane", op(x -> x.pooled(2).square(), 1, 1, 4, 4));
        all.put("pooled space", op(x -> x.pooled(2).square(), 1, 1, 2, 2, 4));
        all.put("upsampled", op(x -> x.upsampled(2).square(), 1, 1, 2, 3));
        all.put("fft", op(x -> modulus(x.fft(0)), 5));
        all.put("inverseFft", op(x -> modulus(x.fft(0, 1).times(x).inverseFft(0, 1)), 3, 4));
        all.put("realFft", op(x -> modulus(x.realFft(1)), 2, 6));
        all.put("inverseRealFft", op(x -> x.realFft(0, 1).times(2).inverseRealFft(new int[] {3, 4}, 0, 1).square(), 3, 4));
        all.put("complex", op(x -> modulus(Value.complex(x, x.square()).times(Value.complex(x.exp(), x))), 4));
        all.put("real", op(x -> Value.complex(x, x).times(Value.complex(x, x.exp())).real(), 4));
        all.put("imaginary", op(x -> Value.complex(x, x).times(Value.complex(x, x.exp())).imaginary(), 4));
        all.put("split", op(x -> Value.cat(0, x.split(0, 1, 2).reversed().toArray(Value[]::new)).square(), 3, 2));
        all.put("wide", op(x -> x.wide().square(), 4));
        all.put("grad", op(x -> x.exp().times(x).grad(x), 3));
        all.put("grads", op(x -> x.exp().times(x).grads(x).getFirst(), 3));
        all.put("pulledBack", op(x -> x.exp().pulledBack(x.square(), x), 3));
        return all;
    }

    private static Value eye(Value x) {
        return x.tape().of(new double[] {4, 0, 0, 4}, 2, 2);
    }

    private static Value modulus(Value z) {
        return z.real().square().plus(z.imaginary().square());
    }

    @TestFactory
    Stream<DynamicTest> derivativesAreThoseOfDifferences() {
        return operations().entrySet().stream().map(e -> DynamicTest.dynamicTest(e.getKey(), () -> differentiate(e.getValue())));
    }

    private static void differentiate(Op op) {
        int n = Arrays.stream(op.shape).reduce(1, (a, b) -> a * b);
        double[] x = new double[n];
        new Philox(7).uniforms(0, 1, 0, n, x, 0);
        Arrays.setAll(x, k -> op.low + (op.high - op.low) * x[k]);
        double[] first;
        double[] second;
        double[] direction = new double[n];
        Arrays.setAll(direction, k -> Math.cos(k + 1));
        try (Tape tape = Tape.precise(new CancelToken())) {
            Value v = tape.variable(x, op.shape);
            Value g = weighed(op, v).grad(v);
            first = g.array();
            second = g.times(tape.of(direction, op.shape)).sum().grad(v).array();
        }
        double scale = 1;
        for (int k = 0; k < n; k++) {
            double[] up = x.clone();
            double[] down = x.clone();
            up[k] += H;
            down[k] -= H;
            double difference = (value(op, up) - value(op, down)) / (2 * H);
            double finer = (value(op, moved(x, k, H / 2)) - value(op, moved(x, k, -H / 2))) / H;
            double extrapolated = (4 * finer - difference) / 3;
            assertThat(first[k]).as("∂/∂x%d", k).isCloseTo(extrapolated, offset(1e-6 * Math.max(scale, Math.abs(first[k]))));
            double curvature = (slope(op, up, direction) - slope(op, down, direction)) / (2 * H);
            assertThat(second[k]).as("∂²/∂x%d", k).isCloseTo(curvature, offset(1e-4 * Math.max(scale, Math.abs(second[k]))));
        }
    }

    private static double[] moved(double[] x, int k, double by) {
        double[] y = x.clone();
        y[k] += by;
        return y;
    }

    /** One number of all outputs, each with a weight of its own. */
    private static Value weighed(Op op, Value x) {
        Value y = op.of.apply(x);
        return y.times(other(x, y.shape().length == 0 ? new int[] {1} : y.shape())).sum();
    }

    private static double value(Op op, double[] x) {
        try (Tape tape = Tape.precise(new CancelToken())) {
            // A variable, because some operations differentiate by it.
            return weighed(op, tape.variable(x, op.shape)).number();
        }
    }

    private static double slope(Op op, double[] x, double[] direction) {
        try (Tape tape = Tape.precise(new CancelToken())) {
            Value v = tape.variable(x, op.shape);
            return weighed(op, v).grad(v).times(tape.of(direction, op.shape)).sum().number();
        }
    }

    /** An operation that is added comes into the table above. */
    @Test
    void noOperationIsLeftOut() {
        Set<String> tested = operations().keySet().stream().map(n -> n.split(" ")[0]).collect(Collectors.toSet());
        Set<String> there = Arrays.stream(Value.class.getDeclaredMethods())
                .filter(m -> Modifier.isPublic(m.getModifiers()) && m.getReturnType() == Value.class).map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        there.remove("detached");
        assertThat(tested).containsAll(there);
    }

    @Test
    void nothingFlowsThroughWhatIsDetached() {
        try (Tape tape = Tape.precise(new CancelToken())) {
            Value x = tape.variable(new double[] {2}, 1);
            assertThat(x.times(x.detached()).grad(x).number()).isEqualTo(2);
            assertThat(tape.of(3).times(tape.of(4)).grad(x).number()).isZero();
        }
    }

    @Test
    void everyOperationAsksTheToken() {
        CancelToken cancel = new CancelToken();
        try (Tape tape = Tape.open(cancel)) {
            Value x = tape.of(1, 2, 3);
            cancel.cancel();
            assertThatThrownBy(x::exp).isInstanceOf(CancelToken.Cancelled.class);
            assertThatThrownBy(x::array).isInstanceOf(CancelToken.Cancelled.class);
        }
    }

    @Test
    void numbersComeOutAsTheyWentIn() {
        double[] x = {1.1, -2, 3e-5, 7};
        try (Tape tape = Tape.precise(new CancelToken())) {
            assertThat(tape.of(x, 2, 2).array()).containsExactly(x);
            assertThat(tape.of(x, 2, 2).transposed().array()).containsExactly(1.1, 3e-5, -2, 7);
            assertThat(tape.indices(new int[] {4, 5}, 2).array()).containsExactly(4, 5);
        }
    }
}
