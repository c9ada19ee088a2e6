package org.pushforward.engine.diffusion;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.TUBES;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
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
 * {@code diffusion.noprop}: a classifier that learns to denoise the label, each level of noise by itself (Li, Teh & Pascanu 2025, NoProp-DT,
 * -CT and -FM), beside the same network by back-propagation and, for the row of blocks, by direct feedback alignment (Nøkland 2016,
 * arXiv:1609.01596).
 */
public final class NoPropagation extends Study<NoPropagation.Stack> {

    private static final String DT = "dt";
    private static final String CT = "ct";
    private static final String FM = "fm";
    private static final String LEARNED = "learned";
    private static final String LINEAR = "linear";
    /** Before it a label of the row of blocks is noise. */
    private static final int FIRST_SHOWN = 2;
    /** More hide each other. */
    private static final int MOST_TUBES = 60;
    private static final int MAP = 48;
    private static final int PICKS = 62;
    /** Inputs between ∓{@value #REACH} whose shares of noise are counted, and the noises of each. */
    private static final int ASKED = 25;
    private static final double REACH = 1.2;
    private static final int NOISES = 128;
    private static final Rect AROUND = new Rect(-2, -1.5, 2, 1.5);

    /**
     * How well it does.
     *
     * @param accuracy of each way to learn, on what was held out
     * @param share of the noises that end at label 1, for inputs whose posterior is known; else empty
     */
    record Judged(double[] accuracy, double[] share) { }

    record Stack(LabelledExamples examples, Labels labels, LabelForm form, Race<Fit> fits, Optional<Judged> judged) {
        Fit alone() {
            return fits.get(LabelForm.ALONE);
        }

        boolean has(String way) {
            return judged.isPresent() && fits.has(way);
        }

        double accuracy(String way) {
            return judged.orElseThrow().accuracy[fits.names().indexOf(way)];
        }

        boolean hasShares() {
            return judged.isPresent() && examples.isKnown();
        }
    }

    private final Knob<String> data;
    private final Knob<String> form;
    private final Knob<Integer> blocks;
    private final Knob<Integer> width;
    private final Knob<String> schedule;
    private final Knob<Double> end;
    private final Knob<Integer> steps;
    private final Knob<String> integrator;
    private final Training training;

    public NoPropagation() {
        super("diffusion.noprop", "Learning without propagation",
                "Back-propagation sends an error through all layers at once. Here no layer waits for another: every block gets the input and a noisy label, "
                        + "and learns by itself to tell the clean one. Put in a row, starting from pure noise, they denoise the label step by step, as a "
                        + "diffusion does a picture (dt). Or one block for all times learns the clean label from a label of any noise (ct), or the way to it "
                        + "(fm), and the label flows along an equation. Beside it the same network learns by back-propagation, through the row or through "
                        + "the steps of the flow, and a row by direct feedback alignment, which sends the error through fixed random matrices; the adjoint "
                        + "method, with which the paper compares the flows too, is left out. Every label has a coordinate of its own, drawn on a circle; in the "
                        + "paper the places are learned. A trained network is run without noise on the way. "
                        + "A flow that is learned well is a law: of all noise, the share that ends at a label is the probability of that label. Where classes overlap, "
                        + "one noise therefore guesses worse than the likeliest label, which back-propagation learns to give. For digits both flows stay one or two in a "
                        + "hundred below back-propagation, continuous time more: its loss weighs the last times most, where the noisy label tells all.",
                List.of("dt: z_t = a_t û_t(z_{t−1}, x) + b_t z_{t−1} + √c_t ε", "min E ‖û_t(z_{t−1}, x) − u_y‖², each t alone", "z_t ~ N(√ᾱ_t u_y, (1 − ᾱ_t) I)",
                        "ct: min ½ η E SNR′(t) ‖û(z_t, x, t) − u_y‖²", "dz/dt = −½ γ′(t) (√ᾱ û − ᾱ z)", "fm: min E ‖v(z_t, x, t) − (u_y − z₀)‖² + λ CE(z_t + (1 − t) v, y)"),
                new Citation("Q. Li, Y. W. Teh, R. Pascanu", 2025, "NoProp: Training Neural Networks without Full Back-propagation or Full Forward-propagation", "2503.24322"),
                new Citation("A. Nøkland", 2016, "Direct Feedback Alignment Provides Learning in Deep Neural Networks", "1609.01596"));
        group("Data");
        data = choice("data", "x, y", "Data", List.of("digits", "moons", "gaussians"), "digits",
                "Handwritten digits of 8 × 8 pixels, two moons, or two Gaussians, for which the probability of a label is known.");
        group("Network");
        form = choice("form", "z", "Form", List.of(DT, CT, FM), DT, "A row of blocks in discrete time; one block in continuous time; flow matching.");
        blocks = whole("blocks", "T", "Blocks", 10, 2, 20, "In a row; each has weights of its own.").within(1, 100).when(form, DT);
        width = whole("width", "H", "Width", 128, 16, 256, "Of the hidden layer of a block; the block of a flow has two.").within(2, 1024).log();
        schedule = choice("schedule", "γ", "Noise schedule", List.of(LEARNED, LINEAR), LEARNED,
                "γ = −ln SNR: a line from 5, or learned with the block from that line on.")
                .when(form, CT);
        end = real("end", "γ₁", "End of the schedule", -1, -5, 0,
                "γ at t = 1, where a learned one starts. The loss weighs the last times most: where the noisy label tells all, the block need not look at the input.")
                .within(-10, 2).but(-2.0, schedule, LINEAR).when(form, CT);
        steps = whole("steps", "T", "Steps", 20, 2, 50, "Of the flow from noise to label; back-propagation goes through ten at most.").within(1, 1000).when(form, CT, FM);
        integrator = choice("integrator", "Δt", "Integrator", List.of("euler", "heun"), "euler", "Of the flow; a step by Heun's rule asks the block twice.").when(form, CT, FM);
        training = training(2e-3, 64, 2000, 40);
        training.rate().but(5e-3, form, CT, FM);
        pace(30);

        var loss = gauge("loss", "Loss of the blocks", "", s -> s.alone().loss()).when(s -> s.alone().iterations() > 0);
        var accuracy = accuracy("accuracy", "Accuracy, each block alone", LabelForm.ALONE);
        var back = accuracy("accuracy-backprop", "Accuracy, back-propagation", LabelForm.BACK);
        var feedback = accuracy("accuracy-feedback", "Accuracy, feedback alignment", LabelForm.FEEDBACK);
        var calibration = gauge("share-error", "Share of the noise that ends at label 1 less its probability", "", s -> calibration(s.judged.orElseThrow().share))
                .when(Stack::hasShares);

        plane("streams", "Labels", "held-out examples flow to their labels, a color a class").draw(LINES, "streams", "class").draw(POINTS, "ends", "class")
                .draw(POINTS, "embedding", "labels").alike("streams", "ends");
        history("accuracy", "Accuracy", "on the held-out fifth", accuracy, back, feedback);
        history("loss", "Loss", "of all blocks, mean of fifty iterations", loss).log();
        plot("noise", "Schedule", "signal of the label before each block, or at each step").draw(CURVE, "bar", "signal", "", "block or step");
        plane("map", "Decisions", "the class that the blocks give to every place of a plane").draw(CELLS, "map", "class").draw(POINTS, "points", "class");
        space("tubes", "Labels in time", "upwards from noise to label, a color a class").draw(TUBES, "tubes", "class").axes("", "", "t").stretched();
        plot("shares", "Noise and probability", "Gaussians: share of the noise that ends at label 1, for inputs on the line between the centers")
                .draw(CURVE, "share", "share of the noise", "", "x").draw(CURVE, "posterior", "p(1 | x)", "", "x");

        atEnd("accuracy", "accuracy, each block alone", accuracy, atLeast(0.8), "held-out fifth");
        exact();
        trained(accuracy, back, calibration);
        reference("moons", "moons: accuracy after 300 iterations", atLeast(0.75), "our run; the moons overlap a little", t -> t.rest().value(accuracy), "data=moons",
                "iterations=300", "iterations-per-step=100", "blocks=5", "width=32");
        opens("Ten streams", "Ten digits start as noise and flow to their labels through blocks that never spoke to each other.");
        preset("moons", "A border between moons", "See the border that the blocks draw, each alone.").set("data=moons", "iterations=1000").panes("map", "streams", "accuracy", "noise");
        preset("flow", "Labels on a flow", "One block for all times: every digit rises from noise to its label along one smooth path.").set("form=fm", "steps=40")
                .panes("tubes", "streams", "accuracy", "noise").pictured(25);
        preset("schedule", "A noise schedule that is learned", "How fast noise goes is learned with the block, and where it ends: little of it is left, but some.")
                .set("form=ct").panes("streams", "noise", "accuracy", "loss").pictured(15);
        preset("shares", "How much of the noise is a probability",
                "Two clouds overlap: of all noise, the share that flows to a label is to be the probability of that label.")
                .set("data=gaussians", "form=fm", "steps=40", "width=64").panes("shares", "streams", "map", "accuracy").pictured(10);
        tiny("blocks=2 width=4 batch=8 iterations=4 iterations-per-step=2 data=moons", "form=ct steps=2 width=4 batch=8 iterations=4 iterations-per-step=2 data=moons",
                "form=fm steps=2 integrator=heun width=4 batch=8 iterations=2 iterations-per-step=1 data=gaussians");
    }

    private Gauge<Stack> accuracy(String id, String label, String way) {
        return gauge(id, label, "", s -> s.accuracy(way)).when(s -> s.has(way));
    }

    /** What needs no training. */
    private void exact() {
        formula("chain", "dt: mean and variance of the chain against N(√ᾱ_t u, 1 − ᾱ_t): worst error", atMost(1e-12), "closed form", () -> BlockRow.Chain.error(10));
        formula("snr-weight", "ct: integral of the weight SNR′ of a learned schedule over SNR(1) − SNR(0), less 1", atMost(1e-13), "closed form, Gauss–Legendre",
                c -> ExactLabels.weightError(c.cancel()));
        formula("flow-ct", "ct: two classes whose posterior is known: share of the noise below a path, worst change in 400 steps", atMost(5e-5), "closed form: flows keep it",
                c -> ExactLabels.shareError(LabelFlow.Kind.CT, c.cancel()));
        formula("flow-fm", "fm: two classes whose posterior is known: share of the noise below a path, worst change in 400 steps", atMost(1e-5), "closed form: flows keep it",
                c -> ExactLabels.shareError(LabelFlow.Kind.FM, c.cancel()));
    }

    private void trained(Gauge<Stack> accuracy, Gauge<Stack> back, Gauge<Stack> calibration) {
        Shared<double[]> row = shared(t -> t.means(5, accuracy, back));
        lengthy("digits", "digits: accuracy of blocks that learn alone", atLeast(0.95), "our runs, mean of 5 seeds", row, r -> r[0]);
        lengthy("gap", "digits: accuracy of back-propagation less that", atMost(0.03), "our runs, mean of 5 seeds", row, r -> r[1] - r[0]);
        for (String flow : List.of(CT, FM)) {
            Shared<double[]> run = shared(t -> t.means(3, accuracy, back), "form=" + flow);
            lengthy("digits-" + flow, flow + ", digits: accuracy of a block that learns each time alone", atLeast(flow.equals(CT) ? 0.93 : 0.95), "our runs, mean of 3 seeds", run, r -> r[0]);
            lengthy("gap-" + flow, flow + ", digits: accuracy of back-propagation less that", atMost(0.03), "our runs, mean of 3 seeds", run, r -> r[1] - r[0]);
            lengthy("shares-" + flow, flow + ", two Gaussians: share of the noise that ends at label 1 less its probability, root mean square", atMost(0.06),
                    "closed form; our runs, mean of 3 seeds", t -> t.means(3, calibration)[0], "data=gaussians", "form=" + flow, "steps=40", "width=64");
        }
    }

    @Override
    protected Stack start(Knobs p, Philox random) {
        LabelledExamples e = LabelledExamples.of(p.get(data), random.stream(3));
        Labels labels = new Labels(e.classes());
        LabelForm network = switch (p.get(form)) {
            case DT -> BlockRow.of(labels, e.inputs(), p.get(blocks), p.get(width));
            case CT -> flow(LabelFlow.Kind.CT, labels, e, p);
            default -> flow(LabelFlow.Kind.FM, labels, e, p);
        };
        Fit untrained = Fit.start(Weights.of(network), AdamW.ADAM, random);
        return new Stack(e, labels, network, Race.of(network.ways(), _ -> untrained), Optional.empty());
    }

    private LabelFlow flow(LabelFlow.Kind kind, Labels labels, LabelledExamples e, Knobs p) {
        return LabelFlow.of(kind, labels, e.inputs(), p.get(width), new LogNoise(p.is(schedule, LEARNED), p.get(end)), p.get(steps), p.is(integrator, "heun"));
    }

    @Override
    protected Stack next(Stack s, Turn t) {
        int[] known = s.examples.part(false);
        Race<Fit> fits = s.fits;
        for (Training.Draw draw : training.draws(t)) {
            LabelForm.Batch b = s.examples.batch(Arrays.stream(draw.picks(PICKS, draw.batch(), known.length)).map(k -> known[k]).toArray(), s.labels.places());
            fits = fits.then((way, fit) -> fit.step(t.context().cancel(), training.rate(t.p(), draw.iteration(), 20), w -> s.form.loss(way, w, b, draw)));
        }
        Stack trained = new Stack(s.examples, s.labels, s.form, fits, Optional.empty());
        return new Stack(s.examples, s.labels, s.form, fits, Optional.of(judged(trained, t)));
    }

    private static Judged judged(Stack s, Turn t) {
        int[] rows = s.examples.part(true);
        LabelForm.Batch held = s.examples.batch(IntStream.range(0, rows.length * s.form.judgedBy()).map(k -> rows[k % rows.length]).toArray(), s.labels.places());
        int m = s.labels.classes();
        double[] z0 = t.normals(7, held.label().length, m);
        CancelToken cancel = t.context().cancel();
        double[] accuracy = s.fits.names().stream().mapToDouble(how -> accuracy(s, held, walk(s, how, held.x(), z0, cancel).getLast())).toArray();
        if (!s.examples.isKnown()) {
            return new Judged(accuracy, new double[0]);
        }
        double[] x = new double[2 * ASKED * NOISES];
        double[] noise = Noise.lattice(NOISES, m);
        double[] z = new double[ASKED * NOISES * m];
        for (int q = 0; q < ASKED * NOISES; q++) {
            x[2 * q] = asked(q / NOISES);
            System.arraycopy(noise, q % NOISES * m, z, q * m, m);
        }
        double[] end = walk(s, LabelForm.ALONE, x, z, cancel).getLast();
        double[] share = new double[ASKED];
        Arrays.setAll(share, k -> IntStream.range(k * NOISES, (k + 1) * NOISES).filter(q -> s.labels.nearest(end, q) == 1).count() / (double) NOISES);
        return new Judged(accuracy, share);
    }

    private static double asked(int k) {
        return REACH * (2.0 * k / (ASKED - 1) - 1);
    }

    private static double calibration(double[] share) {
        return Math.sqrt(IntStream.range(0, ASKED).mapToDouble(k -> Math.pow(share[k] - LabelledExamples.posterior(asked(k)), 2)).sum() / ASKED);
    }

    /** z₀ … z_T of some inputs, by what was learned in a way. */
    private static List<double[]> walk(Stack s, String how, double[] x, double[] z0, CancelToken cancel) {
        int m = s.labels.classes();
        int n = z0.length / m;
        double[] all = s.fits.get(how).evaluate(cancel, w -> Value.stack(0,
                s.form.path(how, w, w.tape().of(x, n, s.examples.inputs()), w.tape().of(z0, n, m)).toArray(Value[]::new)));
        return IntStream.range(0, all.length / z0.length).mapToObj(t -> Arrays.copyOfRange(all, t * z0.length, (t + 1) * z0.length)).toList();
    }

    private static double accuracy(Stack s, LabelForm.Batch b, double[] z) {
        return IntStream.range(0, b.label().length).filter(k -> s.labels.nearest(z, k) == b.label()[k]).count() / (double) b.label().length;
    }

    @Override
    protected void look(Stack s, Knobs p, Look to) {
        int[] held = s.examples.part(true);
        int shown = Math.min(held.length, 12 * s.examples.classes());
        LabelForm.Batch b = s.examples.batch(Arrays.copyOf(held, shown), s.labels.places());
        double[] z0 = Noise.gaussian(shown, s.examples.classes(), new Philox(5));
        List<double[]> all = walk(s, LabelForm.ALONE, b.x(), z0, to.context().cancel()).stream().map(s.labels::seen).toList();
        List<double[]> way = all.subList(p.is(form, DT) ? Math.min(FIRST_SHOWN, all.size() - 2) : 0, all.size());
        streams(way, b.label(), to);
        to.points("ends", 2, way.getLast(), Arrays.stream(b.label()).asDoubleStream().toArray());
        to.points("embedding", 2, s.labels.seen(s.labels.places()));
        double[] time = new double[all.size()];
        Arrays.setAll(time, t -> t);
        to.series("bar", time, s.form.signal(s.alone(), to.context().cancel()));
        to.inTime("tubes", Arrays.stream(time).map(t -> t / (time.length - 1)).toArray(), all.stream().map(z -> Arrays.copyOf(z, 2 * Math.min(shown, MOST_TUBES))).toList(), 2,
                Arrays.stream(b.label()).limit(MOST_TUBES).asDoubleStream().toArray());
        if (s.examples.inputs() == 2) {
            map(s, to);
        }
        if (s.hasShares()) {
            double[] x = IntStream.range(0, ASKED).mapToDouble(NoPropagation::asked).toArray();
            to.series("share", x, s.judged.orElseThrow().share);
            to.series("posterior", x, Arrays.stream(x).map(LabelledExamples::posterior).toArray());
        }
    }

    private static void streams(List<double[]> way, int[] label, Look to) {
        int steps = way.size();
        double[] xy = new double[2 * label.length * steps];
        int[] offsets = new int[label.length + 1];
        for (int q = 0; q < label.length; q++) {
            for (int t = 0; t < steps; t++) {
                System.arraycopy(way.get(t), 2 * q, xy, 2 * (q * steps + t), 2);
            }
            offsets[q + 1] = (q + 1) * steps;
        }
        double[] streamClass = new double[label.length * steps];
        Arrays.setAll(streamClass, k -> label[k / steps]);
        to.paths("streams", 2, xy, offsets, new Layer.Field("class", "class", "", streamClass));
    }

    private static void map(Stack s, Look to) {
        Rect r = AROUND;
        double[] x = new double[2 * MAP * MAP];
        Arrays.setAll(x, k -> k % 2 == 0 ? r.x0() + (k / 2 / MAP + 0.5) * r.width() / MAP : r.y0() + (k / 2 % MAP + 0.5) * r.height() / MAP);
        double[] z = walk(s, LabelForm.ALONE, x, new double[MAP * MAP * s.examples.classes()], to.context().cancel()).getLast();
        double[] label = new double[MAP * MAP];
        Arrays.setAll(label, k -> s.labels.nearest(z, k));
        to.field("map", MAP, MAP, r, label);
        int n = Math.min(400, s.examples.label().length);
        to.points("points", 2, Arrays.copyOf(s.examples.x(), 2 * n), IntStream.range(0, n).mapToDouble(k -> s.examples.label()[k]).toArray());
    }
}
