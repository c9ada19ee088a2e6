package org.pushforward.engine.algebra;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SparseSvdUpdate;
import org.pushforward.engine.numerics.SparseSvdUpdate.Rows;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/** {@code algebra.fast-svd-update}: the singular vectors of a sparse matrix that gains rows, dense and sparsely updated. A step is a batch of rows. */
public final class GrowingSvd extends Study<GrowingSvd.Stage> {

    private static final int STEPS = 100;
    private static final int GROUPS = 8;
    /** Share of entries within the columns of a row's own group. */
    private static final double OWN = 0.75;
    private static final int SWEEPS = 40;
    private static final int EXTRA = 8;
    private static final int DRAWN_ROWS = 24;
    private static final int MOST_ENTRIES = 4_000_000;

    private final Knob<Integer> rows;
    private final Knob<Integer> columns;
    private final Knob<Double> density;
    private final Knob<Integer> rank;
    private final Knob<Integer> batch;
    private final Knob<Integer> flush;

    /**
     * @param all rows so far
     * @param dependent whether new rows could not be appended, as they add nothing of their own
     * @param energy of the truncated decomposition over that of the exact one, at the last flush; 0 before the first
     */
    record Stage(Rows all, int[] group, SparseSvdUpdate sparse, SparseSvdUpdate dense, int steps, double energy, double[] exact, boolean dependent) { }

    public GrowingSvd() {
        super("algebra.fast-svd-update", "Singular vectors of a growing matrix", "A rating matrix gains rows every day, each with a handful of entries. Updating its truncated singular value decomposition by projection (Zha and Simon) turns the new rows into dense ones, and multiplies all singular vectors by a small matrix. "
                + "Neither is needed: inner products of what is new follow from sparse ones, and the vectors are kept as a tall matrix times a small one, so that an update touches only the rows where there are entries. In exact arithmetic both are the same. The small factors are multiplied in from time to time, before they become ill-conditioned. "
                + "What both lose against the exact decomposition is what truncation threw away earlier. Dense data leave nothing to gain, which a preset shows. Counted are multiplications and additions, not seconds; the first rows are decomposed exactly. Data are generated: eight groups of columns, three of four entries in the row's own group.",
                List.of("A ← [A; E],  B = EV,  RᵀR = EEᵀ − BBᵀ", "[Σ 0; B Rᵀ] = F Θ Gᵀ", "V = V̂C:  C ← C(G₁ − BᵀR⁻¹G₂),  V̂ ← V̂ + Eᵀ R⁻¹G₂C⁻¹"),
                new Citation("H. Deng, Y. Yang, J. Li, C. Chen, W. Jiang, S. Pu", 2024, "Fast Updating Truncated SVD for Representation Learning with Sparse Matrices", "2401.09703"),
                new Citation("H. Zha, H. D. Simon", 1999, "On Updating Problems in Latent Semantic Indexing", "10.1137/S1064827597329266"));
        pace(15);
        group("Matrix");
        rows = whole("rows", "m", "First rows", 3000, 200, 5000, "There are before the first update.").within(20, 50_000).log();
        columns = whole("columns", "n", "Columns", 2000, 100, 4000, "Of the matrix.").within(20, 20_000).log();
        density = real("density", "δ", "Density", 0.005, 0.002, 0.2, "Share of entries that are not zero.").within(1e-4, 1).log();
        group("Method");
        rank = whole("rank", "k", "Rank", 16, 2, 32, "Singular vectors kept.").within(1, 64);
        batch = whole("batch", "s", "Rows a step", 10, 1, 40, "Appended at once.").within(1, 200);
        flush = whole("flush", "f", "Flush after", 20, 1, 50, "Updates, after which the small factors are multiplied in.").within(1, 1000);
        lasts(_ -> STEPS);
        refuse(p -> p.get(density) * p.get(columns) < 2, p -> "density = " + p.get(density) + " leaves fewer than two entries a row of " + p.get(columns) + " columns; take a larger density");
        refuse(p -> p.get(rank) + p.get(batch) >= Math.min(p.get(rows), p.get(columns)) / 2, p -> "rank + batch = " + (p.get(rank) + p.get(batch)) + " is more than half of the rows or columns; take a smaller rank or batch");

        refuse(p -> entries(p) > MOST_ENTRIES, p -> "rows: " + Math.round(entries(p)) + " entries are too many to begin with; keep them to " + MOST_ENTRIES + " by fewer rows, fewer columns or a smaller density");
        fails((s, p, _) -> s.dependent ? Optional.of(new Status.Failure(Status.Kind.STALLED, "difference", "", "the new rows depend on each other, so that the update is singular",
                List.of(new Status.Remedy("one row a step", "batch", 1)))) : Optional.empty());

        var difference = gauge("difference", "Difference of the two", "", GrowingSvd::difference).when(s -> s.steps > 0);
        var operations = gauge("operations", "Operations, sparse", "", s -> s.sparse.operations());
        var dense = gauge("operations-dense", "Operations, dense", "", s -> s.dense.operations());
        var gain = gauge("gain", "Operations, dense over sparse", "", s -> s.dense.operations() / s.sparse.operations()).when(s -> s.steps > 0);
        var energy = gauge("energy", "Energy over that of the exact decomposition", "", Stage::energy).when(s -> s.energy > 0);
        gauge("orthogonality", "‖VᵀV − I‖", "", s -> orthogonality(s)).when(s -> s.steps > 0);

        plane("bipartite", "The latest rows and their columns", "rows left, columns right, ordered by group; the newest in front").draw(LINES, "older", "before").draw(LINES, "newest", "newest rows").draw(POINTS, "row-nodes", "rows").draw(POINTS, "column-nodes", "columns");
        history("counters", "Operations", "multiplications and additions so far", dense, operations).log();
        plot("embedding", "Columns in the second and third singular vectors", "columns of one group point one way").draw(POINTS, "column-vectors", "third singular vector", "", "second singular vector");
        plot("spectrum", "Singular values", "updated, and exact at the last flush").draw(CURVE, "exact", "exact", "", "number").draw(POINTS, "singular-values", "updated", "", "number");
        history("agreement", "Difference of the two decompositions", "singular values and projections", difference).log();
        history("kept", "Energy", "of the truncated decomposition over that of the exact one", energy);

        always("same", "difference from the dense update", difference, atMost(1e-8), "Zha & Simon 1999: the same in exact arithmetic");
        reference("difference", "difference from the dense update after 100 updates", atMost(1e-9), "5e-14 measured independently", t -> t.rest().value(difference));
        reference("operations", "density 0.5 %: operations, dense over sparse", atLeast(8), "11 measured independently", t -> t.steps(20).value(gain));
        reference("energy", "energy of 16 vectors over that of the exact decomposition after 100 updates", atLeast(0.98), "subspace iteration on all rows; 0.993 measured independently", t -> t.rest().value(energy));
        reference("dense-data", "density 20 %, rank 16, 200 columns: operations, dense over sparse", atMost(4), "little to gain where nothing is sparse", t -> t.steps(20).value(gain), "density=0.2", "columns=200", "rows=300");
        opens("A handful of entries, a handful of work", "Both updates agree to the last digits; one of them touches everything.").pictured(60);
        preset("dense", "Nothing to gain", "A small matrix with every fifth entry: the core of the update costs more than what is saved.").set("density=0.2", "columns=200", "rows=300").panes("counters", "agreement", "spectrum", "kept").pictured(60);
        preset("streaming", "One row at a time", "Each row as it comes; the dense update multiplies all vectors every time.").set("batch=1").panes("bipartite", "counters", "embedding", "agreement").pictured(60);
        tiny("rows=60 columns=50 density=0.1 rank=3 batch=2 flush=2", "rows=50 columns=60 density=0.2 rank=2 batch=1 flush=1");
    }

    private double entries(Knobs p) {
        return p.get(rows) * p.get(density) * p.get(columns);
    }

    // ---- data

    /** Rows of about the density, columns rising, with entries near 1. */
    private Rows drawn(Knobs p, Philox random, int from, int count) {
        int n = p.get(columns);
        int each = Math.max(2, (int) Math.round(p.get(density) * n));
        int[] offsets = new int[count + 1];
        int[] at = new int[count * each];
        double[] values = new double[count * each];
        double[] lots = new double[3 * each + 1];
        int size = 0;
        for (int i = 0; i < count; i++) {
            random.stream(1).uniforms(from + i, 1, 0, lots.length, lots, 0);
            int group = groupOf(lots[0]);
            double[] row = new double[n];
            for (int e = 0; e < each; e++) {
                double u = lots[3 * e + 2];
                int low = n * group / GROUPS;
                int high = n * (group + 1) / GROUPS;
                // small numbers are popular
                int c = lots[3 * e + 1] < OWN ? low + (int) (u * u * (high - low - 1)) : (int) (u * (n - 1));
                row[c] = 0.5 + lots[3 * e + 3];
            }
            for (int c = 0; c < n; c++) {
                if (row[c] != 0) {
                    at[size] = c;
                    values[size++] = row[c];
                }
            }
            offsets[i + 1] = size;
        }
        return new Rows(offsets, Arrays.copyOf(at, size), Arrays.copyOf(values, size));
    }

    /** Groups of unequal size, so that singular values differ. */
    private static int groupOf(double lot) {
        return Math.min(GROUPS - 1, (int) (GROUPS * Math.pow(lot, 1.5)));
    }

    private static Rows joined(Rows a, Rows b) {
        int[] offsets = Arrays.copyOf(a.offsets(), a.offsets().length + b.count());
        for (int i = 1; i <= b.count(); i++) {
            offsets[a.count() + i] = a.columns().length + b.offsets()[i];
        }
        int[] at = Arrays.copyOf(a.columns(), a.columns().length + b.columns().length);
        System.arraycopy(b.columns(), 0, at, a.columns().length, b.columns().length);
        double[] values = Arrays.copyOf(a.values(), at.length);
        System.arraycopy(b.values(), 0, values, a.values().length, b.values().length);
        return new Rows(offsets, at, values);
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        Rows first = drawn(p, random, 0, p.get(rows));
        int n = p.get(columns);
        int[] group = IntStream.range(0, n).map(c -> Math.min(GROUPS - 1, c * GROUPS / n)).toArray();
        double[] v = new double[n * p.get(rank)];
        SparseSvdUpdate none = SparseSvdUpdate.of(p.get(rank), new double[0], new double[p.get(rank)], v);
        return new Stage(first, group, none, none, 0, 0, new double[0], false);
    }

    /** Singular values and vectors of the leading part, by subspace iteration: V (n × q) and Σ. */
    private static double[][] leading(Rows a, int n, int k, Philox random, Turn t) {
        int q = k + EXTRA;
        double[] x = new double[n * q];
        random.stream(2).normals(0, n, 0, q, x, 0);
        Matrix v = Matrix.of(n, q, x).orthonormalised();
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            t.ask();
            v = Matrix.of(n, q, transposed(a, forward(a, v.toArray(), q), n, q)).orthonormalised();
        }
        Matrix y = Matrix.of(a.count(), q, forward(a, v.toArray(), q));
        Matrix gram = y.transposed().times(y).symmetrised();
        List<double[]> axes = gram.principalAxes(k);
        double[] w = new double[q * k];
        Arrays.setAll(w, i -> axes.get(i % k)[i / k]);
        Matrix right = v.times(Matrix.of(q, k, w));
        Matrix left = y.times(Matrix.of(q, k, w));
        double[] sigma = new double[k];
        double[] u = left.toArray();
        for (int j = 0; j < k; j++) {
            for (int i = 0; i < a.count(); i++) {
                sigma[j] += u[i * k + j] * u[i * k + j];
            }
            sigma[j] = Math.sqrt(sigma[j]);
            for (int i = 0; i < a.count(); i++) {
                u[i * k + j] /= sigma[j];
            }
        }
        return new double[][] {u, sigma, right.toArray()};
    }

    private static double[] forward(Rows a, double[] x, int q) {
        double[] y = new double[a.count() * q];
        for (int i = 0; i < a.count(); i++) {
            for (int e = a.offsets()[i]; e < a.offsets()[i + 1]; e++) {
                for (int j = 0; j < q; j++) {
                    y[i * q + j] += a.values()[e] * x[a.columns()[e] * q + j];
                }
            }
        }
        return y;
    }

    private static double[] transposed(Rows a, double[] y, int n, int q) {
        double[] x = new double[n * q];
        for (int i = 0; i < a.count(); i++) {
            for (int e = a.offsets()[i]; e < a.offsets()[i + 1]; e++) {
                for (int j = 0; j < q; j++) {
                    x[a.columns()[e] * q + j] += a.values()[e] * y[i * q + j];
                }
            }
        }
        return x;
    }

    // ---- an update

    @Override
    protected Stage next(Stage s, Turn t) {
        t.ask();
        int k = t.get(rank);
        int n = t.get(columns);
        SparseSvdUpdate sparse = s.sparse;
        SparseSvdUpdate dense = s.dense;
        if (s.steps == 0) {
            double[][] exact = leading(s.all, n, k, t.random(), t);
            sparse = SparseSvdUpdate.of(k, exact[0], exact[1], exact[2]);
            dense = sparse;
        }
        Rows e = drawn(t.p(), t.random(), s.all.count(), t.get(batch));
        try {
            sparse = sparse.sparse(e);
            t.ask();
            dense = dense.dense(e);
        } catch (ArithmeticException singular) {
            return new Stage(s.all, s.group, s.sparse, s.dense, s.steps, s.energy, s.exact, true);
        }
        Rows all = joined(s.all, e);
        boolean now = (s.steps + 1) % t.get(flush) == 0;
        if (now) {
            sparse = sparse.flushed();
        }
        if (!now && s.steps + 1 < STEPS || (s.steps + 1) % Math.min(20, STEPS) != 0) {
            return new Stage(all, s.group, sparse, dense, s.steps + 1, s.energy, s.exact, false);
        }
        double[] exact = leading(all, n, k, t.random(), t)[1];
        return new Stage(all, s.group, sparse, dense, s.steps + 1, squares(sparse.sigma()) / squares(exact), exact, false);
    }

    private static double squares(double[] x) {
        return Arrays.stream(x).map(v -> v * v).sum();
    }

    /** The largest of the relative difference of singular values, ‖V − V′V′ᵀV‖ and ‖U − U′U′ᵀU‖. */
    private static double difference(Stage s) {
        int k = s.sparse.k();
        double worst = 0;
        for (int j = 0; j < k; j++) {
            worst = Math.max(worst, Math.abs(s.sparse.sigma()[j] - s.dense.sigma()[j]) / s.dense.sigma()[0]);
        }
        int m = s.all.count();
        double right = outside(Matrix.of(s.group.length, k, s.sparse.right()), Matrix.of(s.group.length, k, s.dense.right()));
        double left = outside(Matrix.of(m, k, s.sparse.left()), Matrix.of(m, k, s.dense.left()));
        return Math.max(Math.max(1e-17, worst), Math.max(left, right));
    }

    private static double outside(Matrix v, Matrix w) {
        return v.minus(w.times(w.transposed().times(v))).frobenius();
    }

    private static double orthogonality(Stage s) {
        Matrix v = Matrix.of(s.group.length, s.sparse.k(), s.sparse.right());
        return v.transposed().times(v).plusIdentity(-1).frobenius();
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        int n = s.group.length;
        int k = s.sparse.k();
        int last = s.all.count();
        int shown = Math.min(DRAWN_ROWS, last);
        int newest = s.steps == 0 ? 0 : Math.min(shown, p.get(batch));
        links("older", s, last - shown, last - newest, last, shown, n, to);
        links("newest", s, last - newest, last, last, shown, n, to);
        double[] left = new double[2 * shown];
        for (int i = 0; i < shown; i++) {
            left[2 * i + 1] = height(i, shown);
        }
        to.points("row-nodes", 2, left);
        double[] right = new double[2 * n];
        double[] of = new double[n];
        for (int c = 0; c < n; c++) {
            right[2 * c] = 1;
            right[2 * c + 1] = height(c, n);
            of[c] = s.group[c];
        }
        to.points("column-nodes", 2, right, new double[0], new Layer.Field("group", "group", "", of));
        double[] v = s.sparse.right();
        int third = Math.min(2, k - 1);
        to.series("column-vectors", IntStream.range(0, s.steps == 0 ? 0 : n).mapToDouble(c -> v[c * k + Math.min(1, k - 1)]).toArray(),
                IntStream.range(0, s.steps == 0 ? 0 : n).mapToDouble(c -> v[c * k + third]).toArray());
        double[] number = IntStream.rangeClosed(1, k).asDoubleStream().toArray();
        to.series("singular-values", number, s.sparse.sigma());
        to.series("exact", s.exact.length == 0 ? new double[0] : number, s.exact);
    }

    private static double height(int i, int of) {
        return 1 - (i + 0.5) / of;
    }

    private static void links(String layer, Stage s, int from, int to, int last, int shown, int n, Look look) {
        int[] offsets = s.all.offsets();
        int count = offsets[to] - offsets[from];
        double[] xy = new double[4 * count];
        int[] starts = new int[count + 1];
        int at = 0;
        for (int i = from; i < to; i++) {
            for (int e = offsets[i]; e < offsets[i + 1]; e++, at++) {
                xy[4 * at + 1] = height(i - (last - shown), shown);
                xy[4 * at + 2] = 1;
                xy[4 * at + 3] = height(s.all.columns()[e], n);
                starts[at + 1] = 2 * (at + 1);
            }
        }
        look.paths(layer, 2, xy, starts);
    }
}
