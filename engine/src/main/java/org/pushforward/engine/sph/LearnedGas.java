package org.pushforward.engine.sph;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.LeastSquares;
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
 * {@code sph.sfbc}: a convolution learns to move the particles of {@link BarotropicGas}. First steps make the data, one gas each; then the weights of all bases
 * are solved for at once; then all of them roll gases that they have not seen, one step of the layer at a time.
 *
 * @see GasConvolution
 */
public final class LearnedGas extends Study<LearnedGas.Learning> {

    private static final int TAUGHT = 6;
    private static final int JUDGED = 5;
    private static final int STEPS = 160;
    private static final int EVERY = 8;
    private static final int FROM = 60;
    private static final int SHORT = 16;
    private static final int LONG = 64;
    /** Of the gas, in spacings. */
    private static final double SUPPORT = 8;
    private static final double SUBSTEP = 1e-3;
    /** Where a particle is no more than lost: as far from its place as it can be on the circle. */
    private static final double LOST = 1;
    private static final int BATCH = 2;
    /** Of what the usual acceleration moves a particle by in a step. */
    private static final double SHAKEN = 0.3;
    private static final String CHOSEN = "chosen";
    private static final String PRIOR = "prior";
    private static final List<String> OTHERS = List.of("linear", "chebyshev", "nearest");

    /**
     * Weights that were solved for, and the relative error that is left on the data.
     *
     * @param x of the gases that are judged, before and now, one a gas
     * @param errors root mean square of places, one a step
     * @param rows densities of the first gas over places, one a step
     */
    record Roll(double[] weights, double fit, double[][] before, double[][] x, double[] errors, List<double[]> rows) {
        double last() {
            return errors[errors.length - 1];
        }
    }

    /**
     * @param gases places at every step, those that are learned from first
     * @param nets deep networks, and their trainings; nothing when there is one layer
     * @param rolled steps
     */
    record Learning(List<double[][]> gases, Race<DeepGas> nets, Race<Fit> fits, Race<Roll> rolls, int rolled) {
        boolean isRolling() {
            return rolled > 0;
        }
    }

    private final Knob<String> basis;
    private final Knob<Integer> terms;
    private final Knob<String> window;
    private final Knob<Integer> particles;
    private final Knob<Double> dt;
    private final Knob<Integer> rollout;
    private final Knob<String> layer;
    private final Knob<VectorValue> widths;
    private final Knob<Integer> unroll;
    private final Training training;
    private final Gauge<Learning> long64;

    public LearnedGas() {
        super("sph.sfbc", "A convolution learns to move a gas", "Six gases are computed, and a convolution of one layer learns from them how every place changes in a step of four of the solver's. "
                + "It is linear in its weights, so they are solved for at once. Then it moves five other gases by itself, beside the solver, beside a prior that goes straight on, "
                + "and beside the same layer with other bases. After 16 steps Fourier terms are far ahead; after 64 the order depends on the time step and the number of terms, "
                + "and with twelve terms the layer is worse than going straight on: try dt and n. A deep network, trained through several steps from places that are shaken a little, learns to smooth its own errors and lasts: 64 steps are no trouble then, and the bases differ little. Data in the plane are not here.",
                List.of("x⁺ = x + Δt u + Δt² Σₖ (Σⱼ bₖ((xⱼ − xᵢ)/h) θₖ·(1, ρⱼ, uⱼ) + θ·(1, ρᵢ, uᵢ))", "u⁺ = (x⁺ − x)/Δt", "prior: x⁺ = x + Δt u;  ratio = its error / that of the layer"),
                new Citation("R. Winchenbach, N. Thuerey", 2024, "Symmetric Basis Convolutions for Learning Lagrangian Fluid Mechanics", "2403.16680").code("https://github.com/tum-pbs/SFBC"),
                new Citation("B. Ummenhofer, L. Prantl, N. Thuerey, V. Koltun", 2020, "Lagrangian Fluid Simulation with Continuous Convolutions", "").code("https://github.com/isl-org/DeepLagrangianFluids"));
        pace(20);
        group("Data");
        choice("data", "D", "Data", List.of("compressible-1d"), "compressible-1d", "The gas on a circle.");
        particles = whole("particles", "N", "Particles", 512, 128, 1024, "Of a gas.").within(64, 4096).log();
        dt = real("dt", "Δt", "Step of the layer", 4e-3, 1e-3, 8e-3, "Learned and rolled; the gas itself takes steps of 0.001 at most.").within(1e-4, 0.05).log();
        group("Layer");
        layer = choice("layer", "L", "Network", List.of("one", "deep"), "one", "One layer, solved for by least squares; or several, trained.");
        basis = choice("basis", "b", "Basis", ConvolutionBasis.names(), "ffourier", "The functions whose combination is the kernel.");
        terms = whole("n", "n", "Terms", 6, 1, 16, "Functions of the basis.").within(1, 32);
        window = choice("window", "w", "Window", ConvolutionBasis.WINDOWS, "none", "What the kernel is multiplied by.");
        widths = vector("layers", "H", "Widths", 1, 0, "32,64,64", "Of the hidden layers.").when(layer, "deep");
        rollout = whole("rollout", "T", "Rollout", 64, 16, 96, "Steps that the gases are moved by the layer.").within(1, STEPS - FROM);
        group("Training");
        var rate = real("learning-rate", "η", "Learning rate", 3e-3, 1e-4, 1e-2, "Of Adam; it falls to zero on half a cosine.").within(1e-8, 1).log().live().when(layer, "deep");
        var iterations = whole("iterations", "N", "Iterations", 200, 50, 4000, "After which the training is finished.").within(1, 1_000_000).log().when(layer, "deep");
        var each = whole("iterations-per-step", "k", "Iterations a step", 5, 1, 50, "Iterations between two pictures.").within(1, 10_000).log().when(layer, "deep");
        unroll = whole("unroll", "U", "Unrolled", 4, 1, 10, "Steps that an iteration rolls in the end; it begins with one.").within(1, 32).when(layer, "deep");
        training = training(rate, iterations, each);
        lasts(p -> TAUGHT + JUDGED + learning(p) + p.get(rollout));
        refuse(p -> p.get(dt) > 1.2 * SUPPORT / p.get(particles) / 3.2 * 4, p -> "a step of " + p.get(dt) + " is longer than sound takes through the kernel; take at most " + (float) (4.8 * SUPPORT / p.get(particles) / 3.2) + ", or fewer particles");

        refuse(p -> p.get(widths).values().isEmpty() || p.get(widths).values().stream().anyMatch(v -> v < 1 || v > 512 || v != Math.rint(v)),
                p -> "layers is " + p.get(widths) + ": whole numbers from 1 to 512 are needed, for example 32,64,64");

        var fit = gauge("fit-error", "Error on the data", "", s -> s.rolls.get(CHOSEN).fit).when(Learning::isRolling);
        gauge("prior-ratio-16", "Error of the prior over that of the layer, 16 steps", "", s -> ratio(s, CHOSEN, SHORT)).when(s -> s.rolled >= SHORT);
        long64 = gauge("prior-ratio-64", "The same, 64 steps", "", s -> ratio(s, CHOSEN, LONG)).when(s -> s.rolled >= LONG);
        List<Gauge<Learning>> errors = new ArrayList<>();
        for (String who : Stream.concat(Stream.of(CHOSEN), Stream.concat(OTHERS.stream(), Stream.of(PRIOR))).toList()) {
            errors.add(gauge("error-" + who, who.equals(CHOSEN) ? "Error, basis chosen" : "Error, " + who, "", s -> s.rolls.get(who).last()).when(Learning::isRolling));
        }
        var loss = gauge("loss", "Loss, basis chosen", "", s -> s.fits.get(CHOSEN).loss()).when(s -> s.fits.has(CHOSEN) && s.fits.get(CHOSEN).iterations() > 0);
        var steps = gauge("rolled", "Steps rolled", "", Learning::rolled);
        multiples("waves", "Density", "of the first gas, cut off beyond one and a half of its first range: place across, steps upwards").draw(FILL, "waves-solver", "solver").draw(FILL, "waves-chosen", "basis chosen").draw(FILL, "waves-linear", "linear (CConv)").draw(FILL, "waves-prior", "straight on")
                .alike("waves-solver", "waves-chosen", "waves-linear", "waves-prior");
        plot("now", "Density now", "of the first gas").draw(CURVE, "now-prior", "straight on").draw(CURVE, "now-linear", "linear").draw(CURVE, "now-chosen", "basis chosen").draw(CURVE, "now-solver", "solver");
        history("error", "Error", "of places, root mean square of five gases", errors).against(steps).log();
        plot("kernels", "Learned kernels", "on the feature 1, over the distance in supports: a gradient is odd").draw(CURVE, "kernel-chosen", "basis chosen", "", "distance").draw(CURVE, "kernel-linear", "linear", "", "distance");
        history("loss", "Loss", "of the deep network: places over what an acceleration moves them by, mean square", loss).log();
        words("table", "Bases", "error of the prior over that of the layer: above 1 something was learned").draw(WORDS, "bases", "bases");
        judged(fit);
        opens("Fourier terms move a gas", "Five gases that were never seen, moved by 21 numbers.").panes("waves", "error", "kernels", "table").pictured(TAUGHT + JUDGED + 64);
        preset("twelve", "Twelve terms are too many", "More terms fit the data better and drift away sooner: after a while it is worse than going straight on.").set("n=12").panes("error", "now", "kernels", "table").pictured(TAUGHT + JUDGED + 64);
        preset("half", "Half the step", "At half the step everything lasts longer: after 64 steps Fourier terms are still far ahead.").set("dt=0.002").panes("error", "waves", "now", "table").pictured(TAUGHT + JUDGED + 64);
        preset("deep", "A deep network", "Four layers, trained through four steps of rolling, each basis for itself, for a minute or two: after 64 steps it is still on the way.").set("layer=deep").panes("waves", "error", "loss", "table").pictured(TAUGHT + JUDGED);
        preset("even", "Even terms cannot push", "Pressure pushes away from where it is dense: a kernel without odd terms learns nothing of it.").set("basis=fourier-even").panes("waves", "error", "kernels", "table").pictured(TAUGHT + JUDGED + 64);
        tiny("particles=64 rollout=1 layer=deep layers=4,4 iterations=2 iterations-per-step=1 unroll=2", "particles=64 rollout=2", "particles=64 rollout=1 basis=chebyshev n=3 window=mueller");
    }

    private void judged(Gauge<Learning> fit) {
        atEnd("fit", "error on the data", fit, atMost(1), "no more than the data themselves: zero weights leave 1");
        Shared<double[]> run = shared(t -> {
            Learning s = t.rest().state();
            return new double[] {ratio(s, CHOSEN, SHORT), ratio(s, "linear", SHORT)};
        }, "rollout=16");
        String source = "five gases of other seeds from step 60 on; none: the headline of this layer";
        reference("ratio", "N = 512, 16 steps: error of the prior over that of ffourier, n = 6", atLeast(30), source, run, r -> r[0]);
        lengthy("deep", "deep, unrolled, ffourier, 64 steps: error of the prior over that of the network, least of 3 seeds", atLeast(5), source,
                t -> IntStream.rangeClosed(1, 3).mapToDouble(seed -> t.anew(seed).rest().value(long64)).min().orElseThrow(), "layer=deep");
        reference("ratio-linear", "the same over that of linear", atLeast(4), source, run, r -> r[0] / r[1]);
    }

    /** Error of the prior over that of a basis after so many steps. */
    private static double ratio(Learning s, String who, int steps) {
        return s.rolls.get(PRIOR).errors[steps - 1] / s.rolls.get(who).errors[steps - 1];
    }

    @Override
    protected Learning start(Knobs p, Philox random) {
        return new Learning(List.of(), new Race<>(List.of(), List.of()), new Race<>(List.of(), List.of()), new Race<>(List.of(), List.of()), 0);
    }

    @Override
    protected Learning next(Learning s, Turn t) {
        if (s.gases.size() < TAUGHT + JUDGED) {
            List<double[][]> gases = new ArrayList<>(s.gases);
            gases.add(gas(t, s.gases.size()));
            return new Learning(List.copyOf(gases), s.nets, s.fits, s.rolls, 0);
        }
        if (t.step() < TAUGHT + JUDGED + learning(t.p())) {
            return trained(s.nets.names().isEmpty() ? begun(s, t) : s, t);
        }
        Race<Roll> rolls = s.rolls.names().isEmpty() ? solved(s, t) : s.rolls;
        int step = FROM + s.rolled + 1;
        return new Learning(s.gases, s.nets, s.fits, rolls.then((who, r) -> {
            t.ask();
            return rolled(s, who, r, step, t);
        }), s.rolled + 1);
    }

    /** Places of a gas from noise at every step of the layer. */
    private double[][] gas(Turn t, int number) {
        BarotropicGas gas = new BarotropicGas();
        int substeps = (int) Math.ceil(t.get(dt) / Math.min(SUBSTEP, 0.5 * SUPPORT * 2 / t.get(particles) / 3.2) - 1e-9);
        Knobs p = new Knobs(ParameterSet.of(gas.parameters(), "particles=" + t.get(particles), "dt=" + t.get(dt) / substeps, "end-time=1e6"));
        Philox random = t.random().stream(100 + number);
        BarotropicGas.Gas s = gas.start(p, random);
        double[][] x = new double[STEPS + 1][];
        x[0] = s.x();
        for (int k = 1; k <= STEPS; k++) {
            for (int q = 0; q < substeps; q++) {
                s = gas.next(s, new Turn(p, q, random, t.context()));
            }
            x[k] = s.x();
        }
        return x;
    }

    private GasConvolution layer(Knobs p, String who) {
        double dx = 2.0 / p.get(particles);
        return new GasConvolution(new ConvolutionBasis(who.equals(CHOSEN) ? p.get(basis) : who, p.get(terms)), p.get(window), 2 * dx, SUPPORT * dx);
    }

    private Race<Roll> solved(Learning s, Turn t) {
        List<String> who = new ArrayList<>(OTHERS);
        who.addFirst(CHOSEN);
        who.add(PRIOR);
        double[][] before = IntStream.range(0, JUDGED).mapToObj(g -> s.gases.get(TAUGHT + g)[FROM - 1]).toArray(double[][]::new);
        double[][] now = IntStream.range(0, JUDGED).mapToObj(g -> s.gases.get(TAUGHT + g)[FROM]).toArray(double[][]::new);
        return Race.of(who, name -> {
            t.ask();
            double[][] found = name.equals(PRIOR) ? new double[][] {{}, {1}} : s.fits.has(name) ? new double[][] {{}, {Math.sqrt(s.fits.get(name).loss())}} : solve(s, layer(t.p(), name), t.get(dt));
            return new Roll(found[0], found[1][0], before, now, new double[0], List.of());
        });
    }

    /** Weights by least squares on every eighth step of the gases that are learned from, and what is left. */
    private static double[][] solve(Learning s, GasConvolution layer, double dt) {
        int n = s.gases.getFirst()[0].length;
        int frames = (STEPS - 1) / EVERY;
        int c = layer.columns();
        double[] a = new double[TAUGHT * frames * n * c];
        double[] b = new double[TAUGHT * frames * n];
        int at = 0;
        for (double[][] x : s.gases.subList(0, TAUGHT)) {
            for (int f = 0; f < frames; f++) {
                int k = 1 + EVERY * f;
                System.arraycopy(layer.rows(x[k], velocity(x[k - 1], x[k], dt)), 0, a, at * c, n * c);
                for (int i = 0; i < n; i++) {
                    b[at + i] = (x[k + 1][i] - 2 * x[k][i] + x[k - 1][i]) / (dt * dt);
                }
                at += n;
            }
        }
        double[] w = LeastSquares.solve(a, c, b);
        double left = 0;
        double all = 0;
        for (int i = 0; i < b.length; i++) {
            double e = -b[i];
            for (int k = 0; k < c; k++) {
                e += w[k] * a[i * c + k];
            }
            left += e * e;
            all += b[i] * b[i];
        }
        return new double[][] {w, {Math.sqrt(left / all)}};
    }

    // ---- deep

    private long learning(Knobs p) {
        return p.is(layer, "deep") ? training.steps(p) : 0;
    }

    private Learning begun(Learning s, Turn t) {
        List<String> who = new ArrayList<>(OTHERS);
        who.addFirst(CHOSEN);
        List<double[][]> taught = s.gases.subList(0, TAUGHT);
        double[] scales = GasTraining.scales(taught, EVERY, t.get(dt), layer(t.p(), CHOSEN));
        List<Integer> hidden = t.get(widths).values().stream().map(Double::intValue).toList();
        Race<DeepGas> nets = Race.of(who, name -> new DeepGas(layer(t.p(), name), hidden, scales));
        return new Learning(s.gases, nets, nets.then((_, net) -> Fit.start(Weights.of(net), AdamW.ADAM, t.random().stream(7))), s.rolls, 0);
    }

    private Learning trained(Learning s, Turn t) {
        Race<Fit> fits = s.fits;
        List<double[][]> taught = s.gases.subList(0, TAUGHT);
        int done = t.step() - TAUGHT - JUDGED;
        for (int i = training.done(t.p(), done); i < training.done(t.p(), done + 1L); i++) {
            int rolled = Math.min(t.get(unroll), 1 + (int) ((long) (t.get(unroll) - 1) * 2 * i / t.get(training.iterations())));
            Training.Draw draw = new Training.Draw(i, 1, t.random());
            double[] draws = draw.uniforms(9, BATCH, 2);
            double[] shaken = Arrays.stream(draw.normals(11, BATCH * t.get(particles), 1)).map(z -> SHAKEN * z).toArray();
            double rate = training.rate(t.p(), i, 10);
            fits = fits.then((who, fit) -> fit.step(t.context().cancel(), rate, w -> GasTraining.loss(taught, s.nets.get(who), w, draws, shaken, rolled, t.get(dt))));
        }
        return new Learning(s.gases, s.nets, fits, s.rolls, 0);
    }

    private double[][] deep(Learning s, String who, Roll r, Turn t) {
        DeepGas net = s.nets.get(who);
        int n = r.x[0].length;
        double[] u = GasTraining.joined(JUDGED, n, (g, i) -> (r.x[g][i] - r.before[g][i]) / t.get(dt));
        double[] a = s.fits.get(who).evaluate(t.context().cancel(), w -> net.accelerations(w, List.of(r.x), w.tape().of(u, u.length, 1)));
        return IntStream.range(0, JUDGED).mapToObj(g -> Arrays.copyOfRange(a, g * n, (g + 1) * n)).toArray(double[][]::new);
    }

    private static double[] velocity(double[] before, double[] now, double dt) {
        double[] u = new double[now.length];
        Arrays.setAll(u, i -> (now[i] - before[i]) / dt);
        return u;
    }

    private Roll rolled(Learning s, String who, Roll r, int step, Turn t) {
        Knobs p = t.p();
        double[][] accelerations = s.fits.has(who) ? deep(s, who, r, t) : new double[0][];
        double[][] after = new double[JUDGED][];
        double sum = 0;
        for (int g = 0; g < JUDGED; g++) {
            double[] truth = s.gases.get(TAUGHT + g)[step];
            double[] x = r.x[g];
            double[] u = velocity(r.before[g], x, p.get(dt));
            double[] pushed = who.equals(PRIOR) ? new double[x.length] : accelerations.length > 0 ? accelerations[g] : layer(p, who).apply(r.weights, x, u);
            after[g] = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                double moved = x[i] + p.get(dt) * (u[i] + p.get(dt) * pushed[i]);
                double off = moved - truth[i];
                // What is lost stays at a distance, so that numbers stay numbers.
                after[g][i] = Math.abs(off) < LOST ? moved : truth[i] + LOST;
                sum += Math.min(off * off, LOST);
            }
        }
        double[] errors = Arrays.copyOf(r.errors, r.errors.length + 1);
        errors[errors.length - 1] = Math.sqrt(sum / JUDGED / after[0].length);
        List<double[]> rows = new ArrayList<>(r.rows);
        rows.add(row(after[0], p));
        return new Roll(r.weights, r.fit, r.x, after, errors, List.copyOf(rows));
    }

    /** Densities over places. */
    private static double[] row(double[] x, double mass, double reach) {
        return BarotropicGas.overPlaces(x, GasConvolution.density(x, mass, reach));
    }

    private double[] row(double[] x, Knobs p) {
        double dx = 2.0 / p.get(particles);
        return row(x, 2 * dx, SUPPORT * dx);
    }

    @Override
    protected void look(Learning s, Knobs p, Look to) {
        double[] place = IntStream.range(0, BarotropicGas.CELLS).mapToDouble(c -> -1 + 2 * (c + 0.5) / BarotropicGas.CELLS).toArray();
        if (!s.isRolling()) {
            if (!s.gases.isEmpty()) {
                double[][] x = s.gases.getLast();
                waves("waves-solver", IntStream.rangeClosed(0, LONG).mapToObj(k -> row(x[FROM + k], p)).toList(), LONG + 1, spread(row(x[FROM], p)), to);
                to.series("now-solver", place, row(x[FROM], p));
            }
            return;
        }
        double[][] truth = s.gases.get(TAUGHT);
        double most = spread(row(truth[FROM], p));
        waves("waves-solver", IntStream.rangeClosed(1, s.rolled).mapToObj(k -> row(truth[FROM + k], p)).toList(), p.get(rollout), most, to);
        to.series("now-solver", place, row(truth[FROM + s.rolled], p));
        for (String who : List.of(CHOSEN, "linear", PRIOR)) {
            waves("waves-" + who, s.rolls.get(who).rows, p.get(rollout), most, to);
            to.series("now-" + who, place, s.rolls.get(who).rows.getLast());
        }
        kernels(s, p, to);
        List<String> names = s.rolls.names().stream().filter(who -> !who.equals(PRIOR)).toList();
        List<Layer.Column> columns = new ArrayList<>(List.of(new Layer.Column.Words("basis", "basis", names.stream().map(who -> who.equals(CHOSEN) ? p.get(basis) : who).toList()),
                new Layer.Column.Numbers("fit", "error on the data", "", names.stream().mapToDouble(who -> s.rolls.get(who).fit).toArray())));
        for (int steps : new int[] {SHORT, LONG}) {
            if (s.rolled >= steps) {
                columns.add(new Layer.Column.Numbers("ratio-" + steps, "prior / layer, " + steps, "", names.stream().mapToDouble(who -> ratio(s, who, steps)).toArray()));
            }
        }
        to.table("bases", columns.toArray(Layer.Column[]::new));
    }

    private void kernels(Learning s, Knobs p, Look to) {
        double[] d = IntStream.rangeClosed(0, 200).mapToDouble(k -> -1 + k / 100.0).toArray();
        for (String who : p.is(layer, "one") ? List.of(CHOSEN, "linear") : List.<String>of()) {
            to.series("kernel-" + who, d, layer(p, who).kernel(s.rolls.get(who).weights, 0, d));
        }
    }

    /** One and a half of the greatest distance from 2. */
    private static double spread(double[] row) {
        return 1.5 * Arrays.stream(row).map(v -> Math.abs(v - 2)).max().orElse(1);
    }

    /** Rows so far as a field, the rest at the mean. */
    private static void waves(String id, List<double[]> rows, int height, double most, Look to) {
        int n = BarotropicGas.CELLS;
        double[] field = new double[n * height];
        Arrays.setAll(field, k -> k % height < rows.size() ? Math.clamp(rows.get(k % height)[k / height], 2 - most, 2 + most) : 2);
        to.field(id, n, height, new Rect(0, 0, 2, 1), field);
    }
}
