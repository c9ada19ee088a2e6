package org.pushforward.engine.transport.grid;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.atRounding;
import static org.pushforward.engine.api.Pane.Style.FILL;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.DensitySources;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;
import org.pushforward.engine.transport.points.SinkhornParameters;

/**
 * {@code ot.barycenter}: the entropic barycentre of two to four pictures under weights that can be dragged; one step is one sweep over all
 * of them. New weights and a new ε start from the potentials there are.
 *
 * @see Barycenter
 */
public final class BarycenterStudy extends Study<BarycenterStudy.Swept> {

    private static final int MOST = 4;
    /** Sweeps after which it stalls when the error has not fallen by a tenth. */
    private static final int STALLED = 3000;
    private static final double PROGRESS = 0.9;
    /** Of the checks: cells a side; ε, the variance of the kernel being ε/2 = 0.03²; deviation of the Gaussians. */
    private static final int N = 96;
    private static final double EPS = 0.0018;
    private static final double DEVIATION = 0.045;

    /**
     * Where the iteration stands.
     *
     * @param shares λ, of all weights
     * @param best least error since the last change, and the sweep it was reached at
     */
    record Swept(Barycenter problem, double eps, double[] shares, Barycenter.Iterate at, Moments moments, int sweeps, double best, int bestSweep, Status status) {

        static Swept of(Barycenter b, double eps, double[] shares, Barycenter.Iterate at, int sweeps) {
            return new Swept(b, eps, shares, at, Moments.of(at.masses(), b.cells()), sweeps, Double.POSITIVE_INFINITY, sweeps, Status.RUNNING);
        }

        /** One sweep further. */
        Swept next(double tolerance, StepContext context) {
            Barycenter.Iterate a = problem.swept(at, eps, shares, context);
            // Of equal measures the first sweep finds equal marginals, but nothing is debiased yet.
            boolean better = sweeps > 0 && a.error() < PROGRESS * best;
            Status after = sweeps == 0 ? Status.RUNNING : a.error() <= tolerance ? Status.CONVERGED
                    : !better && sweeps + 1 - bestSweep > STALLED ? stalled(a.error(), tolerance) : Status.RUNNING;
            return new Swept(problem, eps, shares, a, Moments.of(a.masses(), problem.cells()), sweeps + 1, better ? a.error() : best,
                    better ? sweeps + 1 : bestSweep, after);
        }

        private Status stalled(double error, double tolerance) {
            double raised = 2 * eps;
            return new Status.Failed(new Status.Failure(Status.Kind.STALLED, "marginal-error-l1", "", String.format(Locale.ROOT,
                    "the plans' marginals are off by %.2g and come no closer to %.2g: ε = %.3g is small", error, tolerance, eps),
                    List.of(new Status.Remedy("Raise ε to " + Parameter.Real.text(raised), "eps", raised))));
        }

        /** Standard deviation of the kernel. */
        double sigma() {
            return Math.sqrt(0.5 * eps / problem.kappa());
        }
    }

    /** Mass of a density, its mean and the mean of squares, by axis. */
    record Moments(double mass, double[] mean, double[] square) {

        static Moments of(double[] masses, int n) {
            double mass = Arrays.stream(masses).sum();
            double[] mean = new double[2];
            double[] square = new double[2];
            for (int k = 0; k < masses.length; k++) {
                double x = (k / n + 0.5) / n;
                double y = (k % n + 0.5) / n;
                mean[0] += masses[k] * x / mass;
                mean[1] += masses[k] * y / mass;
                square[0] += masses[k] * x * x / mass;
                square[1] += masses[k] * y * y / mass;
            }
            return new Moments(mass, mean, square);
        }

        double variance(int axis) {
            return square[axis] - mean[axis] * mean[axis];
        }
    }

    private final Knob<String> count;
    private final List<Knob<SourceFile>> pictures = new ArrayList<>();
    private final List<Knob<Double>> weights = new ArrayList<>();
    private final Knob<Integer> grid;
    private final Knob<String> cost;
    private final Knob<Double> eps;
    private final Knob<Boolean> debiased;
    private final Knob<Double> tolerance;

    public BarycenterStudy() {
        super("ot.barycenter", "Barycenters",
                "Between pictures taken for densities lies a mean in the sense of transport: the density whose mass is carried to all of them at "
                        + "least cost. It moves mass instead of fading one picture into the other, so that the mean of two discs is one disc "
                        + "halfway. Each sweep projects one plan a picture onto its marginals; the geometric mean of the other marginals is the "
                        + "barycenter. The entropy blurs it; debiasing takes that blur out again. Drag the weights to wander between the pictures.",
                List.of("min_p Σ λ_k OT_ε(p, b_k)", "v_k = b_k / K u_k,  p = d ⊙ Π (K v_k)^{λ_k},  u_k = p / K v_k", "d ← √(d p / K d)"),
                new Citation("J.-D. Benamou, G. Carlier, M. Cuturi, L. Nenna, G. Peyré", 2015,
                        "Iterative Bregman projections for regularized transportation problems", "1412.5154"),
                new Citation("J. Solomon, F. de Goes, G. Peyré, M. Cuturi, A. Butscher, A. Nguyen, T. Du, L. Guibas", 2015,
                        "Convolutional Wasserstein distances: efficient optimal transportation on geometric domains", "10.1145/2766963"),
                new Citation("H. Janati, M. Cuturi, A. Gramfort", 2020, "Debiased Sinkhorn barycenters", "2006.02575").code("https://github.com/hichamjanati/debiased-ot-barycenters"));
        pace(20);
        group("Pictures");
        count = choice("count", "K", "Pictures", List.of("2", "3", "4"), "4", "How many pictures the barycenter is of.");
        List<String> shapes = List.of("star", "ring", "heart", "cross");
        for (int k = 0; k < MOST; k++) {
            pictures.add(shown(k, density("picture-" + (k + 1), "b" + sub(k), "Picture " + (k + 1), shapes.get(k), "A shape, or a picture whose ink is mass.")));
        }
        for (int k = 0; k < MOST; k++) {
            weights.add(shown(k, real("weight-" + (k + 1), "λ" + sub(k), "Weight " + (k + 1), 1, 0, 1,
                    "Weight of the picture; what counts is its share of all weights.").nonNegative().live()));
        }
        group("Transport");
        grid = whole("grid", "n", "Cells a side", 128, 32, 256, "The unit square has n × n cells; the work of a sweep grows with n³.").within(2, 1024).log();
        cost = choice("cost", "c", "Cost", List.of(SinkhornParameters.SQUARED, SinkhornParameters.HALF_SQUARED), SinkhornParameters.SQUARED, "|x − y|², or half of it.");
        eps = real("eps", "ε", "Blur", 0.002, 1e-3, 0.05, "Weight of the entropy beside the cost chosen: the kernel is exp(−c/ε).").positive().log().live();
        debiased = flag("debiased", "d", "Debiased", true, "Takes out the blur that the entropy of the barycenter brings.").source("Janati, Cuturi & Gramfort 2020, algorithm 1");
        tolerance = real("tolerance", "δ", "Tolerance", 1e-3, 1e-10, 1e-2,
                "Allowed L1 distance of the plans' marginals from the barycenter; debiased, it falls slowly where pictures have edges.").within(1e-13, 1).log();
        rests(Swept::status);

        var error = gauge("marginal-error-l1", "Plans' marginals off, L1", "", s -> s.at.error()).when(s -> s.sweeps > 0);
        var mass = gauge("mass", "Mass", "", s -> s.moments.mass);
        gauge("mean-x", "Mean, x", "", s -> s.moments.mean[0]);
        gauge("mean-y", "Mean, y", "", s -> s.moments.mean[1]);
        gauge("variance-x", "Variance, x", "", s -> s.moments.variance(0));
        gauge("variance-y", "Variance, y", "", s -> s.moments.variance(1));
        gauge("iterations", "Sweeps", "", s -> s.sweeps);
        gauge("eps", "ε", "", s -> s.eps);
        gauge("sigma", "σ of the kernel", "", Swept::sigma);
        gauge("sigma-cells", "σ of the kernel in cells", "", s -> s.sigma() * s.problem.cells());
        for (int k = 0; k < MOST; k++) {
            int number = k;
            gauge("share-" + (k + 1), "Share of picture " + (k + 1), "", s -> s.shares[number]).when(s -> number < s.shares.length);
        }
        var errorRatio = gauge("marginal-error-ratio", "Marginal error / tolerance", "", (s, p) -> s.at.error() / p.get(tolerance)).when(s -> s.sweeps > 0);
        var massRatio = gauge("mass-error-ratio", "|mass − 1| / tolerance", "", (s, p) -> Math.abs(s.moments.mass - 1) / p.get(tolerance));

        plane("barycenter", "Barycenter", "under the weights now").draw(FILL, "barycenter", "Barycenter");
        plane("picture-1", "Picture 1", "density over the uniform one").draw(FILL, "picture-1", "Picture 1");
        plane("picture-2", "Picture 2", "density over the uniform one").draw(FILL, "picture-2", "Picture 2");
        history("error", "Marginal error", "L1 distance of the plans' marginals from the barycenter", error).log();
        plane("picture-3", "Picture 3", "empty when there are only two").draw(FILL, "picture-3", "Picture 3");
        plane("picture-4", "Picture 4", "empty when there are fewer").draw(FILL, "picture-4", "Picture 4");
        history("mass", "Mass", "1 once the marginals agree", mass);

        atEnd("marginals", "plans' marginals off / tolerance", errorRatio, atMost(1), "constraint of the problem");
        atEnd("mass", "|mass − 1| / tolerance", massRatio, atMost(1), "closed form: every plan has the mass 1, and the geometric mean of their marginals is as near");
        formula("gaussians", "three Gaussians apart, weights ½, 0.3, 0.2: largest error over the top", atRounding(),
                "closed form: the Gaussian at the weighted mean, variance that of the Gaussians and ε/2", c -> BarycenterStudy.gaussians(false, c));
        formula("gaussians-debiased", "the same, debiased", atMost(1.5e-9), "closed form: the Gaussian at the weighted mean, with the variance of the Gaussians",
                c -> BarycenterStudy.gaussians(true, c));
        formula("one-blurred", "all weight on a disc: L1 distance from the disc under the kernel", atRounding(), "closed form K(b / K1)", BarycenterStudy::oneBlurred);
        formula("one-debiased", "debiased barycenter of three equal Gaussians: L1 distance from them", atMost(1e-9),
                "closed form: the barycenter of equal measures is the measure", BarycenterStudy::oneDebiased);
        formula("pair", "a disc and two discs, weights ½: L1 distance from the mirror image", atRounding(), "symmetry of the pictures", BarycenterStudy::mirrored);
        timed("barycenter-128", "20 sweeps, 4 pictures on 128² cells", 0.2, 20, "tolerance=1e-12");
        tiny("grid=40");
        opens("Barycenters", "The mean of a star, a ring, a heart and a cross in the sense of transport; drag the weights.").set("weight-2=0.5", "weight-4=0.5");
    }

    private <T> Knob<T> shown(int k, Knob<T> knob) {
        return k < 2 ? knob : knob.when(count, k == 2 ? new String[] {"3", "4"} : new String[] {"4"});
    }

    private static char sub(int k) {
        return (char) ('₁' + k);
    }

    @Override
    protected Swept start(Knobs p, Philox random) {
        double[][] measures = IntStream.range(0, Integer.parseInt(p.get(count))).mapToObj(k -> DensitySources.on(p.get(grid), p.get(pictures.get(k))))
                .toArray(double[][]::new);
        Barycenter b = new Barycenter(p.get(grid), p.is(cost, SinkhornParameters.HALF_SQUARED) ? 0.5 : 1, measures, p.get(debiased));
        return Swept.of(b, resolvable(b, p), shares(measures.length, p), b.start(), 0);
    }

    @Override
    protected Swept next(Swept s, Turn t) {
        return s.next(t.get(tolerance), t.context());
    }

    @Override
    protected Swept changed(Swept s, Knobs before, Knobs now) {
        double[] shares = shares(s.shares.length, now);
        double e = resolvable(s.problem, now);
        return e == s.eps && Arrays.equals(shares, s.shares) ? s : Swept.of(s.problem, e, shares, s.at.under(s.eps, e), s.sweeps);
    }

    private double resolvable(Barycenter b, Knobs p) {
        GridProblem.requireResolvable(p.get(eps), new GridCost.Squared(b.kappa()), p.get(tolerance));
        return p.get(eps);
    }

    /** Shares of the weights. */
    private double[] shares(int measures, Knobs p) {
        double[] w = IntStream.range(0, measures).mapToDouble(k -> p.get(weights.get(k))).toArray();
        double sum = Arrays.stream(w).sum();
        if (!(sum > 0) || !Double.isFinite(sum)) {
            throw new InputException("weights: " + Arrays.toString(w) + " have no shares", "give at least one picture a weight above 0");
        }
        return Arrays.stream(w).map(v -> v / sum).toArray();
    }

    @Override
    protected void look(Swept s, Knobs p, Look to) {
        int n = s.problem.cells();
        to.field("barycenter", n, n, Rect.UNIT, GridLayers.density(s.at.masses()));
        for (int k = 0; k < MOST; k++) {
            to.field("picture-" + (k + 1), n, n, Rect.UNIT, k < s.shares.length ? GridLayers.density(s.problem.measures()[k]) : new double[n * n]);
        }
    }

    /** The barycentre of given measures. */
    private static double[] converged(double[][] measures, boolean debiased, double tolerance, StepContext context, double... shares) {
        Barycenter b = new Barycenter(N, 1, measures, debiased);
        Swept s = Swept.of(b, EPS, shares, b.start(), 0);
        for (int k = 0; k < 20_000 && s.status instanceof Status.Running; k++) {
            s = s.next(tolerance, context);
        }
        if (!(s.status instanceof Status.Converged)) {
            throw new IllegalStateException("a check's run did not converge");
        }
        return s.at.masses();
    }

    private static double[] gaussian(double x, double y, double deviation) {
        return GridChecks.product(GridChecks.normal(N, x, deviation), GridChecks.normal(N, y, deviation));
    }

    private static double gaussians(boolean debiased, StepContext context) {
        double[][] means = {{0.45, 0.5}, {0.58, 0.47}, {0.5, 0.58}};
        double[] shares = {0.5, 0.3, 0.2};
        double[][] measures = Arrays.stream(means).map(m -> gaussian(m[0], m[1], DEVIATION)).toArray(double[][]::new);
        double x = IntStream.range(0, 3).mapToDouble(k -> shares[k] * means[k][0]).sum();
        double y = IntStream.range(0, 3).mapToDouble(k -> shares[k] * means[k][1]).sum();
        double[] exact = gaussian(x, y, Math.sqrt(DEVIATION * DEVIATION + (debiased ? 0 : 0.5 * EPS)));
        double[] found = converged(measures, debiased, 1e-9, context, shares);
        double top = Arrays.stream(exact).max().orElseThrow();
        return IntStream.range(0, exact.length).mapToDouble(k -> Math.abs(found[k] - exact[k]) / top).max().orElseThrow();
    }

    static double distance(double[] p, double[] q) {
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            sum += Math.abs(p[k] - q[k]);
        }
        return sum;
    }

    private static double oneDebiased(StepContext context) {
        double[] b = gaussian(0.45, 0.52, DEVIATION);
        double third = 1.0 / 3;
        return distance(converged(new double[][] {b, b, b}, true, 1e-9, context, third, third, third), b);
    }

    private static double oneBlurred(StepContext context) {
        double[] b = DensitySources.on(N, SourceFile.builtIn("disc"));
        double[] other = DensitySources.on(N, SourceFile.builtIn("ring"));
        return distance(converged(new double[][] {b, other}, false, 1e-10, context, 1, 0), blurred(b));
    }

    /** K(b / K1) by sums in the order of the definition, one axis after the other. */
    private static double[] blurred(double[] b) {
        double[][] kernel = new double[N][N];
        double[] sums = new double[N];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                kernel[i][j] = Math.exp(-Math.pow((double) (i - j) / N, 2) / EPS);
                sums[i] += kernel[i][j];
            }
        }
        double[] along = new double[N * N];
        double[] out = new double[N * N];
        for (int k = 0; k < N * N * N; k++) {
            along[k / N] += kernel[k / N % N][k % N] * b[k / N / N * N + k % N] / (sums[k / N / N] * sums[k % N]);
        }
        for (int k = 0; k < N * N * N; k++) {
            out[k / N] += kernel[k / N / N][k % N] * along[k % N * N + k / N % N];
        }
        return out;
    }

    private static double mirrored(StepContext context) {
        double[][] measures = {DensitySources.on(N, SourceFile.builtIn("disc")), DensitySources.on(N, SourceFile.builtIn("two-discs"))};
        double[] p = converged(measures, true, 1e-3, context, 0.5, 0.5);
        double[] mirror = new double[p.length];
        Arrays.setAll(mirror, k -> p[(N - 1 - k / N) * N + k % N]);
        return distance(p, mirror);
    }
}
