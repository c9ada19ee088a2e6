package org.pushforward.engine.bridge.discrete.table;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.*;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.pushforward.engine.bridge.discrete.CategoricalReference;
import org.pushforward.engine.bridge.discrete.Divergence;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code bridge.csbm}: categorical Schrödinger bridge matching on a table, that is discrete iterative Markovian fitting with exact
 * projections, forward and backward in turn. One step is one projection. When α changes, the fitting goes on from the present coupling,
 * whose marginals stay right.
 *
 * @see MarkovianProjection
 */
public final class CategoricalBridge extends Study<CategoricalBridge.Fitted> {

    /** Projections without a smaller divergence after which it is at its rounding error. */
    private static final int PATIENCE = 6;
    private static final int WAYS = 60;

    /**
     * Where the fitting stands, with what it measured.
     *
     * @param truth the plan that is looked for
     * @param half projections done; the next is forward when even
     * @param projection the latest, whose transitions run backward when {@code half} is even
     * @param divergence KL(q ‖ q*)
     */
    record Fitted(CategoricalReference reference, double[] p0, double[] p1, Matrix truth, int half, MarkovianProjection projection, double divergence) {

        static Fitted of(CategoricalReference r, double[] p0, double[] p1, Matrix truth, int half, MarkovianProjection projection) {
            return new Fitted(r, p0, p1, truth, half, projection, Divergence.kl(projection.coupling().toArray(), truth.toArray()));
        }

        Matrix coupling() {
            return projection.coupling();
        }

        boolean runsBackward() {
            return half % 2 == 0;
        }

        /** The marginal that the present chain starts from. */
        double[] begin() {
            return runsBackward() ? p1 : p0;
        }

        double cost() {
            double[] q = coupling().toArray();
            double sum = 0;
            for (int k = 0; k < q.length; k++) {
                sum += q[k] * (k / p0.length - k % p0.length) * (k / p0.length - k % p0.length);
            }
            return sum;
        }

        double entropy() {
            double sum = 0;
            for (double q : coupling().toArray()) {
                sum -= q > 0 ? q * Math.log(q) : 0;
            }
            return sum;
        }
    }

    private final Knob<String> p0;
    private final Knob<String> p1;
    private final Knob<Integer> categories;
    private final Knob<String> reference;
    private final Knob<Double> alpha;
    private final Knob<Integer> between;
    private final Knob<Integer> skip;
    private final Gauge<Fitted> kl;

    public CategoricalBridge() {
        super("bridge.csbm", "Categorical Schrödinger bridge",
                "A token jumps between S categories in N + 1 steps. The bridge is the chain nearest to a reference of jumps that begins as one "
                        + "distribution and ends as another. Iterative Markovian fitting starts from the independent coupling: mix the "
                        + "reference's bridges over it, take the Markov chain with the same one-step laws, forward and backward in turn. Every "
                        + "iterate keeps both marginals; only the coupling moves, to the one that Sinkhorn finds. With S categories all of it "
                        + "is a table, so nothing is learned and nothing is sampled: the divergence is exact. A reference that jumps to near "
                        + "categories is fitted faster with more times between; one that jumps anywhere hardly cares.",
                List.of("M_n = ((Qⁿ⁻¹)ᵀ (q/K) (Qᴺ⁺¹⁻ⁿ)ᵀ) ∘ Q,  T_n = M_n / row sums", "q′ = diag(p₀) T₁ T₂ ⋯ T_{N+1},  K = Qᴺ⁺¹"),
                new Citation("G. Ksenofontov, A. Korotin", 2025, "Categorical Schrödinger Bridge Matching", "2502.01416").code("https://github.com/gregkseno/csbm"),
                new Citation("Y. Shi, V. De Bortoli, A. Campbell, A. Doucet", 2023, "Diffusion Schrödinger Bridge Matching", "2303.16852").code("https://github.com/yuyang-shi/dsbm-pytorch"));
        pace(2);
        String paper = "Ksenofontov & Korotin 2025, §4";
        group("Distributions");
        p0 = choice("source", "p₀", "Source", CategoricalShape.names(), "uniform", "How the probability is spread over the categories.");
        p1 = choice("target", "p₁", "Target", CategoricalShape.names(), "ramp", "How the probability is spread over the categories.");
        categories = whole("categories", "S", "Categories", 50, 4, 100, "The number of categories.").within(2, 256);
        group("Reference");
        reference = choice("reference", "Q", "Reference", Arrays.stream(CategoricalReference.Kind.values()).map(k -> k.name().toLowerCase(Locale.ROOT)).toList(),
                "gaussian", "How the reference leaves a category: to any other, to near ones, or to near ones around a circle.").source(paper);
        alpha = real("alpha", "α", "Noise", 0.05, 0.005, 0.2,
                "Probability to leave a category in one step (uniform), or how far the reference jumps as a part of all categories.")
                .within(1e-3, 10).log().live().source(paper).but(0.01, reference, "uniform");
        between = whole("steps", "N", "Times between", 10, 1, 50, "Times between the first and the last; N + 1 transitions.").within(0, 200);
        skip = whole("skip", "k", "Skip", 10, 1, 100, "Steps of the reference that make one transition.").within(1, 10_000).log();
        group("Solver");
        var tolerance = real("tolerance", "δ", "Tolerance", 1e-10, 1e-12, 1e-4, "The run has converged when KL(q ‖ q*) is at most that.").within(1e-14, 1).log();

        gauge("iterations", "Iterations", "", s -> s.half / 2.0);
        time(s -> s.half);
        kl = gauge("kl", "KL(q ‖ q*)", "nat", Fitted::divergence);
        gauge("kl-reverse", "KL(q* ‖ q)", "nat", s -> Divergence.kl(s.truth.toArray(), s.coupling().toArray()));
        var source = gauge("source-error-l1", "Error of p₀, L1", "", s -> distance(MarkovianProjection.rowSums(s.coupling()), s.p0));
        var target = gauge("target-error-l1", "Error of p₁, L1", "", s -> distance(MarkovianProjection.rowSums(s.coupling().transposed()), s.p1));
        gauge("transport-cost", "E (i − j)²", "", Fitted::cost);
        gauge("plan-entropy", "H(q)", "nat", Fitted::entropy);
        converges(kl, Fitted::divergence, tolerance, PATIENCE, r -> String.format("The divergence from the bridge stays at its rounding error of %.0e", r));

        plane("plan", "Coupling", "q(i, j), source down, target across").draw(CELLS, "plan", "q(i, j)").alike("plan", "truth");
        plane("truth", "Truth", "q*(i, j) by Sinkhorn").draw(CELLS, "truth", "q*(i, j)").alike("plan", "truth");
        plot("ways", "Chain", "draws of the chain, category against time").draw(LINES, "ways", WAYS + " ways").draw(CURVE, "mean", "mean", "", "n");
        history("kl", "Divergence from the bridge", "KL(q ‖ q*) by half iteration", kl).log();
        plane("gap", "Difference", "q − q*").draw(CELLS, "gap", "q − q*");
        plot("ends", "CoordinateLaws", "and where the reference leads from the middle").draw(CURVE, "source", "p₀", "", "category")
                .draw(CURVE, "target", "p₁", "", "category").draw(CURVE, "jump", "K from the middle", "", "category");

        atEnd("converged", "KL(q ‖ q*)", kl, atMost(1e-6), "Sinkhorn on the kernel Q^(N+1), to 1e-14 in L1");
        always("source", "error of p₀, L1", source, atMost(1e-12), "a projection keeps both marginals");
        always("target", "error of p₁, L1", target, atMost(1e-12), "a projection keeps both marginals");
        sequence("gaussian-05", "gaussian, α = 0.05, N = 10", "gaussian", "alpha=0.05", 10, 1.209, 3.255e-3, 3.93e-6, 1.00e-8);
        sequence("gaussian-1", "gaussian, α = 0.1, N = 10", "gaussian", "alpha=0.1", 10, 1.366e-1, 1.602e-4, 1.62e-7, 1.64e-10);
        sequence("uniform-01", "uniform, α = 0.01, N = 10", "uniform", "alpha=0.01", 10, 3.082e-1, 9.404e-3, 6.361e-4, 4.845e-5, 3.80e-6, 3.01e-7, 2.39e-8);
        sequence("uniform-03", "uniform, α = 0.03, N = 10", "uniform", "alpha=0.03", 10, 1.329e-2, 8.66e-7);
        sequence("one-time", "gaussian, α = 0.05, one time between, first iteration", "gaussian", "alpha=0.05", 1, Double.NaN, 5.07e-2);
        sequence("fifty-times", "gaussian, α = 0.05, 50 times between, first iteration", "gaussian", "alpha=0.05", 50, Double.NaN, 6.5e-4);
        tiny("categories=8 steps=3");
        opens("Categorical bridge", "A token jumps between fifty categories; iterative Markovian fitting finds the bridge in six iterations.").named("categorical-bridge");
        preset("uniform", "Categorical bridge, uniform", "Two bumps to a comb under a reference that jumps anywhere: slower, and most tokens stay.")
                .named("categorical-bridge-uniform").set("reference=uniform", "source=two-bumps", "target=comb");
    }

    /** Expected numbers have two to four digits. The noise of 100 unskipped steps is spread over the times between. */
    private void sequence(String id, String name, String kind, String noise, int times, double... expected) {
        reference(id, "KL(q ‖ q*) by iteration, " + name + ": worst relative difference", atMost(0.01),
                "independent run of the same iteration in NumPy, p₀ uniform, p₁(i) ∝ i + 1, S = 50", t -> worst(t, expected),
                "reference=" + kind, noise, "steps=" + times, "skip=" + 100 / times, "tolerance=1e-14");
    }

    private double worst(Trial<Fitted> t, double[] expected) {
        double worst = 0;
        for (double e : expected) {
            // Divergences below that are near their rounding error.
            if (e > 1e-10) {
                worst = Math.max(worst, Math.abs(t.value(kl) / e - 1));
            }
            t.steps(2);
        }
        return worst;
    }

    @Override
    protected Fitted start(Knobs p, Philox random) {
        int s = p.get(categories);
        CategoricalReference r = reference(p);
        double[] from = CategoricalShape.named(p.get(p0)).probabilities(s);
        double[] to = CategoricalShape.named(p.get(p1)).probabilities(s);
        double[] independent = new double[s * s];
        Arrays.setAll(independent, k -> from[k / s] * to[k % s]);
        return Fitted.of(r, from, to, StaticPlan.of(r.kernel(), from, to, alpha.id()), 0,
                new MarkovianProjection(Matrix.of(s, s, independent), Collections.nCopies(r.transitions(), r.step())));
    }

    private CategoricalReference reference(Knobs p) {
        return new CategoricalReference(CategoricalReference.Kind.valueOf(p.get(reference).toUpperCase(Locale.ROOT)), p.get(categories), p.get(alpha),
                p.get(between), p.get(skip));
    }

    @Override
    protected Fitted next(Fitted s, Turn t) {
        MarkovianProjection next = s.runsBackward() ? MarkovianProjection.forward(s.coupling(), s.reference, t.context())
                : MarkovianProjection.backward(s.coupling(), s.reference, t.context());
        return Fitted.of(s.reference, s.p0, s.p1, s.truth, s.half + 1, next);
    }

    @Override
    protected Fitted changed(Fitted s, Knobs before, Knobs now) {
        CategoricalReference r = reference(now);
        return Fitted.of(r, s.p0, s.p1, StaticPlan.of(r.kernel(), s.p0, s.p1, alpha.id()), s.half, s.projection);
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += Math.abs(a[k] - b[k]);
        }
        return sum;
    }

    @Override
    protected void look(Fitted s, Knobs p, Look to) {
        int n = s.p0.length;
        double[] q = s.coupling().toArray();
        double[] truth = s.truth.toArray();
        double[] gap = new double[q.length];
        Arrays.setAll(gap, k -> q[k] - truth[k]);
        to.matrix("plan", n, n, q);
        to.matrix("truth", n, n, truth);
        to.matrix("gap", n, n, gap);
        double[] category = new double[n];
        Arrays.setAll(category, k -> k);
        to.series("source", category, s.p0);
        to.series("target", category, s.p1);
        to.series("jump", category, row(s.reference.kernel(), n / 2));
        ways(s, to);
        mean(s, to);
    }

    /** E X_n for every time n under the present chain. */
    private static void mean(Fitted s, Look to) {
        List<Matrix> steps = s.projection.transitions();
        int n = steps.size();
        double[] p = s.begin();
        double[] time = new double[n + 1];
        double[] mean = new double[n + 1];
        for (int k = 0; k <= n; k++) {
            int at = s.runsBackward() ? n - k : k;
            time[at] = at;
            for (int i = 0; i < p.length; i++) {
                mean[at] += i * p[i];
            }
            p = k < n ? steps.get(k).transposed().times(p) : p;
        }
        to.series("mean", time, mean);
    }

    /** Some draws of the chain, in the direction of the latest projection, shown from n = 0 on. */
    private static void ways(Fitted s, Look to) {
        List<Matrix> steps = s.projection.transitions();
        int n = steps.size();
        double[] xy = new double[2 * WAYS * (n + 1)];
        double[] u = new double[n + 1];
        for (int w = 0; w < WAYS; w++) {
            to.random().uniforms(w, 1, 0, n + 1, u, 0);
            int x = drawn(s.begin(), u[0]);
            for (int k = 0; k <= n; k++) {
                int at = 2 * (w * (n + 1) + (s.runsBackward() ? n - k : k));
                xy[at] = s.runsBackward() ? n - k : k;
                xy[at + 1] = x;
                x = k < n ? drawn(row(steps.get(k), x), u[k + 1]) : x;
            }
        }
        int[] offsets = new int[WAYS + 1];
        Arrays.setAll(offsets, w -> w * (n + 1));
        to.paths("ways", 2, xy, offsets);
    }

    private static double[] row(Matrix m, int i) {
        double[] r = new double[m.columns()];
        Arrays.setAll(r, j -> m.get(i, j));
        return r;
    }

    /** The category of positive probability at which the distribution function passes u. */
    private static int drawn(double[] p, double u) {
        double sum = 0;
        int last = 0;
        for (int i = 0; i < p.length; i++) {
            sum += p[i];
            last = p[i] > 0 ? i : last;
            if (u <= sum && p[i] > 0) {
                return i;
            }
        }
        return last;
    }
}
