package org.pushforward.engine.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Attention;
import org.pushforward.engine.learn.layer.BasisConvolution;
import org.pushforward.engine.learn.layer.ChebyshevConvolution;
import org.pushforward.engine.learn.layer.ConvNext;
import org.pushforward.engine.learn.layer.Convolution;
import org.pushforward.engine.learn.layer.CoordinateJets;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.Embedding;
import org.pushforward.engine.learn.layer.Experts;
import org.pushforward.engine.learn.layer.FactorizedConvolution;
import org.pushforward.engine.learn.layer.FactorizedNetwork;
import org.pushforward.engine.learn.layer.FourierStack;
import org.pushforward.engine.learn.layer.Gru;
import org.pushforward.engine.learn.layer.JetPerceptron;
import org.pushforward.engine.learn.layer.Jets;
import org.pushforward.engine.learn.layer.Kan;
import org.pushforward.engine.learn.layer.LayerNorm;
import org.pushforward.engine.learn.layer.Legendre;
import org.pushforward.engine.learn.layer.LineKernel;
import org.pushforward.engine.learn.layer.NonLocal;
import org.pushforward.engine.learn.layer.OperatorNetwork;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.learn.layer.PlaneConvolution;
import org.pushforward.engine.learn.layer.PlaneWaves;
import org.pushforward.engine.learn.layer.PointKernel;
import org.pushforward.engine.learn.layer.ScatteredConvolution;
import org.pushforward.engine.learn.layer.ScatteredWaves;
import org.pushforward.engine.learn.layer.SparseRows;
import org.pushforward.engine.learn.layer.SpectralConvolution;
import org.pushforward.engine.learn.layer.SphericalConvolution;
import org.pushforward.engine.learn.layer.Stencils;
import org.pushforward.engine.learn.layer.UNet;
import org.pushforward.engine.learn.layer.WeightedAttention;
import org.pushforward.engine.learn.layer.WindowAttention;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SpectralBasis;
import org.pushforward.engine.numerics.SphericalHarmonics;

/** Every layer against differences in 64 bits: derivatives by its weights, and those of the gradient by what goes in. */
class LayersTest {

    private static final double H = 1e-5;
    /** Of large layers not every weight is moved. */
    private static final int MOST = 50;
    private static final Owner ONE = () -> List.of(new Part("a", Start.constant(1.3), 1));
    private static final int[][] RING = {{1, 3}, {0, 2}, {1, 3}, {2, 0}};

    private record Model(String name, Owner owner, BiFunction<Theta, Value, Value> of, int... shape) { }

    private static Model model(Owner owner, BiFunction<Theta, Value, Value> of, int... shape) {
        return new Model(owner.getClass().getSimpleName(), owner, of, shape);
    }

    /** Without weights: of inputs times one. */
    private static Model plain(Class<?> layer, BiFunction<Theta, Value, Value> of, int... shape) {
        return new Model(layer.getSimpleName(), ONE, (w, x) -> of.apply(w, x.times(w.get("a"))), shape);
    }

    private static Stream<Model> models() {
        List<Model> all = new ArrayList<>();
        classical(all);
        operators(all);
        sparse(all);
        jets(all);
        waves(all);
        return all.stream();
    }

    private static void classical(List<Model> all) {
        Dense dense = new Dense("d", 3, 2);
        all.add(model(dense, dense::apply, 4, 3));
        Perceptron perceptron = new Perceptron("p", Value::tanh, 2, 4, 1);
        all.add(model(perceptron, perceptron::apply, 3, 2));
        Convolution around = new Convolution("c", 2, 2, 3, 3, Convolution.Edge.AROUND);
        all.add(model(around, around::apply, 1, 2, 4, 3));
        Convolution zero = new Convolution("c", 1, 2, 2, 5, Convolution.Edge.ZERO);
        all.add(model(zero, zero::apply, 2, 2, 6));
        LayerNorm norm = new LayerNorm("n", 4);
        all.add(model(norm, norm::apply, 2, 4));
        Attention attention = new Attention("a", 4, 2);
        all.add(model(attention, (w, x) -> attention.apply(w, x, x, true), 1, 3, 4));
        WeightedAttention soft = new WeightedAttention("a", 4, 2, false);
        all.add(model(soft, (w, x) -> soft.apply(w, x, new double[] {0.5, 0.3, 0.2}), 1, 3, 4));
        WeightedAttention galerkin = new WeightedAttention("a", 4, 2, true);
        all.add(model(galerkin, (w, x) -> galerkin.apply(w, x, new double[] {0.5, 0.3, 0.2}), 1, 3, 4));
        WindowAttention window = new WindowAttention("w", 4, 2, 2, 1);
        all.add(model(window, window::apply, 1, 2, 2, 2, 4));
        NonLocal hard = new NonLocal("n", 4, 2, false, false);
        all.add(model(hard, hard::apply, 1, 3, 4));
        NonLocal unit = new NonLocal("n", 4, 2, true, true);
        all.add(model(unit, unit::apply, 1, 3, 4));
        Gru gru = new Gru("g", 2, 3);
        all.add(model(gru, (w, x) -> gru.step(w, x, gru.step(w, x, x.tape().zeros(2, 3))), 2, 2));
        Kan kan = new Kan("k", 2, 2, 4, 3, -2, 2);
        all.add(model(kan, kan::apply, 3, 2));
        Embedding embedding = new Embedding("e", 3, 2);
        all.add(model(embedding, (w, x) -> embedding.apply(w, x.tape().indices(new int[] {2, 0, 2}, 3)).times(x), 3, 2));
        Experts experts = new Experts("e", 2, 2, 3, 2);
        all.add(model(experts, (w, x) -> experts.apply(w, x, x.softmax(1)), 3, 2));
        ConvNext next = new ConvNext("c", 3);
        all.add(model(next, next::apply, 1, 2, 2, 2, 3));
        UNet net = new UNet("u", 8, 1, 2, 4);
        all.add(model(net, (w, x) -> net.apply(w, x, x.tape().of(new double[] {0.3, -0.7}, 1, 2)), 1, 1, 8, 8));
    }

    private static void operators(List<Model> all) {
        SpectralConvolution line = new SpectralConvolution("s", 1, 2, 2, 2);
        all.add(model(line, line::apply, 2, 2, 6));
        SpectralConvolution plane = new SpectralConvolution("s", 2, 1, 2, 2);
        all.add(model(plane, plane::apply, 1, 1, 6, 4));
        BasisConvolution bases = new BasisConvolution("b", 2, new SpectralBasis(SpectralBasis.Kind.CHEBYSHEV, 3), 4, new SpectralBasis(SpectralBasis.Kind.FOURIER, 3), 5);
        all.add(model(bases, bases::apply, 1, 2, 4, 5));
        FactorizedConvolution apart = new FactorizedConvolution("f", 2, 2);
        all.add(model(apart, apart::apply, 1, 4, 4, 2));
        FactorizedNetwork factorized = new FactorizedNetwork("f", 1, 2, 1, 2, 1, 2);
        all.add(model(factorized, factorized::apply, 1, 4, 4, 1));
        FourierStack stack = new FourierStack("f", 2, 1, 2, 1, 2, 1);
        all.add(model(stack, stack::apply, 2, 1, 1, 6));
        OperatorNetwork operator = OperatorNetwork.fourier("f", 1, 1, 2, 1, 2, 1);
        all.add(model(operator, operator::apply, 1, 1, 6));
        PlaneConvolution last = new PlaneConvolution("c", 2, 2, 2);
        all.add(model(last, last::apply, 1, 4, 4, 2));
        for (LineKernel.Reading reading : LineKernel.Reading.values()) {
            LineKernel kernel = new LineKernel("k", 1, 1, 4, reading);
            all.add(model(kernel, kernel::apply, 1, 1, 8));
        }
        PointKernel points = new PointKernel("p", 2, new double[] {0.1, 0.2, -0.3, 0.4}, 2, 2, true, true, Start.normal(1));
        all.add(model(points, points::at, 3, 2));
        ScatteredConvolution scattered = new ScatteredConvolution("s", 1, 2, 1);
        double[] at = {0.1, 0.3, 0.7, 0.2, 0.5, 0.9};
        all.add(model(scattered, (w, x) -> scattered.apply(w, x, x.tape().of(ScatteredConvolution.functions(at, 1), 3, 9)), 1, 3, 1));
        SphericalConvolution sphere = new SphericalConvolution("s", 1, 1, new SphericalHarmonics(3));
        int latitudes = new SphericalHarmonics(3).latitudes();
        all.add(model(sphere, sphere::apply, 1, 1, latitudes, new SphericalHarmonics(3).meridians()));
    }

    private static void sparse(List<Model> all) {
        SparseRows laplacian = ChebyshevConvolution.laplacian(RING);
        all.add(plain(SparseRows.class, (w, x) -> laplacian.on(w.tape()).times(x), 4, 2));
        ChebyshevConvolution graph = new ChebyshevConvolution("c", 2, 3, 3);
        all.add(model(graph, (w, x) -> graph.apply(w, laplacian.on(w.tape()), x), 4, 2));
        ChebyshevConvolution fewer = new ChebyshevConvolution("c", 3, 2, 4);
        all.add(model(fewer, (w, x) -> fewer.apply(w, laplacian.on(w.tape()), x), 4, 3));
        Stencils.Builder b = new Stencils.Builder(2, 2);
        b.add(0, 1, 2, -1);
        b.add(1, 0, 0.5, 3);
        Stencils stencils = b.built();
        all.add(plain(Stencils.class, (w, x) -> stencils.on(w.tape()).apply(x), 2, 1, 2));
    }

    private static void jets(List<Model> all) {
        JetPerceptron jet = JetPerceptron.of("j", 3, 4, 1);
        all.add(model(jet, (w, x) -> {
            JetPerceptron.Jet y = jet.apply(w, JetPerceptron.Jet.periodic(x.slice(1, 0, 1), x.slice(1, 1, 2)));
            return Value.cat(1, y.f(), y.a(), y.b(), y.aa());
        }, 2, 2));
        all.add(new Model("CoordinateJets", jet, (w, x) -> {
            CoordinateJets y = CoordinateJets.of(w, jet, x, 0, 2);
            return Value.cat(0, y.f().reshape(-1), y.first().reshape(-1), y.second().reshape(-1));
        }, 2, 3));
        Dense dense = new Dense("d", 2, 2);
        all.add(new Model("Jets", dense, (w, x) -> Jets.tanh(Jets.linear(w, x, "d.matrix", "d.bias")), 2, Jets.size(1), 2));
        Legendre legendre = new Legendre("l", 2, 2, 3, 1);
        all.add(model(legendre, legendre::apply, 2, Jets.size(1), 2));
    }

    private static void waves(List<Model> all) {
        PlaneWaves waves = new PlaneWaves(2, 4);
        all.add(plain(PlaneWaves.class, (_, x) -> waves.backward(waves.forward(x)), 1, 4, 4, 1));
        ScatteredWaves scattered = new ScatteredWaves(waves);
        all.add(plain(ScatteredWaves.class, (w, x) -> {
            ScatteredWaves.Basis basis = scattered.basis(x);
            return scattered.backward(basis, scattered.forward(basis, w.tape().of(new double[] {1, -2, 0.5}, 1, 3, 1)));
        }, 1, 3, 2));
    }

    @TestFactory
    Stream<DynamicTest> layersHaveTheirDerivatives() {
        return models().map(m -> DynamicTest.dynamicTest(m.name + Arrays.toString(m.shape), () -> differentiate(m)));
    }

    private static double[] theta(Model m) {
        Weights weights = Weights.of(m.owner);
        double[] theta = weights.initial(new Philox(3));
        // What starts at zero is moved off it.
        double[] more = new double[theta.length];
        new Philox(5).normals(0, 1, 0, more.length, more, 0);
        Arrays.setAll(theta, k -> theta[k] + 0.1 * more[k]);
        return theta;
    }

    private static double[] inputs(Model m) {
        double[] x = new double[Arrays.stream(m.shape).reduce(1, (a, b) -> a * b)];
        new Philox(4).normals(0, 1, 0, x.length, x, 0);
        return x;
    }

    private static void differentiate(Model m) {
        Weights weights = Weights.of(m.owner);
        double[] theta = theta(m);
        double[] x = inputs(m);
        double[] first;
        double[] mixed;
        try (Tape tape = Tape.precise(new CancelToken())) {
            Theta w = Theta.variable(tape, weights, theta);
            Value in = tape.variable(x, m.shape);
            Value loss = m.of.apply(w, in).square().sum();
            first = loss.grad(w.all()).array();
            mixed = loss.grad(in).square().sum().grad(w.all()).array();
        }
        assertThat(Arrays.stream(first).map(Math::abs).max().orElseThrow()).as("weights that do something").isGreaterThan(1e-3);
        for (int k = 0; k < theta.length; k += Math.max(1, theta.length / MOST)) {
            double[] up = theta.clone();
            double[] down = theta.clone();
            up[k] += H;
            down[k] -= H;
            double[] high = measured(m, weights, up, x);
            double[] low = measured(m, weights, down, x);
            assertThat(first[k]).as("∂/∂θ%d", k).isCloseTo((high[0] - low[0]) / (2 * H), offset(1e-6 * (1 + Math.abs(first[k]))));
            assertThat(mixed[k]).as("∂²/∂θ%d∂x", k).isCloseTo((high[1] - low[1]) / (2 * H), offset(1e-4 * (1 + Math.abs(mixed[k]))));
        }
    }

    /** The loss, and the square of its gradient by the input. */
    private static double[] measured(Model m, Weights weights, double[] theta, double[] x) {
        try (Tape tape = Tape.precise(new CancelToken())) {
            Value in = tape.variable(x, m.shape);
            Value loss = m.of.apply(Theta.constant(tape, weights, theta), in).square().sum();
            return new double[] {loss.number(), loss.grad(in).square().sum().number()};
        }
    }

    @TestFactory
    Stream<DynamicTest> everyLayerAsksTheToken() {
        return models().map(m -> DynamicTest.dynamicTest(m.name + Arrays.toString(m.shape), () -> {
            CancelToken cancel = new CancelToken();
            try (Tape tape = Tape.open(cancel)) {
                Theta w = Theta.constant(tape, Weights.of(m.owner), theta(m));
                Value x = tape.of(inputs(m), m.shape);
                cancel.cancel();
                assertThatThrownBy(() -> m.of.apply(w, x)).isInstanceOf(CancelToken.Cancelled.class);
            }
        }));
    }

    /** A layer that is added comes into the table above; those that only others see are differentiated with these. */
    @Test
    void noLayerIsLeftOut() throws IOException, ReflectiveOperationException {
        Set<String> tested = models().map(Model::name).collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(Path.of("src/main/java/org/pushforward/engine/learn/layer"))) {
            List<String> names = files.map(f -> f.getFileName().toString().replace(".java", "")).filter(n -> !n.contains("-")).toList();
            assertThat(names).hasSizeGreaterThan(30);
            for (String name : names) {
                Class<?> layer = Class.forName("org.pushforward.engine.learn.layer." + name);
                assertThat(!java.lang.reflect.Modifier.isPublic(layer.getModifiers()) || tested.contains(name)).as(name).isTrue();
            }
        }
    }
}
