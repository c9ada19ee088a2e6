package org.pushforward.engine.networks;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.numerics.Adam;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code networks.optbasis-gnn}: a filter of signals on a graph is learned as a polynomial of the normalized adjacency matrix, in four bases. One
 * step is two iterations of gradient descent in each, at the best constant rate; Favard's basis is learned along by Adam.
 */
public final class OptimalBasis extends Study<OptimalBasis.State> {

    private static final int EACH = 2;
    private static final int STEPS = 300;
    private static final int RESPONSE = 121;

    /** A basis that stands still, its signals and Gram matrix, and where descent has come to. */
    record Fixed(double[][] signals, double[] gram, double rate, double condition, double[] alpha, double error) { }

    record State(NormalizedGraph net, double[] signal, double[] target, Fixed monomial, Fixed chebyshev, Fixed optimal, FavardBasis favard, double[] spectrum, int shown) { }

    private final Knob<String> graph;
    private final Knob<Integer> degree;
    private final Knob<String> filter;

    public OptimalBasis() {
        super("networks.optbasis-gnn", "The best basis for a graph filter", "A graph network that filters signals by a polynomial of the adjacency matrix has to choose a basis for it. In exact arithmetic all bases "
                + "describe the same filters; gradient descent sees their Gram matrix. Powers are nearly parallel, so descent crawls. Chebyshev polynomials are good where eigenvalues are "
                + "spread evenly. The optimal basis is orthonormal for the signal at hand, by Lanczos' three terms, and descent arrives in one step. Favard's theorem lets a network "
                + "learn an orthonormal basis along, with adjoints in closed form. On these graphs Chebyshev catches up within a hundred iterations: the gain over it is speed, not the end. "
                + "One signal and one filter stand for the channels of a network; no citation graphs are classified here.",
                List.of("b_{k+1} h_{k+1} = P h_k − c_k h_k − b_k h_{k−1}", "optimal: c_k = ⟨P h_k, h_k⟩,  ‖h_k‖ = 1", "min ‖Σ α_k h_k − y‖²,  y = h(P) x"),
                new Citation("Y. Guo, Z. Wei", 2023, "Graph Neural Networks with Learnable and Optimal Polynomial Bases", "2302.12432").code("https://github.com/yuziGuo/FarOptBasis"));
        pace(15);
        group("Problem");
        graph = choice("graph", "G", "Graph", List.of("grid", "communities", "sensors"), "grid", "A grid of 20 × 20, six communities, or sensors that hear their neighbors.");
        filter = choice("filter", "h", "Filter", List.of("low", "band", "comb"), "band", "Lets low eigenvalues of the Laplacian pass, a band, or a comb.");
        degree = whole("degree", "K", "Degree", 10, 2, 16, "Of the polynomial.").within(1, 30);
        lasts(_ -> STEPS);

        gauge("gram-condition", "Condition of the optimal basis", "", s -> s.optimal.condition);
        gauge("condition-monomial", "Condition of powers", "", s -> s.monomial.condition);
        gauge("condition-chebyshev", "Condition of Chebyshev's", "", s -> s.chebyshev.condition);
        var error = gauge("error", "Error, optimal", "", s -> s.optimal.error);
        var monomial = gauge("error-monomial", "Error, powers", "", s -> s.monomial.error);
        var chebyshev = gauge("error-chebyshev", "Error, Chebyshev", "", s -> s.chebyshev.error);
        var favard = gauge("error-favard", "Error, Favard", "", s -> s.favard.error());

        plane("graph", "Signals of the optimal basis", "one after the other").draw(LINES, "graph", "h_k");
        plot("response", "What the filters let pass", "against eigenvalues").draw(CURVE, "wanted", "wanted", "", "eigenvalue of P").draw(CURVE, "response-optimal", "optimal", "", "eigenvalue of P")
                .draw(CURVE, "response-monomial", "powers", "", "eigenvalue of P").draw(CURVE, "response-chebyshev", "Chebyshev", "", "eigenvalue of P");
        history("errors", "Error of the filtered signal", "relative, by descent", error, monomial, chebyshev, favard).log();
        plot("density", "Eigenvalues of P", "share a bin").draw(BARS, "density", "eigenvalues");
        plane("gram", "Gram matrix of powers", "of unit length").draw(CELLS, "gram", "inner product");

        atEnd("best", "optimal over powers", gauge("gain", "Optimal over powers", "", s -> s.optimal.error / s.monomial.error), atMost(1), "the claim");
        reference("gram", "grid, degree 10: largest difference of the optimal Gram matrix from I", atMost(1e-12), "closed form (Lanczos, made orthogonal twice)", OptimalBasis::offIdentity);
        reference("one-step", "grid, after one step: error over that of least squares, less 1", atMost(1e-9), "closed form: descent on a perfect bowl", t -> t.step().value(error) / leastSquares(t) - 1);
        reference("monomial", "band, 300 steps: error of powers over that of the optimal basis", atLeast(4), "our run; 23 after 100 iterations in an independent run", t -> t.rest().value(monomial) / t.value(error));
        reference("favard", "band: Favard's error over the optimal one at the end", atMost(1.2), "our run: it learns the basis", t -> t.rest().value(favard) / t.value(error));
        reference("adjoint", "Favard's gradient against differences: worst relative difference", atMost(1e-6), "central differences", OptimalBasis::adjoint);
        opens("Four bases race", "The optimal basis is there after one step; powers crawl.");
        preset("communities", "Six communities", "Eigenvalues crowd near zero: Chebyshev loses more.").set("graph=communities", "filter=low");
        preset("comb", "A comb", "No polynomial of degree ten is a comb: all end at the same error.").set("filter=comb");
        tiny("degree=3", "graph=communities degree=2", "graph=sensors degree=2");
    }

    @Override
    protected State start(Knobs p, Philox random) {
        NormalizedGraph net = switch (p.get(graph)) {
            case "grid" -> NormalizedGraph.grid(20);
            case "communities" -> NormalizedGraph.communities(random.stream(1));
            default -> NormalizedGraph.sensors(random.stream(1));
        };
        double[] x = new double[net.n()];
        random.stream(2).normals(0, 1, 0, x.length, x, 0);
        double[] target = filtered(net, x, p.get(filter));
        int k = p.get(degree);
        double[] theta = new double[3 * k + 1];
        // Favard begins where Chebyshev's polynomials of the second kind are.
        Arrays.fill(theta, 0, k, 0.5);
        FavardBasis f = new FavardBasis(theta, new Adam(theta.length, Adam.Settings.of(FavardBasis.RATE)), 1);
        return new State(net, x, target, fixed(monomials(net, x, k), target), fixed(chebyshev(net, x, k), target), fixed(optimal(net, x, k), target), f, new double[0], 0);
    }

    // ---- filters and bases

    private static double wanted(String filter, double lambda) {
        double l = 1 - lambda;
        return switch (filter) {
            case "low" -> Math.exp(-10 * l * l);
            case "band" -> Math.exp(-10 * (l - 1) * (l - 1));
            default -> Math.abs(Math.sin(Math.PI * l));
        };
    }

    /** h(P) x by a Chebyshev sum of degree 400, far beyond what is learned. */
    private static double[] filtered(NormalizedGraph net, double[] x, String filter) {
        int m = 400;
        double[] before = x;
        double[] now = net.times(x);
        double[] y = new double[x.length];
        for (int k = 0; k < m; k++) {
            double c = 0;
            for (int j = 0; j < m; j++) {
                double angle = Math.PI * (j + 0.5) / m;
                c += (k == 0 ? 1.0 : 2.0) / m * wanted(filter, Math.cos(angle)) * Math.cos(k * angle);
            }
            double[] t = k == 0 ? x : now;
            for (int i = 0; i < y.length; i++) {
                y[i] += c * t[i];
            }
            if (k > 0) {
                double[] next = net.times(now);
                for (int i = 0; i < next.length; i++) {
                    next[i] = 2 * next[i] - before[i];
                }
                before = now;
                now = next;
            }
        }
        return y;
    }

    private static double[][] monomials(NormalizedGraph net, double[] x, int k) {
        double[][] h = new double[k + 1][];
        h[0] = x;
        for (int i = 1; i <= k; i++) {
            h[i] = net.times(h[i - 1]);
        }
        return h;
    }

    private static double[][] chebyshev(NormalizedGraph net, double[] x, int k) {
        double[][] h = monomials(net, x, Math.min(1, k));
        h = Arrays.copyOf(h, k + 1);
        for (int i = 2; i <= k; i++) {
            h[i] = net.times(h[i - 1]);
            for (int v = 0; v < x.length; v++) {
                h[i][v] = 2 * h[i][v] - h[i - 2][v];
            }
        }
        return h;
    }

    /** Lanczos' three terms; made orthogonal once more to all before, for rounding. */
    private static double[][] optimal(NormalizedGraph net, double[] x, int k) {
        double[][] h = new double[k + 1][];
        h[0] = scaled(x, 1 / Math.sqrt(Vectors.dot(x, x)));
        for (int i = 1; i <= k; i++) {
            double[] v = net.times(h[i - 1]);
            for (int pass = 0; pass < 2; pass++) {
                for (int j = pass == 0 ? Math.max(0, i - 2) : 0; j < i; j++) {
                    double c = Vectors.dot(v, h[j]);
                    for (int a = 0; a < v.length; a++) {
                        v[a] -= c * h[j][a];
                    }
                }
            }
            double length = Math.sqrt(Vectors.dot(v, v));
            h[i] = scaled(v, length < 1e-12 ? 0 : 1 / length);
        }
        return h;
    }

    private static double[] scaled(double[] x, double by) {
        return Arrays.stream(x).map(v -> by * v).toArray();
    }

    private static Fixed fixed(double[][] h, double[] target) {
        int k = h.length;
        double[] gram = new double[k * k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                gram[i * k + j] = Vectors.dot(h[i], h[j]);
            }
        }
        double[] e = Matrix.of(k, k, gram).eigenvalues();
        double most = Arrays.stream(e).max().orElse(1);
        double least = Math.max(Arrays.stream(e).min().orElse(1), 1e-300);
        // 2/(least + most) is the best constant rate; for a perfect bowl it arrives at once.
        return new Fixed(h, gram, 2 / (least + most), most / least, new double[k], error(h, new double[k], target));
    }

    private static double error(double[][] h, double[] alpha, double[] target) {
        double off = 0;
        for (int v = 0; v < target.length; v++) {
            double y = 0;
            for (int k = 0; k < alpha.length; k++) {
                y += alpha[k] * h[k][v];
            }
            off += (y - target[v]) * (y - target[v]);
        }
        return Math.sqrt(off / Vectors.dot(target, target));
    }

    @Override
    protected State next(State s, Turn t) {
        t.ask();
        FavardBasis f = s.favard;
        for (int k = 0; k < EACH; k++) {
            f = f.learned(s.net, s.signal, s.target);
        }
        double[] spectrum = s.spectrum.length > 0 ? s.spectrum : s.net.spectrum();
        return new State(s.net, s.signal, s.target, descended(s.monomial, s.target), descended(s.chebyshev, s.target), descended(s.optimal, s.target), f, spectrum, t.step() / 4 % (t.get(degree) + 1));
    }

    private static Fixed descended(Fixed b, double[] target) {
        double[] alpha = b.alpha;
        int k = alpha.length;
        double[] right = new double[k];
        Arrays.setAll(right, i -> Vectors.dot(b.signals[i], target));
        for (int step = 0; step < EACH; step++) {
            double[] next = alpha.clone();
            for (int i = 0; i < k; i++) {
                double slope = -right[i];
                for (int j = 0; j < k; j++) {
                    slope += b.gram[i * k + j] * alpha[j];
                }
                next[i] -= b.rate * slope;
            }
            alpha = next;
        }
        return new Fixed(b.signals, b.gram, b.rate, b.condition, alpha, error(b.signals, alpha, target));
    }

    // ---- checks

    private static double offIdentity(Trial<State> t) {
        double[] g = t.state().optimal.gram;
        int k = (int) Math.round(Math.sqrt(g.length));
        return IntStream.range(0, g.length).mapToDouble(i -> Math.abs(g[i] - (i / k == i % k ? 1 : 0))).max().orElse(0);
    }

    private static double leastSquares(Trial<State> t) {
        Fixed b = t.state().optimal;
        return error(b.signals, Arrays.stream(b.signals).mapToDouble(h -> Vectors.dot(h, t.state().target)).toArray(), t.state().target);
    }

    private static double adjoint(Trial<State> t) {
        State s = t.steps(5).state();
        double[] slope = new double[s.favard.theta().length];
        FavardBasis.gradient(s.net, s.signal, s.target, s.favard.theta(), slope);
        double worst = 0;
        for (int i = 0; i < slope.length; i++) {
            double[] up = s.favard.theta().clone();
            double[] down = s.favard.theta().clone();
            up[i] += 1e-6;
            down[i] -= 1e-6;
            double difference = (FavardBasis.gradient(s.net, s.signal, s.target, up, new double[slope.length]) - FavardBasis.gradient(s.net, s.signal, s.target, down, new double[slope.length])) / 2e-6;
            worst = Math.max(worst, Math.abs(difference - slope[i]) / (1e-3 + Math.abs(difference)));
        }
        return worst;
    }

    @Override
    protected void look(State s, Knobs p, Look to) {
        double[] h = s.optimal.signals[s.shown];
        to.as("h" + s.shown).graph("graph", s.net.xy(), s.net.edges(), List.of(new Layer.Field("signal", "h" + s.shown, "", h)), List.of(), List.of());
        double[] x = new double[RESPONSE];
        Arrays.setAll(x, i -> -1 + 2.0 * i / (RESPONSE - 1));
        to.series("wanted", x, Arrays.stream(x).map(l -> wanted(p.get(filter), l)).toArray());
        // Each basis on a path whose nodes are the eigenvalues themselves: P is multiplication by them, the signal's first entry is its scale.
        double scale = Math.sqrt(Vectors.dot(s.signal, s.signal));
        to.series("response-monomial", x, Arrays.stream(x).map(l -> IntStream.range(0, s.monomial.alpha.length).mapToDouble(k -> s.monomial.alpha[k] * Math.pow(l, k)).sum()).toArray());
        to.series("response-chebyshev", x, Arrays.stream(x).map(l -> IntStream.range(0, s.chebyshev.alpha.length).mapToDouble(k -> s.chebyshev.alpha[k] * Math.cos(k * Math.acos(l))).sum()).toArray());
        to.series("response-optimal", x, Arrays.stream(x).map(l -> optimalResponse(s, l) / scale).toArray());
        if (s.spectrum.length > 0) {
            to.histogram("density", s.spectrum, 40);
        }
        int k = s.monomial.alpha.length;
        double[] cosines = new double[k * k];
        Arrays.setAll(cosines, i -> s.monomial.gram[i] / Math.sqrt(s.monomial.gram[i / k * (k + 1)] * s.monomial.gram[i % k * (k + 1)]));
        to.matrix("gram", k, k, cosines);
    }

    /** Σ α_k p_k(λ) by the three terms that the signals obey. */
    private static double optimalResponse(State s, double lambda) {
        double[][] h = s.optimal.signals;
        double before = 0;
        double now = 1;
        double sum = s.optimal.alpha[0];
        double b = 0;
        for (int k = 1; k < h.length; k++) {
            double[] v = s.net.times(h[k - 1]);
            double c = Vectors.dot(v, h[k - 1]);
            double next = Vectors.dot(v, h[k]);
            if (next == 0) {
                break;
            }
            double value = ((lambda - c) * now - b * before) / next;
            before = now;
            now = value;
            b = next;
            sum += s.optimal.alpha[k] * now;
        }
        return sum;
    }
}
