package org.pushforward.engine.algebra;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.exact.BilinearScheme;
import org.pushforward.engine.numerics.exact.LinearCircuit;
import org.pushforward.engine.numerics.exact.LinearCircuit.Found;
import org.pushforward.engine.numerics.exact.LinearCircuit.Pair;
import org.pushforward.engine.numerics.exact.Ring;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code algebra.mm-58}: 3 × 3 matrices multiplied with 23 products and 58 additions. A step shares one pair of terms; when nothing can be
 * shared any more, a step is one of the 23 products.
 */
public final class FewAdditions extends Study<FewAdditions.Stage> {

    private static final int N = 3;
    private static final int ENTRIES = N * N;
    /** The scheme of the paper as its author's repository lists it, entries of the result row by row. */
    private static final BilinearScheme PUBLISHED = new BilinearScheme(N,
            BilinearScheme.circuit(names("a"), "s0=a11+a13;s1=a12+s0;s2=a33+s1;s3=a32+s2;s4=a31+s3;s5=a23+s1;s6=a33+s0;s7=a21+s4",
                    "s7+a22;s5;s5+a22;s3;s0+a23;a11;a23;s2;s4;a21;a23;s6+a31+a21;a32;s7;a33+a13;a11;s6;a12;a21;s1;a33;a22;a31"),
            BilinearScheme.circuit(names("b"), "t0=b31+b33;t1=b22-b32;t2=b11-b21;t3=t0+t1;t4=b12-t2;t5=b21-t3",
                    "b21;t3;b22;b22-t4;t1;b11+b13-t0;b33;t5;b11-b12;b12;t0;t2;b23;t4;b11-b31;b12-b32;t2+t1;t5+b23;b13;t0-b32;b33;b23;b13"),
            BilinearScheme.circuit(IntStream.rangeClosed(1, 23).mapToObj(k -> "m" + k).toList(),
                    "r0=m2-m11;r1=m5-r0;r2=m17-r1;r3=m8+m21;r4=m10-m14;r5=r2+r4;r6=m15-r3;r7=m12-r5",
                    "r2-r6;m16-r1-m20;r6+m18-m17+m6;r4+m11-m9-m7+m1;m20+m10+m3-r0;m22+m19+m7;r7-r3+m9;r7+m20+m4;m23+m21+m13"));

    /** Half the height of the drawing. */
    private static final double HALF = 3;
    private static final int PRODUCTS = PUBLISHED.rank();
    private static final BilinearScheme PLAIN = PUBLISHED.plain();

    private final Knob<String> reduction;
    private final Knob<String> ring;
    private final Knob<VectorValue> first;
    private final Knob<VectorValue> second;
    private final Knob<Integer> footprint;

    /**
     * @param lit the pair that was shared last: circuit 0 to 2 and its variable there; {@code circuit} −1 when there is none
     * @param done products that were formed
     */
    record Stage(BilinearScheme scheme, Lit lit, int done) { }

    record Lit(int circuit, int variable) { }

    public FewAdditions() {
        super("algebra.mm-58", "3 × 3 matrices in 58 additions", "Two 3 × 3 matrices can be multiplied with 23 products instead of 27, at the price of many "
                + "additions. Written out, this scheme takes 119 of them. Forming sums that occur more than once only once, the most frequent pair of terms "
                + "first, brings them down to 58, which was the record when the paper appeared; a scheme with 56 has been published since (Sun 2026). The search that found the scheme "
                + "itself, random flips among schemes of rank 23, is not shown: it starts from the paper's coefficients. Every coefficient is −1, 0 or 1, so the scheme holds over every ring, also "
                + "where order matters: for integers, remainders and blocks alike.",
                List.of("m_r = (Σ u_ri a_i)·(Σ v_rj b_j),  c_k = Σ w_kr m_r", "Σ_r u_ri v_rj w_kr = ⟨3, 3, 3⟩_ijk  (729 equations)"),
                new Citation("A. I. Perminov", 2025, "A 58-Addition, Rank-23 Scheme for General 3×3 Matrix Multiplication", "2512.21980"),
                new Citation("Y. Sun", 2026, "An Exact 56-Addition, Rank-23 Scheme for General 3×3 Matrix Multiplication", "2604.27645"));
        pace(2);
        group("Scheme");
        reduction = choice("reduction", "ρ", "Reduction", List.of("greedy", "published"), "greedy", "The most frequent pair first, equals by lot; or the sums that the paper lists.");
        footprint = whole("footprint", "r", "Product shown", 0, 0, PRODUCTS, "Whose terms are seen in the footprint; 0 is the latest.").live();
        group("Matrices");
        ring = choice("ring", "R", "Ring", List.of("integers", "f2", "f3", "blocks"), "integers",
                "Integers, remainders modulo 2 or 3, or 2 × 2 blocks with your entries in their corners and other small numbers beside.");
        first = vector("matrix-a", "A", "Left factor", N, N, "1,2,3;4,5,6;7,8,10", "Whole numbers.");
        second = vector("matrix-b", "B", "Right factor", N, N, "2,-1,0;1,3,5;-4,0,1", "Whole numbers.");
        refuse(p -> !whole(p.get(first)) || !whole(p.get(second)), _ -> "matrix-a and matrix-b are multiplied exactly; give whole numbers from -1000000 to 1000000");
        rests(s -> s.done == PRODUCTS ? Status.CONVERGED : Status.RUNNING);

        gauge("products", "Products", "", s -> s.scheme.rank());
        var additions = gauge("additions", "Additions", "", s -> s.scheme.additions());
        var naive = gauge("additions-naive", "Written out", "", s -> PLAIN.additions());
        gauge("additions-published", "Published", "", s -> PUBLISHED.additions());
        var formed = gauge("products-formed", "Products formed", "", Stage::done);
        var defect = gauge("tensor-defect", "Equations of 729 that fail", "", s -> s.scheme.defect());
        var wrong = gauge("wrong-entries", "Entries that differ from the schoolbook", "", this::wrong).when(s -> s.done == PRODUCTS);

        plane("circuit", "Circuit", "A above, B below → 23 products → C; thick: shared last").draw(LINES, "circuit", "used by", "");
        history("count", "Additions", "each step shares one pair", List.of(additions, naive, gaugeNamed("additions-published")));
        plane("terms", "Footprint of a product", "entries of A down, of B across; ±½ where it must cancel").draw(CELLS, "footprint", "coefficient");
        words("methods", "Cost of a product", "of two 3 × 3 matrices").draw(WORDS, "methods", "methods");
        plane("result", "C = AB", "by the scheme").draw(CELLS, "product", "entry");
        history("formed", "Products formed", "of 23", formed);

        always("identity", "equations of the tensor identity that fail", defect, atMost(0), "Brent equations, in integers");
        atEnd("few", "additions after the reduction", additions, atMost(60), "the paper's 58; greedy choices end at 58 to 60");
        atEnd("product", "entries that differ from the schoolbook product", wrong, atMost(0), "closed form");
        for (String r : List.of("f2", "f3", "blocks")) {
            reference("product-" + r, "entries that differ, over " + r, atMost(0), "closed form, the schoolbook product", t -> t.rest().value(wrong), "ring=" + r);
        }
        formula("naive", "additions written out", within(43 + 31 + 45, 0), "counted in the paper's coefficients: 43 + 31 + 45", () -> PLAIN.additions());
        reference("published", "additions of the paper's sums", within(58, 0), "Perminov 2025", t -> t.rest().value(additions), "reduction=published");
        lengthy("share", "share of 100 seeds whose greedy reduction ends at 58", atLeast(0.8), "Perminov 2025: 58", _ -> shareOf(58));
        lengthy("worst", "most additions of 100 seeds", atMost(60), "the best before the paper", _ -> IntStream.range(0, 100).map(FewAdditions::greedy).max().orElseThrow());
        opens("119 additions become 58", "Sums that occur twice are formed once; one pair lights up at a time.").panes("circuit", "count", "methods").pictured(14);
        preset("rings", "Over blocks that do not commute", "The same 23 products multiply matrices of 2 × 2 blocks, to the last digit.").set("ring=blocks").panes("circuit", "terms", "result", "methods").pictured(40);
        preset("published", "The paper's own sums", "The eight, six and eight shared sums as they are printed.").set("reduction=published").panes("circuit", "count", "terms").pictured(30);
        tiny("", "reduction=published ring=blocks", "ring=f2");
    }

    private static List<String> names(String letter) {
        return IntStream.range(0, ENTRIES).mapToObj(k -> letter + (k / N + 1) + (k % N + 1)).toList();
    }

    private static boolean whole(VectorValue v) {
        return v.values().stream().allMatch(x -> x == Math.rint(x) && Math.abs(x) <= 1e6);
    }

    /** Additions left by the greedy reduction of a seed. */
    static int greedy(int seed) {
        int sum = 0;
        for (int c = 0; c < 3; c++) {
            LinearCircuit left = circuits(PLAIN).get(c);
            double[] lot = new double[64];
            new Philox(seed).uniforms(c, 1, 0, lot.length, lot, 0);
            for (int k = 0; !left.mostFrequent().isEmpty(); k++) {
                left = left.reduced(lot[k]).orElseThrow();
            }
            sum += left.additions();
        }
        return sum;
    }

    private static double shareOf(int additions) {
        return IntStream.range(0, 100).filter(seed -> greedy(seed) == additions).count() / 100.0;
    }

    private static List<LinearCircuit> circuits(BilinearScheme s) {
        return List.of(s.left(), s.right(), s.result());
    }

    private static BilinearScheme with(BilinearScheme s, int circuit, LinearCircuit now) {
        return new BilinearScheme(N, circuit == 0 ? now : s.left(), circuit == 1 ? now : s.right(), circuit == 2 ? now : s.result());
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        return new Stage(PLAIN, new Lit(-1, 0), 0);
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        t.ask();
        boolean greedy = t.p().is(reduction, "greedy");
        Stage shared = greedy ? mostFrequent(s, t.uniforms(1, 1, 1)[0]) : printed(s);
        return shared.scheme.additions() < s.scheme.additions() ? shared : new Stage(s.scheme, new Lit(-1, 0), s.done + 1);
    }

    /** The pair that occurs most often in the three circuits; equals by lot. */
    private static Stage mostFrequent(Stage s, double lot) {
        List<Lit> where = new ArrayList<>();
        List<Pair> pairs = new ArrayList<>();
        int most = 0;
        for (int c = 0; c < 3; c++) {
            for (Found f : circuits(s.scheme).get(c).mostFrequent()) {
                if (f.count() > most) {
                    where.clear();
                    pairs.clear();
                    most = f.count();
                }
                if (f.count() == most) {
                    where.add(new Lit(c, circuits(s.scheme).get(c).variables()));
                    pairs.add(f.pair());
                }
            }
        }
        if (pairs.isEmpty()) {
            return s;
        }
        int k = Math.min(pairs.size() - 1, (int) (lot * pairs.size()));
        int c = where.get(k).circuit;
        return new Stage(with(s.scheme, c, circuits(s.scheme).get(c).sharing(pairs.get(k))), where.get(k), 0);
    }

    /** The next sum that the paper lists. */
    private static Stage printed(Stage s) {
        for (int c = 0; c < 3; c++) {
            LinearCircuit now = circuits(s.scheme).get(c);
            LinearCircuit goal = circuits(PUBLISHED).get(c);
            int k = now.shared().size();
            if (k < goal.shared().size()) {
                LinearCircuit next = k + 1 == goal.shared().size() ? goal : now.sharing(goal.shared().get(k));
                return new Stage(with(s.scheme, c, next), new Lit(c, now.variables()), 0);
            }
        }
        return s;
    }

    // ---- the product itself

    private double wrong(Stage s, Knobs p) {
        double[] mine = entries(p, s.scheme, true);
        double[] right = entries(p, s.scheme, false);
        return IntStream.range(0, mine.length).filter(k -> mine[k] != right[k]).count();
    }

    /** Entries of AB by the scheme or by the schoolbook, of blocks as one larger matrix. */
    private double[] entries(Knobs p, BilinearScheme scheme, boolean fast) {
        long[] a = p.get(first).values().stream().mapToLong(Double::longValue).toArray();
        long[] b = p.get(second).values().stream().mapToLong(Double::longValue).toArray();
        if (p.is(ring, "blocks")) {
            List<List<Long>> c = product(Ring.blocks(2, Ring.integers(0)), scheme, blocks(a, 3), blocks(b, 5), fast);
            return IntStream.range(0, 36).mapToDouble(k -> c.get(k / 12 * N + k % 6 / 2).get(k / 6 % 2 * 2 + k % 2)).toArray();
        }
        long modulus = p.is(ring, "f2") ? 2 : p.is(ring, "f3") ? 3 : 0;
        Ring<Long> numbers = Ring.integers(modulus);
        return product(numbers, scheme, reduced(a, modulus), reduced(b, modulus), fast).stream().mapToDouble(Long::doubleValue).toArray();
    }

    private static <T> List<T> product(Ring<T> ring, BilinearScheme scheme, List<T> a, List<T> b, boolean fast) {
        return fast ? scheme.multiply(ring, a, b) : BilinearScheme.schoolbook(ring, N, a, b);
    }

    private static List<Long> reduced(long[] v, long modulus) {
        return Arrays.stream(v).mapToObj(x -> modulus == 0 ? x : Math.floorMod(x, modulus)).toList();
    }

    private static List<List<Long>> blocks(long[] v, int salt) {
        return IntStream.range(0, ENTRIES).mapToObj(k -> List.of(v[k], (long) (salt * k + 1) % 7 - 3, (long) (salt * k * k + 2) % 7 - 3, (long) (k + salt) % 5 - 2)).toList();
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        drawing(s, to);
        int r = p.get(footprint) > 0 ? p.get(footprint) : Math.max(1, s.done);
        int[] u = PLAIN.left().outputs()[r - 1];
        int[] v = PLAIN.right().outputs()[r - 1];
        double[] terms = new double[ENTRIES * ENTRIES];
        Arrays.setAll(terms, k -> u[k / ENTRIES] * v[k % ENTRIES] * (k / ENTRIES % N == k % ENTRIES / N ? 1 : 0.5));
        to.as("coefficient in m" + r).matrix("footprint", ENTRIES, ENTRIES, terms);
        double[] c = entries(p, s.scheme, true);
        int n = (int) Math.round(Math.sqrt(c.length));
        to.matrix("product", n, n, c);
        to.table("methods", new Layer.Column.Words("method", "method", List.of("schoolbook", "rank 23, written out", "rank 23, now", "rank 23, published")),
                new Layer.Column.Numbers("multiplications", "products", "", new double[] {27, PRODUCTS, PRODUCTS, PRODUCTS}),
                new Layer.Column.Numbers("sums", "additions", "", new double[] {18, PLAIN.additions(), s.scheme.additions(), PUBLISHED.additions()}));
    }

    /** Nodes from left to right: entries, shared sums by depth, products, shared sums of these, results. */
    private static void drawing(Stage s, Look to) {
        CircuitDrawing d = new CircuitDrawing();
        int[] a = d.circuit(s.scheme.left(), names("a"), "s", 0, 0.2, HALF, s.lit.circuit == 0 ? s.lit.variable : -1);
        int[] b = d.circuit(s.scheme.right(), names("b"), "t", 0, -HALF, -0.2, s.lit.circuit == 1 ? s.lit.variable : -1);
        List<String> m = IntStream.rangeClosed(1, PRODUCTS).mapToObj(k -> "m" + k).toList();
        int at = d.column(m, CircuitDrawing.WIDTH, -HALF, HALF);
        int litProduct = s.lit.circuit < 0 && s.done > 0 ? s.done - 1 : -1;
        for (int r = 0; r < PRODUCTS; r++) {
            boolean now = r == litProduct;
            d.join(s.scheme.left().outputs()[r], a, at + r, v -> now || s.lit.circuit == 0 && v == s.lit.variable);
            d.join(s.scheme.right().outputs()[r], b, at + r, v -> now || s.lit.circuit == 1 && v == s.lit.variable);
        }
        int[] sums = d.sums(s.scheme.result(), IntStream.range(at, at + PRODUCTS).toArray(), "r", CircuitDrawing.WIDTH, -HALF, HALF, s.lit.circuit == 2 ? s.lit.variable : -1);
        int end = d.column(names("c"), 2 * CircuitDrawing.WIDTH, -HALF, HALF);
        for (int k = 0; k < ENTRIES; k++) {
            d.join(s.scheme.result().outputs()[k], sums, end + k, v -> s.lit.circuit == 2 && v == s.lit.variable || v == litProduct);
        }
        d.show("circuit", to);
    }
}
