package org.pushforward.engine.optimise;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer.Column;
import org.pushforward.engine.learn.DigitsCourse;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.PerMatrix;
import org.pushforward.engine.learn.Shampoo;
import org.pushforward.engine.learn.Shampoo.Storage;
import org.pushforward.engine.numerics.EigenFactors;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Quantizer;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code optimise.shampoo-4bit}: of a preconditioner that must be kept in four bits, the eigenvectors are rounded and not the matrix. On a matrix of known
 * spectrum, and in a race of Shampoo in 32 bits, with rounded eigenvectors and with rounded matrices.
 */
public final class FourBitShampoo extends Study<FourBitShampoo.Stage> {

    private static final int PARTS = 12;
    private static final int BATCH = 64;
    private static final double VECTORS = 0.02;
    private static final double LEAST = 1e-8;
    private static final int SHOWN = 32;
    private static final int[][] LAYERS = {{128, 64}, {128, 128}, {10, 128}};
    private static final List<String> RACERS = List.of("eigenvectors", "full", "preconditioner");
    /** For batches of 64, 10 epochs, a falling rate, four bits in blocks of 64. */
    private static final List<RateGrid> GRID = List.of(
            new RateGrid("32 bits", new double[] {1, 2, 3}, new double[] {0.00415, 0.00066, 0.0104}),
            new RateGrid("eigenvectors", new double[] {1, 2, 3}, new double[] {0.00448, 0.00075, 0.00035}),
            new RateGrid("matrix", new double[] {1, 2, 3}, new double[] {0.0172, 0.00322, 0.00125}));

    /**
     * A matrix of known spectrum, and what rounding leaves of it.
     *
     * @param a the matrix, {@code exact} its eigenvectors
     * @param rounded rounded itself
     * @param vectors with rounded eigenvectors, {@code rectified} after Björck's steps
     * @param errors relative, of A^−¼: the matrix rounded, eigenvectors, rectified
     */
    record Sample(Matrix a, EigenFactors exact, Matrix rounded, EigenFactors vectors, EigenFactors rectified, double[] errors) { }

    /** @param loss of all digits that are trained on, one a racer */
    record Stage(Sample sample, Race<Fit> fits, double[] loss, int done) { }

    private final Knob<String> spectrum;
    private final Knob<Integer> size;
    private final Knob<Double> condition;
    private final Knob<String> codebook;
    private final Knob<Integer> bits;
    private final Knob<Integer> block;
    private final Knob<Integer> rectify;
    private final Knob<Integer> every;
    private final Knob<Double> rate;
    private final Knob<Integer> epochs;

    public FourBitShampoo() {
        super("optimise.shampoo-4bit", "Round the eigenvectors, not the matrix",
                "Shampoo divides the gradient of a matrix by fourth roots of its second moments from both sides, and must remember those. Rounded to four bits, the small eigenvalues of a moment drown in the rounding of the large ones, and it is they that the inverse root is made of. "
                        + "Rounded eigenvectors with exact eigenvalues keep them; a step V ← 1.5V − ½VVᵀV makes the vectors orthogonal again. Left: a matrix of known spectrum, where the rounded one is even told its least eigenvalue, as a rounded matrix may have negative ones. "
                        + "Then a race on handwritten digits, a stand-in for the vision networks of the paper: moments of all three layers updated every ten iterations, left and right in turn, by a whole decomposition, where the paper takes a step of subspace iteration and updates less often. "
                        + "Codebooks are those of the program published: squares of equal steps, and the dynamic tree. Nothing is packed here; the bytes are those it would take. All run at the best rate of 32 bits; the table has others, and rate 4 diverges.",
                List.of("L ← βL + (1 − β)GGᵀ,  R ← βR + (1 − β)GᵀG", "W ← W − η L^{−¼} G R^{−¼}", "L = VΛVᵀ,  V → Q(V)", "V ← 1.5V − ½VVᵀV", "bits/8 + 4/block bytes an entry"),
                new Citation("S. Wang, P. Zhou, J. Li, H. Huang", 2024, "4-bit Shampoo for Memory-Efficient Network Training", "2405.18144"),
                new Citation("V. Gupta, T. Koren, Y. Singer", 2018, "Shampoo: Preconditioned Stochastic Tensor Optimization", "1802.09568"));
        group("Quantizer");
        codebook = choice("codebook", "Q", "Codebook", List.of("linear-square", "dynamic-tree", "uniform"), "linear-square", "Where the numbers that remain lie between −1 and 1.");
        bits = whole("bits", "b", "Bits", 4, 2, 8, "Of an entry.").within(2, 10);
        block = whole("block", "B", "Block", 64, 16, 256, "Entries that share a scale.").within(1, 65_536).log();
        rectify = whole("rectify", "t", "Rectification", 1, 0, 4, "Steps towards orthogonal eigenvectors after reading them.").within(0, 20);
        group("Matrix of known spectrum");
        spectrum = choice("spectrum", "λ", "Spectrum", List.of("two-level", "geometric"), "two-level", "Half of the eigenvalues 1 and half 1/κ, or falling by equal factors.");
        size = whole("size", "n", "Size", 128, 16, 192, "Rows of the matrix.").within(2, 256);
        condition = real("condition", "κ", "Condition number", 1e3, 10, 1e6, "Largest over smallest eigenvalue.").within(1, 1e12).log().but(1e5, spectrum, "geometric");
        group("Race");
        every = whole("every", "T", "Update", 10, 5, 50, "Iterations from one update of the moments to the next.").within(1, 10_000);
        rate = real("rate", "η", "Rate", 2, 0.5, 4, "Of all three, falling linearly to 0.").within(1e-4, 100).log();
        epochs = whole("epochs", "E", "Epochs", 10, 1, 20, "Passes over the digits.").within(1, 200);
        learns(rate);
        lasts(p -> (long) PARTS * p.get(epochs));
        pace(12);

        Gauge<Stage> errorMatrix = gauge("error-preconditioner", "Matrix rounded", "", s -> s.sample.errors[0]);
        Gauge<Stage> errorVectors = gauge("error-eigenvectors", "Eigenvectors rounded", "", s -> s.sample.errors[1]);
        Gauge<Stage> errorRectified = gauge("error-rectified", "Eigenvectors rectified", "", s -> s.sample.errors[2]);
        Gauge<Stage> orthogonality = gauge("orthogonality-error", "‖VᵀV − I‖_F", "", s -> s.sample.rectified.orthogonalityError());
        Gauge<Stage> raw = gauge("orthogonality-error-rounded", "‖VᵀV − I‖_F before rectification", "", s -> s.sample.vectors.orthogonalityError());
        Gauge<Stage> gain = gauge("orthogonality-gain", "‖VᵀV − I‖_F after less before", "", s -> s.sample.rectified.orthogonalityError() - s.sample.vectors.orthogonalityError());
        Gauge<Stage> loss = loss("loss", "Eigenvectors", 0);
        Gauge<Stage> full = loss("loss-32bit", "32 bits", 1);
        Gauge<Stage> matrix = loss("loss-preconditioner", "Matrix", 2);
        Gauge<Stage> bytes = gauge("state-bytes", "State, eigenvectors", "bytes", (s, p) -> bytes(p, Storage.EIGENVECTORS));
        Gauge<Stage> bytesFull = gauge("state-bytes-32bit", "State, 32 bits", "bytes", (s, p) -> bytes(p, Storage.FULL));
        Gauge<Stage> entry = gauge("bytes-per-entry", "Bytes an entry", "bytes", (s, p) -> quantizer(p).bytes());

        multiples("matrices", "Matrix and eigenvectors, exact and rounded", "first 32 rows and columns over the largest entry; roots with their sign").draw(CELLS, "a", "A").draw(CELLS, "a-rounded", "A, rounded")
                .draw(CELLS, "u", "eigenvectors").draw(CELLS, "u-rounded", "eigenvectors, rounded").alike("a", "a-rounded", "u", "u-rounded");
        plot("errors", "Error of A^−¼", "relative, Frobenius").draw(BARS, "error", "");
        history("losses", "Loss on the digits trained on", "same weights, same batches, same rate", full, loss, matrix).log();
        plot("eigenvalues", "Eigenvalues", "what rounding does to small ones; those below the axis are negative").draw(CURVE, "exact", "exact", "", "number").draw(CURVE, "of-matrix", "matrix rounded", "", "number")
                .draw(CURVE, "of-rectified", "eigenvectors rectified", "", "number").log();
        plot("code", "Codebook", "the numbers that remain").draw(POINTS, "words", "value", "", "word");
        words("bytes", "What is remembered", "bytes of the three layers, momentum in 32 bits included").draw(WORDS, "memory", "memory");
        words("rates", "Rates tried beforehand", "loss after 10 epochs of batches of 64, mean of 3 seeds; at 4 they diverge").draw(WORDS, "grid", "grid");

        always("rectified", "‖VᵀV − I‖_F after rectification less before", gain, atMost(1e-9), "Björck & Bowie 1971");
        reference("two-level", "error of A^−¼, matrix over rectified eigenvectors", atLeast(4), "our runs; 6.5", t -> t.value(errorMatrix) / t.value(errorRectified));
        reference("geometric", "geometric: error of A^−¼, matrix over rectified eigenvectors", atLeast(4), "our runs; 13", t -> t.value(errorMatrix) / t.value(errorRectified), "spectrum=geometric");
        reference("rectification", "error of A^−¼, eigenvectors over rectified", atLeast(1.5), "our runs; 2.3", t -> t.value(errorVectors) / t.value(errorRectified));
        reference("bytes", "bytes an entry less ½ + 4/64", atMost(1e-15), "closed form", t -> Math.abs(t.value(entry) - 0.5625));
        reference("memory", "state in 32 bits over that with eigenvectors", atLeast(3), "closed form, 3.5; momentum is not rounded", t -> t.value(bytesFull) / t.value(bytes));
        reference("fine", "ten bits, no condition: error of A^−¼ with rounded eigenvectors", atMost(0.01), "a code this fine leaves nothing to rectify", t -> t.value(errorVectors), "bits=10", "codebook=uniform", "condition=1");
        Shared<double[]> run = shared(t -> t.means(5, loss, full, matrix));
        lengthy("close", "loss with rounded eigenvectors over that in 32 bits", atMost(1.5), "our runs, mean of 5 seeds", run, m -> m[0] / m[1]);
        lengthy("table", "losses at the rates that are used over those of the table, or the other way about: worst", atMost(1.5), "the table, of three of these seeds", run,
                m -> Math.max(RateGrid.factor(GRID, "eigenvectors", 2, m[0]), Math.max(RateGrid.factor(GRID, "32 bits", 2, m[1]), RateGrid.factor(GRID, "matrix", 2, m[2]))));
        lengthy("far", "loss with rounded matrices over that with rounded eigenvectors", atLeast(1.8), "our runs, mean of 5 seeds", run, m -> m[2] / m[0]);
        opens("Four bits, and what to spend them on", "Sixteen numbers for every entry: of the matrix, or of its eigenvectors.").panes("matrices", "errors", "losses", "eigenvalues").pins("spectrum", "codebook", "rectify", "bits").pictured(40);
        preset("mild", "A matrix that does not mind", "With a condition number of ten and eight bits the matrix itself does better than eigenvectors left unrectified.").set("condition=10", "bits=8", "epochs=4").panes("errors", "eigenvalues", "matrices", "losses").pins("condition", "bits", "rectify").pictured(3);
        preset("tree", "Squares or a tree", "Two codebooks of sixteen numbers; the tree spends more of them near zero and is a little worse.").set("codebook=dynamic-tree", "spectrum=geometric", "epochs=5").panes("matrices", "code", "errors", "bytes").pins("codebook", "spectrum", "block").pictured(3);
        preset("raw", "Without rectification", "Rounded eigenvectors are not orthogonal; left so, the root is twice as wrong.").set("rectify=0", "epochs=5").panes("errors", "losses", "eigenvalues", "bytes").pins("rectify", "bits", "spectrum").pictured(20);
        tiny("size=16 epochs=1 every=100", "size=12 epochs=1 every=100 spectrum=geometric codebook=dynamic-tree rectify=0 bits=3");
    }

    private Gauge<Stage> loss(String id, String label, int which) {
        return gauge(id, label, "nats", s -> Math.max(LEAST, s.loss[which]));
    }

    private Quantizer quantizer(Knobs p) {
        int b = p.get(bits);
        int n = p.get(block);
        return switch (p.get(codebook)) {
            case "linear-square" -> Quantizer.linearSquare(b, n);
            case "dynamic-tree" -> Quantizer.dynamicTree(b, n);
            default -> Quantizer.uniform(b, n);
        };
    }

    private Shampoo rule(Knobs p, Storage storage) {
        return new Shampoo(storage, quantizer(p), p.get(every), p.get(rectify));
    }

    private double bytes(Knobs p, Storage storage) {
        return Arrays.stream(LAYERS).mapToDouble(l -> rule(p, storage).packed(l[0], l[1])).sum();
    }

    // ---- the matrix of known spectrum

    private Sample sample(Knobs p, Philox random) {
        int n = p.get(size);
        double[] z = new double[n * n];
        random.stream(1).normals(0, 1, 0, z.length, z, 0);
        double[] lambda = new double[n];
        boolean two = p.is(spectrum, "two-level");
        Arrays.setAll(lambda, k -> Math.pow(p.get(condition), two ? 2 * k < n ? 0 : -1 : -(double) k / (n - 1)));
        return sampled(new EigenFactors(Matrix.of(n, n, z).orthonormalised(), lambda), quantizer(p), p.get(rectify));
    }

    static Sample sampled(EigenFactors exact, Quantizer q, int rectify) {
        Matrix a = exact.product();
        Matrix rounded = Shampoo.rounded(a, q, false).symmetrised();
        EigenFactors vectors = exact.rounded(q);
        EigenFactors rectified = vectors.rectified(rectify);
        double least = Arrays.stream(exact.lambda()).min().orElseThrow();
        EigenFactors found = EigenFactors.of(rounded);
        Matrix root = exact.inverseFourthRoot(0);
        Matrix told = new EigenFactors(found.v(), Arrays.stream(found.lambda()).map(v -> Math.max(least, v)).toArray()).inverseFourthRoot(0);
        double[] errors = {off(told, root), off(vectors.inverseFourthRoot(0), root), off(rectified.inverseFourthRoot(0), root)};
        return new Sample(a, exact, rounded, vectors, rectified, errors);
    }

    private static double off(Matrix found, Matrix exact) {
        return found.minus(exact).frobenius() / exact.frobenius();
    }

    // ---- the run

    @Override
    protected Stage start(Knobs p, Philox random) {
        double even = Math.log(10);
        Race<Fit> fits = Race.of(RACERS, name -> DigitsCourse.start(new PerMatrix(rule(p, Storage.valueOf(name.toUpperCase(Locale.ROOT))), 0, VECTORS), random));
        return new Stage(sample(p, random), fits, new double[] {even, even, even}, 0);
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        DigitsCourse course = new DigitsCourse(t.get(epochs), BATCH, true);
        int each = course.iterationsAnEpoch();
        int count = each * (s.done + 1) / PARTS - each * s.done / PARTS;
        CancelToken cancel = t.context().cancel();
        Race<Fit> fits = s.fits.then((_, fit) -> course.steps(fit, count, t.get(rate), t.random(), cancel));
        return new Stage(s.sample, fits, fits.states().stream().mapToDouble(f -> DigitsCourse.loss(f, cancel)).toArray(), s.done + 1);
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        Sample m = s.sample;
        cells(to, "a", m.a);
        cells(to, "a-rounded", m.rounded);
        cells(to, "u", m.exact.v());
        cells(to, "u-rounded", m.vectors.v());
        to.bars("error", List.of("matrix", "eigenvectors", "rectified"), m.errors);
        curve(to, "exact", m.exact.lambda());
        curve(to, "of-matrix", m.rounded.eigenvalues());
        curve(to, "of-rectified", m.rectified.product().symmetrised().eigenvalues());
        double[] code = quantizer(p).code();
        to.series("words", IntStream.range(0, code.length).asDoubleStream().toArray(), code);
        List<Storage> ways = List.of(Storage.FULL, Storage.EIGENVECTORS, Storage.PRECONDITIONER);
        to.table("memory", new Column.Words("way", "kept", List.of("32 bits", "eigenvectors", "matrix")), new Column.Numbers("bytes", "bytes", "", ways.stream().mapToDouble(w -> bytes(p, w)).toArray()),
                new Column.Numbers("operations", "operations so far", "", IntStream.of(1, 0, 2).mapToDouble(k -> PerMatrix.operations(s.fits.states().get(k))).toArray()));
        RateGrid.show(GRID, to, "grid");
    }

    private static void curve(Look to, String id, double[] lambda) {
        double floor = 1e-8;
        double[] sorted = Arrays.stream(lambda).map(v -> -Math.max(floor, v)).sorted().map(v -> -v).toArray();
        to.series(id, IntStream.rangeClosed(1, sorted.length).asDoubleStream().toArray(), sorted);
    }

    /** Signed roots, so that small entries are seen beside the diagonal. */
    private static void cells(Look to, String id, Matrix a) {
        double largest = Arrays.stream(a.toArray()).map(Math::abs).max().orElse(1);
        int n = Math.min(SHOWN, a.rows());
        double[] x = new double[n * n];
        Arrays.setAll(x, k -> a.get(k / n, k % n) / largest);
        to.matrix(id, n, n, Arrays.stream(x).map(v -> Math.signum(v) * Math.sqrt(Math.abs(v))).toArray());
    }
}
