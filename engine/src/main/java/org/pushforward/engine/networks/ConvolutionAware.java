package org.pushforward.engine.networks;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/**
 * {@code networks.conv-aware-init}: filters that are orthogonal in Fourier space before a convolution network learns (Aghajanyan 2017, arXiv:1702.06295),
 * against those of He and orthogonal matrices, all of one variance, with the same data in the same order.
 */
public final class ConvolutionAware extends Study<ConvolutionAware.State> {

    static final List<String> KINDS = List.of("conv-aware", "he", "orthogonal");
    private static final int BATCH = 64;
    private static final int KERNELS = 51;
    /** Held-out digits that are judged at every step; after an epoch all are. */
    private static final int FEW = 90;
    /** Filters of a mosaic: a row an output, a column an input. */
    private static final int SHOWN = 8;

    /**
     * @param starts kernels of every layer before the training
     * @param first variance before each ReLU at the start
     * @param epochs loss of the held-out digits after every epoch
     */
    record Runner(List<ConvolutionStart> starts, Fit fit, double[] first, double loss, List<Double> epochs) {
        double[] kernel(int layer) {
            int from = fit.weights().offset("layer." + layer + ".kernel");
            return Arrays.copyOfRange(fit.theta(), from, from + starts.get(layer).w().length);
        }
    }

    record State(DigitsConvolution net, Race<Runner> race) { }

    private final Knob<String> initialiser;
    private final Knob<String> spectra;
    private final Knob<Integer> depth;
    private final Knob<Integer> channels;
    private final Knob<Double> noise;
    private final Training training;

    public ConvolutionAware() {
        super("networks.conv-aware-init", "Filters from Fourier space",
                "A convolution is a product in Fourier space. So the filters that feed one output are drawn there, as orthonormal spectra, transformed back, and given the variance that He's rule asks for. "
                        + "On digits through eight layers nothing is gained: the three starts cross in the first epochs, seeds differ by more than starts do, and the means of five tie. "
                        + "The author's code takes spectra as real numbers: the filters come out even, and only five of nine directions are used, so that noise must break the symmetry. "
                        + "With complete complex spectra (our reading of the idea) orthonormal in Fourier space is orthonormal in space. The paper's CIFAR-10 figures are not shown.",
                List.of("S S^⊤ = I per output, in blocks of 6 or 9", "w = F^{-1}S + ε z", "\\mathrm{Var}\\, w = 2/(9 C)"),
                new Citation("A. Aghajanyan", 2017, "Convolution Aware Initialization", "1702.06295"));
        group("Start");
        initialiser = choice("initialiser", "I", "Shown", KINDS, "conv-aware", "Whose filters are shown; all three learn.").live();
        noise = real("noise", "ε", "Noise", 0.05, 0, 0.5, "Standard deviation added to the filters from Fourier space, which are about .1 large.").within(0, 10);
        spectra = choice("spectra", "S", "Spectra", List.of("real", "complex"), "real", "Six real numbers each, as in the author's code, or all nine of a complex spectrum.");
        group("Network");
        depth = whole("depth", "L", "Layers", 8, 2, 12, "Convolutions of 3 × 3, each followed by ReLU.").within(2, 20);
        channels = whole("channels", "C", "Channels", 8, 4, 16, "Of every layer.").within(1, 64);
        group("Training");
        training = training(real("learning-rate", "η", "Learning rate", 1e-3, 1e-4, 1e-1, "Of Adam.").within(1e-8, 10).log().live(),
                whole("iterations", "N", "Iterations", 92, 23, 230, "After which the training is finished; 23 are an epoch.").within(1, 10_000),
                whole("iterations-per-step", "k", "Iterations a step", 1, 1, 23, "Iterations between two pictures.").within(1, 1000));
        pace(12);

        var gram = gauge("gram-error", "Spectra, S Sᵀ − I", "", s -> s.race.get("conv-aware").starts.stream().mapToDouble(ConvolutionStart::gramError).max().orElseThrow());
        var cosine = gauge("filter-cosine", "Filters, mean cosine in a block", "", s -> s.race.get("conv-aware").starts.getLast().filterCosine());
        var oddness = gauge("oddness", "Filters, odd part", "", s -> s.race.get("conv-aware").starts.getLast().oddness());
        var variance = gauge("variance-ratio", "Variance over He's, conv-aware", "", s -> s.race.get("conv-aware").starts.getLast().varianceRatio());
        var loss2 = epoch("loss-2", "Loss after epoch 2, conv-aware", "conv-aware", 2);
        var loss2he = epoch("loss-2-he", "Loss after epoch 2, He", "he", 2);
        var loss2orthogonal = epoch("loss-2-orthogonal", "Loss after epoch 2, orthogonal", "orthogonal", 2);
        var loss3 = epoch("loss-3", "Loss after epoch 3, conv-aware", "conv-aware", 3);
        var loss3he = epoch("loss-3-he", "Loss after epoch 3, He", "he", 3);
        var loss3orthogonal = epoch("loss-3-orthogonal", "Loss after epoch 3, orthogonal", "orthogonal", 3);
        var losses = gauges("loss", "Loss", "nat", KINDS, (s, n) -> s.race.get(n).loss);

        plane("filters", "Filters of the second layer, now", "a row an output, a column an input").draw(CELLS, "space", "weight");
        plane("spectra", "The same in Fourier space", "modulus; the constant at the upper left of each").draw(CELLS, "modulus", "modulus");
        plot("variance", "Variance before each ReLU, at the start", "mean square, 90 held-out digits").draw(CURVE, "variance-conv-aware", "conv-aware", "", "layer")
                .draw(CURVE, "variance-he", "He", "", "layer")
                .draw(CURVE, "variance-orthogonal", "orthogonal", "", "layer").log();
        multiples("gram", "Cosines between filters at the start", "of those that feed the first output of the last layer").draw(CELLS, "gram-shown", "as shown")
                .draw(CELLS, "gram-spectra", "spectra as drawn").alike("gram-shown", "gram-spectra");
        history("losses", "Loss", "of 90 held-out digits", losses).log();

        always("gram", "spectra of a block: largest entry of S Sᵀ − I", gram, atMost(1e-6), "closed form: rows of an orthogonal matrix");
        always("variance", "variance of the weights over 2/(9 C), less one", gauge("variance-error", "Variance over He's, less one", "", s -> s.race.states().stream()
                .flatMap(r -> r.starts.stream()).mapToDouble(k -> Math.abs(k.varianceRatio() - 1)).max().orElseThrow()), atMost(1e-9), "closed form; all three starts and all layers");
        reference("ratio", "variance of the weights over He's", within(1, 1e-9), "closed form", t -> t.value(variance));
        reference("even", "real spectra without noise: odd part of the filters over their largest tap", atMost(1e-12), "closed form: a real spectrum is that of an even filter", t -> t.value(oddness), "noise=0");
        reference("orthogonal", "complex spectra without noise: mean cosine between filters of a block", atMost(1e-12), "closed form: Parseval", t -> t.value(cosine), "noise=0", "spectra=complex");
        Shared<double[]> runs = shared(t -> t.means(5, loss2, loss2he, loss2orthogonal, loss3, loss3he, loss3orthogonal));
        lengthy("second", "epoch 2: loss over He's, means of 5 seeds", within(1, 0.3), "our runs: a tie", runs, r -> r[0] / r[1]);
        lengthy("third", "epoch 3: loss over He's, means of 5 seeds", within(1, 0.3), "our runs: a tie", runs, r -> r[3] / r[4]);
        lengthy("learnt", "epoch 3: largest loss of the three, means of 5 seeds", atMost(0.5), "our runs: .28 to .32", runs, r -> Math.max(r[3], Math.max(r[4], r[5])));
        opens("Orthogonal where convolutions are products", "Filters drawn in Fourier space, and how much of an advantage they are.")
                .panes("filters", "losses", "spectra", "gram").pins("initialiser", "spectra", "noise", "depth");
        preset("even", "Half of the filters' freedom", "Without noise filters from real spectra are even: each weight appears twice.").set("noise=0")
                .panes("filters", "gram", "losses", "variance").pins("initialiser", "spectra", "noise");
        preset("complete", "Orthonormal there, orthonormal here", "Complete spectra: by Parseval the filters are orthonormal themselves, in blocks of nine.").set("noise=0", "spectra=complex", "channels=12").panes("gram", "filters", "spectra", "losses")
                .pins("initialiser", "spectra", "noise");
        tiny("depth=2 channels=4 iterations=2", "depth=2 channels=2 iterations=2 spectra=complex initialiser=he");
    }

    /** The loss after an epoch, once it is over. */
    private Gauge<State> epoch(String id, String label, String kind, int n) {
        return gauge(id, label, "nat", s -> s.race.get(kind).epochs.get(n - 1)).when(s -> s.race.get(kind).epochs.size() >= n);
    }

    // ---- training

    @Override
    protected State start(Knobs p, Philox random) {
        DigitsConvolution net = new DigitsConvolution(p.get(depth), p.get(channels));
        Weights weights = Weights.of(net);
        CancelToken cancel = CancelToken.current();
        return new State(net, Race.of(KINDS, kind -> {
            List<ConvolutionStart> starts = IntStream.range(0, net.depth())
                    .mapToObj(l -> ConvolutionStart.of(kind.equals("conv-aware") ? p.get(spectra) : kind, net.inputs(l), net.channels(), p.get(noise), random.stream(KERNELS).stream(l))).toList();
            double[] theta = weights.initial(random);
            for (int l = 0; l < net.depth(); l++) {
                System.arraycopy(starts.get(l).w(), 0, theta, weights.offset("layer." + l + ".kernel"), starts.get(l).w().length);
            }
            Tape.prepare();
            Fit fit = Fit.from(weights, AdamW.ADAM, theta);
            double[] first = judged(net, fit, FEW, cancel);
            return new Runner(starts, fit, Arrays.copyOfRange(first, 1, first.length), first[0], List.of());
        }));
    }

    @Override
    protected State next(State s, Turn t) {
        DigitsNet.Examples known = DigitsNet.Examples.of(false);
        int each = (known.count() + BATCH - 1) / BATCH;
        CancelToken cancel = t.context().cancel();
        return new State(s.net, s.race.then((_, r) -> {
            Fit fit = r.fit;
            List<Double> epochs = new ArrayList<>(r.epochs);
            for (Training.Draw d : training.draws(t)) {
                int from = d.iteration() % each * BATCH;
                int[] order = HouseModels.order(d.random(), d.iteration() / each, known.count());
                DigitsNet.Examples b = HouseModels.picked(known, Arrays.copyOfRange(order, from, Math.min(order.length, from + BATCH)));
                fit = fit.step(cancel, t.get(training.rate()), w -> HouseModels.crossEntropy(s.net.logits(w, w.tape().of(b.x(), b.count(), 64), _ -> { }), b.label()));
                if (d.iteration() % each == each - 1) {
                    epochs.add(judged(s.net, fit, Integer.MAX_VALUE, cancel)[0]);
                }
            }
            return new Runner(r.starts, fit, r.first, judged(s.net, fit, FEW, cancel)[0], epochs);
        }));
    }

    /** Loss of some of the held-out digits, and mean squares before every ReLU. */
    private static double[] judged(DigitsConvolution net, Fit fit, int count, CancelToken cancel) {
        DigitsNet.Examples all = DigitsNet.Examples.of(true);
        DigitsNet.Examples held = HouseModels.picked(all, IntStream.range(0, Math.min(count, all.count())).toArray());
        List<Value> squares = new ArrayList<>();
        return fit.evaluate(cancel, w -> {
            Value loss = HouseModels.crossEntropy(net.logits(w, w.tape().of(held.x(), held.count(), 64), y -> squares.add(y.square().mean())), held.label());
            return Value.cat(0, loss.reshape(1), Value.stack(0, squares.toArray(Value[]::new)));
        });
    }

    // ---- what is seen

    @Override
    protected void look(State s, Knobs p, Look to) {
        Runner r = s.race.get(p.get(initialiser));
        double[] w = r.kernel(1);
        int n = Math.min(SHOWN, s.net.channels());
        to.matrix("space", 4 * n - 1, 4 * n - 1, mosaic(n, s.net.channels(), from -> Arrays.copyOfRange(w, from, from + ConvolutionStart.TAPS)));
        to.matrix("modulus", 4 * n - 1, 4 * n - 1, mosaic(n, s.net.channels(), from -> ConvolutionStart.magnitudes(w, from)));
        double[] layers = IntStream.rangeClosed(1, s.net.depth()).asDoubleStream().toArray();
        KINDS.forEach(k -> to.series("variance-" + k, layers, s.race.get(k).first));
        ConvolutionStart last = r.starts.getLast();
        ConvolutionStart aware = s.race.get("conv-aware").starts.getLast();
        int c = s.net.channels();
        to.as(p.get(initialiser)).matrix("gram-shown", c, c, gram(c, (i, j) -> last.cosine(0, (int) i, (int) j)));
        to.matrix("gram-spectra", c, c, gram(c, (i, j) -> aware.spectralCosine(0, (int) i, (int) j)));
    }

    private static double[] gram(int n, DoubleBinaryOperator entry) {
        double[] g = new double[n * n];
        Arrays.setAll(g, k -> entry.applyAsDouble(k / n, k % n));
        return g;
    }

    /** n × n filters with a line between. */
    private static double[] mosaic(int n, int inputs, IntFunction<double[]> filter) {
        int side = 4 * n - 1;
        double[] m = new double[side * side];
        Arrays.fill(m, Double.NEGATIVE_INFINITY);
        for (int k = 0; k < n * n; k++) {
            double[] f = filter.apply((k / n * inputs + k % n) * ConvolutionStart.TAPS);
            for (int t = 0; t < f.length; t++) {
                m[(k / n * 4 + t / 3) * side + k % n * 4 + t % 3] = f[t];
            }
        }
        double least = Arrays.stream(m).filter(Double::isFinite).min().orElseThrow();
        return Arrays.stream(m).map(v -> Math.max(v, least)).toArray();
    }
}
