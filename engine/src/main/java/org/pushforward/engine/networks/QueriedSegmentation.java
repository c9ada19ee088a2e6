package org.pushforward.engine.networks;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.data.BlobPhantoms;
import org.pushforward.engine.data.BlobPhantoms.Scan;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
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

/** {@code networks.nny-net}: a net in space that is told about the patient at its bottom finds the one of two blobs that is meant; without it no net can. */
public final class QueriedSegmentation extends Study<QueriedSegmentation.Run> {

    private static final int SIDE = YNet.SIDE;
    private static final int N = SIDE * SIDE * SIDE;
    private static final int WIDTH = 16;
    private static final int HELD = 16;
    private static final int JUDGED = 96;
    /** Scans of which the one that is shown is picked. */
    private static final int CHOICE = 60;
    /** Scans that pass a net at once. */
    private static final int AT_ONCE = 8;
    /** Steps between two looks at the held-out scans, of one net after the other. */
    private static final int SELDOM = 18;
    private static final int WARM_UP = 20;

    /** One net of the three: as asked for, without a query, with plain cross-entropy. */
    private record Side(YNet net, boolean isPlain, Fit fit, double dice, double moved) { }

    /** @param shown the scan that is seen */
    record Run(BlobPhantoms phantoms, Scan shown, List<Side> sides) {
        boolean isBegun() {
            return sides.getFirst().fit.iterations() > 0;
        }

        double dice(int k) {
            return sides.get(k).dice;
        }
    }

    private final Knob<Boolean> crossAttention;
    private final Knob<String> lossKind;
    private final Knob<Double> foreground;
    private final Knob<Double> noise;
    private final Training training;

    public QueriedSegmentation() {
        super("networks.nny-net", "The patient is asked",
                "A scan has two blobs, one solid and one hollow. Which of them is the lesion only the patient's record says. A net that sees the scan alone "
                + "can mark one and be right half of the time, or both: its expected Dice is 2/3 at most. "
                        + "Here a net goes down by windows of attention and up by convolutions, and at the bottom, where the picture is smallest, the record "
                        + "asks it: a query, with the lowest map as keys and values. The loss adds to "
                        + "cross-entropy a focal one and the Dice of the probabilities, as a lesion is few of all voxels; beside it the same net with "
                        + "cross-entropy alone, after as many steps. "
                        + "Scans of 12³ voxels and the records are made up: no medical data, and none of the scores of the paper, which segments tumours of "
                        + "the liver. "
                        + "Windows are shifted around a torus, and what the query is told scales and shifts the lowest map: our reading.",
                List.of("softmax(q Kᵀ/√d) V,   q from the record, K and V from the lowest map", "Dice = 2|A ∩ B| / (|A| + |B|)",
                        "E Dice ≤ (a + b)/(a + b + 1) ≤ 2/3 without the record", "L = CE + (1 − p)² CE + 1 − Dice"),
                new Citation("H. Liu, Z. Tao, W. Dong, Q. Sun", 2025, "nnY-Net: Swin-NeXt with Cross-Attention for 3D Medical Images Segmentation",
                        "2501.01406"));
        crossAttention = flag("cross-attention", "Y", "Cross-attention", true, "The record asks the lowest map; off, the net shown is a U like the one "
                + "beside it.");
        lossKind = choice("loss-kind", "L", "Loss", List.of("dice-focal-ce", "ce"), "dice-focal-ce", "Of the net shown and of the one without a query.");
        foreground = real("foreground", "f", "Foreground", 0.04, 0.01, 0.06, "Share of the voxels that a blob has; the nearest ball of whole voxels is "
                + "taken.").within(0.001, 0.07);
        noise = real("noise", "σ", "Noise", 0.15, 0, 0.4, "Deviation of every voxel, of a blob of brightness 1.").within(0, 2);
        group("Training");
        training = training(real("learning-rate", "η", "Learning rate", 7e-3, 5e-4, 2e-2, "Of Adam, after a warm-up; it falls to 0 on half a cosine.")
                .within(1e-6, 1).log(),
                whole("batch", "B", "Batch", 4, 1, 8, "Scans of an iteration.").within(1, 16),
                whole("iterations", "N", "Iterations", 200, 50, 600, "Of all three nets.").within(1, 3000).log(),
                whole("iterations-per-step", "k", "Iterations a step", 1, 1, 3, "Iterations between two pictures.").within(1, 4));
        pace(12);

        Gauge<Run> dice = gauge("dice", "As set", "", s -> s.dice(0));
        Gauge<Run> without = gauge("dice-without", "No query", "", s -> s.dice(1));
        Gauge<Run> plain = gauge("dice-ce", "Cross-entropy alone", "", s -> s.dice(2));
        Gauge<Run> ceiling = gauge("ceiling", "Ceiling without a query", "", _ -> BlobPhantoms.CEILING);
        Gauge<Run> moved = gauge("moved", "As set", "", s -> s.sides.get(0).moved);
        Gauge<Run> unmoved = gauge("moved-without", "No query", "", s -> s.sides.get(1).moved);
        gauge("foreground-share", "Share of the voxels of a blob", "", s -> s.phantoms.foreground());
        Gauge<Run> loss = gauge("loss", "As set", "", s -> Math.max(1e-9, s.sides.get(0).fit.loss())).when(Run::isBegun);
        Gauge<Run> lossWithout = gauge("loss-without", "No query", "", s -> Math.max(1e-9, s.sides.get(1).fit.loss())).when(Run::isBegun);

        multiples("answers", "A held-out scan", "one layer through both blobs; probabilities from 0 to 1").draw(CELLS, "scan", "scan")
                .draw(CELLS, "lesion", "the lesion").draw(CELLS, "answer", "answer as set")
                .draw(CELLS, "answer-flipped", "other patient").draw(CELLS, "answer-without", "no query").draw(CELLS, "answer-ce", "cross-entropy alone")
                .alike("lesion", "answer", "answer-flipped", "answer-without", "answer-ce")
                .note("Without the record the answer stays between the two.");
        history("dices", "Dice of held-out scans", "mean of 16; a voxel is marked above probability ½", dice, without, plain, ceiling);
        space("space", "The answer in space", "points: voxels of the lesion 1, of the other blob 0; surface: where the answer says ½")
                .isosurface("found", "probability", "", 0.5).draw(POINTS, "blobs", "lesion").axes("width", "depth", "height");
        history("moves", "What another patient changes", "one less the Dice of the answers before and after", moved, unmoved);
        history("losses", "Loss", "mean of the latest batches", loss, lossWithout).log();

        always("deaf", "without a query: what another patient changes", unmoved, atMost(0), "the record does not enter");
        formula("ceiling", "best expected Dice of all answers of voxels of either blob, less 2/3", atMost(1e-12), "(a + b)/(a + b + 1), trying all",
                QueriedSegmentation::ceilingError);
        reference("heard", "with a query: voxels in the logits of which another patient changes nothing", atMost(86), "the bottom reaches everywhere; one in twenty may round alike",
                QueriedSegmentation::unheard, "iterations=1");
        reference("equal", "voxels of one blob less those of the other, largest of 200 scans", atMost(0), "both are the same ball",
                QueriedSegmentation::sizeError, "iterations=1");
        Shared<double[]> runs = shared(QueriedSegmentation::judged);
        lengthy("with", "Dice with a query", atLeast(0.71), "our runs, mean of 3 seeds", runs, m -> m[0]);
        lengthy("without", "Dice without a query", atMost(0.7), "our runs, mean of 3 seeds; 2/3 is the expected ceiling", runs, m -> m[1]);
        lengthy("ce", "Dice with all three losses less that with cross-entropy alone", atLeast(0.05), "our runs, mean of 3 seeds", runs, m -> m[0] - m[2]);
        lengthy("moves", "what another patient changes", atLeast(0.3), "our runs, mean of 3 seeds", runs, m -> m[3]);
        opens("Which of the two?", "Two blobs, one lesion: only a net that hears of the patient breaks the ceiling of two thirds.")
                .panes("answers", "dices", "space", "moves").pictured(150);
        preset("unheard", "Nobody asked the patient", "Without cross-attention all there is to gain is two thirds, however long it learns.")
                .set("cross-attention=false").panes("answers", "dices", "moves", "losses").pictured(150);
        preset("rare", "A hole of one voxel", "So small a hollow blob lacks a single voxel: the query gains nothing in this time, and cross-entropy alone "
                + "finds still less.").set("foreground=0.011").panes("dices", "answers", "space", "losses").pins("foreground", "loss-kind", "noise")
                .pictured(150);
        tiny("iterations=2 batch=1", "iterations=1 batch=2 cross-attention=false loss-kind=ce foreground=0.01");
    }

    // ---- checks

    private static double ceilingError() {
        Scan s = BlobPhantoms.of(SIDE, 0.02, 0).scan(new Philox(1), 0);
        int[] solid = IntStream.range(0, N).filter(k -> s.solid()[k] == 1).toArray();
        int[] hollow = IntStream.range(0, N).filter(k -> s.hollow()[k] == 1).toArray();
        double best = 0;
        for (int a = 0; a <= solid.length; a++) {
            for (int b = 0; b <= hollow.length; b++) {
                double[] answer = new double[N];
                Arrays.stream(solid).limit(a).forEach(k -> answer[k] = 1);
                Arrays.stream(hollow).limit(b).forEach(k -> answer[k] = 1);
                best = Math.max(best, 0.5 * (BlobPhantoms.dice(answer, s.solid()) + BlobPhantoms.dice(answer, s.hollow())));
            }
        }
        return Math.abs(best - BlobPhantoms.CEILING);
    }

    private static double sizeError(Trial<Run> t) {
        return t.state().phantoms.scans(new Philox(7), 0, 200).stream().mapToDouble(s ->
                Math.abs(Arrays.stream(s.solid()).sum() - Arrays.stream(s.hollow()).sum())).max().orElseThrow();
    }

    private static double unheard(Trial<Run> t) {
        Run s = t.step().state();
        double[] one = logits(s.sides.getFirst(), List.of(s.shown), t.context().cancel());
        double[] other = logits(s.sides.getFirst(), List.of(s.shown.flipped()), t.context().cancel());
        return IntStream.range(0, N).filter(k -> one[k] == other[k]).count();
    }

    /** Dice of the three nets and what another patient changes, on more scans than are looked at on the way. */
    private static double[] judged(Trial<Run> t) {
        double[] mean = new double[4];
        for (int seed = 1; seed <= 3; seed++) {
            Run s = t.anew(seed).rest().state();
            List<Scan> held = s.phantoms.scans(new Philox(seed).stream(4), 0, JUDGED);
            for (int k = 0; k < 3; k++) {
                mean[k] += dice(s.sides.get(k), held, t.context().cancel()) / 3;
            }
            mean[3] += moved(s.sides.getFirst(), held, t.context().cancel()) / 3;
        }
        return mean;
    }

    // ---- answers

    private static double[] all(List<Scan> scans, Function<Scan, double[]> what) {
        int n = what.apply(scans.getFirst()).length;
        double[] all = new double[scans.size() * n];
        for (int k = 0; k < scans.size(); k++) {
            System.arraycopy(what.apply(scans.get(k)), 0, all, k * n, n);
        }
        return all;
    }

    private static double[] logits(Side s, List<Scan> scans, CancelToken cancel) {
        double[] x = all(scans, Scan::voxels);
        double[] patients = all(scans, Scan::patient);
        return s.fit.evaluate(cancel, w -> s.net.logits(w, x, patients));
    }

    private static double[] marked(double[] logits, int scan) {
        return IntStream.range(scan * N, (scan + 1) * N).mapToDouble(k -> logits[k] > 0 ? 1 : 0).toArray();
    }

    /** Mean Dice of the answers. */
    private static double dice(Side s, List<Scan> scans, CancelToken cancel) {
        return compared(s, scans, Scan::lesion, cancel);
    }

    /** Mean of one less the Dice between the answers for a patient and for the other. */
    private static double moved(Side s, List<Scan> scans, CancelToken cancel) {
        if (!s.net.isAsking()) {
            return 0;
        }
        return 1 - compared(s, scans, scan -> marked(logits(s, List.of(scan.flipped()), cancel), 0), cancel);
    }

    private static double compared(Side s, List<Scan> scans, Function<Scan, double[]> with, CancelToken cancel) {
        double sum = 0;
        for (int from = 0; from < scans.size(); from += AT_ONCE) {
            List<Scan> some = scans.subList(from, Math.min(scans.size(), from + AT_ONCE));
            double[] answer = logits(s, some, cancel);
            for (int k = 0; k < some.size(); k++) {
                sum += BlobPhantoms.dice(marked(answer, k), with.apply(some.get(k))) / scans.size();
            }
        }
        return sum;
    }

    // ---- the run

    @Override
    protected Run start(Knobs p, Philox random) {
        BlobPhantoms phantoms = BlobPhantoms.of(SIDE, p.get(foreground), p.get(noise));
        YNet asked = new YNet(WIDTH, p.get(crossAttention));
        List<Side> sides = new ArrayList<>();
        for (int k = 0; k < 3; k++) {
            YNet net = k == 1 ? new YNet(WIDTH, false) : asked;
            sides.add(new Side(net, k == 2 || p.is(lossKind, "ce"), Fit.start(Weights.of(net), AdamW.ADAM.clipped(1), random.stream(1)), 0, 0));
        }
        Scan shown = phantoms.scans(random.stream(3), HELD, CHOICE).stream().max(Comparator.comparingDouble(QueriedSegmentation::apart)).orElseThrow();
        return new Run(phantoms, shown, sides);
    }

    /** How far the blobs are from each other, in one layer rather than above each other. */
    private static double apart(Scan s) {
        double[] c = new double[3];
        for (int k = 0; k < N; k++) {
            c[0] += (s.solid()[k] - s.hollow()[k]) * (k % SIDE);
            c[1] += (s.solid()[k] - s.hollow()[k]) * (k / SIDE % SIDE);
            c[2] += (s.solid()[k] - s.hollow()[k]) * (k / SIDE / SIDE);
        }
        return Math.hypot(c[0], c[1]) - SIDE * Math.abs(c[2]);
    }

    @Override
    protected Run next(Run s, Turn t) {
        CancelToken cancel = t.context().cancel();
        List<Side> sides = new ArrayList<>(s.sides);
        for (Training.Draw d : training.draws(t)) {
            List<Scan> batch = s.phantoms.scans(t.random().stream(2), (long) d.iteration() * d.batch(), d.batch());
            double rate = training.rate(t.p(), d.iteration(), WARM_UP);
            sides.replaceAll(side -> stepped(side, batch, rate, cancel));
        }
        boolean isLast = t.step() == training.steps(t.p()) - 1;
        List<Scan> held = s.phantoms.scans(t.random().stream(3), 0, HELD);
        for (int k = 0; k < 3; k++) {
            Side side = sides.get(k);
            double dice = isLast || t.step() % SELDOM == k * SELDOM / 3 ? dice(side, held, cancel) : side.dice;
            double moved = k < 2 && (isLast || t.step() % SELDOM == SELDOM / 2) ? moved(side, held.subList(0, HELD / 2), cancel) : side.moved;
            sides.set(k, new Side(side.net, side.isPlain, side.fit, dice, moved));
        }
        return new Run(s.phantoms, s.shown, sides);
    }

    private static Side stepped(Side s, List<Scan> batch, double rate, CancelToken cancel) {
        double[] x = all(batch, Scan::voxels);
        double[] patients = all(batch, Scan::patient);
        double[] lesion = all(batch, Scan::lesion);
        Fit fit = s.fit.step(cancel, rate, w -> {
            Value z = s.net.logits(w, x, patients);
            Value y = w.tape().of(lesion, batch.size(), N);
            return s.isPlain ? YNet.crossEntropy(z, y) : YNet.diceFocal(z, y);
        });
        return new Side(s.net, s.isPlain, fit, s.dice, s.moved);
    }

    // ---- pictures

    @Override
    protected void look(Run s, Knobs p, Look to) {
        double[] answer = probabilities(s.sides.get(0), s.shown, to);
        slice("scan", Arrays.stream(s.shown.voxels()).map(v -> Math.clamp(v, 0, 1)).toArray(), s, to);
        slice("lesion", s.shown.lesion(), s, to);
        slice("answer", answer, s, to);
        slice("answer-flipped", probabilities(s.sides.get(0), s.shown.flipped(), to), s, to);
        slice("answer-without", probabilities(s.sides.get(1), s.shown, to), s, to);
        slice("answer-ce", probabilities(s.sides.get(2), s.shown, to), s, to);
        to.volume("found", SIDE, SIDE, SIDE, new Rect(0, 0, SIDE, SIDE), 0, SIDE,
                IntStream.range(0, N).mapToDouble(k -> s.isBegun() ? answer[k / SIDE / SIDE + k / SIDE % SIDE * SIDE + k % SIDE * SIDE * SIDE] : 0).toArray());
        int[] inked = IntStream.range(0, N).filter(k -> s.shown.solid()[k] + s.shown.hollow()[k] > 0).toArray();
        double[] xyz = new double[3 * inked.length];
        for (int k = 0; k < inked.length; k++) {
            xyz[3 * k] = inked[k] % SIDE + 0.5;
            xyz[3 * k + 1] = inked[k] / SIDE % SIDE + 0.5;
            xyz[3 * k + 2] = inked[k] / SIDE / SIDE + 0.5;
        }
        to.points("blobs", 3, xyz, Arrays.stream(inked).mapToDouble(k -> s.shown.lesion()[k]).toArray());
    }

    private static double[] probabilities(Side s, Scan scan, Look to) {
        return Arrays.stream(logits(s, List.of(scan), to.context().cancel())).map(z -> 1 / (1 + Math.exp(-z))).toArray();
    }

    /** Through the middle of the solid blob, and of the hollow one too where they are level. */
    private static void slice(String id, double[] voxels, Run s, Look to) {
        double[] solid = s.shown.solid();
        double height = IntStream.range(0, N).mapToDouble(k -> solid[k] * (k / SIDE / SIDE)).sum() / Arrays.stream(solid).sum();
        int from = (int) Math.round(height) * SIDE * SIDE;
        to.matrix(id, SIDE, SIDE, Arrays.copyOfRange(voxels, from, from + SIDE * SIDE));
    }
}
