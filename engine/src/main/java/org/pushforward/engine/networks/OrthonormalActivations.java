package org.pushforward.engine.networks;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.DivergedException;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Calibration;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code networks.ortho-activations}: activations that are sums over an orthonormal basis, or the largest of some lines, with coefficients that are learnt
 * (Khalfaoui-Hassani &amp; Kesselheim 2025, arXiv:2502.01247). A net with them and the same net with ReLU learn the digits; beside it stands the law of lengths
 * through a plain stack, q ↦ E f(√q Z)².
 */
public final class OrthonormalActivations extends Study<OrthonormalActivations.State> {

    static final List<String> FAMILIES = List.of("hermite", "fourier", "tropical");
    private static final List<String> NETS = List.of("basis", "relu");
    private static final int ORDER = 31;
    /** Ends of the picture of a curve. */
    private static final double LOWEST = -8;
    private static final double HIGHEST = 15;
    /** Where a variance has left the numbers. */
    private static final double BEYOND = 1e300;
    private static final double[] LENGTHS = IntStream.rangeClosed(0, 60).mapToDouble(k -> 0.05 * Math.pow(400, k / 60.0)).toArray();
    private static final double[] ABSCISSAE = IntStream.rangeClosed(-140, 140).mapToDouble(k -> k / 40.0).toArray();

    /** @param variance of what enters every layer and leaves the last, on the held-out digits */
    record Sight(double accuracy, double loss, double[] variance) { }

    /** @param isLost whether loss or gradient is no number any more; such a net stays as it is */
    record Runner(ActivationNet net, Fit fit, Sight sight, boolean isLost) {
        /** Coefficients of a layer. */
        double[] coefficients(int layer) {
            int n = net.f().size();
            int from = n == 0 ? 0 : fit.weights().offset("coefficients") + layer * n;
            return Arrays.copyOfRange(fit.theta(), from, from + n);
        }
    }

    /** @param past variances after every step, of both nets */
    record State(Race<Runner> race, double geluError, List<List<double[]>> past) {
        Runner basis() {
            return race.get("basis");
        }
    }

    private final Knob<String> family;
    private final Knob<Integer> coefficients;
    private final Knob<String> begin;
    private final Knob<Integer> depth;
    private final Knob<Boolean> residual;
    private final Knob<Double> input;
    private final Training training;

    public OrthonormalActivations() {
        super("networks.ortho-activations", "Activations from a basis",
                "Which functions can stand between the layers of a network? Here they are sums of Hermite polynomials or cosines, or the largest of some lines, and their coefficients are learnt. "
                        + "What they need is a start at which layers keep the variance: orthonormality gives it in closed form. In a residual net that normalizes before each layer they learn digits as well as ReLU does. "
                        + "A plain stack of polynomials still explodes: equal gain keeps length one, but the slope of the length map there is above one, so that lengths run away from it, "
                        + "or from below fall to where the map meets the diagonal again and every input looks alike. "
                        + "Cosines are orthonormal over a period, not under a normal law: they are scaled by quadrature here, and so are the lines. Frequencies of the cosines and slopes of the lines stay fixed, "
                        + "where the paper's library learns the former. Its GPT-2 and ConvNeXt are not shown.",
                List.of("f = Σ c_k He_k(x)/√(k!)", "f = c_0 + √2 Σ c_k cos(kx − φ_k)", "f = s max_k(kx + c_k)", "q ↦ E f(√q Z)²", "E f² = Σ c_k², slope Σ k c_k² + Σ c_k c_{k+2}√((k+1)(k+2))"),
                new Citation("I. Khalfaoui-Hassani, S. Kesselheim", 2025, "Polynomial, trigonometric, and tropical activations", "2502.01247"));
        group("Activation");
        family = choice("family", "f", "Family", FAMILIES, "hermite", "Hermite polynomials, cosines, or the largest of some lines.");
        coefficients = whole("coefficients", "n", "Members", 4, 2, 10, "Of the family: polynomials up to degree n − 1, cosines up to frequency n − 1, lines up to slope n − 1.").within(2, 12);
        begin = choice("start", "c", "Coefficients at the start", List.of("balanced", "equal", "gelu"), "balanced",
                "Balanced: equal gains of f and its slope, as in the paper. Equal: all members alike in weight, or lines with their kinks spread. GELU: the polynomial with its values and slopes on ±3.");
        group("Network");
        depth = whole("depth", "L", "Layers", 8, 2, 20, "Of 48 units each.").within(1, 40);
        residual = flag("residual", "+", "Residual", true, "Every layer normalizes what it reads and adds to it; otherwise a plain stack.");
        input = real("input-variance", "q", "Variance at the input", 1, 0.01, 100, "Of what enters the first layer.").within(1e-6, 1e6).log();
        group("Training");
        training = training(3e-3, 64, 230, 5);
        pace(15);
        refuse(p -> p.get(begin).equals("gelu") && !isPolynomial(p), p -> "start: GELU is imitated by Hermite polynomials only, not by the family " + p.get(family) + "; take the start balanced or equal");

        var gain = gauge("gain", "Gain E f² in the first layer", "", s -> s.basis().net.f().gain(s.basis().coefficients(0)));
        var slope = gauge("slope", "Slope of the length map there", "", s -> s.basis().net.f().lengthSlope(s.basis().coefficients(0)));
        var accuracy = gauge("accuracy", "Told right, basis", "", s -> s.basis().sight.accuracy);
        var relu = gauge("accuracy-relu", "Told right, ReLU", "", s -> s.race.get("relu").sight.accuracy);
        var gelu = gauge("gelu-error", "Polynomial for GELU, error on ±3", "", s -> s.geluError);
        var losses = gauges("loss", "Loss", "nat", NETS, (s, n) -> Math.min(1e6, s.race.get(n).sight.loss));
        var quadrature = gauge("gain-error", "Gain, closed form against quadrature", "", OrthonormalActivations::gainError);

        plot("curves", "The activation", "of the first and the last layer").draw(CURVE, "curve-last", "last layer").draw(CURVE, "curve-relu", "√2 ReLU").draw(CURVE, "curve-start", "at the start").draw(CURVE, "curve-first", "first layer")
                .draw(CURVE, "curve-gelu", "GELU");
        plot("map", "Length map at the start", "variance after a plain layer; dots: layer after layer").draw(CURVE, "map-basis", "basis", "", "variance before").draw(CURVE, "map-relu", "ReLU keeps all", "", "variance before")
                .draw(POINTS, "walk", "layer after layer", "", "variance before").logX().log();
        multiples("stripes", "Variance by depth", "log₁₀, at most 12; a row a layer from the top down, a column a step").draw(CELLS, "stripes-basis", "basis").draw(CELLS, "stripes-relu", "ReLU").alike("stripes-basis", "stripes-relu");
        layer("variance", "variance of what enters a layer", "", "layers");
        plot("depth", "Variance after some layers", "curves end where they leave the picture").draw(CURVE, "variance-now", "basis, now", "", "layers").draw(CURVE, "variance-relu", "ReLU, now", "", "layers")
                .draw(CURVE, "variance-start", "basis, at the start", "", "layers").draw(CURVE, "variance-law", "law of wide nets", "", "layers").log();
        history("accuracies", "Told right", "share of the held-out digits", accuracy, relu);
        history("losses", "Loss", "of the held-out digits", losses).log();

        always("gain", "gain of every layer, closed form less quadrature, relative", quadrature, atMost(1e-9), "closed form: Parseval, or piece by piece");
        reference("slope", "four equal Hermite members: slope of the length map", within(1 + 0.5 + 0.25 * (Math.sqrt(2) + Math.sqrt(6)), 1e-9), "closed form, 2.466; by quadrature", t -> t.value(slope), "start=equal");
        formula("fourier", "cosines as the paper scales them, under a normal law: |gain − 1|", atLeast(0.1), "closed form: orthonormal over a period only", OrthonormalActivations::periodGain);
        reference("normal", "gain at the start, scaled by quadrature, less one: worst family", atMost(1e-9), "closed form", t -> Arrays.stream(new String[] {"hermite", "fourier", "tropical"})
                .mapToDouble(f -> Math.abs(t.anew(1, "family=" + f).value(gain) - 1)).max().orElseThrow());
        reference("gelu", "GELU by a polynomial of degree 9 with its values and slopes: error on ±3", atMost(1e-2), "our run: .0047", t -> t.value(gelu), "coefficients=10");
        reference("explodes", "plain stack of 20, four equal Hermite members: log₁₀ of the variance at the end, least of 5 seeds", atLeast(40), "our runs; slope 2.466 above one",
                t -> IntStream.rangeClosed(1, 5).mapToDouble(seed -> Math.log10(t.anew(seed).state().basis().sight.variance[20])).min().orElseThrow(),
                "residual=false", "depth=20", "start=equal");
        reference("falls", "the same from variance .1: |log₁₀| of the variance at the end over the lower fixed point", atMost(0.25), "closed form: V(q) = q near .025; our run", OrthonormalActivations::fall,
                "residual=false", "depth=20", "start=equal", "input-variance=0.1");
        Shared<double[]> told = shared(t -> FAMILIES.stream().mapToDouble(f -> t.anew(1, "family=" + f).means(5, accuracy)[0]).toArray());
        lengthy("told", "told right, mean of 5 seeds: worst family", atLeast(0.94), "our runs", told, r -> Arrays.stream(r).min().orElseThrow());
        lengthy("tie", "told right by ReLU less by Hermite, mean of 5 seeds", atMost(0.02), "our runs", t -> difference(t.means(5, relu, accuracy)));
        opens("Curves that learn", "Sums of polynomials in every layer, and the net still learns.").panes("curves", "map", "stripes", "accuracies").pins("family", "coefficients", "depth", "residual");
        preset("plain", "A plain stack of polynomials explodes", "One layer keeps the variance, twenty do not: the slope of the length map is above one.").set("residual=false", "depth=20", "start=equal")
                .panes("map", "depth", "stripes", "accuracies").pins("residual", "depth", "input-variance", "family");
        preset("gelu", "A polynomial in place of GELU", "Values and slopes of GELU at five points, up to degree 9: close on ±3, far off beyond.").set("start=gelu", "coefficients=10").panes("curves", "accuracies", "stripes", "losses")
                .pins("coefficients", "start", "depth");
        preset("lines", "The largest of six lines", "A tropical polynomial is a convex broken line, and learns where to break.").set("family=tropical", "coefficients=6", "start=equal").panes("curves", "accuracies", "map", "losses")
                .pins("family", "coefficients", "depth");
        tiny("depth=2 iterations=4 iterations-per-step=2 batch=8", "family=fourier coefficients=3 depth=2 iterations=2 iterations-per-step=1 batch=8",
                "family=tropical start=equal residual=false depth=2 iterations=2 iterations-per-step=1 batch=8", "start=equal residual=false depth=20 iterations=2 iterations-per-step=1 batch=8");
    }

    private boolean isPolynomial(Knobs p) {
        return p.get(family).equals("hermite");
    }

    private static double difference(double[] two) {
        return two[0] - two[1];
    }

    private static double gainError(State s) {
        Runner r = s.basis();
        return IntStream.range(0, r.net.depth()).mapToDouble(l -> {
            double[] c = r.coefficients(l);
            return Math.abs(r.net.f().length(c, 1) / r.net.f().gain(c) - 1);
        }).max().orElseThrow();
    }

    /** The start that makes the mean square over a period one. */
    private static double periodGain() {
        BasisActivation f = BasisActivation.of("fourier", 4, "balanced");
        double[] c = f.balanced();
        double period = IntStream.range(0, 4).mapToDouble(k -> c[k] * c[k]).sum();
        return Math.abs(f.gain(c) / period - 1);
    }

    private static double fall(Trial<State> t) {
        ActivationNet net = t.state().basis().net;
        double q = 0.1;
        for (int k = 0; k < 100; k++) {
            q = net.f().length(net.start(), q);
        }
        return Math.abs(Math.log10(t.state().basis().sight.variance[net.depth()] / q));
    }

    // ---- training

    @Override
    protected State start(Knobs p, Philox random) {
        CancelToken cancel = CancelToken.current();
        Race<Runner> race = Race.of(NETS, name -> {
            BasisActivation f = BasisActivation.of(name.equals("relu") ? "relu" : p.get(family), p.get(coefficients), p.get(begin));
            ActivationNet net = new ActivationNet(f, f.start(p.get(begin)), p.get(depth), p.get(residual), p.get(input));
            Fit fit = Fit.start(Weights.of(net), AdamW.ADAM.clipped(1), random);
            return new Runner(net, fit, sight(net, fit, cancel), false);
        });
        return new State(race, BasisActivation.geluError(p.get(coefficients)), List.of(variances(race)));
    }

    private static List<double[]> variances(Race<Runner> race) {
        return race.states().stream().map(r -> r.sight.variance).toList();
    }

    @Override
    protected State next(State s, Turn t) {
        List<Training.Draw> draws = training.draws(t);
        Race<Runner> race = s.race.then((_, r) -> trained(r, t, draws));
        List<List<double[]>> past = new ArrayList<>(s.past);
        past.add(variances(race));
        return new State(race, s.geluError, past);
    }

    private Runner trained(Runner r, Turn t, List<Training.Draw> draws) {
        DigitsNet.Examples known = DigitsNet.Examples.of(false);
        CancelToken cancel = t.context().cancel();
        Fit fit = r.fit;
        boolean isLost = r.isLost;
        for (Training.Draw d : draws) {
            t.ask();
            if (!isLost) {
                DigitsNet.Examples b = HouseModels.picked(known, d.picks(ORDER, d.batch(), known.count()));
                try {
                    fit = fit.step(cancel, training.rate(t.p(), d.iteration(), 10), w -> HouseModels.crossEntropy(r.net.logits(w, w.tape().of(b.x(), b.count(), 64), _ -> { }), b.label()));
                } catch (DivergedException e) {
                    isLost = true;
                }
            }
        }
        return new Runner(r.net, fit, r.isLost ? r.sight : sight(r.net, fit, cancel), isLost);
    }

    /** In 64 bits, since variances may leave the range of 32. */
    private static Sight sight(ActivationNet net, Fit fit, CancelToken cancel) {
        DigitsNet.Examples held = DigitsNet.Examples.of(true);
        List<Value> variances = new ArrayList<>();
        double[] all = fit.precise().evaluate(cancel, w -> {
            Value logits = net.logits(w, w.tape().of(held.x(), held.count(), 64), h -> variances.add(h.square().mean()));
            return Value.cat(0, logits.reshape(-1), HouseModels.crossEntropy(logits, held.label()).reshape(1), Value.stack(0, variances.toArray(Value[]::new)));
        });
        int at = held.count() * 10;
        return new Sight(Calibration.accuracy(Arrays.copyOf(all, at), held.label()), finite(all[at]), Arrays.stream(all, at + 1, all.length).map(OrthonormalActivations::finite).toArray());
    }

    private static double finite(double v) {
        return v < BEYOND ? Math.max(1 / BEYOND, v) : BEYOND;
    }

    // ---- what is seen

    @Override
    protected void look(State s, Knobs p, Look to) {
        Runner r = s.basis();
        BasisActivation f = r.net.f();
        to.series("curve-relu", ABSCISSAE, Arrays.stream(ABSCISSAE).map(x -> Math.sqrt(2) * Math.max(0, x)).toArray());
        boolean isGelu = p.get(begin).equals("gelu");
        curve(to.as(isGelu ? "at the start, on GELU up to ±3" : "at the start"), "curve-start", f, r.net.start());
        curve(to, "curve-first", f, r.coefficients(0));
        curve(to, "curve-last", f, r.coefficients(r.net.depth() - 1));
        to.series("curve-gelu", isGelu ? ABSCISSAE : new double[0], isGelu ? Arrays.stream(ABSCISSAE).map(BasisActivation::gelu).toArray() : new double[0]);
        double gain = f.gain(r.net.start());
        to.series("map-relu", LENGTHS, LENGTHS);
        to.series("map-basis", LENGTHS, Arrays.stream(LENGTHS).map(q -> f.length(r.net.start(), q) / gain).toArray());
        double[] law = law(r.net, s.past.getFirst().getFirst()[0]);
        int shown = (int) IntStream.range(0, law.length - 1).takeWhile(l -> Math.max(law[l], law[l + 1]) < 1e4 && law[l] > 1e-4).count();
        boolean isPlain = !r.net.residual();
        to.series("walk", isPlain ? Arrays.copyOf(law, shown) : new double[] {1}, isPlain ? Arrays.copyOfRange(law, 1, shown + 1) : new double[] {f.length(r.net.start(), 1) / gain});
        double[] layers = IntStream.range(0, law.length).asDoubleStream().toArray();
        to.series("variance", layers, r.sight.variance);
        shown(to, "variance-now", r.isLost ? new double[0] : r.sight.variance);
        shown(to.as(r.isLost ? "basis, at the start and for good" : "basis, at the start"), "variance-start", s.past.getFirst().getFirst());
        shown(to, "variance-relu", s.race.get("relu").sight.variance);
        shown(to, "variance-law", law);
        for (int n = 0; n < NETS.size(); n++) {
            int columns = s.past.size();
            double[] stripes = new double[law.length * columns];
            for (int k = 0; k < stripes.length; k++) {
                stripes[k] = Math.clamp(Math.log10(s.past.get(k % columns).get(n)[k / columns]), -12, 12);
            }
            to.matrix("stripes-" + NETS.get(n), law.length, columns, stripes);
        }
    }

    private static void curve(Look to, String layer, BasisActivation f, double[] c) {
        double[] x = Arrays.stream(ABSCISSAE).filter(v -> f.at(c, v) > LOWEST && f.at(c, v) < HIGHEST).toArray();
        to.series(layer, x, Arrays.stream(x).map(v -> f.at(c, v)).toArray());
    }

    /** As far as the variance is in the picture. */
    private static void shown(Look to, String layer, double[] variance) {
        int n = (int) Arrays.stream(variance).takeWhile(v -> v < 1e45 && v > 1e-45).count();
        to.series(layer, IntStream.range(0, n).asDoubleStream().toArray(), Arrays.copyOf(variance, n));
    }

    /** Of infinitely wide nets at the start: the length map again and again, or one more with every residual layer. */
    private static double[] law(ActivationNet net, double first) {
        double[] q = new double[net.depth() + 1];
        q[0] = first;
        double gain = net.f().gain(net.start());
        for (int l = 1; l < q.length; l++) {
            q[l] = finite(net.residual() ? q[l - 1] + net.f().length(net.start(), 1) / gain : q[l - 1] > 1e30 ? BEYOND : net.f().length(net.start(), q[l - 1]) / gain);
        }
        return q;
    }
}
