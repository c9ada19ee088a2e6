package org.pushforward.engine.rom;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.numerics.DynamicModes;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code rom.pdmd}: dynamic mode decomposition of patterns that turn or grow, of all snapshots at once and of each of N windows for itself.
 * First the patterns are computed, a block of snapshots a step; then they are decomposed; then time is played.
 */
public final class PiecewiseModes extends Study<PiecewiseModes.State> {

    private static final int SIDE = 40;
    private static final int SNAPSHOTS = 240;
    private static final int BLOCK = 6;
    private static final int COMPUTED = SNAPSHOTS / BLOCK;
    private static final int PLAYED = 80;
    /** What grows by more than this factor over a window is held to it, so that no rank explodes. */
    private static final double GROWTH = 4;
    private static final double SHARE = 0.4;

    /**
     * A decomposition in windows.
     *
     * @param course what it makes of every snapshot, in the coordinates of {@link Found}
     * @param errors of every snapshot, relative to the largest one
     */
    record Fit(List<DynamicModes> modes, double[][] course, double[] errors, double error) { }

    /** @param basis orthonormal, of all snapshots: their coordinates are {@code coordinates} */
    record Found(double[][] basis, double[][] coordinates, Fit whole, Fit pieces) { }

    /** @param shown number of the snapshot that is looked at */
    record State(List<double[]> snapshots, Found found, int shown) { }

    private final Knob<String> system;
    private final Knob<Integer> windows;
    private final Knob<Integer> rank;

    public PiecewiseModes() {
        super("rom.pdmd", "Modes by windows of time", "Dynamic mode decomposition looks for one linear map that leads from each snapshot to the next. A spiral that winds up, a wave that "
                + "curls and a pattern that grows out of noise are not driven by one linear map, and few modes of it fail, whatever their rank within reason. Cut time into windows "
                + "and give each a map of its own: the error falls by orders, and begins anew at the start of every window. A window has no more modes than four tenths of "
                + "its snapshots, and what would grow more than fourfold in its window is held; without these two rules windows that are short explode. Windows store more numbers: "
                + "it is compression that is bought, not prediction. Ranks are found by exact, not randomized, singular values.",
                List.of("x_{k+1} ≈ A x_k,  Ã = Uᵀ Y V Σ⁻¹,  X = U Σ Vᵀ", "window w: x_{k} ≈ U_w Ã_wᵏ U_wᵀ x_w", "error = ‖X − X̂‖_F/‖X‖_F"),
                new Citation("A. Alla, A. Monti, I. Sgura", 2023, "Piecewise DMD for oscillatory and Turing spatio-temporal dynamics", "2303.06512"));
        pace(12);
        group("Pattern");
        system = choice("system", "f", "System", ReactionDiffusion.names(), "fitzhugh-nagumo", "A spiral, a curling wave, an electrode that grows patterns, or six exponentials.");
        group("Modes");
        windows = whole("windows", "N", "Windows", 8, 1, 24, "Windows of equal length that time is cut into.").within(1, 60);
        rank = whole("rank", "r", "Rank", 10, 2, 30, "Modes of a window at most; never more than .4 of its snapshots.").within(1, 100);
        lasts(_ -> COMPUTED + 1L + PLAYED);

        var error = gauge("error", "Error by windows", "", s -> s.found == null ? 0 : s.found.pieces.error);
        var dmd = gauge("error-dmd", "Error of one map", "", s -> s.found == null ? 0 : s.found.whole.error);
        gauge("modes", "Modes a window", "", s -> s.found == null ? 0 : s.found.pieces.modes.getFirst().rank());

        plane("truth", "Pattern", "u").draw(FILL, "truth", "u").alike("truth", "dmd", "pdmd");
        plane("dmd", "One map", "u").draw(FILL, "dmd", "u").alike("truth", "dmd", "pdmd");
        plane("pdmd", "A map a window", "u").draw(FILL, "pdmd", "u").alike("truth", "dmd", "pdmd");
        plot("errors", "Error in time", "of a snapshot, over the largest").draw(CURVE, "errors-pdmd", "windows", "", "snapshot").draw(CURVE, "errors-dmd", "one map", "", "snapshot").log();
        plane("eigenvalues", "Eigenvalues", "by window, on and in the unit circle").draw(LINES, "circle", "unit circle").draw(POINTS, "eigenvalues", "window");

        atEnd("better", "windows over one map, error", gauge("ratio", "Windows over one map", "", s -> s.found == null || s.found.whole.error == 0 ? 1 : s.found.pieces.error / s.found.whole.error), atMost(1.05),
                "what windows are for; equal with one");
        reference("headline", "spiral, rank 10: error of 4 windows over that of one map", atMost(0.05), "our run of the paper's claim", t -> ratio(t, error, dmd), "system=lambda-omega", "windows=4");
        reference("wave", "curling wave, rank 10: error of 8 windows over that of one map", atMost(0.2), "our run of the paper's claim", t -> ratio(t, error, dmd));
        reference("turing", "electrode, rank 10: error of 8 windows over that of one map", atMost(0.5), "our run of the paper's claim", t -> ratio(t, error, dmd), "system=dib");
        reference("linear", "six exponentials: largest difference of an eigenvalue", atMost(1e-9), "closed form", PiecewiseModes::exponents, "system=linear", "windows=1", "rank=6");
        reference("held", "every number of windows and rank: largest error", atMost(3), "nothing explodes: without the two rules 1.5e6 was seen", PiecewiseModes::largestError);
        reference("one", "one window: difference from one map", atMost(0), "they are the same", t -> Math.abs(found(t).found.pieces.error - found(t).found.whole.error), "windows=1");
        opens("A wave curls", "One map smears it; eight follow, each for a while.").pictured(COMPUTED + 51);
        preset("spiral", "A spiral winds up", "A spiral out of a plane: smooth, so that windows gain orders.").set("system=lambda-omega").pictured(COMPUTED + 70);
        preset("electrode", "Patterns out of noise", "Turing patterns of an electrode: first growth, then rest.").set("system=dib").pictured(COMPUTED + 60);
        preset("linear", "Where one map is enough", "Six exponentials: windows gain nothing.").set("system=linear", "rank=6", "windows=4").pictured(COMPUTED + 40);
        tiny("system=linear windows=4");
    }

    private static double ratio(Trial<State> t, Gauge<State> a, Gauge<State> b) {
        found(t);
        return t.value(a) / t.value(b);
    }

    private static State found(Trial<State> t) {
        return t.steps(COMPUTED + 1).state();
    }

    @Override
    protected State start(Knobs p, Philox random) {
        return new State(List.of(ReactionDiffusion.named(p.get(system)).start(SIDE, random.stream(1))), null, 0);
    }

    @Override
    protected State next(State s, Turn t) {
        if (s.snapshots.size() <= SNAPSHOTS) {
            return computed(s, t);
        }
        if (s.found == null) {
            return new State(s.snapshots, decomposed(s.snapshots, t), 0);
        }
        return new State(s.snapshots, s.found, Math.min(SNAPSHOTS, (t.step() - COMPUTED) * SNAPSHOTS / PLAYED));
    }

    private State computed(State s, Turn t) {
        ReactionDiffusion f = ReactionDiffusion.named(t.get(system));
        List<double[]> more = new ArrayList<>(s.snapshots);
        for (int k = 0; k < BLOCK; k++) {
            t.ask();
            more.add(f.next(more.getLast(), SIDE, more.size()));
        }
        return new State(List.copyOf(more), null, more.size() - 1);
    }

    private Found decomposed(List<double[]> snapshots, Turn t) {
        double[][] basis = orthonormal(snapshots, t);
        double[][] coordinates = new double[snapshots.size()][basis.length];
        for (int k = 0; k < coordinates.length; k++) {
            t.ask();
            for (int i = 0; i < basis.length; i++) {
                coordinates[k][i] = Vectors.dot(basis[i], snapshots.get(k));
            }
        }
        return new Found(basis, coordinates, fit(coordinates, 1, t.get(rank), t), fit(coordinates, t.get(windows), t.get(rank), t));
    }

    /** Gram–Schmidt in two passes; what hardly adds a direction is left out. */
    private static double[][] orthonormal(List<double[]> snapshots, Turn t) {
        List<double[]> basis = new ArrayList<>();
        for (double[] x : snapshots) {
            t.ask();
            double[] v = x.clone();
            double before = Math.sqrt(Vectors.dot(v, v));
            for (int pass = 0; pass < 2; pass++) {
                for (double[] b : basis) {
                    double c = Vectors.dot(b, v);
                    for (int i = 0; i < v.length; i++) {
                        v[i] -= c * b[i];
                    }
                }
            }
            double left = Math.sqrt(Vectors.dot(v, v));
            if (left > 1e-13 * before) {
                for (int i = 0; i < v.length; i++) {
                    v[i] /= left;
                }
                basis.add(v);
            }
        }
        return basis.toArray(double[][]::new);
    }

    private static Fit fit(double[][] x, int windows, int rank, Turn t) {
        double[][] course = new double[x.length][];
        List<DynamicModes> modes = new ArrayList<>();
        for (int w = 0; w < windows; w++) {
            t.ask();
            int from = w * x.length / windows;
            int to = (w + 1) * x.length / windows;
            double[][] part = Arrays.copyOfRange(x, from, to);
            DynamicModes m = DynamicModes.of(part, Math.max(1, Math.min(rank, (int) (SHARE * part.length))), Math.pow(GROWTH, 1.0 / part.length));
            modes.add(m);
            System.arraycopy(m.course(part.length), 0, course, from, part.length);
        }
        double largest = 0;
        double off = 0;
        double all = 0;
        double[] errors = new double[x.length];
        for (int k = 0; k < x.length; k++) {
            double size = Vectors.dot(x[k], x[k]);
            double[] gap = new double[x[k].length];
            for (int i = 0; i < gap.length; i++) {
                gap[i] = x[k][i] - course[k][i];
            }
            errors[k] = Vectors.dot(gap, gap);
            off += errors[k];
            all += size;
            largest = Math.max(largest, size);
        }
        double scale = largest;
        return new Fit(List.copyOf(modes), course, Arrays.stream(errors).map(e -> Math.sqrt(e / scale)).toArray(), Math.sqrt(off / all));
    }

    private static double exponents(Trial<State> t) {
        double[] found = found(t).found.whole.modes.getFirst().eigenvalues();
        double[] exact = ReactionDiffusion.exponents(ReactionDiffusion.LINEAR.between());
        double worst = found.length == exact.length ? 0 : 1;
        for (int k = 0; k < exact.length; k += 2) {
            int at = k;
            worst = Math.max(worst, IntStream.range(0, found.length / 2).mapToDouble(j -> Math.hypot(found[2 * j] - exact[at], found[2 * j + 1] - exact[at + 1])).min().orElse(1));
        }
        return worst;
    }

    /** Over windows 1 to 60 and ranks 1 to 100 of the curling wave, from the same snapshots. */
    private static double largestError(Trial<State> t) {
        Found f = found(t).found;
        Turn turn = new Turn(t.knobs(), 0, new Philox(1), t.context());
        double worst = 0;
        for (int w : new int[] {1, 2, 3, 7, 16, 30, 60}) {
            for (int r : new int[] {1, 5, 20, 100}) {
                worst = Math.max(worst, fit(f.coordinates, w, r, turn).error);
            }
        }
        return worst;
    }

    @Override
    protected void look(State s, Knobs p, Look to) {
        to.field("truth", SIDE, SIDE, Rect.UNIT, first(s.snapshots.get(s.shown)));
        if (s.found == null) {
            return;
        }
        to.field("dmd", SIDE, SIDE, Rect.UNIT, first(combined(s.found.basis, s.found.whole.course[s.shown])));
        to.field("pdmd", SIDE, SIDE, Rect.UNIT, first(combined(s.found.basis, s.found.pieces.course[s.shown])));
        double[] x = IntStream.range(0, s.snapshots.size()).asDoubleStream().toArray();
        // The first of a window is nearly exact; a floor keeps the rest legible.
        to.series("errors-pdmd", x, Arrays.stream(s.found.pieces.errors).map(e -> Math.max(e, 1e-10)).toArray());
        to.series("errors-dmd", x, Arrays.stream(s.found.whole.errors).map(e -> Math.max(e, 1e-10)).toArray());
        List<double[]> values = s.found.pieces.modes.stream().map(DynamicModes::eigenvalues).toList();
        to.points("eigenvalues", 2, values.stream().flatMapToDouble(Arrays::stream).toArray(),
                IntStream.range(0, values.size()).flatMap(w -> IntStream.range(0, values.get(w).length / 2).map(_ -> w + 1)).asDoubleStream().toArray());
        double[] circle = new double[2 * 181];
        for (int k = 0; k <= 180; k++) {
            circle[2 * k] = Math.cos(Math.PI * k / 90);
            circle[2 * k + 1] = Math.sin(Math.PI * k / 90);
        }
        to.path("circle", circle);
    }

    private static double[] combined(double[][] basis, double[] c) {
        double[] x = new double[basis[0].length];
        for (int k = 0; k < c.length; k++) {
            for (int i = 0; i < x.length; i++) {
                x[i] += c[k] * basis[k][i];
            }
        }
        return x;
    }

    private static double[] first(double[] s) {
        return Arrays.copyOf(s, s.length / 2);
    }
}
