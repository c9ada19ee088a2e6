package org.pushforward.engine.sph;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.sph.GasRolls.Roll;
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
 * {@code sph.sfbc}: a convolution learns to move particles, those of {@link GasOnCircle} or of {@link FluidInBox}. First steps make the data; then the weights of
 * all bases are solved for at once, or trained; then all of them roll samples that they have not seen, one step of the layer at a time.
 *
 * @see GasConvolution
 * @see PlaneGasConvolution
 */
public final class LearnedGas extends Study<LearnedGas.Learning> {

    private static final int SHORT = 16;
    private static final int LONG = 64;
    private static final String CIRCLE = "compressible-1d";
    private static final String PLANE = "weakly-compressible-2d";
    private static final String CHOSEN = "chosen";
    private static final String PRIOR = "prior";
    private static final List<String> OTHERS = List.of("linear", "chebyshev", "nearest");

    /**
     * @param making the sample that is on the way
     * @param gases samples: places at every step, those that are learned from first
     * @param nets deep networks, and their trainings; nothing when there is one layer
     * @param rolled steps
     */
    record Learning(Optional<LearnedMatter.Making> making, List<double[][]> gases, Race<DeepGas> nets, Race<Fit> fits, Race<Roll> rolls, int rolled) {
        boolean isRolling() {
            return rolled > 0;
        }
    }

    private final Knob<String> data;
    private final Knob<String> basis;
    private final Knob<Integer> terms;
    private final Knob<String> window;
    private final Knob<Integer> particles;
    private final Knob<Double> reynolds;
    private final Knob<String> mapping;
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
                + "and with twelve terms the layer is worse than going straight on: try dt and n. A deep network, trained through several steps from places that are shaken a little, learns to smooth its own errors and lasts: 64 steps are no trouble then, and the bases differ little. In the plane the data are a fluid of δ-SPH, four hundred particles of random whirls in a square that repeats: much smaller than the paper's, without its walls, learned from turned and mirrored too. After 16 steps a deep network is two and a half to four times closer there than going straight on; after 64 little is left of it.",
                List.of("x⁺ = x + Δt u + Δt² Σₖ (Σⱼ bₖ((xⱼ − xᵢ)/h) θₖ·(1, ρⱼ, uⱼ) + θ·(1, ρᵢ, uᵢ))", "u⁺ = (x⁺ − x)/Δt", "prior: x⁺ = x + Δt u;  ratio = its error / that of the layer"),
                new Citation("R. Winchenbach, N. Thuerey", 2024, "Symmetric Basis Convolutions for Learning Lagrangian Fluid Mechanics", "2403.16680").code("https://github.com/tum-pbs/SFBC"),
                new Citation("B. Ummenhofer, L. Prantl, N. Thuerey, V. Koltun", 2020, "Lagrangian Fluid Simulation with Continuous Convolutions", "").code("https://github.com/isl-org/DeepLagrangianFluids"));
        pace(20);
        group("Data");
        data = choice("data", "D", "Data", List.of(CIRCLE, PLANE), CIRCLE, "A gas on a circle, or a fluid in a square that repeats.");
        particles = whole("particles", "N", "Particles", 512, 128, 1024, "Of a sample; in the plane the nearest square number.").within(64, 4096).log().but(400, data, PLANE);
        dt = real("dt", "Δt", "Step of the layer", 4e-3, 1e-3, 8e-3, "Learned and rolled; the solver takes shorter ones, about sixteen in the plane.").within(1e-4, 0.05).log().but(0.02, data, PLANE);
        reynolds = real("reynolds", "Re", "Reynolds number", 100, 20, 500, "Of the side of the square and the speed at the start.").within(1, 1e4).log().when(data, PLANE);
        group("Layer");
        layer = choice("layer", "L", "Network", List.of("one", "deep"), "one", "One layer, solved for by least squares; or several, trained.");
        basis = choice("basis", "b", "Basis", ConvolutionBasis.names(), "ffourier", "The functions whose combination is the kernel.");
        terms = whole("n", "n", "Terms", 6, 1, 16, "Functions of the basis; in the plane along each axis.").within(1, 32).but(4, data, PLANE);
        mapping = choice("mapping", "m", "Mapping", PlaneGasConvolution.MAPPINGS, "cartesian", "Of the disc of neighbors to the square of the basis.").when(data, PLANE);
        window = choice("window", "w", "Window", ConvolutionBasis.WINDOWS, "none", "What the kernel is multiplied by.");
        widths = vector("layers", "H", "Widths", 1, 0, "32,64,64", "Of the hidden layers.").but(VectorValue.parse("16,32"), data, PLANE).when(layer, "deep");
        rollout = whole("rollout", "T", "Rollout", 64, 16, 96, "Steps that the gases are moved by the layer.").within(1, 100);
        group("Training");
        var rate = real("learning-rate", "η", "Learning rate", 3e-3, 1e-4, 1e-2, "Of Adam; it falls to zero on half a cosine.").within(1e-8, 1).log().live().but(1e-2, data, PLANE).when(layer, "deep");
        var iterations = whole("iterations", "N", "Iterations", 200, 50, 4000, "After which the training is finished.").within(1, 1_000_000).log().but(300, data, PLANE).when(layer, "deep");
        var each = whole("iterations-per-step", "k", "Iterations a step", 5, 1, 50, "Iterations between two pictures.").within(1, 10_000).log().but(1, data, PLANE).when(layer, "deep");
        unroll = whole("unroll", "U", "Unrolled", 4, 1, 10, "Steps that an iteration rolls in the end; it begins with one.").within(1, 32).but(2, data, PLANE).when(layer, "deep");
        training = training(rate, iterations, each);
        lasts(p -> making(p) + learning(p) + p.get(rollout));
        refusals();

        var fit = gauge("fit-error", "Error on the data", "", s -> s.rolls.get(CHOSEN).fit()).when(Learning::isRolling);
        gauge("prior-ratio-16", "Error of the prior over that of the layer, 16 steps", "", s -> ratio(s, CHOSEN, SHORT)).when(s -> s.rolled >= SHORT);
        long64 = gauge("prior-ratio-64", "The same, 64 steps", "", s -> ratio(s, CHOSEN, LONG)).when(s -> s.rolled >= LONG);
        List<Gauge<Learning>> errors = new ArrayList<>();
        for (String who : Stream.concat(Stream.of(CHOSEN), Stream.concat(OTHERS.stream(), Stream.of(PRIOR))).toList()) {
            errors.add(gauge("error-" + who, who.equals(CHOSEN) ? "Error, basis chosen" : "Error, " + who, "", s -> s.rolls.get(who).last()).when(Learning::isRolling));
        }
        var loss = gauge("loss", "Loss, basis chosen", "", s -> s.fits.get(CHOSEN).loss()).when(s -> s.fits.has(CHOSEN) && s.fits.get(CHOSEN).iterations() > 0);
        var steps = gauge("rolled", "Steps rolled", "", Learning::rolled);
        multiples("waves", "Rolled on", "the first sample that was never seen: density, cut off beyond one and a half of its first range, place across, steps upwards; in the plane the fluid now, colored by speed")
                .draw(FILL, "waves-solver", "solver").draw(FILL, "waves-chosen", "basis chosen").draw(FILL, "waves-linear", "linear (CConv)").draw(FILL, "waves-prior", "straight on")
                .field(POINTS, "fluid-solver", "speed").field(POINTS, "fluid-chosen", "speed").field(POINTS, "fluid-linear", "speed").field(POINTS, "fluid-prior", "speed")
                .alike("waves-solver", "waves-chosen", "waves-linear", "waves-prior", "fluid-solver", "fluid-chosen", "fluid-linear", "fluid-prior");
        plot("now", "Density now", "of the first gas").draw(CURVE, "now-prior", "straight on").draw(CURVE, "now-linear", "linear").draw(CURVE, "now-chosen", "basis chosen").draw(CURVE, "now-solver", "solver");
        history("error", "Error", "of places, root mean square of the samples", errors).against(steps).log();
        plot("kernels", "Learned kernels", "on the feature 1, over the distance in supports: a gradient is odd").draw(CURVE, "kernel-chosen", "basis chosen", "", "distance").draw(CURVE, "kernel-linear", "linear", "", "distance");
        history("loss", "Loss", "of the deep network: places over what an acceleration moves them by, mean square", loss).log();
        words("table", "Bases", "error of the prior over that of the layer: above 1 something was learned").draw(WORDS, "bases", "bases");
        multiples("off", "How far off", "each particle's distance from where the solver has it").field(POINTS, "off-chosen", "off").field(POINTS, "off-linear", "off").field(POINTS, "off-prior", "off").alike("off-chosen", "off-linear", "off-prior");
        multiples("terms", "Terms of the bases", "products over the disc of neighbors, each scaled to its largest value").draw(FILL, "terms-chosen", "basis chosen").draw(FILL, "terms-linear", "linear (CConv)").draw(FILL, "terms-chebyshev", "chebyshev").draw(FILL, "terms-nearest", "nearest");
        multiples("pushes", "Learned kernels of the plane", "what a neighbor there, at rest and of the mean density, pushes to the right").draw(FILL, "push-chosen", "basis chosen").draw(FILL, "push-linear", "linear (CConv)").alike("push-chosen", "push-linear");
        layer("fluid-solver", "solver", "", "");
        layer("fluid-chosen", "basis chosen", "", "");
        layer("fluid-linear", "linear (CConv)", "", "");
        layer("fluid-prior", "straight on", "", "");
        layer("off-chosen", "basis chosen", "", "");
        layer("off-linear", "linear (CConv)", "", "");
        layer("off-prior", "straight on", "", "");
        judged(fit);
        opens("Fourier terms move a gas", "Five gases that were never seen, moved by 21 numbers.").panes("waves", "error", "kernels", "table").pictured(11 + 64);
        preset("twelve", "Twelve terms are too many", "More terms fit the data better and drift away sooner: after a while it is worse than going straight on.").set("n=12").panes("error", "now", "kernels", "table").pictured(11 + 64);
        preset("half", "Half the step", "At half the step everything lasts longer: after 64 steps Fourier terms are still far ahead.").set("dt=0.002").panes("error", "waves", "now", "table").pictured(11 + 64);
        preset("deep", "A deep network", "Four layers, trained through four steps of rolling, each basis for itself, for a minute or two: after 64 steps it is still on the way.").set("layer=deep").panes("waves", "error", "loss", "table").pictured(11);
        preset("even", "Even terms cannot push", "Pressure pushes away from where it is dense: a kernel without odd terms learns nothing of it.").set("basis=fourier-even").panes("waves", "error", "kernels", "table").pictured(11 + 64);
        preset("box", "A network moves a fluid", "Whirls of four hundred particles, and a deep network for every basis that learns to roll them on, in a minute or two. After 16 steps Fourier terms are ahead; Chebyshev's do worse than going straight on.").set("data=" + PLANE, "layer=deep").panes("waves", "terms", "loss", "error", "off", "table").pictured(99);
        preset("box-one", "Particles that push or clump", "Of one layer Fourier terms find that neighbors push each other apart; hats find that they pull, and clump.").set("data=" + PLANE).panes("waves", "pushes", "off", "error", "table").pictured(99 + 16);
        tiny("data=" + PLANE + " particles=64 n=2 dt=0.001 rollout=1 layer=deep layers=4 iterations=2 unroll=2", "data=" + PLANE + " particles=64 n=2 dt=0.001 rollout=1 mapping=preserving basis=linear", "particles=64 rollout=1 layer=deep layers=4,4 iterations=2 iterations-per-step=1 unroll=2", "particles=64 rollout=2", "particles=64 rollout=1 basis=chebyshev n=3 window=mueller");
    }

    private void refusals() {
        refuse(p -> p.is(data, CIRCLE) && p.get(dt) > 1.2 * GasOnCircle.SUPPORT / p.get(particles) / 3.2 * 4, p ->
                "a step of " + p.get(dt) + " is longer than sound takes through the kernel; take at most " + (float) (4.8 * GasOnCircle.SUPPORT / p.get(particles) / 3.2) + ", or fewer particles");
        refuse(p -> p.is(data, PLANE) && (p.get(particles) > 1024 || p.get(terms) > 8), p -> p.get(particles) + " particles and " + p.get(terms) + " terms are too many in the plane, where a kernel has n² of them; take at most 1024 and 8");
        refuse(p -> p.get(widths).values().isEmpty() || p.get(widths).values().stream().anyMatch(v -> v < 1 || v > 512 || v != Math.rint(v)),
                p -> "layers is " + p.get(widths) + ": whole numbers from 1 to 512 are needed, for example 32,64,64");
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
        planeJudged();
        reference("ratio-linear", "the same over that of linear", atLeast(4), source, run, r -> r[0] / r[1]);
    }

    private void planeJudged() {
        FluidInBox box = new FluidInBox(10, 0.02, 100);
        formula("plane-constant", "plane, linear, n = 5: a kernel of ones on the feature 1, over the number of neighbors − 1", atMost(1e-12), "closed form: hats add up to one", () -> PlaneChecks.ones(box));
        formula("plane-momentum", "plane, ffourier, n = 4: what kernels of odd terms push in all, over the sum of sizes", atMost(1e-12), "an odd kernel pushes two particles alike apart", () -> PlaneChecks.odd(box));
        formula("plane-area", "preserving map of the disc to the square: area of an image over that of its patch, times π/4, − 1", atMost(1e-6), "closed form: 4 over π", PlaneChecks::area);
        Shared<double[]> seeds = shared(t -> IntStream.rangeClosed(1, 3).mapToObj(seed -> {
            Learning s = t.anew(seed).rest().state();
            return bases().stream().mapToDouble(who -> ratio(s, who, SHORT)).toArray();
        }).reduce((a, b) -> IntStream.range(0, a.length).mapToDouble(k -> Math.min(a[k], b[k])).toArray()).orElseThrow(), "data=" + PLANE, "layer=deep", "rollout=16");
        String source = "three fluids of other seeds; none: measured, the least of 3 seeds";
        lengthy("plane-deep", "plane, deep, unrolled, ffourier, 16 steps: error of the prior over that of the network", atLeast(2), source, seeds, r -> r[0]);
        lengthy("plane-linear", "the same over that of linear, the CConv of the plane", atLeast(1.25), source, seeds, r -> r[0] / r[1]);
    }

    /** Error of the prior over that of a basis after so many steps. */
    private static double ratio(Learning s, String who, int steps) {
        return s.rolls.get(PRIOR).errors()[steps - 1] / s.rolls.get(who).errors()[steps - 1];
    }

    private LearnedMatter matter(Knobs p) {
        return p.is(data, PLANE) ? FluidInBox.of(p.get(particles), p.get(dt), p.get(reynolds)) : new GasOnCircle(p.get(particles), p.get(dt));
    }

    private ParticleConvolution layer(Knobs p, String who) {
        return matter(p).layer(who.equals(CHOSEN) ? p.get(basis) : who, p.get(terms), p.get(window), p.get(mapping));
    }

    private static List<String> bases() {
        return Stream.concat(Stream.of(CHOSEN), OTHERS.stream()).toList();
    }

    /** Steps in which the samples are made. */
    private int making(Knobs p) {
        return matter(p).samples() * matter(p).parts();
    }

    private long learning(Knobs p) {
        return p.is(layer, "deep") ? training.steps(p) : 0;
    }

    @Override
    protected Learning start(Knobs p, Philox random) {
        return new Learning(Optional.empty(), List.of(), new Race<>(List.of(), List.of()), new Race<>(List.of(), List.of()), new Race<>(List.of(), List.of()), 0);
    }

    @Override
    protected Learning next(Learning s, Turn t) {
        LearnedMatter matter = matter(t.p());
        if (s.gases.size() < matter.samples()) {
            return made(s, matter, t);
        }
        if (t.step() < making(t.p()) + learning(t.p())) {
            return trained(s.nets.names().isEmpty() ? begun(s, t) : s, t);
        }
        Race<Roll> rolls = s.rolls.names().isEmpty() ? solved(s, t) : s.rolls;
        int step = matter.from() + s.rolled + 1;
        return new Learning(s.making, s.gases, s.nets, s.fits, rolls.then((who, r) -> {
            t.ask();
            return rolled(s, who, r, step, t);
        }), s.rolled + 1);
    }

    /** A part more of a sample. */
    private static Learning made(Learning s, LearnedMatter matter, Turn t) {
        LearnedMatter.Making sample = s.making.orElseGet(() -> matter.sample(s.gases.size(), t)).further(t);
        if (sample.places().size() <= matter.frames()) {
            return new Learning(Optional.of(sample), s.gases, s.nets, s.fits, s.rolls, 0);
        }
        List<double[][]> gases = new ArrayList<>(s.gases);
        gases.add(sample.places().toArray(double[][]::new));
        return new Learning(Optional.empty(), List.copyOf(gases), s.nets, s.fits, s.rolls, 0);
    }

    private Learning begun(Learning s, Turn t) {
        List<double[][]> taught = s.gases.subList(0, matter(t.p()).taught());
        double[] scales = GasTraining.scales(taught, GasRolls.EVERY, t.get(dt), layer(t.p(), CHOSEN));
        List<Integer> hidden = t.get(widths).values().stream().map(Double::intValue).toList();
        Race<DeepGas> nets = Race.of(bases(), name -> new DeepGas(layer(t.p(), name), hidden, scales));
        return new Learning(s.making, s.gases, nets, nets.then((_, net) -> Fit.start(Weights.of(net), AdamW.ADAM, t.random().stream(7))), s.rolls, 0);
    }

    private Learning trained(Learning s, Turn t) {
        Race<Fit> fits = s.fits;
        LearnedMatter matter = matter(t.p());
        List<double[][]> taught = s.gases.subList(0, matter.taught());
        int done = t.step() - making(t.p());
        int batch = matter.batch();
        for (int i = training.done(t.p(), done); i < training.done(t.p(), done + 1L); i++) {
            int rolled = Math.min(t.get(unroll), 1 + (int) ((long) (t.get(unroll) - 1) * 2 * i / t.get(training.iterations())));
            Training.Draw draw = new Training.Draw(i, 1, t.random());
            double[] shaken = Arrays.stream(draw.normals(11, batch * taught.getFirst()[0].length, 1)).map(z -> matter.shaken() * z).toArray();
            int[] turns = t.p().is(data, PLANE) ? draw.picks(13, batch, 8) : new int[0];
            GasTraining.Batch some = GasTraining.Batch.of(taught, draw.uniforms(9, batch, 2), turns, shaken, rolled);
            double rate = training.rate(t.p(), i, 10);
            fits = fits.then((who, fit) -> fit.step(t.context().cancel(), rate, w -> GasTraining.loss(some, s.nets.get(who), w, t.get(dt))));
        }
        return new Learning(s.making, s.gases, s.nets, fits, s.rolls, 0);
    }

    private Race<Roll> solved(Learning s, Turn t) {
        LearnedMatter matter = matter(t.p());
        List<double[][]> judged = s.gases.subList(matter.taught(), matter.samples());
        double[][] before = judged.stream().map(x -> x[matter.from() - 1]).toArray(double[][]::new);
        double[][] now = judged.stream().map(x -> x[matter.from()]).toArray(double[][]::new);
        return Race.of(Stream.concat(bases().stream(), Stream.of(PRIOR)).toList(), name -> {
            t.ask();
            double[][] found = name.equals(PRIOR) ? new double[][] {{}, {1}} : s.fits.has(name) ? new double[][] {{}, {Math.sqrt(s.fits.get(name).loss())}}
                    : GasRolls.solve(s.gases.subList(0, matter.taught()), layer(t.p(), name), t.get(dt), t::ask);
            return new Roll(found[0], found[1][0], before, now, new double[0], List.of());
        });
    }

    private Roll rolled(Learning s, String who, Roll r, int step, Turn t) {
        LearnedMatter matter = matter(t.p());
        double[][] truth = s.gases.subList(matter.taught(), matter.samples()).stream().map(x -> x[step]).toArray(double[][]::new);
        double h = t.get(dt);
        ParticleConvolution layer = layer(t.p(), who.equals(PRIOR) ? CHOSEN : who);
        double[][] pushed = who.equals(PRIOR) ? Arrays.stream(r.x()).map(x -> new double[x.length]).toArray(double[][]::new)
                : s.fits.has(who) ? GasRolls.deep(s.fits.get(who), s.nets.get(who), r, h, t.context().cancel()) : GasRolls.one(layer, r, h);
        Roll after = GasRolls.moved(r, pushed, truth, layer.axes(), h, matter.lost());
        return layer instanceof GasConvolution circle ? GasRolls.with(after, GasPictures.row(after.x()[0], circle)) : after;
    }

    // ---- pictures

    @Override
    protected void look(Learning s, Knobs p, Look to) {
        LearnedMatter matter = matter(p);
        boolean plane = p.is(data, PLANE);
        if (plane) {
            bases().forEach(who -> GasPictures.products("terms-" + who, (PlaneGasConvolution) layer(p, who), to));
        }
        if (!s.isRolling()) {
            waiting(s, p, to);
            return;
        }
        double[][] truth = s.gases.get(matter.taught());
        if (plane) {
            rolling(s, truth, p, to);
        } else {
            GasPictures.circle(truth, s.rolls, List.of(CHOSEN, "linear", PRIOR), (GasConvolution) layer(p, CHOSEN), matter.from(), p.get(rollout), to);
        }
        kernels(s, p, to);
        GasPictures.table(bases(), bases().stream().map(who -> who.equals(CHOSEN) ? p.get(basis) : who).toList(), s.rolls, s.rolls.get(PRIOR), new int[] {SHORT, LONG}, to);
    }

    /** The sample that was made last, or is on the way. */
    private void waiting(Learning s, Knobs p, Look to) {
        if (p.is(data, PLANE)) {
            List<double[]> x = s.making.map(LearnedMatter.Making::places).orElseGet(() -> s.gases.isEmpty() ? List.of() : List.of(s.gases.getLast()));
            if (x.size() > 1) {
                GasPictures.fluid("fluid-solver", x.get(x.size() - 2), x.getLast(), p.get(dt), Double.POSITIVE_INFINITY, to);
            }
        } else if (!s.gases.isEmpty()) {
            GasPictures.sample(s.gases.getLast(), (GasConvolution) layer(p, CHOSEN), matter(p).from(), LONG, to);
        }
    }

    private void rolling(Learning s, double[][] truth, Knobs p, Look to) {
        int now = matter(p).from() + s.rolled;
        double most = 1.2 * GasPictures.fastest(truth[now - 1], truth[now], p.get(dt));
        GasPictures.fluid("fluid-solver", truth[now - 1], truth[now], p.get(dt), most, to);
        for (String who : List.of(CHOSEN, "linear", PRIOR)) {
            Roll r = s.rolls.get(who);
            GasPictures.fluid("fluid-" + who, r.before()[0], r.x()[0], p.get(dt), most, to);
            GasPictures.off("off-" + who, r.x()[0], truth[now], to);
        }
    }

    private void kernels(Learning s, Knobs p, Look to) {
        double[] d = IntStream.rangeClosed(0, 200).mapToDouble(k -> -1 + k / 100.0).toArray();
        for (String who : p.is(layer, "one") ? List.of(CHOSEN, "linear") : List.<String>of()) {
            double[] weights = s.rolls.get(who).weights();
            switch (layer(p, who)) {
                case GasConvolution circle -> to.series("kernel-" + who, d, circle.kernel(weights, 0, d));
                case PlaneGasConvolution plane -> GasPictures.kernel("push-" + who, plane, weights, to);
            }
        }
    }
}
