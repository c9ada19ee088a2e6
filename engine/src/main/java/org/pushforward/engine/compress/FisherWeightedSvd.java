package org.pushforward.engine.compress;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.learn.HouseModels;
import org.pushforward.engine.numerics.KroneckerFactors;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.WeightedSvd;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code compress.gfwsvd}: low-rank layers by the singular value decomposition in the norm of the Fisher information, whose Kronecker factors are found by
 * power iteration, beside a diagonal Fisher, activations, and plain weights.
 */
public final class FisherWeightedSvd extends Study<FisherWeightedSvd.Bench> {

    private static final List<String> WAYS = List.of("fisher", "diagonal", "activation", "plain");
    private static final int ITERATIONS = 6;
    /** Of the mean eigenvalue, added to every weight matrix: some pixels are never inked. */
    private static final double DAMPING = 1e-4;
    private static final int BLOCK = 48;
    private static final int MOST = 64;

    /**
     * Where a run stands.
     *
     * @param factors of the Fisher information, one a hidden layer
     * @param svds one a way, each one a matrix
     * @param rank kept now
     * @param curves held-out losses by rank from 0, one a way
     */
    record Bench(DigitsNet net, boolean isTrained, List<KroneckerFactors> factors, double fisherNorm, List<List<WeightedSvd>> svds, int rank, List<double[]> curves) {
        double loss(int way) {
            return curves.get(way)[rank];
        }

        boolean isJudged() {
            return !curves.isEmpty();
        }
    }

    private final Knob<Integer> rank;
    private final Knob<VectorValue> matrix;
    private final Knob<VectorValue> left;
    private final Knob<VectorValue> right;

    public FisherWeightedSvd() {
        super("compress.gfwsvd", "Low rank where it matters",
                "A layer is cut to rank r. The plain decomposition minds every weight alike; what the loss minds is told by the Fisher information, a matrix with a row for every weight. "
                        + "The nearest Kronecker product A ⊗ B to it is found by power iteration, and in its norm the best cut is again a decomposition. Beside it: the diagonal Fisher summed by rows, "
                        + "and the covariance of the inputs alone. The network is a small one for handwritten digits, trained here: a stand-in for the language models of the paper, of whose scores none is shown. "
                        + "The two hidden layers are cut. At low ranks the inputs alone do better.",
                List.of("F = Σ (aaᵀ) ⊗ (ddᵀ) ≈ A ⊗ B", "W_r = B^{−½} [B^{½} W A^{½}]_r A^{−½}", "‖B^{½} (W − W_r) A^{½}‖² = Σ_{i>r} σ_i²"),
                new Citation("V. Chekalina, D. Moskovskiy, D. Cherniuk, M. Kurkin, A. Kuznetsov, E. Frolov", 2025,
                        "Generalized Fisher-Weighted SVD: Scalable Kronecker-Factored Fisher Approximation for Compressing Large Language Models", "2505.17974"),
                new Citation("Y.-C. Hsu, T. Hua, S. Chang, Q. Lou, Y. Shen, H. Jin", 2022, "Language model compression with weighted low-rank factorization", "2207.00112"));
        rank = whole("rank", "r", "Rank", 16, 1, 32, "That is kept in the end; the run goes through all ranks up to it.").within(1, MOST);
        group("Your own matrix");
        matrix = vector("matrix", "W", "Matrix", 0, 0, "", "Instead of the layers of the network: rows like \"3,1,0;1,2,1\".");
        left = vector("left", "A", "Left weight", 0, 0, "", "Symmetric and positive definite, as many rows as the matrix has; the identity when empty.");
        right = vector("right", "B", "Right weight", 0, 0, "", "Symmetric and positive definite, as many rows as the matrix has columns; the identity when empty.");
        refuse(p -> !isGiven(p) && !(p.get(left).values().isEmpty() && p.get(right).values().isEmpty()), _ -> "left and right weight a matrix of your own; give matrix too");
        refuse(p -> isGiven(p) && Math.max(p.get(matrix).rows(), p.get(matrix).columns()) > MOST, _ -> "matrix has at most 64 rows and columns");
        refuse(p -> isGiven(p) && p.get(rank) > Math.min(p.get(matrix).rows(), p.get(matrix).columns()),
                p -> "rank is " + p.get(rank) + ", and the matrix has only rank " + Math.min(p.get(matrix).rows(), p.get(matrix).columns()) + "; take a smaller rank");
        refuse(p -> isGiven(p) && !isWeight(p.get(left), p.get(matrix).rows()), p -> "left must be symmetric and positive definite with " + p.get(matrix).rows() + " rows");
        refuse(p -> isGiven(p) && !isWeight(p.get(right), p.get(matrix).columns()), p -> "right must be symmetric and positive definite with " + p.get(matrix).columns() + " rows");
        lasts(p -> (isGiven(p) ? 0 : 1 + ITERATIONS + WAYS.size()) + (long) p.get(rank));
        pace(6);

        gauge("rank-now", "Rank kept", "", Bench::rank);
        Gauge<Bench> error = gauge("weighted-error", "‖A^½ (W − W_r) B^½‖, measured", "", s -> Math.max(1e-16, weightedError(s)));
        Gauge<Bench> tail = gauge("weighted-tail", "Root of the tail of σ²", "", s -> Math.max(1e-16, s.svds.getFirst().getLast().tail(s.rank)));
        Gauge<Bench> fit = gauge("fisher-fit", "Share of the Fisher information in A ⊗ B", "", s -> s.factors.getLast().scale() / s.fisherNorm).when(s -> s.fisherNorm > 0);
        Gauge<Bench> loss = gauge("loss", "Fisher, Kronecker", "nats", s -> s.loss(0)).when(Bench::isJudged);
        Gauge<Bench> diagonal = gauge("loss-fwsvd", "Fisher, diagonal", "nats", s -> s.loss(1)).when(Bench::isJudged);
        Gauge<Bench> activation = gauge("loss-activation", "Inputs", "nats", s -> s.loss(2)).when(Bench::isJudged);
        Gauge<Bench> plain = gauge("loss-svd", "Plain", "nats", s -> s.loss(3)).when(Bench::isJudged);

        plot("losses", "Held-out loss by rank", "the two hidden layers cut to rank r").draw(CURVE, "curve-fisher", "Fisher, Kronecker", "nats", "rank").draw(CURVE, "curve-diagonal", "Fisher, diagonal", "nats", "rank")
                .draw(CURVE, "curve-activation", "inputs", "nats", "rank").draw(CURVE, "curve-plain", "plain", "nats", "rank").draw(CURVE, "whole", "not cut", "nats", "rank").log();
        multiples("fisher", "Fisher information and its Kronecker product", "of 48 weights of the last hidden layer: 6 inputs of 8 outputs").draw(CELLS, "information", "Fisher").draw(CELLS, "product", "A ⊗ B").alike("information", "product");
        multiples("weights", "What is left of the weights", "of the last layer that is cut").draw(CELLS, "w", "weights").draw(CELLS, "w-fisher", "Fisher, Kronecker").draw(CELLS, "w-activation", "inputs").draw(CELLS, "w-plain", "plain")
                .alike("w", "w-fisher", "w-activation", "w-plain");
        plot("spectrum", "Singular values of the weighted matrix", "those up to the rank are kept").draw(CURVE, "singular", "σ", "", "number").draw(POINTS, "kept", "kept", "", "number").log();
        history("tails", "Weighted error and tail of the singular values", "one and the same number", error, tail).log();
        history("fit", "Share of the Fisher information in A ⊗ B", "grows with every power iteration", fit);

        always("tail", "weighted error / root of the tail − 1", gauge("tail-error", "Weighted error / tail − 1", "", s -> tailError(s)), atMost(1e-6), "Eckart & Young 1936");
        reference("given", "weighted error of a given matrix less the root of its tail", atMost(1e-9), "Eckart & Young 1936", t -> Math.abs(t.rest().value(error) - t.value(tail)),
                "matrix=3,1,0,2;1,2,1,0;0,1,4,1", "left=2,.5,0;.5,1,0;0,0,3", "right=1,.2,0,0;.2,2,0,0;0,0,1,.5;0,0,.5,1", "rank=2");
        formula("kronecker", "factors of a Fisher information that is a Kronecker product: share less one", atMost(1e-12), "closed form", FisherWeightedSvd::productError);
        Shared<double[]> run = shared(t -> {
            double[] mean = new double[5];
            for (int seed = 1; seed <= 5; seed++) {
                Bench b = t.anew(seed).rest().state();
                for (int w = 0; w < 4; w++) {
                    mean[w] += b.curves.get(w)[12] / 5;
                }
                mean[4] += (b.curves.get(0)[6] / b.curves.get(2)[6]) / 5;
            }
            return mean;
        }, "rank=12");
        lengthy("diagonal", "rank 12: loss with Kronecker over diagonal Fisher", atMost(0.3), "our runs, mean of 5 seeds", run, m -> m[0] / m[1]);
        lengthy("activation", "rank 12: loss over that by inputs", atMost(1), "our runs, mean of 5 seeds", run, m -> m[0] / m[2]);
        lengthy("low", "rank 6: loss over that by inputs, which win there", atLeast(1), "our runs, mean of 5 seeds", run, m -> m[4]);
        opens("Cut where nobody looks", "Four ways to cut two layers to low rank, and what each costs.").pictured(1 + ITERATIONS + 4 + 16);
        preset("low", "At low rank the inputs win", "Up to rank 8 the covariance of the inputs is the better guide.").set("rank=8").panes("losses", "weights", "spectrum").pictured(1 + ITERATIONS + 4 + 8);
        preset("given", "A matrix and two weights", "The weighted error is the tail of the singular values, exactly.").set("matrix=3,1,0,2;1,2,1,0;0,1,4,1;2,0,1,1", "left=2,.5,0,0;.5,1,0,0;0,0,3,0;0,0,0,1",
                "right=1,.2,0,0;.2,2,0,0;0,0,1,.5;0,0,.5,1", "rank=3").panes("spectrum", "weights", "tails").pins("rank").pictured(2);
        tiny("rank=2", "rank=2 matrix=3,1;1,2;0,1", "rank=1 matrix=3,1;1,2 left=2,0;0,1");
    }

    private boolean isGiven(Knobs p) {
        return !p.get(matrix).values().isEmpty();
    }

    private static Matrix matrix(VectorValue v) {
        return Matrix.of(v.rows(), v.columns(), v.values().stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static boolean isWeight(VectorValue v, int n) {
        if (v.values().isEmpty()) {
            return true;
        }
        if (v.rows() != n || v.columns() != n) {
            return false;
        }
        Matrix m = matrix(v);
        return m.minus(m.transposed()).frobenius() <= 1e-9 * m.frobenius() && Arrays.stream(m.symmetrised().eigenvalues()).min().orElseThrow() > 1e-9 * m.frobenius();
    }

    private static double weightedError(Bench s) {
        WeightedSvd last = s.svds.getFirst().getLast();
        return last.error(last.truncated(s.rank));
    }

    private static double tailError(Bench s) {
        double whole = s.svds.getFirst().getLast().tail(0);
        return Math.abs(weightedError(s) - s.svds.getFirst().getLast().tail(s.rank)) / whole;
    }

    /** a from the columns of one root, d from those of another, in all pairs: F is a product. */
    private static double productError() {
        double[] u = {1, 2, 0, 1, -1, 3};
        double[] v = {2, 1, 1, -1};
        double[] a = new double[12];
        double[] d = new double[8];
        for (int k = 0; k < 4; k++) {
            System.arraycopy(u, k / 2 * 3, a, k * 3, 3);
            System.arraycopy(v, k % 2 * 2, d, k * 2, 2);
        }
        KroneckerFactors f = KroneckerFactors.of(Matrix.of(4, 3, a), Matrix.of(4, 2, d)).iterated();
        return Math.abs(f.scale() / f.norm() - 1);
    }

    @Override
    protected Bench start(Knobs p, Philox random) {
        if (isGiven(p)) {
            Matrix w = matrix(p.get(matrix));
            Matrix l = p.get(left).values().isEmpty() ? Matrix.identity(w.rows()) : matrix(p.get(left)).symmetrised();
            Matrix r = p.get(right).values().isEmpty() ? Matrix.identity(w.columns()) : matrix(p.get(right)).symmetrised();
            WeightedSvd weighted = new WeightedSvd(w, l, r);
            WeightedSvd plain = new WeightedSvd(w, Matrix.identity(w.rows()), Matrix.identity(w.columns()));
            WeightedSvd inputs = new WeightedSvd(w, Matrix.identity(w.rows()), r);
            return new Bench(new DigitsNet(List.of()), false, List.of(), 0, List.of(List.of(weighted), List.of(weighted), List.of(inputs), List.of(plain)), 0, List.of());
        }
        return prepared(HouseModels.untrained(random), false);
    }

    /** Nothing is known of the Fisher information yet: plain decompositions. */
    private static Bench prepared(DigitsNet net, boolean isTrained) {
        DigitsNet.Traces t = net.traces(DigitsNet.Examples.of(false));
        List<KroneckerFactors> factors = IntStream.range(0, 2).mapToObj(l -> KroneckerFactors.of(rows(t.inputs().get(l), net.layers().get(l).inputs()), rows(t.deltas().get(l), net.layers().get(l).outputs()))).toList();
        List<WeightedSvd> plain = IntStream.range(0, 2).mapToObj(l -> new WeightedSvd(weights(net, l), Matrix.identity(net.layers().get(l).outputs()), Matrix.identity(net.layers().get(l).inputs()))).toList();
        return new Bench(net, isTrained, factors, 0, List.of(plain, plain, plain, plain), 0, List.of());
    }

    private static Matrix rows(double[] x, int columns) {
        return Matrix.of(x.length / columns, columns, x);
    }

    private static Matrix weights(DigitsNet net, int l) {
        return Matrix.of(net.layers().get(l).outputs(), net.layers().get(l).inputs(), net.layers().get(l).w());
    }

    @Override
    protected Bench next(Bench s, Turn t) {
        if (s.net.layers().isEmpty()) {
            return new Bench(s.net, false, s.factors, 0, s.svds, s.rank + 1, s.curves);
        }
        if (!s.isTrained) {
            return prepared(HouseModels.digits(t.random(), t.context().cancel()), true);
        }
        if (t.step() <= ITERATIONS) {
            List<KroneckerFactors> better = s.factors.stream().map(KroneckerFactors::iterated).toList();
            return new Bench(s.net, true, better, s.fisherNorm > 0 ? s.fisherNorm : better.getLast().norm(), s.svds, 0, s.curves);
        }
        int way = t.step() - ITERATIONS - 1;
        if (way < WAYS.size()) {
            List<List<WeightedSvd>> svds = new ArrayList<>(s.svds);
            svds.set(way, decomposed(s.net, s.factors, WAYS.get(way), t));
            return new Bench(s.net, true, s.factors, s.fisherNorm, svds, 0, way + 1 < WAYS.size() ? List.of() : cut(s.net, svds, 0, List.of()));
        }
        return new Bench(s.net, true, s.factors, s.fisherNorm, s.svds, s.rank + 1, cut(s.net, s.svds, s.rank + 1, s.curves));
    }

    private static Matrix damped(Matrix m) {
        return m.scaled(1 / Math.max(1e-300, m.trace() / m.rows())).plusIdentity(DAMPING);
    }

    private static List<WeightedSvd> decomposed(DigitsNet net, List<KroneckerFactors> factors, String way, Turn t) {
        List<WeightedSvd> layers = new ArrayList<>();
        for (int l = 0; l < 2; l++) {
            t.ask();
            KroneckerFactors f = factors.get(l);
            Matrix one = Matrix.identity(f.left().rows());
            Matrix other = Matrix.identity(f.right().rows());
            layers.add(switch (way) {
                case "fisher" -> new WeightedSvd(weights(net, l), damped(f.left()), damped(f.right()));
                case "diagonal" -> new WeightedSvd(weights(net, l), damped(rowSums(f)), other);
                case "activation" -> new WeightedSvd(weights(net, l), one, damped(f.a().transposed().times(f.a())));
                default -> new WeightedSvd(weights(net, l), one, other);
            });
        }
        return layers;
    }

    /** The diagonal of the Fisher information, summed over the weights of an output. */
    private static Matrix rowSums(KroneckerFactors f) {
        int n = f.d().columns();
        double[] diagonal = new double[n * n];
        for (int i = 0; i < f.d().rows(); i++) {
            double a = 0;
            for (int k = 0; k < f.a().columns(); k++) {
                a += f.a().get(i, k) * f.a().get(i, k);
            }
            for (int k = 0; k < n; k++) {
                diagonal[k * n + k] += a * f.d().get(i, k) * f.d().get(i, k);
            }
        }
        return Matrix.of(n, n, diagonal);
    }

    private static List<double[]> cut(DigitsNet net, List<List<WeightedSvd>> svds, int r, List<double[]> before) {
        DigitsNet.Examples held = DigitsNet.Examples.of(true);
        return IntStream.range(0, WAYS.size()).mapToObj(w -> {
            DigitsNet smaller = net.with(0, svds.get(w).get(0).truncated(r).toArray()).with(1, svds.get(w).get(1).truncated(r).toArray());
            double[] curve = r == 0 ? new double[1] : Arrays.copyOf(before.get(w), r + 1);
            curve[r] = smaller.score(held).loss();
            return curve;
        }).toList();
    }

    // ---- pictures

    @Override
    protected void look(Bench s, Knobs p, Look to) {
        double[] ranks = IntStream.rangeClosed(0, s.isJudged() ? s.rank : -1).asDoubleStream().toArray();
        for (int w = 0; w < WAYS.size(); w++) {
            to.series("curve-" + WAYS.get(w), ranks, s.isJudged() ? s.curves.get(w) : new double[0]);
        }
        double whole = s.net.layers().isEmpty() ? 1 : s.net.score(DigitsNet.Examples.of(true)).loss();
        to.series("whole", s.net.layers().isEmpty() ? new double[0] : new double[] {0, p.get(rank)}, s.net.layers().isEmpty() ? new double[0] : new double[] {whole, whole});
        fisher(s, to);
        WeightedSvd plain = s.svds.getLast().getLast();
        double[] sigma = s.svds.getFirst().getLast().singularValues();
        Matrix w = plain.truncated(sigma.length);
        to.matrix("w", w.rows(), w.columns(), w.toArray());
        for (int k : new int[] {0, 2, 3}) {
            to.matrix("w-" + WAYS.get(k), w.rows(), w.columns(), s.svds.get(k).getLast().truncated(s.rank).toArray());
        }
        double[] number = IntStream.rangeClosed(1, sigma.length).asDoubleStream().toArray();
        to.series("singular", number, Arrays.stream(sigma).map(v -> Math.max(1e-8, v)).toArray());
        to.series("kept", Arrays.copyOf(number, s.rank), Arrays.copyOf(sigma, s.rank));
    }

    /** A block of both matrices: six inputs that are often lit, of eight outputs. */
    private static void fisher(Bench s, Look to) {
        double[] information = new double[s.factors.isEmpty() ? 1 : BLOCK * BLOCK];
        double[] product = information.clone();
        if (!s.factors.isEmpty()) {
            KroneckerFactors f = s.factors.getLast();
            int[] input = lit(f.a(), 6);
            int[] output = lit(f.d(), 8);
            double scale = Math.max(f.scale(), 1e-300);
            for (int k = 0; k < information.length; k++) {
                int i = k / BLOCK;
                int j = k % BLOCK;
                for (int n = 0; n < f.a().rows(); n++) {
                    information[k] += f.a().get(n, input[i / 8]) * f.d().get(n, output[i % 8]) * f.a().get(n, input[j / 8]) * f.d().get(n, output[j % 8]);
                }
                product[k] = scale * f.right().get(input[i / 8], input[j / 8]) * f.left().get(output[i % 8], output[j % 8]);
            }
        }
        int side = (int) Math.sqrt(information.length);
        to.matrix("information", side, side, information);
        to.matrix("product", side, side, product);
    }

    /** The columns with the most squares. */
    private static int[] lit(Matrix m, int count) {
        double[] squares = new double[m.columns()];
        for (int n = 0; n < m.rows(); n++) {
            for (int k = 0; k < squares.length; k++) {
                squares[k] += m.get(n, k) * m.get(n, k);
            }
        }
        return IntStream.range(0, squares.length).boxed().sorted((i, j) -> Double.compare(squares[j], squares[i])).limit(count).mapToInt(k -> k).sorted().toArray();
    }
}
