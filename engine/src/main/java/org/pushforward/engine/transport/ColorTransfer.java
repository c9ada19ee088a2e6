package org.pushforward.engine.transport;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.IMAGE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.data.Photograph;
import org.pushforward.engine.data.PictureReader;
import org.pushforward.engine.numerics.Assignment;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SlicedWasserstein;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code ot.color-transfer}: the colors of one picture carried onto those of another, by four maps. One step is one basis of the sliced map and some
 * sweeps of the entropic one; the other two are there after the first.
 *
 * @see ColorMaps
 */
public final class ColorTransfer extends Study<ColorTransfer.Carried> {

    private static final String GAUSSIAN = "gaussian";
    private static final String SLICED = "sliced";
    private static final String MATCHED = "matched";
    private static final String ENTROPIC = "entropic";
    private static final List<String> NAMES = List.of(GAUSSIAN, SLICED, MATCHED, ENTROPIC);
    private static final int SAMPLE_STREAM = 3;
    private static final int BASIS_STREAM = 4;
    private static final int SWEEPS = 10;
    private static final int SEEN = 3000;
    private static final double FLAT = 1e-9;
    /** Sinkhorn's ε falls from here to its end by a quarter a step. */
    private static final double FIRST_EPS = 0.2;
    private static final double FALL = 0.75;
    private static final int MEASURED = 20_000;
    private static final String SMALL = "size=96";

    /** Colors of a picture, rows from the top down, and its size. */
    record Image(int width, int height, double[] colors) {
        Rect domain() {
            return new Rect(0, 0, (double) width / height, 1);
        }
    }

    /**
     * @param from sampled colors of the source
     * @param to as many of the target
     */
    record Task(ColorSpace space, Image source, Image target, SlicedWasserstein.Target aim, double[] from, double[] to) { }

    /**
     * One contestant's picture, colors in the space.
     *
     * @param distance sliced W₂ from the target
     * @param cost mean squared way of a color
     */
    record Result(double[] colors, double distance, double cost) { }

    /** Sinkhorn's potentials at the sampled colors of the target, and of the source for its transport to itself. */
    record Potentials(double[] there, double[] own) { }

    /** @param basis of the last sliced step, or none */
    record Carried(Task task, Race<Result> race, Potentials potentials, double[] basis) {

        double marginalGap() {
            return ColorMaps.marginalGap(race.get(SLICED).colors, task.target.colors, basis);
        }
    }

    private final Knob<SourceFile> source;
    private final Knob<SourceFile> target;
    private final Knob<String> space;
    private final Knob<Integer> size;
    private final Knob<Integer> sample;
    private final Knob<Double> blur;
    private final Knob<Double> eps;
    private final Knob<Integer> iterations;
    private final Knob<Double> time;
    private final Knob<String> shown;

    public ColorTransfer() {
        super("ot.color-transfer", "Colors of one photograph for another", "A photograph is a cloud of colors, and a map that carries the cloud onto another photograph's gives the first one the second's mood. "
                + "The best map between normal distributions matches mean and covariance in one step. The sliced one sorts along three axes at a time, and after some thirty turns of them nothing is left. A sample of "
                + "colors can be matched exactly, or softly by Sinkhorn's iteration, and the others go along with those around them. Getting all of the colors is not everything: the sliced map moves "
                + "them some percent farther than need be and tears smooth skies apart, and every map here is blind to what a color belongs to.",
                List.of("T(x) = m₁ + S₀^−½ (S₀^½ S₁ S₀^½)^½ S₀^−½ (x − m₀)", "x ← x + Σ_r (F⁻¹_{Y·e_r} ∘ F_{X·e_r} − id)(x·e_r) e_r", "x_t = (1 − t) x + t T(x)"),
                new Citation("F. Pitié, A. C. Kokaram", 2007, "The linear Monge-Kantorovitch linear colour mapping for example-based colour transfer", "10.1049/cp:20070055"),
                new Citation("F. Pitié, A. C. Kokaram, R. Dahyot", 2007, "Automated colour grading using colour distribution transfer", "10.1016/j.cviu.2006.11.011"),
                new Citation("J. Rabin, G. Peyré, J. Delon, M. Bernot", 2012, "Wasserstein barycenter and its application to texture mixing", "10.1007/978-3-642-24785-9_37"),
                new Citation("A.-A. Pooladian, M. Cuturi, J. Niles-Weed", 2022, "Debiaser beware: pitfalls of centering regularized transport maps", "2202.08919"));
        group("Pictures");
        source = picture("source", "X", "Source", "china.jpg", "The picture whose colors change.");
        target = picture("target", "Y", "Target", "flower.jpg", "The picture whose colors it gets.");
        size = whole("size", "s", "Size", 160, 64, 640, "Pixels along the longer side; the pictures are averaged to that.").within(2, 1024).log();
        space = choice("space", "C", "Space of colors", ColorSpace.NAMES, ColorSpace.RGB, "Red, green and blue as they are stored, or L*a*b* over 100, where distances are those of the eye.");
        group("Maps");
        iterations = whole("iterations", "K", "Iterations", 30, 5, 100, "Steps: bases of the sliced map.").within(1, 10_000);
        sample = whole("sample", "N", "Sampled colors", 300, 50, 1000, "Of either picture, for the exact matching and Sinkhorn's.").within(1, 2000).log();
        blur = real("blur", "σ", "Blur", 0.03, 0.005, 0.2, "How far around a matched color others go along with it.").within(1e-4, 10).log();
        eps = real("eps", "ε", "Entropic blur", 0.003, 1e-3, 0.1, "Of Sinkhorn's plan, a squared distance of colors; it falls to this from 0.2.").within(1e-4, 100).log();
        group("Look");
        time = real("time", "t", "Time", 1, 0, 1, "0: the source; 1: with the target's colors; between: the way.").live();
        shown = choice("shown", "T", "Shown cloud", NAMES, SLICED, "The map whose cloud of colors is shown.").live();
        lasts(p -> p.get(iterations));
        pace(6);

        List<Gauge<Carried>> distances = gauges("distance", "Sliced W₂ left", "", NAMES, (s, c) -> s.race.get(c).distance);
        List<Gauge<Carried>> costs = gauges("cost", "Mean squared way", "", NAMES, (s, c) -> s.race.get(c).cost);
        panes(distances, costs);
        checks(distances);
        opens("A temple in the colors of a flower", "The same photograph with another one's colors, by four maps side by side.").pins("time", "shown", "space").pictured(20);
        preset("back", "And a flower in those of a temple", "The other way about, in L*a*b*.").set("source=flower.jpg", "target=china.jpg", "space=lab").pins("time", "shown").pictured(20);
        preset("half", "Half of the way", "At half time the colors are between those of the two; the way is straight for every color.").set("time=0.5").pins("time", "shown").pictured(20);
        tiny("size=12 sample=6 iterations=3", "size=9 sample=5 iterations=2 space=lab target=china.jpg shown=entropic time=0.5");
    }

    private Knob<SourceFile> picture(String id, String symbol, String label, String file, String help) {
        return knob(new Parameter.Source(Parameter.Info.of(id, symbol, label, "Pictures", help), "a picture", PictureReader.EXTENSIONS, List.of(), Parameter.Default.of(SourceFile.sample(file)),
                f -> PictureReader.read(f).understood()));
    }

    private void panes(List<Gauge<Carried>> distances, List<Gauge<Carried>> costs) {
        multiples("pictures", "Pictures", "the source, the target, and the source with the target's colors by four maps").draw(IMAGE, "source", "source").draw(IMAGE, "target", "target")
                .draw(IMAGE, "picture-" + GAUSSIAN, "mean and covariance").draw(IMAGE, "picture-" + SLICED, "sliced").draw(IMAGE, "picture-" + MATCHED, "matched sample").draw(IMAGE, "picture-" + ENTROPIC, "entropic");
        multiples("clouds", "Clouds of colors", "from black to white upwards, each color where it is").draw(IMAGE, "colors-source", "source").draw(IMAGE, "colors-now", "on the way").draw(IMAGE, "colors-target", "target");
        history("distance", "Distance left", "sliced W₂ from the target's colors", distances).log();
        space("cloud", "Cloud of colors", "of the shown map, by lightness").draw(LINES, "box", "cube").draw(POINTS, "cloud", "lightness")
                .axes("red, or a*", "green, or b*", "blue, or L*");
        history("cost", "Way of the colors", "mean squared; the least that reaches the target is the optimal one", costs);
    }

    private void checks(List<Gauge<Carried>> distances) {
        atEnd("arrived", "sliced W₂ left by the sliced map", distances.get(NAMES.indexOf(SLICED)), atMost(0.02), "0 in the limit; the difference of white and black is √3");
        formula("space", "largest error of L*a*b* there and back, 17³ colors, levels of 255", atMost(0), "the same levels", ColorTransfer::roundTrip);
        for (String s : ColorSpace.NAMES) {
            reference("bures-" + s, "covariance of the Gaussian map's colors over the target's − 1, " + s, atMost(1e-10), "closed form: A S₀ A = S₁", ColorTransfer::covarianceError, "space=" + s);
            reference("marginals-" + s, "largest gap of quantiles along the axes of the third sliced step, " + s, atMost(1e-12), "each is matched by sorting", t -> t.steps(3).state().marginalGap(), "space=" + s);
        }
        var run = shared(t -> raced(t, distances), SMALL);
        reference("falls", "largest rise of the sliced map's distance in a step, over that at first", atMost(0.01), "falls, but for what one basis loses to the last", run, r -> r[0]);
        reference("left-" + SLICED, "distance left by the sliced map after 30 steps over that at first", atMost(0.02), "0 in the limit", run, r -> r[2]);
        reference("left-" + GAUSSIAN, "distance left by the Gaussian map over that of the sliced one", atLeast(5), "what is not normal in the colors stays", run, r -> r[1] / r[2]);
        reference("left-" + MATCHED, "distance left by the matched sample over that at first", atMost(0.15), "what the sample misses; measured", run, r -> r[3]);
        reference("left-" + ENTROPIC, "distance left by the entropic map over that at first", atMost(0.15), "what the sample misses; measured", run, r -> r[4]);
        reference("detour", "mean squared way of the sliced map over that of the exact matching of all colors, size 40", atLeast(1), "the exact one is the least of all that reach the target", t -> {
            Carried s = t.rest().state();
            return s.race.get(SLICED).cost / exactCost(s.task, t.context());
        }, "size=40", "iterations=100", "sample=1");
        reference("itself", "farthest move of a color by any map, a picture onto itself", atMost(1e-10), "closed form: the identity", ColorTransfer::farthest, "target=china.jpg", "iterations=5", SMALL);
    }

    private static double roundTrip() {
        ColorSpace lab = new ColorSpace(ColorSpace.LAB);
        int most = 0;
        for (int k = 0; k < 17 * 17 * 17; k++) {
            int[] level = {k / 289 * 15, k / 17 % 17 * 15, k % 17 * 15};
            double[] c = lab.from(new double[] {level[0] / 255.0, level[1] / 255.0, level[2] / 255.0});
            int rgb = lab.pixel(c[0], c[1], c[2]);
            most = Math.max(most, Math.max(Math.abs((rgb >> 16) - level[0]), Math.max(Math.abs((rgb >> 8 & 0xff) - level[1]), Math.abs((rgb & 0xff) - level[2]))));
        }
        return most;
    }

    private static double covarianceError(Trial<Carried> t) {
        Carried s = t.step().state();
        Workers w = t.context().workers();
        Matrix aim = ColorMaps.covariance(s.task.target.colors, w);
        return ColorMaps.covariance(s.race.get(GAUSSIAN).colors, w).minus(aim).frobenius() / aim.frobenius();
    }

    /** The largest rise of the sliced distance in a step, and the distances at the end, all over the distance at first. */
    private static double[] raced(Trial<Carried> t, List<Gauge<Carried>> distances) {
        double first = t.value(distances.get(1));
        double[] r = new double[1 + NAMES.size()];
        double before = first;
        for (int k = 0; k < 30; k++) {
            double now = t.step().value(distances.get(1));
            r[0] = Math.max(r[0], (now - before) / first);
            before = now;
        }
        for (int k = 0; k < NAMES.size(); k++) {
            r[1 + k] = t.value(distances.get(k)) / first;
        }
        return r;
    }

    private static double exactCost(Task q, StepContext context) {
        double[] x = q.source.colors;
        double[] y = q.target.colors;
        int[] partner = Assignment.nearest(x, y, 3, context.cancel());
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            double way = y[3 * partner[k / 3] + k % 3] - x[k];
            sum += way * way;
        }
        return sum / partner.length;
    }

    private static double farthest(Trial<Carried> t) {
        Carried s = t.rest().state();
        double most = 0;
        for (String c : NAMES) {
            for (int k = 0; k < s.task.source.colors.length; k++) {
                most = Math.max(most, Math.abs(s.race.get(c).colors[k] - s.task.source.colors[k]));
            }
        }
        return most;
    }

    @Override
    protected Carried start(Knobs p, Philox random) {
        ColorSpace colors = new ColorSpace(p.get(space));
        Image from = image(p.get(source), p.get(size), colors);
        Image to = image(p.get(target), p.get(size), colors);
        require("source", p.get(source), from);
        require("target", p.get(target), to);
        Assignment.requireFeasible("sample", p.get(sample));
        StepContext context = StepContext.creating();
        SlicedWasserstein.Target aim = new SlicedWasserstein.Target(measured(to.colors), 3, context.workers());
        Task task = new Task(colors, from, to, aim, sampled(from.colors, p.get(sample), random), sampled(to.colors, p.get(sample), random));
        Result first = result(task, from.colors, context);
        double[] none = new double[p.get(sample)];
        return new Carried(task, Race.of(NAMES, _ -> first), new Potentials(none, none), new double[0]);
    }

    private static Image image(SourceFile file, int size, ColorSpace space) {
        Photograph p = PictureReader.read(file);
        double scale = (double) size / Math.max(p.width(), p.height());
        int width = Math.max(1, (int) Math.round(scale * p.width()));
        int height = Math.max(1, (int) Math.round(scale * p.height()));
        return new Image(width, height, space.from(p.colors(width, height)));
    }

    /** The Gaussian map divides by the covariance of the source; a cloud that is a point, a line or a plane has none to divide by. */
    private static void require(String knob, SourceFile file, Image image) {
        double[] variances = image.colors.length < 6 ? new double[3] : ColorMaps.covariance(image.colors, Workers.serial()).symmetrised().eigenvalues();
        if (Arrays.stream(variances).max().orElse(0) < FLAT) {
            throw new InputException(knob + ": " + file.name() + " has one color only, and there is no cloud to carry", "give a picture with colors");
        }
        if (knob.equals("source") && Arrays.stream(variances).min().orElse(0) < FLAT) {
            throw new InputException(knob + ": the colors of " + file.name() + " lie on a line or plane of the space of colors, and their covariance, which the Gaussian map divides by, has no inverse",
                    "give a picture with colors of all kinds; a gray one may be the target");
        }
    }

    /** The same pixels for pictures of the same size. */
    private static double[] sampled(double[] colors, int n, Philox random) {
        double[] u = new double[n];
        random.stream(SAMPLE_STREAM).uniforms(0, n, 0, 1, u, 0);
        double[] some = new double[3 * n];
        for (int k = 0; k < n; k++) {
            int pixel = Math.min(colors.length / 3 - 1, (int) (u[k] * (colors.length / 3)));
            System.arraycopy(colors, 3 * pixel, some, 3 * k, 3);
        }
        return some;
    }

    /** All colors, or every k-th of very many: what distances are measured on. */
    private static double[] measured(double[] colors) {
        int every = (colors.length / 3 + MEASURED - 1) / MEASURED;
        return thinned(colors, every);
    }

    private static double[] thinned(double[] colors, int every) {
        double[] some = new double[3 * (colors.length / 3 / every)];
        for (int k = 0; k < some.length / 3; k++) {
            System.arraycopy(colors, 3 * k * every, some, 3 * k, 3);
        }
        return some;
    }

    private static Result result(Task task, double[] colors, StepContext context) {
        double sum = 0;
        for (int k = 0; k < colors.length; k++) {
            double way = colors[k] - task.source.colors[k];
            sum += way * way;
        }
        return new Result(colors, task.aim.distance(measured(colors), context.workers()), sum / (colors.length / 3.0));
    }

    @Override
    protected Carried next(Carried s, Turn t) {
        Task q = s.task;
        double[] basis = ColorMaps.basis(t.normals(BASIS_STREAM, 3, 3));
        double level = Math.max(t.get(eps), FIRST_EPS * Math.pow(FALL, t.step()));
        Potentials g = new Potentials(swept(q.from, q.to, s.potentials.there, level, t), swept(q.from, q.from, s.potentials.own, level, t));
        return new Carried(q, s.race.then((name, before) -> {
            t.ask();
            return switch (name) {
                case SLICED -> result(q, ColorMaps.sliced(before.colors, q.target.colors, basis, t.context()), t.context());
                case ENTROPIC -> result(q, ColorMaps.entropic(q.source.colors, q.from, q.to, g.there, g.own, level, t.context()), t.context());
                case GAUSSIAN -> t.step() > 0 ? before : result(q, ColorMaps.gaussian(q.source.colors, q.target.colors, t.workers()), t.context());
                default -> t.step() > 0 ? before : result(q, ColorMaps.matched(q.source.colors, q.from, q.to, t.get(blur), t.context()), t.context());
            };
        }), g, basis);
    }

    /** Some of Sinkhorn's sweeps: the potential of y. */
    private static double[] swept(double[] x, double[] y, double[] before, double level, Turn t) {
        double[] g = before;
        for (int k = 0; k < SWEEPS; k++) {
            double[] f = ColorMaps.softMinimum(x, y, g, level, t.context());
            g = ColorMaps.softMinimum(y, x, f, level, t.context());
        }
        return g;
    }

    @Override
    protected void look(Carried s, Knobs p, Look to) {
        Task q = s.task;
        draw("source", q.source, q.source.colors, q.space, to);
        draw("target", q.target, q.target.colors, q.space, to);
        for (String c : NAMES) {
            draw("picture-" + c, q.source, onTheWay(s, c, p.get(time)), q.space, to);
        }
        double[] now = onTheWay(s, p.get(shown), p.get(time));
        CloudPicture.draw("colors-source", q.source.colors, q.space, to);
        CloudPicture.draw("colors-now", now, q.space, to);
        CloudPicture.draw("colors-target", q.target.colors, q.space, to);
        double[] some = thinned(now, Math.max(1, now.length / 3 / SEEN));
        boolean isLab = q.space.name().equals(ColorSpace.LAB);
        double[] light = new double[some.length / 3];
        Arrays.setAll(light, k -> isLab ? some[3 * k] : (some[3 * k] + some[3 * k + 1] + some[3 * k + 2]) / 3);
        if (isLab) {
            // Lightness is up.
            for (int k = 0; k < light.length; k++) {
                some[3 * k] = some[3 * k + 1];
                some[3 * k + 1] = some[3 * k + 2];
                some[3 * k + 2] = light[k];
            }
        }
        to.points("cloud", 3, some, light);
        to.box("box", isLab ? new Rect(-0.6, -0.6, 0.6, 0.6) : Rect.UNIT, 0, 1);
    }

    private static double[] onTheWay(Carried s, String name, double t) {
        double[] from = s.task.source.colors;
        double[] to = s.race.get(name).colors;
        double[] x = new double[from.length];
        Arrays.setAll(x, k -> (1 - t) * from[k] + t * to[k]);
        return x;
    }

    private static void draw(String id, Image size, double[] colors, ColorSpace space, Look to) {
        to.picture(id, size.width, size.height, size.domain(), space.pixels(colors));
    }
}
