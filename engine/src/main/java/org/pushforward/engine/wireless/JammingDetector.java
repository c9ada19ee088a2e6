package org.pushforward.engine.wireless;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.GammaLaw;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code wireless.jam-5g}: is there a weak jammer in the synchronization block of 5G? Energy of its empty elements, a network on wavelet features with one
 * threshold, two networks with two, and one on raw samples (Asemian, Amini, Kantarci &amp; Erol-Kantarci 2024, arXiv:2403.02645), beside what no test can exceed.
 */
public final class JammingDetector extends Study<JammingDetector.State> {

    private static final DetectorNets NETS = new DetectorNets();
    private static final int TRAIN = 81;
    private static final int TEST = 82;
    private static final int LEVEL = 83;
    /** Blocks of each of three kinds that are judged, and those of them whose raw samples are kept. */
    private static final int JUDGED = 1000;
    private static final int RAW = 200;
    /** Elements that features are made of: the empty ones and the primary sequence. */
    private static final int TOLD = SyncBlock.emptyCount() + SyncBlock.SEQUENCE;
    /** From the weakest jammer to the strongest. */
    private static final double SPAN = 15;
    private static final double[] ALARMS = IntStream.rangeClosed(0, 24).mapToDouble(k -> 0.004 * Math.pow(250, k / 24.0)).toArray();
    private static final int THICK = 26;

    /** @param samples of the first {@value #RAW}, in 32 bits to be small */
    record Kind(double[] energy, double[] features, float[] samples) { }

    /** Clean blocks to set thresholds by, other clean ones, jammed ones. */
    record Test(List<Kind> kinds) {
        JammingScores energy() {
            return new JammingScores(kinds.get(0).energy, kinds.get(1).energy, kinds.get(2).energy);
        }
    }

    record Scores(JammingScores first, JammingScores second, JammingScores raw) { }

    record State(Fit fit, Optional<Test> test, Optional<Scores> scores) { }

    private final Knob<Double> snr;
    private final Knob<Double> jammer;
    private final Knob<Double> alarm;
    private final Knob<Integer> cell;
    private final Training training;

    public JammingDetector() {
        super("wireless.jam-5g", "A jammer in the gaps",
                "A phone finds its cell by a block whose place everybody knows, also a jammer. Where that block sends nothing, energy is noise, or noise and a jammer: 130 elements of 960. "
                        + "Networks are told wavelet bands of these energies and of the correlation with the primary sequence. With two thresholds a first one decides when it is sure, and a second one the rest. "
                        + "Here the jammer is white and weak, and then the second threshold gains nothing: the mean energy alone, with a threshold in closed form, does as well as networks, which need the correlation only for weaker jammers. "
                        + "A network on raw samples learns next to nothing in this time. The paper reports 96.4 % for two thresholds, 86.0 % for one and 83.2 % for raw samples, with simulated and measured blocks that we do not have. "
                        + "Channel, timing and noise are known here, and there is no fading.",
                List.of("d(n) = 1 − 2x((n + 43 c) mod 127)", "mean null energy ∼ (N + J) · Γ(M)/M, M = 130", "limits: M = 257 for what the networks are told, 960 for the whole block"),
                new Citation("G. Asemian, M. Amini, B. Kantarci, M. Erol-Kantarci", 2024, "Over-The-Air Double-Threshold Deep Learner for Jamming Detection in 5G RF domain", "2403.02645"));
        group("Block");
        snr = real("snr-db", "S/N", "Signal over noise", 20, 5, 30, "An element.").within(0, 60).unit("dB");
        jammer = real("jammer-db", "S/J", "Signal over the strongest jammer", 15, 5, 30, "Jammers are up to 15 dB weaker, all levels alike.").within(-20, 80).unit("dB");
        cell = whole("cell", "c", "Cell", 0, 0, 2, "Which of the three primary sequences.");
        group("Decision");
        alarm = real("false-alarm", "α", "False alarms", 0.05, 0.01, 0.3, "Share of clean blocks that may be called jammed.").within(0.004, 0.9).live();
        training = training(2e-3, 128, 200, 2);
        pace(8);

        gauge("sjnr-db", "Signal over noise and strongest jammer", "dB", (_, p) -> -10 * Math.log10(noise(p) + power(p.get(jammer))));
        var measured = gauge("false-alarm-measured", "False alarms of the energy test", "", (s, p) -> JammingScores.share(s.test.orElseThrow().energy().clean(), threshold(p))).when(s -> s.test.isPresent());
        var energy = gauge("detection-energy", "Energy", "", (s, p) -> JammingScores.share(s.test.orElseThrow().energy().jammed(), threshold(p))).when(s -> s.test.isPresent());
        var exact = gauge("detection-energy-exact", "Energy, exact", "", (_, p) -> detection(p, SyncBlock.emptyCount(), p.get(alarm)));
        var limit = gauge("detection-limit", "Limit of what they are told", "", (_, p) -> detection(p, TOLD, p.get(alarm)));
        gauge("detection-limit-block", "Limit of the whole block", "", (_, p) -> detection(p, SyncBlock.ELEMENTS, p.get(alarm)));
        var single = gauge("detection-single", "One threshold", "", (s, p) -> s.scores.orElseThrow().first.detection(p.get(alarm))).when(s -> s.scores.isPresent());
        var cascade = gauge("detection-cascade", "Two thresholds", "", (s, p) -> s.scores.orElseThrow().first.cascade(s.scores.orElseThrow().second, p.get(alarm))[0]).when(s -> s.scores.isPresent());
        var raw = gauge("detection-raw", "Raw samples", "", (s, p) -> s.scores.orElseThrow().raw.detection(p.get(alarm))).when(s -> s.scores.isPresent());
        var over = gauge("over-limit", "Best detector over the limit, in deviations", "", (s, p) -> overLimit(s, p)).when(s -> s.scores.isPresent());

        multiples("grid", "Energy of a block", "dB; a row a symbol from the top down, 240 subcarriers across; dark where nothing is sent").draw(CELLS, "clean", "clean").draw(CELLS, "jammed", "strongest jammer").alike("clean", "jammed");
        plot("energies", "Mean energy where nothing is sent", "over the noise; bars: clean blocks at the left, jammed ones at the right").draw(BARS, "bars-clean", "clean").draw(BARS, "bars-jammed", "jammed").draw(CURVE, "law", "Gamma law", "", "energy").draw(CURVE, "threshold", "threshold", "", "energy");
        plot("roc", "Detected by false alarms", "share of jammed blocks").draw(CURVE, "roc-limit", "limit of what they are told", "", "false alarms").draw(CURVE, "roc-block", "of the whole block", "", "false alarms").draw(CURVE, "roc-energy", "energy, exact", "", "false alarms").draw(CURVE, "roc-single", "one threshold", "", "false alarms")
                .draw(CURVE, "roc-cascade", "two thresholds", "", "false alarms").draw(CURVE, "roc-raw", "raw samples", "", "false alarms").logX();
        plot("scores", "What the first network says", "log-odds of a jammer; bars: clean blocks at the left, jammed ones at the right").draw(BARS, "score-clean", "clean").draw(BARS, "score-jammed", "jammed").draw(CURVE, "lower", "lower", "", "score").draw(CURVE, "upper", "upper", "", "score");
        plot("bands", "Features", "means of blocks: 16 of null energies, 3 bands, 16 of correlations, 3 bands").draw(CURVE, "features-clean", "clean", "", "feature").draw(CURVE, "features-jammed", "jammed", "", "feature");
        history("detections", "Detected", "at the share of false alarms that is set", energy, single, cascade, raw, limit);
        words("published", "Ours and the paper's", "shares detected; the paper's are of its own blocks").draw(WORDS, "table", "detected");
        layer("sequence", "primary sequence", "", "n");

        always("limit", "best detector over the limit, in standard deviations", over, atMost(3), "Neyman–Pearson: energy of the empty elements and of the primary symbol, all that the networks are told, with the sequence known");
        reference("energy", "energy test: false alarms and detection off the exact ones, in standard deviations", atMost(3), "closed form: Gamma law", t -> energyGap(t.step(), measured, energy, exact));
        formula("sequence", "primary sequences: worst of autocorrelation + 1 at a lag, and cell 2 less cell 0 shifted by 86", atMost(0), "closed form: an m-sequence", JammingDetector::sequenceError);
        formula("empty", "empty elements", within(130, 0), "3GPP TS 38.211, table 7.4.3.1-1", () -> SyncBlock.emptyCount());
        Shared<double[]> runs = shared(t -> t.means(5, single, cascade, raw, energy));
        lengthy("raw", "raw samples: detection over that with two thresholds, means of 5 seeds", atMost(0.5), "our runs", runs, r -> r[2] / r[1]);
        lengthy("second", "second threshold: |detection gained|, means of 5 seeds", atMost(0.04), "our runs: nothing", runs, r -> Math.abs(r[1] - r[0]));
        lengthy("network", "one threshold: detection, mean of 5 seeds", atLeast(0.75), "our runs: .86", runs, r -> r[0]);
        lengthy("network-energy", "one threshold: detection less that of the energy alone, means of 5 seeds", atMost(0.05), "our runs: the network gains nothing", runs, r -> r[0] - r[3]);
        opens("Where nothing should be", "A jammer shows where the block is silent.").panes("grid", "roc", "energies", "detections").pins("false-alarm", "snr-db", "jammer-db", "cell");
        preset("thresholds", "A second threshold", "The first network is sure of most blocks; what the second adds to the rest.").panes("scores", "detections", "published", "bands").pins("false-alarm", "jammer-db", "snr-db");
        preset("deep", "Far below the noise", "A jammer 25 to 40 dB down: the limit itself is low, and the correlation gives networks two points over the energy alone.").set("jammer-db=25").panes("energies", "roc", "detections", "grid").pins("jammer-db", "snr-db", "false-alarm");
        tiny("iterations=2 iterations-per-step=1 batch=4");
    }

    // ---- what is known exactly

    private static double power(double decibelBelow) {
        return Math.pow(10, -0.1 * decibelBelow);
    }

    private double noise(Knobs p) {
        return power(p.get(snr));
    }

    private double threshold(Knobs p) {
        return noise(p) * new GammaLaw(SyncBlock.emptyCount()).exceeded(p.get(alarm));
    }

    /** Of the energy test on so many elements, mean over the levels of jammers. */
    private double detection(Knobs p, int elements, double falseAlarm) {
        GammaLaw law = new GammaLaw(elements);
        double t = law.exceeded(falseAlarm);
        int n = 60;
        return IntStream.range(0, n).mapToDouble(k -> law.survival(t * noise(p) / (noise(p) + power(p.get(jammer) + SPAN * (k + 0.5) / n)))).average().orElseThrow();
    }

    private double overLimit(State s, Knobs p) {
        Scores of = s.scores.orElseThrow();
        double a = p.get(alarm);
        double best = Math.max(Math.max(of.first.detection(a), of.first.cascade(of.second, a)[0]), JammingScores.share(s.test.orElseThrow().energy().jammed(), threshold(p)));
        double d = detection(p, TOLD, a);
        // Thresholds are off too: a share α of the calibration is known to √(α(1 − α)/n), and the curve is steep there.
        double steep = (detection(p, TOLD, 1.1 * a) - d) / (0.1 * a);
        return (best - d) / Math.sqrt((d * (1 - d) + steep * steep * a * (1 - a)) / JUDGED + 1e-12);
    }

    private static double sequenceError() {
        double worst = 0;
        double[] d = SyncBlock.sequence(0);
        double[] other = SyncBlock.sequence(2);
        for (int lag = 0; lag < d.length; lag++) {
            double sum = 0;
            for (int n = 0; n < d.length; n++) {
                sum += d[n] * d[(n + lag) % d.length];
            }
            worst = Math.max(worst, Math.max(Math.abs(sum - (lag == 0 ? d.length : -1)), Math.abs(other[lag] - d[(lag + 86) % d.length])));
        }
        return worst;
    }

    private double energyGap(Trial<State> t, Gauge<State> measured, Gauge<State> energy, Gauge<State> exact) {
        double a = t.knobs().get(alarm);
        double d = t.value(exact);
        return Math.max(Math.abs(t.value(measured) - a) / Math.sqrt(a * (1 - a) / JUDGED), Math.abs(t.value(energy) - d) / Math.sqrt(d * (1 - d) / JUDGED));
    }

    // ---- blocks

    /** A kind of {@value #JUDGED} blocks: two clean ones and a jammed one. */
    private Kind kind(int kind, Knobs p, Turn t) {
        double[] sequence = SyncBlock.sequence(p.get(cell));
        double[] energy = new double[JUDGED];
        double[] features = new double[JUDGED * SyncBlock.FEATURES];
        float[] samples = new float[RAW * 2 * SyncBlock.ELEMENTS];
        for (int k = 0; k < JUDGED; k++) {
            t.ask();
            // Levels at equal distances, so that the mean over them is that of the closed form.
            double j = kind == 2 ? power(p.get(jammer) + SPAN * (k * 0.618034 % 1)) : 0;
            SyncBlock b = SyncBlock.received(t.random().stream(TEST + 10 * kind), k, 0, sequence, noise(p) + j);
            energy[k] = b.emptyEnergy();
            System.arraycopy(b.features(sequence, noise(p)), 0, features, k * SyncBlock.FEATURES, SyncBlock.FEATURES);
            double[] s = k < RAW ? b.samples() : new double[0];
            for (int i = 0; i < s.length; i++) {
                samples[k * s.length + i] = (float) s[i];
            }
        }
        return new Kind(energy, features, samples);
    }

    // ---- training

    @Override
    protected State start(Knobs p, Philox random) {
        return new State(Fit.start(Weights.of(NETS), AdamW.ADAM, random), Optional.empty(), Optional.empty());
    }

    @Override
    protected State next(State s, Turn t) {
        CancelToken cancel = t.context().cancel();
        Test test = s.test.orElseGet(() -> new Test(IntStream.range(0, 3).mapToObj(k -> kind(k, t.p(), t)).toList()));
        double[] sequence = SyncBlock.sequence(t.get(cell));
        Fit fit = s.fit;
        for (Training.Draw d : training.draws(t)) {
            int n = d.batch();
            double[] level = d.uniforms(LEVEL, n, 1);
            double[] features = new double[n * SyncBlock.FEATURES];
            double[] samples = new double[n * 2 * SyncBlock.ELEMENTS];
            double[] isJammed = new double[n];
            for (int k = 0; k < n; k++) {
                t.ask();
                isJammed[k] = k % 2;
                double j = k % 2 == 1 ? power(t.get(jammer) + SPAN * level[k]) : 0;
                SyncBlock b = SyncBlock.received(d.random().stream(TRAIN), k, d.iteration(), sequence, noise(t.p()) + j);
                System.arraycopy(b.features(sequence, noise(t.p())), 0, features, k * SyncBlock.FEATURES, SyncBlock.FEATURES);
                System.arraycopy(b.samples(), 0, samples, k * 2 * SyncBlock.ELEMENTS, 2 * SyncBlock.ELEMENTS);
            }
            fit = fit.step(cancel, training.rate(t.p(), d.iteration(), 10), w -> NETS.loss(w, w.tape().of(features, n, SyncBlock.FEATURES),
                    w.tape().of(samples, n, 2 * SyncBlock.ELEMENTS), w.tape().of(isJammed, n, 1)));
        }
        return new State(fit, Optional.of(test), Optional.of(scores(fit, test, cancel)));
    }

    private static Scores scores(Fit fit, Test test, CancelToken cancel) {
        double[][][] all = new double[3][3][];
        for (int k = 0; k < 3; k++) {
            Kind kind = test.kinds.get(k);
            double[] both = fit.evaluate(cancel, w -> {
                Value x = w.tape().of(kind.features, JUDGED, SyncBlock.FEATURES);
                Value one = NETS.first(w, x);
                return Value.cat(0, one, NETS.second(w, x, one)).reshape(-1);
            });
            all[0][k] = Arrays.copyOf(both, JUDGED);
            all[1][k] = Arrays.copyOfRange(both, JUDGED, 2 * JUDGED);
            double[] samples = new double[kind.samples.length];
            Arrays.setAll(samples, i -> kind.samples[i]);
            all[2][k] = fit.evaluate(cancel, w -> NETS.raw(w, w.tape().of(samples, RAW, 2 * SyncBlock.ELEMENTS)).reshape(-1));
        }
        return new Scores(new JammingScores(all[0][0], all[0][1], all[0][2]), new JammingScores(all[1][0], all[1][1], all[1][2]), new JammingScores(all[2][0], all[2][1], all[2][2]));
    }

    // ---- what is seen

    @Override
    protected void look(State s, Knobs p, Look to) {
        double[] sequence = SyncBlock.sequence(p.get(cell));
        to.series("sequence", IntStream.range(0, sequence.length).asDoubleStream().toArray(), sequence);
        grid(to, "clean", SyncBlock.received(to.random().stream(TEST), 0, 0, sequence, noise(p)));
        grid(to, "jammed", SyncBlock.received(to.random().stream(TEST), 0, 0, sequence, noise(p) + power(p.get(jammer))));
        double a = p.get(alarm);
        GammaLaw law = new GammaLaw(SyncBlock.emptyCount());
        double[] x = IntStream.rangeClosed(0, 200).mapToDouble(k -> 0.5 + 0.0125 * k).toArray();
        to.series("law", x, Arrays.stream(x).map(law::density).toArray());
        double t = law.exceeded(a);
        line(to, "threshold", t, law.density(1));
        roc(s, p, to);
        if (s.test.isEmpty()) {
            return;
        }
        JammingScores energy = s.test.orElseThrow().energy();
        bars(to, "bars-clean", Arrays.stream(energy.clean()).map(e -> e / noise(p)).toArray(), 0.5, 3, 50);
        bars(to, "bars-jammed", Arrays.stream(energy.jammed()).map(e -> e / noise(p)).toArray(), 0.5, 3, 50);
        JammingScores first = s.scores.orElseThrow().first;
        double low = JammingScores.quantile(first.clean(), 0.005);
        double high = Math.max(JammingScores.quantile(first.jammed(), 0.9), low + 1e-6);
        double top = bars(to, "score-clean", first.clean(), low, high, 50);
        bars(to, "score-jammed", first.jammed(), low, high, 50);
        line(to, "lower", Math.clamp(JammingScores.quantile(first.calibration(), 0.5), low, high), top);
        line(to, "upper", Math.clamp(first.threshold(0.5 * a), low, high), top);
        features(s.test.orElseThrow(), to);
        table(s, p, to);
    }

    private static void grid(Look to, String id, SyncBlock block) {
        double[] e = block.energies();
        double[] picture = new double[SyncBlock.SYMBOLS * THICK * SyncBlock.CARRIERS];
        Arrays.setAll(picture, k -> Math.max(-35, 10 * Math.log10(e[k / SyncBlock.CARRIERS / THICK * SyncBlock.CARRIERS + k % SyncBlock.CARRIERS])));
        to.matrix(id, SyncBlock.SYMBOLS * THICK, SyncBlock.CARRIERS, picture);
    }

    private static void line(Look to, String id, double x, double height) {
        to.series(id, new double[] {x, x}, new double[] {0, height});
    }

    /** A density of what lies within, and its largest value. */
    private static double bars(Look to, String id, double[] values, double low, double high, int bins) {
        double[] edges = new double[bins + 1];
        Arrays.setAll(edges, k -> low + k * (high - low) / bins);
        double[] counts = new double[bins];
        Arrays.stream(values).filter(v -> v >= low && v < high).forEach(v -> counts[Math.min(bins - 1, (int) ((v - low) / (high - low) * bins))] += bins / (high - low) / values.length);
        to.bars(id, edges, counts);
        return Arrays.stream(counts).max().orElseThrow();
    }

    private void roc(State s, Knobs p, Look to) {
        curve(to, "roc-limit", a -> detection(p, TOLD, a));
        curve(to, "roc-block", a -> detection(p, SyncBlock.ELEMENTS, a));
        curve(to, "roc-energy", a -> detection(p, SyncBlock.emptyCount(), a));
        s.scores.ifPresent(of -> {
            curve(to, "roc-single", of.first::detection);
            // Above the lower threshold are half of the clean blocks.
            double[] some = Arrays.stream(ALARMS).filter(a -> a < 0.5).toArray();
            to.series("roc-cascade", some, Arrays.stream(some).map(a -> of.first.cascade(of.second, a)[0]).toArray());
            curve(to, "roc-raw", of.raw::detection);
        });
    }

    private static void curve(Look to, String id, DoubleUnaryOperator of) {
        to.series(id, ALARMS, Arrays.stream(ALARMS).map(of).toArray());
    }

    private static void features(Test test, Look to) {
        double[] n = IntStream.rangeClosed(1, SyncBlock.FEATURES).asDoubleStream().toArray();
        for (int k = 1; k < 3; k++) {
            double[] all = test.kinds.get(k).features;
            double[] mean = new double[SyncBlock.FEATURES];
            for (int i = 0; i < all.length; i++) {
                mean[i % mean.length] += all[i] / JUDGED;
            }
            to.series(k == 1 ? "features-clean" : "features-jammed", n, mean);
        }
    }

    private void table(State s, Knobs p, Look to) {
        Scores of = s.scores.orElseThrow();
        double a = p.get(alarm);
        double[] here = {of.first.cascade(of.second, a)[0], of.first.detection(a), of.raw.detection(a), JammingScores.share(s.test.orElseThrow().energy().jammed(), threshold(p)), detection(p, TOLD, a)};
        to.table("table", new Layer.Column.Words("detector", "Detector", List.of("two thresholds", "one threshold", "raw samples", "energy alone", "limit")), new Layer.Column.Numbers("here", "Here", "", Arrays.stream(here).map(v -> Math.round(1000 * v) / 1000.0).toArray()),
                new Layer.Column.Words("published", "Published", List.of(".964", ".860", ".832", "", "")));
    }
}
