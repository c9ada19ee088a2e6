package org.pushforward.engine.networks;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code networks.point-nn}: clouds of points are told apart by a network that has no weights and is not trained: it remembers. First it writes
 * features of known clouds into a memory, a cloud of every family a step; then it judges unknown ones by what they resemble.
 */
public final class ParameterFree extends Study<ParameterFree.State> {

    private static final int REMEMBERED = 24;
    private static final int JUDGED = 16;
    private static final int WIDTH = 36;
    private static final double SHARPNESS = 40;
    private static final int BINS = 48;

    /** A cloud with its features. */
    record Known(int family, double[] feature, double[] histogram) { }

    /** @param right how many of {@code judged} were told by the network, and {@code rightByHistogram} by distances */
    record State(List<Known> memory, int judged, int right, int rightByHistogram, PointEncoder.Encoded last, int family, double[] resemblance, int[] confusion) { }

    private final Knob<Integer> points;
    private final Knob<Double> noise;
    private final Knob<Double> hole;
    private final Knob<Integer> shapes;
    private final Knob<Integer> stages;

    public ParameterFree() {
        super("networks.point-nn", "A network without weights", "What does a network for clouds of points owe to training? This one has nothing to train: sines and cosines of coordinates, the farthest points "
                + "first, nearest neighbors, maximum and mean, again and again. What it makes of known clouds goes into a memory; an unknown cloud is what it "
                + "resembles most. On twelve families of shapes that is nearly always right. So is a histogram of distances between pairs of points, which knows far "
                + "less: the two part where points are few, noisy, or a piece is missing. The shapes are ours; the paper's scans and its plug-in for trained networks are not shown.",
                List.of("e(x)_f = sin, cos(βx/α^{f/F})", "f ← max + mean over neighbors of (f_j ⊕ f_i + e) ∘ e", "label: Σ exp(−γ(1 − cos ∠)) over the memory"),
                new Citation("R. Zhang, L. Wang, Y. Wang, P. Gao, H. Li, J. Shi", 2023, "Parameter is Not All You Need: Starting from Non-Parametric Networks for 3D Point Cloud Analysis", "2303.08134")
                        .code("https://github.com/ZrrSkywalker/Point-NN"));
        pace(6);
        group("Clouds");
        points = whole("points", "N", "Points", 256, 32, 512, "Of a cloud.").within(8, 1024).log();
        noise = real("noise", "σ", "Noise", 0, 0, 0.2, "Deviation of every coordinate of unknown clouds; they have radius 1.").within(0, 10);
        hole = real("hole", "h", "Missing", 0, 0, 0.6, "Share of an unknown cloud's points that is missing on one side.").within(0, 0.9);
        shapes = whole("shapes", "C", "Families", 12, 2, SolidShapes.FAMILIES.size(), "Of shapes that are told apart.").within(2, SolidShapes.FAMILIES.size());
        group("Network");
        stages = whole("stages", "S", "Stages", 3, 1, 4, "Each halves the points and doubles the features.").within(1, 5);
        refuse(p -> p.get(points) >> p.get(stages) < 2, p -> "stages: " + p.get(stages) + " of them leave fewer than 2 of " + p.get(points) + " points; take fewer");
        lasts(_ -> REMEMBERED + JUDGED);

        var accuracy = gauge("accuracy", "Told right, network", "", s -> (double) s.right / s.judged).when(s -> s.judged > 0);
        var histogram = gauge("accuracy-histogram", "Told right, distances", "", s -> (double) s.rightByHistogram / s.judged).when(s -> s.judged > 0);
        gauge("memory", "Numbers remembered", "", s -> s.memory.isEmpty() ? 0 : (double) s.memory.size() * s.memory.getFirst().feature.length);
        var permuted = gauge("permutation-error", "Change when points are shuffled", "", (s, p) -> shuffled(s, p));

        space("cloud", "The cloud in hand", "color and size: the stage up to which a point was kept").draw(POINTS, "cloud", "stage");
        plot("resembles", "What it resembles", "weight of the memory, by family").draw(BARS, "resemblance", "weight");
        plane("confusion", "Said, by what it is", "unknown clouds, rows are what they are").draw(CELLS, "confusion", "share");
        history("accuracy", "Told right", "share of unknown clouds so far", accuracy, histogram);
        plot("features", "Features of this cloud", "first 144").draw(BARS, "features", "feature");

        always("order", "change of features when points are shuffled", permuted, atMost(0), "closed form: points are sorted first");
        atEnd("better-than-chance", "told right", accuracy, atLeast(0.2), "chance is one over the number of families");
        reference("accuracy", "twelve families, 256 points: told right", atLeast(0.95), "our run; 1.00 in an independent run", t -> t.rest().value(accuracy));
        reference("few", "64 points with noise .05: network less distances", atLeast(0), "our run", t -> t.rest().value(accuracy) - t.value(histogram), "points=64", "noise=0.05");
        reference("hole", "four tenths missing: told right by the network less by distances", atLeast(0), "our run", t -> t.rest().value(accuracy) - t.value(histogram), "hole=0.4");
        reference("shift", "angle addition: sin and cos of a shifted place from those of the place", atMost(1e-12), "closed form", ParameterFree::addition);
        opens("Twelve shapes, no training", "Farthest points light up stage by stage; the memory fills, then it judges.").pictured(REMEMBERED + 4);
        preset("noisy", "Few and noisy", "Sixty-four points with noise: here it parts from a histogram of distances.").set("points=64", "noise=0.08");
        preset("hole", "A piece is missing", "Half of each unknown cloud is gone.").set("hole=0.5");
        tiny("points=16 shapes=3 stages=1");
    }

    private PointEncoder encoder(Knobs p) {
        return new PointEncoder(p.get(stages), WIDTH, 24);
    }

    @Override
    protected State start(Knobs p, Philox random) {
        PointEncoder.Encoded first = encoder(p).encoded(SolidShapes.cloud(1, 0, p.get(points), 0, 0, random.stream(1)));
        int c = p.get(shapes);
        return new State(List.of(), 0, 0, 0, first, 1 % c, new double[c], new int[c * c]);
    }

    @Override
    protected State next(State s, Turn t) {
        int c = t.get(shapes);
        boolean remembers = t.step() < REMEMBERED;
        Known[] known = new Known[c];
        PointEncoder.Encoded[] made = new PointEncoder.Encoded[c];
        t.workers().forRanges(c, 1, (from, to) -> {
            for (int f = from; f < to; f++) {
                t.ask();
                // Known clouds are whole and clean.
                double[] cloud = SolidShapes.cloud(f, t.step(), t.get(points), remembers ? 0 : t.get(noise), remembers ? 0 : t.get(hole), t.random().stream(1));
                made[f] = encoder(t.p()).encoded(cloud);
                known[f] = new Known(f, made[f].feature(), histogram(cloud));
            }
        });
        int shown = t.step() % c;
        if (remembers) {
            List<Known> more = new ArrayList<>(s.memory);
            more.addAll(Arrays.asList(known));
            return new State(List.copyOf(more), 0, 0, 0, made[shown], shown, new double[c], s.confusion);
        }
        int right = s.right;
        int byHistogram = s.rightByHistogram;
        int[] confusion = s.confusion.clone();
        double[] resemblance = new double[c];
        for (Known k : known) {
            double[] weights = weights(s.memory, k, c);
            int said = largest(weights);
            confusion[k.family * c + said]++;
            right += said == k.family ? 1 : 0;
            byHistogram += nearest(s.memory, k) == k.family ? 1 : 0;
            resemblance = k.family == shown ? weights : resemblance;
        }
        return new State(s.memory, s.judged + c, right, byHistogram, made[shown], shown, resemblance, confusion);
    }

    /** How much of the memory's weight each family has; features are measured in their deviations over the memory. */
    private static double[] weights(List<Known> memory, Known k, int families) {
        int d = k.feature.length;
        double[] mean = new double[d];
        double[] deviation = new double[d];
        for (Known m : memory) {
            for (int i = 0; i < d; i++) {
                mean[i] += m.feature[i] / memory.size();
            }
        }
        for (Known m : memory) {
            for (int i = 0; i < d; i++) {
                deviation[i] += (m.feature[i] - mean[i]) * (m.feature[i] - mean[i]) / memory.size();
            }
        }
        double[] weights = new double[families];
        for (Known m : memory) {
            double dot = 0;
            double a = 0;
            double b = 0;
            for (int i = 0; i < d; i++) {
                double s = deviation[i] > 1e-20 ? 1 / deviation[i] : 0;
                double x = m.feature[i] - mean[i];
                double y = k.feature[i] - mean[i];
                dot += s * x * y;
                a += s * x * x;
                b += s * y * y;
            }
            weights[m.family] += Math.exp(-SHARPNESS * (1 - dot / Math.sqrt(Math.max(a * b, 1e-300))));
        }
        double sum = Math.max(Arrays.stream(weights).sum(), 1e-300);
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }

    private static int largest(double[] v) {
        int at = 0;
        for (int k = 1; k < v.length; k++) {
            at = v[k] > v[at] ? k : at;
        }
        return at;
    }

    /** Distances between pairs of points (Osada, Funkhouser, Chazelle & Dobkin 2002, D2), as shares of bins up to 2. */
    private static double[] histogram(double[] xyz) {
        int n = xyz.length / 3;
        double[] h = new double[BINS];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double x = xyz[3 * i] - xyz[3 * j];
                double y = xyz[3 * i + 1] - xyz[3 * j + 1];
                double z = xyz[3 * i + 2] - xyz[3 * j + 2];
                h[Math.min(BINS - 1, (int) (Math.sqrt(x * x + y * y + z * z) / 2 * BINS))] += 2.0 / n / (n - 1);
            }
        }
        return h;
    }

    private static int nearest(List<Known> memory, Known k) {
        double least = Double.POSITIVE_INFINITY;
        int family = 0;
        for (Known m : memory) {
            double sum = 0;
            for (int b = 0; b < BINS; b++) {
                sum += Math.abs(m.histogram[b] - k.histogram[b]);
            }
            if (sum < least) {
                least = sum;
                family = m.family;
            }
        }
        return family;
    }

    private double shuffled(State s, Knobs p) {
        int n = s.last.xyz().length / 3;
        double[] xyz = new double[3 * n];
        for (int k = 0; k < n; k++) {
            System.arraycopy(s.last.xyz(), 3 * k, xyz, 3 * ((k * 7 + 3) % n), n % 7 == 0 ? 0 : 3);
        }
        double[] again = encoder(p).encoded(n % 7 == 0 ? s.last.xyz() : xyz).feature();
        return IntStream.range(0, again.length).mapToDouble(i -> Math.abs(again[i] - s.last.feature()[i])).max().orElse(0);
    }

    private static double addition(Trial<State> t) {
        double[] a = new double[12];
        double[] b = new double[12];
        double[] sum = new double[12];
        PointEncoder.embedded(0.31, -0.2, 0.7, 12, a, 0);
        PointEncoder.embedded(0.05, 0.11, -0.4, 12, b, 0);
        PointEncoder.embedded(0.36, -0.09, 0.3, 12, sum, 0);
        double worst = 0;
        for (int k = 0; k < 12; k += 2) {
            worst = Math.max(worst, Math.abs(sum[k] - a[k] * b[k + 1] - a[k + 1] * b[k]));
            worst = Math.max(worst, Math.abs(sum[k + 1] - a[k + 1] * b[k + 1] + a[k] * b[k]));
        }
        return worst;
    }

    @Override
    protected void look(State s, Knobs p, Look to) {
        int n = s.last.xyz().length / 3;
        double[] stage = new double[n];
        double[] radii = new double[n];
        for (int k = 0; k < s.last.kept().length; k++) {
            for (int point : s.last.kept()[k]) {
                stage[point] = k + 1;
            }
        }
        Arrays.setAll(radii, k -> 0.012 + 0.012 * stage[k]);
        to.as(SolidShapes.FAMILIES.get(s.family)).points("cloud", 3, s.last.xyz(), radii, new Layer.Field("stage", "kept up to stage", "", stage));
        int c = p.get(shapes);
        to.bars("resemblance", SolidShapes.FAMILIES.subList(0, c), s.resemblance);
        double[] share = new double[c * c];
        for (int i = 0; i < c; i++) {
            int row = i;
            int sum = Math.max(1, IntStream.range(0, c).map(j -> s.confusion[row * c + j]).sum());
            for (int j = 0; j < c; j++) {
                share[i * c + j] = (double) s.confusion[i * c + j] / sum;
            }
        }
        to.matrix("confusion", c, c, share);
        double[] edges = IntStream.rangeClosed(0, Math.min(144, s.last.feature().length)).asDoubleStream().toArray();
        to.bars("features", edges, Arrays.copyOf(s.last.feature(), edges.length - 1));
    }
}
