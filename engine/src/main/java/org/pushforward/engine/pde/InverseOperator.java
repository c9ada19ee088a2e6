package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.ARROWS;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change.Stroke;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.geometry.Conduction;
import org.pushforward.engine.geometry.DiscMesh;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.pde.BodyScans.Body;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/** {@code pde.nio}: what is inside a body from currents on its rim, by a network that takes experiments as a set (Molinaro, Yang, Engquist & Mishra 2023). */
public final class InverseOperator extends Study<InverseOperator.Inverted> {

    private static final int GRID = BodyScans.GRID;
    private static final String NIO = "nio";
    private static final String TWIN = "twin";
    private static final String DEEPONET = "deeponet";
    private static final List<String> NETS = List.of(NIO, TWIN, DEEPONET);
    private static final int TESTED = 20;
    /** Shares of the experiments that are given, in quarters. */
    private static final int QUARTERS = 4;
    /** Measurements are brought to this size. */
    private static final double SIZE = 2;
    private static final double SMOOTHNESS = 1e-4;
    private static final int WARM_UP = 20;
    private static final int EXAMPLES = 1;
    private static final int HELD_OUT = 2;
    private static final int NOISE = 3;
    private static final int PICKS = 4;
    private static final int ORDER = 5;
    private static final int COUNT = 6;

    /**
     * Bodies, what is measured of them, times a scale, and what is to be found.
     *
     * @param orders in which the experiments of a held-out body are given
     */
    record Scans(BodyScans scans, GaussNewtonBody classical, double scale, double[][] measured, double[][] targets, List<Body> tests, double[][] testMeasured, double[][] testTargets, int[][] orders) { }

    /** @param classical by Gauss–Newton, as far as a screen may wait for it */
    record Shown(Body body, double[] measured, double[] classical) { }

    /**
     * @param errors of each network by the quarters of the experiments that are given
     * @param classical errors of Gauss–Newton for the held-out bodies done so far
     * @param permutation change of the reconstruction with the order of the experiments, and {@code unsorted} that of the bare mean
     */
    record Inverted(Scans data, Race<InverseNetwork> nets, Race<Fit> fits, Race<double[]> errors, double[] classical, Shown shown, double permutation, double unsorted, double[] eigenvalues, int steps) {

        double error(String net, int quarters) {
            return errors.get(net)[quarters - 1];
        }
    }

    private final Knob<Integer> shown;
    private final Knob<Integer> given;
    private final Knob<Integer> experiments;
    private final Knob<Double> noise;
    private final Knob<Integer> inclusions;
    private final Knob<Integer> samples;
    private final Knob<Boolean> randomised;
    private final Knob<Integer> width;
    private final Training training;

    public InverseOperator() {
        super("pde.nio", "What is inside?", "Currents are sent through a round body and voltages read on its rim; where it conducts better is asked for. A neural inverse operator learns the answer from bodies that were made up: a branch encodes every experiment, the codes are averaged, and a Fourier operator makes a picture of the mean, "
                + "so experiments may come in any order and number. In training their number and choice are random, which lets it do with half of them; its twin, which always had all, is better with all and worse with half. Beside both: a DeepONet that takes all experiments side by side, and Gauss–Newton with a smoothness penalty, which takes thirty times the multiplications, solves the equation itself, and finds the better picture. "
                + "Move the discs with the brush. Voltages are those of finite elements less those of an empty body, waves weighted by their frequencies; Gauss–Newton has a coarser mesh. Codes are put in an order that depends on the measurements alone before they are averaged, for a mean alone is independent of the order only up to rounding. "
                + "The paper learns from thousands of bodies on finer grids and for hours; our network is one of two blocks, and the pictures are blurred.",
                List.of("∇·(σ ∇u_l) = 0,  σ ∂u_l/∂n = g_l", "f(x) = (1/L) Σ_l Σ_p β_p(g_l, u_l) τ_p(x)", "σ = FNO(f)", "two layers: λ_k = (1/k)(1 − μρ^{2k})/(1 + μρ^{2k})"),
                new Citation("R. Molinaro, Y. Yang, B. Engquist, S. Mishra", 2023, "Neural Inverse Operators for Solving PDE Inverse Problems", "2301.11167"),
                new Citation("M. Cheney, D. Isaacson, J. C. Newell", 1999, "Electrical Impedance Tomography", "10.1137/S0036144598333613"));
        group("Shown");
        shown = whole("shown", "i", "Body", 1, 1, TESTED, "Of the held-out ones.").within(1, TESTED).live();
        given = whole("given", "q", "Given", 4, 1, QUARTERS, "Quarters of the experiments that the networks are given of the body shown.").within(1, QUARTERS).live();
        group("Experiments");
        experiments = whole("experiments", "L", "Experiments", 16, 4, 16, "Currents cos θ, sin θ, cos 2θ, …; a multiple of 4.").within(4, 24);
        noise = real("noise", "ε", "Noise", 0.01, 0, 0.2, "Deviation over the root mean square of the measurements.").within(0, 1);
        inclusions = whole("inclusions", "D", "Inclusions", 3, 1, 3, "Discs in a body, at most.").within(1, 6);
        samples = whole("samples", "S", "Bodies", 300, 50, 500, "That are learned from.").within(2, 800);
        group("Network");
        randomised = flag("randomised", "R", "Random batches of experiments", true, "Whether the network is given random ones of the experiments in training; its twin is trained the other way.");
        width = whole("width", "w", "Width", 12, 4, 20, "Channels of the Fourier operator.").within(1, 48);
        training = trainingOnFields(5e-3, 8, 360, 1);
        refuse(p -> p.get(experiments) % QUARTERS != 0, p -> "experiments: " + p.get(experiments) + " are not a multiple of 4; take 8, 12 or 16");
        brush();
        pace(20);

        var error = gauge("error", "inverse operator", "", s -> s.error(NIO, QUARTERS));
        var deeponet = gauge("error-deeponet", "DeepONet", "", s -> s.error(DEEPONET, QUARTERS));
        var classical = gauge("error-gauss-newton", "Gauss–Newton", "", s -> Arrays.stream(s.classical).average().orElse(1)).when(s -> s.classical.length > 0);
        var half = gauge("error-half", "half of the experiments", "", s -> s.error(NIO, 2));
        var twin = gauge("error-twin", "twin", "", s -> s.error(TWIN, QUARTERS));
        var twinHalf = gauge("error-twin-half", "twin, half of the experiments", "", s -> s.error(TWIN, 2));
        var ratio = gauge("operations-ratio", "Multiplications of Gauss–Newton over the operator's", "", s -> s.data.classical.operations() / s.nets.get(NIO).operations());
        var permutation = gauge("permutation-error", "Change with the order of experiments", "", Inverted::permutation);
        var unsorted = gauge("permutation-rounding", "The same without sorting", "", Inverted::unsorted);
        gauge("parameters", "Weights", "", s -> s.nets.get(NIO).size());
        gauge("parameters-deeponet", "Weights of the DeepONet", "", s -> s.nets.get(DEEPONET).size());

        multiples("body", "The body", "conductivity; the brush moves its discs").draw(FILL, "truth", "truth").draw(FILL, "found-nio", "inverse operator").draw(FILL, "found-deeponet", "DeepONet").draw(FILL, "found-classical", "Gauss–Newton");
        plane("currents", "Currents", "potential and current of one experiment after another").draw(FILL, "potential", "potential").draw(ARROWS, "current", "current");
        history("error", "Error", "over the size of the inclusions, mean of held-out bodies", error, deeponet, classical, half);
        plot("given", "Fewer experiments", "error by the share that is given, chosen at random").draw(CURVE, "given-nio", "inverse operator", "", "share").draw(CURVE, "given-twin", "twin, always had all", "", "share").draw(CURVE, "given-deeponet", "DeepONet, zeros for the rest", "", "share").colors(0, 4, 1);
        plot("cost", "Cost", "multiplications of a reconstruction, powers of ten").draw(BARS, "cost", "log₁₀ multiplications");
        plot("eigenvalues", "Two layers", "eigenvalues of the map from currents to voltages, a disc of 3 to half of the radius").draw(CURVE, "eigenvalues", "finite elements", "", "k").draw(CURVE, "eigenvalues-exact", "closed form", "", "k").log();

        always("order", "change of the picture with the order of the experiments", permutation, atMost(0), "sorted by what was measured, then averaged");
        always("mean", "the same without sorting, relative", unsorted, atMost(1e-4), "a mean, up to rounding in 32 bits");
        always("cheaper", "multiplications of Gauss–Newton over the operator's", ratio, atLeast(1), "counted");
        formula("layers", "two layers: eigenvalues of 8 frequencies less the closed form, relative", atMost(0.01), "(1 − μρ^{2k})/(1 + μρ^{2k})/k", InverseOperator::layersError);
        reference("noiseless", "Gauss–Newton without noise: error of the first body", atMost(0.6), "less than nothing found, which is 1", t -> t.step().value(classical), "noise=0", "samples=8", "iterations=8");
        var three = shared(t -> {
            double[] mean = new double[3];
            for (int seed = 1; seed <= 3; seed++) {
                Inverted s = t.anew(seed).rest().state();
                mean[0] += s.error(NIO, QUARTERS) / s.error(DEEPONET, QUARTERS) / 3;
                mean[1] += s.error(NIO, 2) / s.error(NIO, QUARTERS) / 3;
                mean[2] += s.error(TWIN, 2) / s.error(TWIN, QUARTERS) / 3;
            }
            return mean;
        });
        String runs = "our runs, mean of 3 seeds";
        lengthy("deeponet", "error over the DeepONet's", atMost(0.9), runs, three, r -> r[0]);
        lengthy("half", "error with half of the experiments over that with all", atMost(1.15), runs, three, r -> r[1]);
        lengthy("twin", "the same of a twin trained on all, over that", atLeast(1.1), runs, three, r -> r[2] / r[1]);

        opens("Look inside by currents", "Sixteen currents, their voltages, and a picture at once; move the discs.").pins("shown", "given", "noise").panes("body", "currents", "error", "given").pictured(60);
        preset("noisy", "Too much noise", "A fifth of what is measured is noise: discs in the middle, which voltages hardly know of, are lost, and Gauss–Newton with its fixed penalty falls behind the operator.").set("noise=0.2").pins("noise", "shown", "given").panes("body", "error", "given", "currents").pictured(60);
        preset("few", "Four currents", "With the two lowest frequencies only, blurred shapes are all there is to know.").set("experiments=4", "inclusions=1").pins("experiments", "inclusions", "shown").panes("body", "currents", "error", "eigenvalues").pictured(60);
        preset("lecture", "What a current can tell", "Frequency k sees a disc of radius ρ by ρ^{2k}: the middle of a body is dark.").pins("shown", "given", "experiments").panes("eigenvalues", "currents", "body", "cost").pictured(60);
        tiny("experiments=4 samples=2 width=2 batch=1 iterations=3 iterations-per-step=1", "experiments=4 samples=2 width=2 batch=1 iterations=2 iterations-per-step=1 randomised=false inclusions=1");
    }

    private static double[] eigenvalues(Conduction c) {
        double[] v = c.voltages(c.potentials(BodyScans.onTriangles(c.mesh(), new Body(List.of(new double[] {0, 0, 0.5})))));
        int n = c.patterns();
        return IntStream.range(0, n / 2).mapToDouble(k -> v[2 * k * n + 2 * k] / Math.PI).toArray();
    }

    private static double layersError() {
        double[] found = eigenvalues(new Conduction(DiscMesh.of(96, 320), 16));
        return IntStream.range(0, 8).mapToDouble(k -> Math.abs(found[k] / Conduction.layered(k + 1, BodyScans.INSIDE, 0.5) - 1)).max().orElseThrow();
    }

    @Override
    protected Inverted start(Knobs p, Philox random) {
        int n = p.get(experiments);
        BodyScans scans = new BodyScans(n);
        List<Body> bodies = IntStream.range(0, p.get(samples)).mapToObj(k -> Body.of(random.stream(EXAMPLES), k, p.get(inclusions))).toList();
        List<Body> tests = IntStream.range(0, TESTED).mapToObj(k -> Body.of(random.stream(HELD_OUT), k, p.get(inclusions))).toList();
        double[][] raw = bodies.stream().map(b -> scans.measured(b, 0, random, 0)).toArray(double[][]::new);
        double scale = SIZE / Math.sqrt(Arrays.stream(raw).mapToDouble(m -> Vectors.dot(m, m) / m.length).average().orElseThrow());
        double[][] measured = Arrays.stream(raw).map(m -> scaled(m, scale)).toArray(double[][]::new);
        double[][] testMeasured = IntStream.range(0, TESTED).mapToObj(k -> scaled(scans.measured(tests.get(k), p.get(noise), random.stream(NOISE), k), scale)).toArray(double[][]::new);
        int[][] orders = IntStream.range(0, TESTED).mapToObj(k -> {
            double[] u = new double[n];
            random.stream(ORDER).uniforms(k, 1, 0, n, u, 0);
            return Vectors.smallest(u, n);
        }).toArray(int[][]::new);
        Scans data = new Scans(scans, new GaussNewtonBody(n), scale, measured, bodies.stream().map(Body::onGrid).toArray(double[][]::new), tests, testMeasured, tests.stream().map(Body::onGrid).toArray(double[][]::new), orders);
        Race<InverseNetwork> nets = Race.of(NETS, c -> new InverseNetwork(!c.equals(DEEPONET), n, p.get(width)));
        AdamW rule = new AdamW(0.9, 0.999, 1e-8, 1e-4, 1);
        // The twins start alike.
        Race<Fit> fits = nets.then((c, net) -> Fit.start(Weights.of(net), rule, random.stream(c.equals(DEEPONET) ? 10 : 11)));
        CancelToken cancel = CancelToken.current();
        Race<double[]> errors = nets.then((c, net) -> IntStream.rangeClosed(1, QUARTERS).mapToDouble(q -> error(data, net, fits.get(c), q, cancel)).toArray());
        Inverted s = new Inverted(data, nets, fits, errors, new double[0], shown(data, p, tests.get(p.get(shown) - 1), testMeasured[p.get(shown) - 1], cancel), 0, 0, eigenvalues(scans.conduction()), 0);
        return ordered(s, cancel);
    }

    private static double[] scaled(double[] m, double scale) {
        return Arrays.stream(m).map(v -> scale * v).toArray();
    }

    private static Shown shown(Scans d, Knobs p, Body body, double[] measured, CancelToken cancel) {
        return new Shown(body, measured, d.classical.reconstructed(scaled(measured, 1 / d.scale), SMOOTHNESS, cancel));
    }

    private static double[][] rows(Scans d, double[] measured, int[] which) {
        return InverseNetwork.sorted(InverseNetwork.rows(measured, d.scans.experiments(), which));
    }

    /** Mean of the errors of the held-out bodies. */
    private static double error(Scans d, InverseNetwork net, Fit fit, int quarters, CancelToken cancel) {
        int count = d.scans.experiments() * quarters / QUARTERS;
        double[] y = fit.evaluate(cancel, w -> net.apply(w, IntStream.range(0, TESTED).mapToObj(k -> rows(d, d.testMeasured[k], Arrays.copyOf(d.orders[k], count))).toList()));
        return IntStream.range(0, TESTED).mapToDouble(k -> error(IntStream.range(0, GRID * GRID).mapToDouble(c -> 1 + y[k * GRID * GRID + c]).toArray(), d.testTargets[k])).average().orElseThrow();
    }

    private static double error(double[] found, double[] exact) {
        int[] inside = IntStream.range(0, GRID * GRID).filter(BodyScans::isInside).toArray();
        return Vectors.relativeError(Arrays.stream(inside).mapToDouble(k -> found[k] - 1).toArray(), Arrays.stream(inside).mapToDouble(k -> exact[k] - 1).toArray());
    }

    /** What the order of the experiments changes in the body shown. */
    private static Inverted ordered(Inverted s, CancelToken cancel) {
        InverseNetwork net = s.nets.get(NIO);
        int n = s.data.scans.experiments();
        double[][] one = InverseNetwork.rows(s.shown.measured, n, IntStream.range(0, n).toArray());
        double[][] other = InverseNetwork.rows(s.shown.measured, n, s.data.orders[s.steps % TESTED]);
        double[][] y = Stream.of(one, other, InverseNetwork.sorted(one), InverseNetwork.sorted(other)).map(r -> s.fits.get(NIO).evaluate(cancel, w -> net.apply(w, List.<double[][]>of(r)))).toArray(double[][]::new);
        return new Inverted(s.data, s.nets, s.fits, s.errors, s.classical, s.shown, Vectors.relativeError(y[2], y[3]), Vectors.relativeError(y[0], y[1]), s.eigenvalues, s.steps);
    }

    @Override
    protected Inverted next(Inverted s, Turn t) {
        CancelToken cancel = t.context().cancel();
        Race<Fit> fits = s.fits;
        for (Training.Draw draw : training.draws(t)) {
            double rate = training.rate(t.p(), draw.iteration(), WARM_UP);
            fits = fits.then((c, fit) -> trained(s, t, draw, c, fit, rate));
        }
        boolean isEnd = training.done(t.p(), t.step() + 1L) >= t.get(training.iterations());
        Race<Fit> now = fits;
        // One share of one network a step, all at the end.
        int due = t.step() % (NETS.size() * QUARTERS);
        Race<double[]> errors = s.nets.then((c, net) -> {
            double[] e = s.errors.get(c).clone();
            for (int q = 1; q <= QUARTERS; q++) {
                e[q - 1] = isEnd || due == NETS.indexOf(c) + NETS.size() * (q - 1) ? error(s.data, net, now.get(c), q, cancel) : e[q - 1];
            }
            return e;
        });
        double[] classical = s.classical;
        if (classical.length < TESTED) {
            classical = Arrays.copyOf(classical, classical.length + 1);
            int k = classical.length - 1;
            classical[k] = error(s.data.classical.reconstructed(scaled(s.data.testMeasured[k], 1 / s.data.scale), SMOOTHNESS, cancel), s.data.testTargets[k]);
        }
        return ordered(new Inverted(s.data, s.nets, fits, errors, classical, s.shown, 0, 0, s.eigenvalues, s.steps + 1), cancel);
    }

    private Fit trained(Inverted s, Turn t, Training.Draw draw, String contestant, Fit fit, double rate) {
        int n = s.data.scans.experiments();
        int[] picks = draw.picks(PICKS, draw.batch(), s.data.measured.length);
        boolean isRandom = !contestant.equals(DEEPONET) && contestant.equals(NIO) == t.get(randomised);
        int count = isRandom ? Math.min(n, n / QUARTERS + (int) (draw.uniforms(COUNT, 1, 1)[0] * (n - n / QUARTERS + 1))) : n;
        int[] which = Vectors.smallest(draw.uniforms(ORDER, n, 1), count);
        double[] z = draw.normals(NOISE, picks.length, n * n);
        InverseNetwork net = s.nets.get(contestant);
        List<double[][]> batch = IntStream.range(0, picks.length).mapToObj(b -> {
            double[] m = s.data.measured[picks[b]];
            double size = t.get(noise) * Math.sqrt(Vectors.dot(m, m) / m.length);
            return InverseNetwork.rows(IntStream.range(0, m.length).mapToDouble(k -> m[k] + size * z[b * m.length + k]).toArray(), n, which);
        }).toList();
        double[] target = Arrays.stream(picks).mapToObj(k -> s.data.targets[k]).flatMapToDouble(Arrays::stream).map(v -> v - 1).toArray();
        return fit.step(t.context().cancel(), rate, w -> net.apply(w, batch).minus(w.tape().of(target, picks.length, GRID * GRID)).square().mean());
    }

    @Override
    protected Inverted changed(Inverted s, Knobs before, Knobs now) {
        int k = now.get(shown) - 1;
        return before.get(shown).equals(now.get(shown)) ? s : with(s, shown(s.data, now, s.data.tests.get(k), s.data.testMeasured[k], CancelToken.current()));
    }

    @Override
    protected Inverted painted(Inverted s, Knobs p, List<Stroke> strokes) {
        Body body = s.data.tests.get(p.get(shown) - 1).dragged(strokes);
        return with(s, shown(s.data, p, body, scaled(s.data.scans.measured(body, p.get(noise), new Philox(1).stream(NOISE), p.get(shown) - 1), s.data.scale), CancelToken.current()));
    }

    private static Inverted with(Inverted s, Shown shown) {
        return new Inverted(s.data, s.nets, s.fits, s.errors, s.classical, shown, s.permutation, s.unsorted, s.eigenvalues, s.steps);
    }

    @Override
    protected void look(Inverted s, Knobs p, Look to) {
        CancelToken cancel = to.context().cancel();
        int n = p.get(experiments);
        int[] which = Arrays.copyOf(s.data.orders[p.get(shown) - 1], n * p.get(given) / QUARTERS);
        DiscMesh mesh = s.data.scans.conduction().mesh();
        double[] exact = new double[mesh.nodes()];
        Arrays.setAll(exact, v -> s.shown.body.at(mesh.xy()[2 * v], mesh.xy()[2 * v + 1]));
        to.triangles("truth", 2, mesh.xy(), mesh.triangles(), List.of(new Layer.Field("sigma", "σ", "", exact)), List.of());
        body(to, "found-classical", mesh, s.shown.classical);
        for (String c : List.of(NIO, DEEPONET)) {
            double[] y = s.fits.get(c).evaluate(cancel, w -> s.nets.get(c).apply(w, List.<double[][]>of(rows(s.data, s.shown.measured, which))));
            body(to, "found-" + c, mesh, Arrays.stream(y).map(v -> 1 + v).toArray());
        }
        double[] u = s.data.scans.potentials(s.shown.body)[s.steps / 4 % n];
        to.triangles("potential", 2, mesh.xy(), mesh.triangles(), List.of(new Layer.Field("potential", "potential", "", u)), List.of());
        flow(s, u, to);
        double[] share = IntStream.rangeClosed(1, QUARTERS).mapToDouble(q -> (double) q / QUARTERS).toArray();
        NETS.forEach(c -> to.series("given-" + c, share, s.errors.get(c)));
        to.bars("cost", List.of("operator", "DeepONet", "Gauss–Newton"), new double[] {Math.log10(s.nets.get(NIO).operations()), Math.log10(s.nets.get(DEEPONET).operations()), Math.log10(s.data.classical.operations())});
        double[] waves = IntStream.rangeClosed(1, n / 2).asDoubleStream().toArray();
        to.series("eigenvalues", waves, s.eigenvalues);
        to.series("eigenvalues-exact", waves, Arrays.stream(waves).map(k -> Conduction.layered((int) k, BodyScans.INSIDE, 0.5)).toArray());
    }

    /** −σ ∇u on a coarse grid, from the triangles whose middles lie in its cells. */
    private static void flow(Inverted s, double[] u, Look to) {
        int n = 16;
        DiscMesh mesh = s.data.scans.conduction().mesh();
        double[] g = new double[2 * s.data.scans.conduction().elements().count()];
        s.data.scans.conduction().elements().gradient(u, g);
        double[] sigma = BodyScans.onTriangles(mesh, s.shown.body);
        double[][] sum = new double[3][n * n];
        for (int t = 0; t < sigma.length; t++) {
            double x = 0;
            double y = 0;
            for (int k = 0; k < 3; k++) {
                x += mesh.xy()[2 * mesh.triangles()[3 * t + k]] / 3;
                y += mesh.xy()[2 * mesh.triangles()[3 * t + k] + 1] / 3;
            }
            int c = (int) ((x + 1) / 2 * n) * n + (int) ((y + 1) / 2 * n);
            sum[0][c] -= sigma[t] * g[2 * t];
            sum[1][c] -= sigma[t] * g[2 * t + 1];
            sum[2][c]++;
        }
        for (int c = 0; c < n * n; c++) {
            sum[0][c] /= Math.max(1, sum[2][c]);
            sum[1][c] /= Math.max(1, sum[2][c]);
        }
        to.vectors("current", n, n, new Rect(-1, -1, 1, 1), sum[0], sum[1]);
    }

    /** Cells as values at the nodes of a disc. */
    private static void body(Look to, String id, DiscMesh mesh, double[] cells) {
        double[] at = new double[mesh.nodes()];
        for (int v = 0; v < at.length; v++) {
            double x = Math.clamp((mesh.xy()[2 * v] + 1) / 2 * GRID - 0.5, 0, GRID - 1.001);
            double y = Math.clamp((mesh.xy()[2 * v + 1] + 1) / 2 * GRID - 0.5, 0, GRID - 1.001);
            int k = (int) x * GRID + (int) y;
            double a = x - (int) x;
            double b = y - (int) y;
            at[v] = (1 - a) * ((1 - b) * cells[k] + b * cells[k + 1]) + a * ((1 - b) * cells[k + GRID] + b * cells[k + GRID + 1]);
        }
        to.triangles(id, 2, mesh.xy(), mesh.triangles(), List.of(new Layer.Field("sigma", "σ", "", at)), List.of());
    }
}
