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
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.learn.HouseCourse;
import org.pushforward.engine.learn.HouseModel;
import org.pushforward.engine.learn.TextNet;
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
    /** Steps of a matrix. */
    private static final int EACH = ITERATIONS + WAYS.size();
    /** Of the mean eigenvalue, added to every weight matrix: some pixels are never inked. */
    private static final double DAMPING = 1e-4;
    private static final int MOST = 64;

    /**
     * Where a run stands.
     *
     * @param course of the network; none where a matrix is given
     * @param factors of the Fisher information: first those of the matrix that is at work, last those of the one that is shown
     * @param fisherNorm of the one that is shown, 0 before it is known
     * @param svds one a way, each one a matrix; plain ones where nothing better is known yet
     * @param done power iterations and decompositions
     * @param rank kept now
     * @param curves held-out losses by rank from 0, one a way
     * @param known held-out loss of what is not cut, and the least there is
     */
    record Bench(List<HouseCourse> course, List<KroneckerFactors> factors, double fisherNorm, List<List<WeightedSvd>> svds, int done, int rank, List<double[]> curves, double[] known) {
        HouseModel model() {
            return course.getFirst().model();
        }

        /** The last matrix with as many inputs as outputs, or the one that is given. */
        int shown() {
            List<HouseModel.Piece> pieces = course.isEmpty() ? List.of() : model().pieces();
            return IntStream.range(0, pieces.size()).filter(k -> pieces.get(k).inputs() == pieces.get(k).outputs()).max().orElse(0);
        }

        WeightedSvd shown(int way) {
            return svds.get(way).get(shown());
        }

        double loss(int way) {
            return curves.get(way)[rank];
        }

        boolean isJudged() {
            return !curves.isEmpty();
        }

        Bench with(List<KroneckerFactors> other, double norm, List<List<WeightedSvd>> cuts) {
            return new Bench(course, other, norm, cuts, done + 1, rank, curves, known);
        }

        Bench cut(int to, List<double[]> losses, double[] all) {
            return new Bench(course, factors, fisherNorm, svds, done, to, losses, all);
        }
    }

    private final TextNet.Recipe recipe;
    private final Knob<String> model;
    private final Knob<Integer> rank;
    private final Knob<VectorValue> matrix;
    private final Knob<VectorValue> left;
    private final Knob<VectorValue> right;

    public FisherWeightedSvd() {
        this(TextNet.Recipe.HOUSE);
    }

    /** @param recipe of the text model, which a test has smaller */
    FisherWeightedSvd(TextNet.Recipe recipe) {
        super("compress.gfwsvd", "Low rank where it matters",
                "A layer is cut to rank r. The plain decomposition minds every weight alike; what the loss minds is told by the Fisher information, a matrix with a row for every weight. "
                        + "The nearest Kronecker product A ⊗ B to it is found by power iteration, and in its norm the best cut is again a decomposition. Beside it: the diagonal Fisher summed by rows, "
                        + "and the covariance of the inputs alone. The two hidden layers of a small network for handwritten digits are cut, or the attention and feed-forward matrices of a small transformer "
                        + "that reads text of known entropy, both trained here: stand-ins for the language models of the paper, of whose scores none is shown. On digits the inputs alone do better at low ranks. "
                        + "On text Fisher information and inputs tell nearly the same, a few percent in the loss apart with now one ahead and now the other, and the diagonal Fisher is no better than the plain cut.",
                List.of("F = Σ (aaᵀ) ⊗ (ddᵀ) ≈ A ⊗ B", "W_r = B^{−½} [B^{½} W A^{½}]_r A^{−½}", "‖B^{½} (W − W_r) A^{½}‖² = Σ_{i>r} σ_i²"),
                new Citation("V. Chekalina, D. Moskovskiy, D. Cherniuk, M. Kurkin, A. Kuznetsov, E. Frolov", 2025,
                        "Generalized Fisher-Weighted SVD: Scalable Kronecker-Factored Fisher Approximation for Compressing Large Language Models", "2505.17974"),
                new Citation("Y.-C. Hsu, T. Hua, S. Chang, Q. Lou, Y. Shen, H. Jin", 2022, "Language model compression with weighted low-rank factorization", "2207.00112"));
        this.recipe = recipe;
        model = choice("model", "N", "Network", HouseCourse.NAMES, "digits", "Handwritten digits, or text of known entropy, whose network is trained first, some twenty seconds.");
        rank = whole("rank", "r", "Rank", 16, 1, 32, "That is kept in the end; the run goes through all ranks up to it.").within(1, MOST).but(24, model, "text");
        group("Your own matrix");
        matrix = vector("matrix", "W", "Matrix", 0, 0, "", "Instead of the layers of the network: rows like \"3,1,0;1,2,1\".");
        left = vector("left", "A", "Left weight", 0, 0, "", "Symmetric and positive definite, as many rows as the matrix has; the identity when empty.");
        right = vector("right", "B", "Right weight", 0, 0, "", "Symmetric and positive definite, as many rows as the matrix has columns; the identity when empty.");
        refuse(p -> !isGiven(p) && !(p.get(left).values().isEmpty() && p.get(right).values().isEmpty()), _ -> "left and right weight a matrix of your own; give matrix too");
        refuse(p -> isGiven(p) && p.get(matrix).isNothing(), _ -> "matrix is zero; give one number that is not, of 1e-100 at least");
        refuse(p -> isGiven(p) && Math.max(p.get(matrix).rows(), p.get(matrix).columns()) > MOST, _ -> "matrix has at most 64 rows and columns");
        refuse(p -> isGiven(p) && p.get(rank) > Math.min(p.get(matrix).rows(), p.get(matrix).columns()),
                p -> "rank is " + p.get(rank) + ", and the matrix has only rank " + Math.min(p.get(matrix).rows(), p.get(matrix).columns()) + "; take a smaller rank");
        refuse(p -> isGiven(p) && !isWeight(p.get(left), p.get(matrix).rows()), p -> "left must be symmetric and positive definite with " + p.get(matrix).rows() + " rows");
        refuse(p -> isGiven(p) && !isWeight(p.get(right), p.get(matrix).columns()), p -> "right must be symmetric and positive definite with " + p.get(matrix).columns() + " rows");
        refuse(p -> !isGiven(p) && p.is(model, "text") && p.get(rank) > recipe.width(), _ -> "rank is at most " + recipe.width() + " on text, whose matrices have no higher one");
        lasts(p -> (isGiven(p) ? 0 : p.is(model, "text") ? HouseCourse.steps(recipe) + 6 * EACH * recipe.blocks() : 1 + 2 * EACH) + (long) p.get(rank));
        pace(10);

        gauge("rank-now", "Rank kept", "", Bench::rank);
        Gauge<Bench> error = gauge("weighted-error", "‖A^½ (W − W_r) B^½‖, measured", "", s -> Math.max(1e-16, weightedError(s)));
        Gauge<Bench> tail = gauge("weighted-tail", "Root of the tail of σ²", "", s -> Math.max(1e-16, s.shown(0).tail(s.rank)));
        Gauge<Bench> fit = gauge("fisher-fit", "Share of the Fisher information in A ⊗ B", "", s -> s.factors.getLast().scale() / s.fisherNorm).when(s -> s.fisherNorm > 0);
        Gauge<Bench> loss = gauge("loss", "Fisher, Kronecker", "nats", s -> s.loss(0)).when(Bench::isJudged);
        Gauge<Bench> diagonal = gauge("loss-fwsvd", "Fisher, diagonal", "nats", s -> s.loss(1)).when(Bench::isJudged);
        Gauge<Bench> activation = gauge("loss-activation", "Inputs", "nats", s -> s.loss(2)).when(Bench::isJudged);
        Gauge<Bench> plain = gauge("loss-svd", "Plain", "nats", s -> s.loss(3)).when(Bench::isJudged);

        plot("losses", "Held-out loss by rank", "every matrix cut to rank r").draw(CURVE, "curve-fisher", "Fisher, Kronecker", "nats", "rank").draw(CURVE, "curve-diagonal", "Fisher, diagonal", "nats", "rank")
                .draw(CURVE, "curve-activation", "inputs", "nats", "rank").draw(CURVE, "curve-plain", "plain", "nats", "rank").draw(CURVE, "whole", "not cut", "nats", "rank").draw(CURVE, "exact", "exact predictor", "nats", "rank").log();
        multiples("fisher", "Fisher information and its Kronecker product", "of 48 weights of one matrix").draw(CELLS, "information", "Fisher").draw(CELLS, "product", "A ⊗ B").alike("information", "product");
        multiples("weights", "What is left of the weights", "of one matrix").draw(CELLS, "w", "weights").draw(CELLS, "w-fisher", "Fisher, Kronecker").draw(CELLS, "w-activation", "inputs").draw(CELLS, "w-plain", "plain")
                .alike("w", "w-fisher", "w-activation", "w-plain");
        plot("spectrum", "Singular values of the weighted matrix", "those up to the rank are kept").draw(CURVE, "singular", "σ", "", "number").draw(POINTS, "kept", "kept", "", "number").log();
        history("tails", "Weighted error and tail of the singular values", "one and the same number", error, tail).log();
        plot("course", "Training of the network", "loss of its batches; only the text takes long").draw(CURVE, "trained", "loss", "nats", "step").draw(CURVE, "rate", "entropy rate", "nats", "step").log();
        history("fit", "Share of the Fisher information in A ⊗ B", "grows with every power iteration", fit);

        always("tail", "weighted error / root of the tail − 1", gauge("tail-error", "Weighted error / tail − 1", "", s -> tailError(s)), atMost(1e-6), "Eckart & Young 1936");
        reference("given", "weighted error of a given matrix less the root of its tail", atMost(1e-9), "Eckart & Young 1936", t -> Math.abs(t.rest().value(error) - t.value(tail)),
                "matrix=3,1,0,2;1,2,1,0;0,1,4,1", "left=2,.5,0;.5,1,0;0,0,3", "right=1,.2,0,0;.2,2,0,0;0,0,1,.5;0,0,.5,1", "rank=2");
        formula("kronecker", "factors of a Fisher information that is a Kronecker product: share less one", atMost(1e-12), "closed form", FisherWeightedSvd::productError);
        Shared<double[]> run = shared(t -> {
            double[] mean = new double[6];
            for (int seed = 1; seed <= 5; seed++) {
                Bench b = t.anew(seed).rest().state();
                for (int w = 0; w < 4; w++) {
                    mean[w] += b.curves.get(w)[12] / 5;
                }
                mean[4] += (b.curves.get(0)[6] / b.curves.get(2)[6]) / 5;
                mean[5] += (b.curves.get(0)[8] / b.curves.get(2)[8]) / 5;
            }
            return mean;
        }, "rank=12");
        lengthy("diagonal", "rank 12: loss with Kronecker over diagonal Fisher", atMost(0.3), "our runs, mean of 5 seeds", run, m -> m[0] / m[1]);
        lengthy("activation", "rank 12: loss over that by inputs", atMost(1), "our runs, mean of 5 seeds", run, m -> m[0] / m[2]);
        lengthy("low", "rank 6: loss over that by inputs, which win there", atLeast(1), "our runs, mean of 5 seeds", run, m -> m[4]);
        lengthy("eight", "rank 8: loss over that by inputs, which win no longer", atMost(1), "our runs, mean of 5 seeds", run, m -> m[5]);
        Shared<double[]> text = shared(t -> {
            double[] mean = new double[2];
            for (int seed = 1; seed <= 3; seed++) {
                Bench b = t.anew(seed).rest().state();
                mean[0] += b.loss(0) / b.loss(1) / 3;
                mean[1] += b.loss(0) / b.loss(2) / 3;
            }
            return mean;
        }, "model=text", "rank=24");
        lengthy("text-diagonal", "text, rank 24: loss with Kronecker over diagonal Fisher", atMost(0.88), "our runs, mean of 3 seeds", text, m -> m[0]);
        lengthy("text-activation", "text, rank 24: loss over that by inputs, a tie", atMost(1.02), "our runs, mean of 3 seeds", text, m -> m[1]);
        opens("Cut where nobody looks", "Four ways to cut two layers to low rank, and what each costs.").panes("losses", "fisher", "weights", "spectrum").pictured(1 + 2 * EACH + 16);
        preset("low", "At low rank the inputs win", "Up to rank 6 the covariance of the inputs is the better guide, from 8 on the Fisher information.").set("rank=8").panes("losses", "weights", "spectrum").pictured(1 + 2 * EACH + 8);
        preset("text", "What a reader minds", "A small transformer is trained first, then cut, its matrices one after the other: the Fisher information and the inputs agree.").set("model=text").panes("course", "losses", "fisher", "weights").pictured(3);
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
        return s.shown(0).error(s.shown(0).truncated(s.rank));
    }

    private static double tailError(Bench s) {
        return Math.abs(weightedError(s) - s.shown(0).tail(s.rank)) / s.shown(0).tail(0);
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
            WeightedSvd inputs = new WeightedSvd(w, Matrix.identity(w.rows()), r);
            return new Bench(List.of(), List.of(), 0, List.of(List.of(weighted), List.of(weighted), List.of(inputs), List.of(plain(w))), 0, 0, List.of(), new double[2]);
        }
        return prepared(HouseCourse.start(p.get(model), recipe, random));
    }

    private static WeightedSvd plain(Matrix w) {
        return new WeightedSvd(w, Matrix.identity(w.rows()), Matrix.identity(w.columns()));
    }

    /** Nothing is known of the Fisher information yet: plain decompositions. */
    private static Bench prepared(HouseCourse course) {
        List<WeightedSvd> plain = course.model().pieces().stream().map(q -> plain(weights(q))).toList();
        return new Bench(List.of(course), List.of(), 0, List.of(plain, plain, plain, plain), 0, 0, List.of(), new double[2]);
    }

    private static Matrix weights(HouseModel.Piece q) {
        return Matrix.of(q.outputs(), q.inputs(), q.w());
    }

    private static KroneckerFactors factors(HouseModel.Traces t, HouseModel.Piece q, int piece) {
        double[] x = t.inputs().get(piece);
        int samples = x.length / q.inputs();
        return KroneckerFactors.of(Matrix.of(samples, q.inputs(), x), Matrix.of(samples, q.outputs(), t.deltas().get(piece)));
    }

    @Override
    protected Bench next(Bench s, Turn t) {
        if (s.course.isEmpty()) {
            return s.cut(s.rank + 1, s.curves, s.known);
        }
        CancelToken cancel = t.context().cancel();
        HouseCourse course = s.course.getFirst();
        if (!course.isDone()) {
            HouseCourse more = course.next(t.random(), cancel);
            return more.isDone() ? prepared(more) : new Bench(List.of(more), s.factors, 0, s.svds, 0, 0, s.curves, s.known);
        }
        int pieces = s.svds.getFirst().size();
        if (s.done < pieces * EACH) {
            Bench b = s.done % EACH < ITERATIONS ? iterated(s, cancel) : decomposed(s);
            return b.done < pieces * EACH ? b : b.cut(0, losses(b, 0, cancel), new double[] {b.model().heldOut(cancel), b.model().floor()});
        }
        return s.cut(s.rank + 1, losses(s, s.rank + 1, cancel), s.known);
    }

    /** One power iteration for one matrix, after the other. */
    private static Bench iterated(Bench s, CancelToken cancel) {
        int piece = s.done / EACH;
        int iteration = s.done % EACH;
        KroneckerFactors f = (iteration == 0 ? factors(s.model().traces(cancel), s.model().pieces().get(piece), piece) : s.factors.getFirst()).iterated();
        // Not in the step that asks the network.
        double norm = piece == s.shown() && iteration == 1 ? f.norm() : s.fisherNorm;
        return s.with(piece > s.shown() ? List.of(f, s.factors.getLast()) : List.of(f), norm, s.svds);
    }

    /** One decomposition of one matrix. */
    private static Bench decomposed(Bench s) {
        int piece = s.done / EACH;
        int way = s.done % EACH - ITERATIONS;
        List<List<WeightedSvd>> svds = new ArrayList<>(s.svds);
        List<WeightedSvd> some = new ArrayList<>(svds.get(way));
        some.set(piece, decomposed(weights(s.model().pieces().get(piece)), s.factors.getFirst(), WAYS.get(way)));
        svds.set(way, some);
        return s.with(s.factors, s.fisherNorm, svds);
    }

    private static Matrix damped(Matrix m) {
        return m.scaled(1 / Math.max(1e-300, m.trace() / m.rows())).plusIdentity(DAMPING);
    }

    private static WeightedSvd decomposed(Matrix w, KroneckerFactors f, String way) {
        Matrix one = Matrix.identity(w.rows());
        Matrix other = Matrix.identity(w.columns());
        return switch (way) {
            case "fisher" -> new WeightedSvd(w, damped(f.left()), damped(f.right()));
            case "diagonal" -> new WeightedSvd(w, damped(rowSums(f)), other);
            case "activation" -> new WeightedSvd(w, one, damped(f.a().transposed().times(f.a())));
            default -> plain(w);
        };
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

    /** Held-out losses at one more rank. */
    private static List<double[]> losses(Bench s, int r, CancelToken cancel) {
        return IntStream.range(0, WAYS.size()).mapToObj(way -> {
            double[] curve = r == 0 ? new double[1] : Arrays.copyOf(s.curves.get(way), r + 1);
            curve[r] = s.model().with(s.svds.get(way).stream().map(svd -> svd.truncated(r).toArray()).toList()).heldOut(cancel);
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
        level("whole", s.known[0], p, to);
        level("exact", s.known[1], p, to);
        FisherPicture.look(s.factors, to);
        s.course.forEach(c -> CoursePicture.look(c, to));
        double[] sigma = s.shown(0).singularValues();
        Matrix w = s.shown(WAYS.size() - 1).truncated(sigma.length);
        to.matrix("w", w.rows(), w.columns(), w.toArray());
        for (int k : new int[] {0, 2, 3}) {
            to.matrix("w-" + WAYS.get(k), w.rows(), w.columns(), s.shown(k).truncated(s.rank).toArray());
        }
        double[] number = IntStream.rangeClosed(1, sigma.length).asDoubleStream().toArray();
        to.series("singular", number, Arrays.stream(sigma).map(v -> Math.max(1e-8, v)).toArray());
        to.series("kept", Arrays.copyOf(number, s.rank), Arrays.copyOf(sigma, s.rank));
    }

    private void level(String id, double loss, Knobs p, Look to) {
        to.series(id, loss > 0 ? new double[] {0, p.get(rank)} : new double[0], loss > 0 ? new double[] {loss, loss} : new double[0]);
    }
}
