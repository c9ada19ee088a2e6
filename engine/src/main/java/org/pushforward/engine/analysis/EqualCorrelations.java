package org.pushforward.engine.analysis;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.numerics.PeriodicConduction;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code analysis.eq2pc}: two periodic structures with the same two-point correlation, and heat that tells them apart. A step is some iterations of the
 * conduction through both.
 */
public final class EqualCorrelations extends Study<EqualCorrelations.Stage> {

    private static final int ITERATIONS = 3;
    private static final double CONVERGED = 1e-10;
    /** Cells of the conduction grid along each side of a pixel, in the plane and in space. */
    private static final int FINE = 5;
    private static final int COARSE = 2;

    /** Two structures of one shape; phases from 1 on, of which the last is where nothing was put. */
    record Root(int[] shape, int phases, String first, String second) { }

    /** As the authors publish them with their code, row-major. */
    private static final Map<String, Root> ROOTS = Map.of(
            "plane", new Root(new int[] {1, 4, 3}, 2, "112122221122", "112221221221"),
            "line", new Root(new int[] {1, 1, 12}, 2, "111212212222", "112121122222"),
            "three-phase", new Root(new int[] {1, 4, 3}, 3, "113233331233", "113332331332"),
            "voxels", new Root(new int[] {2, 3, 4}, 2, "111221222221222222222222", "111222212221222222222222"));

    private final Knob<String> root;
    private final Knob<VectorValue> kernel;
    private final Knob<Double> contrast;

    /** Phases of the cells of a periodic grid. */
    record Structure(int[] shape, int[] phase) {

        int cells() {
            return phase.length;
        }
    }

    /** @param difference largest distance of the correlations of all pairs of phases; @param related whether shifts, reflections or swaps of phases make one into the other */
    record Pair(Structure a, Structure b, int phases, double[] correlationA, double[] correlationB, double difference, boolean related) { }

    record Stage(Pair pair, PeriodicConduction a, PeriodicConduction b) {

        boolean done() {
            return Math.max(a.residual(), b.residual()) <= CONVERGED;
        }
    }

    public EqualCorrelations() {
        super("analysis.eq2pc", "Different structures, the same correlation", "The two-point correlation says how often two points at a given distance lie in given phases. Scattering measures it, and many theories of materials use nothing else. It does not determine the structure: here are two periodic structures, not related by shifts, reflections or a swap of phases, whose correlations agree in every number. "
                + "From such a root endless children grow: put a kernel in the place of every cell, and both children agree again. Whatever depends on the two-point correlation alone, as the bounds of Hashin and Shtrikman do, is equal for both. The conductivity is not: heat finds its way differently. "
                + "The roots are those that the authors publish; kernels here are of zeros and ones and fill one block each.",
                List.of("C_pq(r) = mean over x of 1_p(x) 1_q(x + r)", "child = (root, stuffed with zeros) ∗ kernel  ⇒  |DFT|² is multiplied by |DFT(kernel)|²", "∇·σ(e + ∇φ) = 0,  K e = ⟨σ(e + ∇φ)⟩"),
                new Citation("M. Fernández, F. Fritzen", 2020, "On the generation of periodic discrete structures with identical two-point correlation", "2002.01234").code("https://github.com/DataAnalyticsEngineering/EQ2PC"));
        pace(15);
        group("Structures");
        root = choice("root", "S", "Root", List.of("plane", "line", "three-phase", "voxels"), "plane", "Four by three cells, twelve in a row, three phases, or two by three by four.");
        kernel = vector("kernel", "k", "Kernel", 0, 0, "1,1;1,1", "Zeros and ones that each cell becomes; at most 4 × 4.");
        group("Heat");
        contrast = real("contrast", "κ", "Contrast", 100, 2, 1000, "Conductivity of the first phase over that of the last; a phase between has the geometric mean.").within(1.01, 1e5).log();
        refuse(p -> p.get(kernel).rows() < 1 || p.get(kernel).rows() > 4 || p.get(kernel).columns() > 4, _ -> "kernel has to have 1 to 4 rows and columns, like \"1,0;1,1\"");
        refuse(p -> p.get(kernel).values().stream().anyMatch(v -> v != 0 && v != 1) || p.get(kernel).values().stream().allMatch(v -> v == 0), _ -> "kernel holds zeros and ones, at least one of them 1; change the other numbers");
        rests(s -> s.done() ? Status.CONVERGED : Status.RUNNING);

        var difference = gauge("correlation-difference", "Largest difference of the correlations", "", s -> s.pair.difference);
        var related = gauge("related", "One is the other, moved", "", s -> s.pair.related ? 1 : 0);
        var first = gauge("conductivity-a", "Conductivity, first", "", s -> s.a.mean());
        var second = gauge("conductivity-b", "Conductivity, second", "", s -> s.b.mean());
        var apart = gauge("apart", "Conductivities apart / smaller", "", s -> Math.abs(s.a.mean() - s.b.mean()) / Math.min(s.a.mean(), s.b.mean()));
        gauge("bound-lower", "Lower bound (Hashin–Shtrikman)", "", (s, p) -> bound(s.pair.a, p, false));
        gauge("bound-upper", "Upper bound (Hashin–Shtrikman)", "", (s, p) -> bound(s.pair.a, p, true));
        var bounds = gauge("bound-difference", "Bounds of the two, apart", "", (s, p) -> Math.max(Math.abs(bound(s.pair.a, p, true) - bound(s.pair.b, p, true)), Math.abs(bound(s.pair.a, p, false) - bound(s.pair.b, p, false))));
        var outside = gauge("outside-bounds", "Conductivities outside the bounds / bound", "", (s, p) -> outside(s, p)).when(Stage::done);
        gauge("residual", "Residual of the conduction", "", s -> Math.max(1e-300, Math.max(s.a.residual(), s.b.residual())));

        layer("structure-a", "first", "", "");
        layer("structure-b", "second", "", "");
        multiples("structures", "Two structures", "phases; two periods each way").draw(CELLS, "tiles-a", "first").draw(CELLS, "tiles-b", "second");
        multiples("correlations", "Their correlations", "of the first phase with itself, and their difference").draw(CELLS, "correlation-a", "first").draw(CELLS, "correlation-b", "second").draw(CELLS, "difference", "difference");
        multiples("flux", "Heat flux", "magnitude, driven to the right").draw(CELLS, "flux-a", "first").draw(CELLS, "flux-b", "second");
        history("conductivities", "Conductivity", "mean of the directions, while the iteration converges", first, second).log();
        words("table", "What is equal and what is not", "").draw(WORDS, "compared", "compared");
        space("space", "Voxels of the first phase", "first structure and, to the right, second").draw(POINTS, "voxels", "voxels");

        always("equal", "largest difference of the correlations", difference, atMost(1e-12), "Fernández & Fritzen 2020; counted in whole numbers");
        always("unrelated", "one is the other, shifted, reflected or with phases swapped", related, atMost(0), "exhaustive");
        always("bounds", "bounds of the two structures, apart", bounds, atMost(1e-12), "closed form: they know the fractions alone");
        atEnd("inside", "conductivities outside the bounds / bound", outside, atMost(0), "Hashin & Shtrikman 1962, for the mean of the directions");
        for (String r : List.of("line", "three-phase", "voxels")) {
            reference("equal-" + r, r + ": largest difference of the correlations, and 1 if related", atMost(1e-12), "Fernández & Fritzen 2020", t -> t.value(difference) + t.value(related), "root=" + r, "kernel=1,0;1,1");
        }
        reference("apart", "conductivities apart / smaller, contrast 100", atLeast(0.1), "0.33 measured independently on pixels", t -> t.rest().value(apart));
        reference("laminate", "layers of conductivity 1 and 100: along, and across times 101/200, less 50.5 and 1", atMost(1e-13), "closed form: arithmetic and harmonic mean", _ -> layers());
        reference("checker", "checkerboard of contrast 4 on a fine grid: conductivity over 2, less 1", within(0, 0.03), "closed form √(σ₁σ₂) (Dykhne 1970); harmonic faces converge slowly at corners", _ -> checkerboard() / 2 - 1);
        opens("Equal in every pair, different to heat", "The correlation maps agree to the last digit; the conductivities differ by a third.").pictured(20);
        preset("kernel", "Change the kernel, both children follow", "Cells become corners: new structures, again with one correlation.").set("kernel=1,1,0;1,0,0;0,0,1").panes("structures", "correlations", "flux", "table").pictured(20);
        preset("low", "At low contrast nobody can tell", "With a contrast of two the correlation nearly decides, and the conductivities all but agree.").set("contrast=2").panes("structures", "flux", "conductivities", "table").pictured(20);
        preset("voxels", "Five voxels in space", "Of twenty-four, and what heat makes of them.").set("root=voxels", "kernel=1").panes("space", "structures", "conductivities", "table").pictured(20);
        tiny("kernel=1", "root=line kernel=1", "root=voxels kernel=1 contrast=3", "root=three-phase kernel=1,0");
    }

    // ---- structures

    private static Structure child(Root r, String cells, VectorValue kernel) {
        int rows = kernel.rows();
        int columns = kernel.columns();
        int[] shape = {r.shape[0], r.shape[1] * rows, r.shape[2] * columns};
        int[] phase = new int[shape[0] * shape[1] * shape[2]];
        for (int c = 0; c < phase.length; c++) {
            int k = c % shape[2];
            int j = c / shape[2] % shape[1];
            int i = c / (shape[1] * shape[2]);
            boolean full = kernel.values().get(j % rows * columns + k % columns) == 1;
            phase[c] = full ? cells.charAt((i * r.shape[1] + j / rows) * r.shape[2] + k / columns) - '0' : r.phases;
        }
        return new Structure(shape, phase);
    }

    /** How many cells x have phase p at x and q at x + r, for every r. */
    private static double[] counts(Structure s, int p, int q) {
        int[] n = s.shape;
        double[] c = new double[s.cells()];
        for (int r = 0; r < c.length; r++) {
            for (int x = 0; x < c.length; x++) {
                if (s.phase[x] == p && s.phase[moved(n, x, r)] == q) {
                    c[r]++;
                }
            }
        }
        return c;
    }

    /** The cell at x + r. */
    private static int moved(int[] n, int x, int r) {
        int k = (x % n[2] + r % n[2]) % n[2];
        int j = (x / n[2] % n[1] + r / n[2] % n[1]) % n[1];
        int i = (x / (n[1] * n[2]) + r / (n[1] * n[2])) % n[0];
        return (i * n[1] + j) * n[2] + k;
    }

    private static Pair pair(Structure a, Structure b, int phases) {
        double worst = 0;
        for (int p = 1; p <= phases; p++) {
            for (int q = 1; q <= phases; q++) {
                double[] x = counts(a, p, q);
                double[] y = counts(b, p, q);
                worst = Math.max(worst, IntStream.range(0, x.length).mapToDouble(k -> Math.abs(x[k] - y[k])).max().orElseThrow() / x.length);
            }
        }
        double m = a.cells();
        return new Pair(a, b, phases, Arrays.stream(counts(a, 1, 1)).map(v -> v / m).toArray(), Arrays.stream(counts(b, 1, 1)).map(v -> v / m).toArray(), worst, related(a, b, phases));
    }

    /** Tries all shifts, reflections of axes and permutations of phases. */
    private static boolean related(Structure a, Structure b, int phases) {
        for (int[] swap : permutations(phases)) {
            for (int flips = 0; flips < 8; flips++) {
                for (int r = 0; r < a.cells(); r++) {
                    boolean same = true;
                    for (int x = 0; x < a.cells() && same; x++) {
                        same = swap[a.phase[x] - 1] == b.phase[moved(a.shape, flipped(a.shape, x, flips), r)];
                    }
                    if (same) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static int flipped(int[] n, int x, int flips) {
        int k = x % n[2];
        int j = x / n[2] % n[1];
        int i = x / (n[1] * n[2]);
        return (((flips & 1) > 0 ? n[0] - 1 - i : i) * n[1] + ((flips & 2) > 0 ? n[1] - 1 - j : j)) * n[2] + ((flips & 4) > 0 ? n[2] - 1 - k : k);
    }

    private static List<int[]> permutations(int n) {
        if (n == 2) {
            return List.of(new int[] {1, 2}, new int[] {2, 1});
        }
        List<int[]> all = new ArrayList<>();
        for (int a = 1; a <= 3; a++) {
            for (int b = 1; b <= 3; b++) {
                if (a != b) {
                    all.add(new int[] {a, b, 6 - a - b});
                }
            }
        }
        return all;
    }

    // ---- heat

    private double conductivity(int phase, int phases, Knobs p) {
        return Math.pow(p.get(contrast), (phases - phase) / (phases - 1.0));
    }

    private PeriodicConduction conduction(Structure s, int phases, Knobs p) {
        int fine = s.shape[0] == 1 ? FINE : COARSE;
        int[] n = {s.shape[0] == 1 ? 1 : s.shape[0] * fine, s.shape[1] == 1 ? 1 : s.shape[1] * fine, s.shape[2] * fine};
        double[] sigma = new double[n[0] * n[1] * n[2]];
        for (int c = 0; c < sigma.length; c++) {
            int i = c / (n[1] * n[2]) * s.shape[0] / n[0];
            int j = c / n[2] % n[1] * s.shape[1] / n[1];
            int k = c % n[2] / fine;
            sigma[c] = conductivity(s.phase[(i * s.shape[1] + j) * s.shape[2] + k], phases, p);
        }
        return PeriodicConduction.of(n, sigma);
    }

    /** 1/Σ v/(σ + (d − 1)σ*) − (d − 1)σ*, with the least or the greatest conductivity as σ*. */
    private double bound(Structure s, Knobs p, boolean upper) {
        int phases = ROOTS.get(p.get(root)).phases;
        int d = (int) Arrays.stream(s.shape).filter(n -> n > 1).count();
        double star = (d - 1) * (upper ? p.get(contrast) : 1);
        double sum = Arrays.stream(s.phase).mapToDouble(q -> 1 / (conductivity(q, phases, p) + star)).sum() / s.cells();
        return 1 / sum - star;
    }

    private double outside(Stage s, Knobs p) {
        double worst = 0;
        for (double k : new double[] {s.a.mean(), s.b.mean()}) {
            worst = Math.max(worst, Math.max(bound(s.pair.a, p, false) / k - 1, k / bound(s.pair.a, p, true) - 1));
        }
        return Math.max(0, worst - 1e-9);
    }

    private static double layers() {
        double[] sigma = new double[64];
        Arrays.setAll(sigma, c -> c % 8 < 4 ? 1 : 100);
        PeriodicConduction k = PeriodicConduction.of(new int[] {1, 8, 8}, sigma).iterated(400);
        return Math.max(Math.abs(k.along(1) - 50.5), Math.abs(k.along(2) * 101 / 200 - 1));
    }

    private static double checkerboard() {
        int n = 96;
        double[] sigma = new double[n * n];
        Arrays.setAll(sigma, c -> (c / n < n / 2) == (c % n < n / 2) ? 4 : 1);
        return PeriodicConduction.of(new int[] {1, n, n}, sigma).iterated(800).mean();
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        Root r = ROOTS.get(p.get(root));
        Structure a = child(r, r.first, p.get(kernel));
        Structure b = child(r, r.second, p.get(kernel));
        return new Stage(pair(a, b, r.phases), conduction(a, r.phases, p), conduction(b, r.phases, p));
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        t.ask();
        PeriodicConduction a = s.a.iterated(ITERATIONS);
        t.ask();
        return new Stage(s.pair, a, s.b.iterated(ITERATIONS));
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        Structure[] both = {s.pair.a, s.pair.b};
        double[][] correlation = {s.pair.correlationA, s.pair.correlationB};
        PeriodicConduction[] heat = {s.a, s.b};
        for (int k = 0; k < 2; k++) {
            String name = k == 0 ? "a" : "b";
            int[] n = both[k].shape;
            to.matrix("structure-" + name, n[0] * n[1], n[2], Arrays.stream(both[k].phase).mapToDouble(v -> v).toArray());
            Structure one = both[k];
            double[] tiles = new double[4 * one.cells()];
            // periods side by side, and layers of a third axis below each other
            Arrays.setAll(tiles, c -> one.phase[(c / (2 * n[2]) / (2 * n[1]) * n[1] + c / (2 * n[2]) % (2 * n[1]) % n[1]) * n[2] + c % (2 * n[2]) % n[2]]);
            to.matrix("tiles-" + name, n[0] * 2 * n[1], 2 * n[2], tiles);
            to.matrix("correlation-" + name, n[0] * n[1], n[2], correlation[k]);
            int[] m = heat[k].shape();
            to.matrix("flux-" + name, m[0] * m[1], m[2], heat[k].flux(2));
        }
        int[] n = s.pair.a.shape;
        to.matrix("difference", n[0] * n[1], n[2], IntStream.range(0, s.pair.a.cells()).mapToDouble(i -> s.pair.correlationA[i] - s.pair.correlationB[i]).toArray());
        List<double[]> voxels = new ArrayList<>();
        for (int k = 0; k < 2; k++) {
            for (int c = 0; c < both[k].cells(); c++) {
                if (both[k].phase[c] == 1) {
                    voxels.add(new double[] {c % n[2] + k * (n[2] + 2.0), c / n[2] % n[1], c / (n[1] * n[2])});
                }
            }
        }
        double[] which = new double[voxels.size()];
        Arrays.setAll(which, k -> voxels.get(k)[0] < n[2] ? 0 : 1);
        to.points("voxels", 3, voxels.stream().flatMapToDouble(Arrays::stream).toArray(), new double[] {0.42}, new Layer.Field("which", "first or second", "", which));
        to.table("compared", new Layer.Column.Words("what", "what", List.of("fraction of the first phase", "largest correlation off r = 0", "lower bound", "upper bound", "conductivity, mean", "conductivity, upwards", "conductivity, to the right")),
                new Layer.Column.Numbers("a", "first", "", numbers(s, p, s.pair.a, s.pair.correlationA, s.a)), new Layer.Column.Numbers("b", "second", "", numbers(s, p, s.pair.b, s.pair.correlationB, s.b)));
    }

    private double[] numbers(Stage s, Knobs p, Structure a, double[] c, PeriodicConduction heat) {
        return new double[] {c[0], Arrays.stream(c).skip(1).max().orElse(0), bound(a, p, false), bound(a, p, true), heat.mean(), a.shape[1] > 1 ? heat.along(1) : 0, heat.along(2)};
    }
}
