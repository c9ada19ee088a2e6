package org.pushforward.engine.optimise;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CONTOURS;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.SURFACE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.geometry.GraphLayout;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code optimise.dsgd-saddle}: agents that only talk to their neighbors descend a saddle by stochastic gradients. Beside them the same agents without
 * noise, and one center that sees all samples. A step is four iterations.
 */
public final class DistributedDescent extends Study<DistributedDescent.Stage> {

    private static final int EACH = 4;
    private static final int ITERATIONS = 4000;
    private static final Rect SEEN = new Rect(-1.3, -1.5, 1.3, 1.5);
    private static final int NX = 78;
    private static final int NY = 90;
    /** Higher ground is drawn as high as this. */
    private static final double CEILING = 1.5;
    /** From where the nonsmooth function is |x|, up to a factor. */
    private static final double KINK = 0.5;
    private static final int WINDOW = 50;
    private static final int TRAIL = 250;

    private final Knob<Integer> agents;
    private final Knob<String> graph;
    private final Knob<Double> noise;
    private final Knob<Boolean> nonsmooth;
    private final Knob<Double> line;

    /** The gossip matrix W with its edges, second eigenvalue and what noise alone does to the consensus of step size one. */
    record Network(double[] weights, int[] edges, double second, double response) { }

    /** @param way the agents after each of the latest steps, and {@code errors}: their latest consensus errors */
    record Stage(Network network, double sigma, double[] noisy, double[] quiet, double[] central, int done, List<double[]> way, List<Double> errors) {

        int n() {
            return noisy.length / 2;
        }
    }

    public DistributedDescent() {
        super("optimise.dsgd-saddle", "Agents that leave a saddle together", "Every agent averages with its neighbors and then follows a noisy gradient of its own, with steps that shrink. The paper proves that agents come to agree and, with probability one, do not stay at saddle points, also where the function is not smooth "
                + "away from the saddle. Without noise the agents, here with one and the same function, slide into the saddle along its ridge and stay. A center that averages all gradients leaves it about as fast; what the network costs is the disagreement, which noise keeps up, the gossip damps, and the shrinking steps remove. "
                + "Two dimensions and one function stand for a network's loss.",
                List.of("f = x² − y² + ½y⁴: saddle at 0, minima at (0, ±1)", "x ← W x − aₖ(∇f(xᵢ) + ξᵢ),  aₖ = ½ (k + 10)^−0.8", "ring, weights ⅓: λ₂ = ⅓ + ⅔ cos(2π/n)"),
                new Citation("B. Swenson, R. Murray, H. V. Poor, S. Kar", 2022, "Distributed Stochastic Gradient Descent: Nonconvexity, Nonsmoothness, and Convergence to Local Minima", "2003.02818"));
        pace(30);
        group("Network");
        agents = whole("agents", "n", "Agents", 10, 3, 40, "That descend.").within(3, 200);
        graph = choice("graph", "G", "Graph", List.of("ring", "grid", "complete"), "ring", "Who talks to whom: two neighbors, up to four (Metropolis weights), or all.");
        group("Problem");
        noise = real("noise", "σ", "Noise", 0.5, 0, 2, "Standard deviation of each component of a gradient.").within(0, 10);
        nonsmooth = flag("nonsmooth", "|x|", "Not smooth", false, "Replace x² by 2|x| − ¾ beyond |x| = ½, with a kink; near the saddle nothing changes.");
        line = real("spread", "s", "Spread at the start", 1, 0, 1.2, "Agents begin on the ridge y = 0, from −s to s.").within(0, 2);
        lasts(_ -> ITERATIONS / EACH);

        gauge("mean-x", "Mean x", "", s -> mean(s.noisy, 0));
        var meanY = gauge("mean-y", "Agents with noise", "", s -> mean(s.noisy, 1));
        var quiet = gauge("mean-y-quiet", "Agents without noise", "", s -> mean(s.quiet, 1));
        var central = gauge("mean-y-central", "One center", "", s -> s.central[1]);
        var consensus = gauge("consensus-error", "Disagreement", "", s -> Math.max(1e-16, disagreement(s.noisy)));
        var predicted = gauge("consensus-predicted", "expected of noise alone", "", (s, p) -> Math.max(1e-16, rate(s.done) * p.get(noise) * s.network.response));
        var second = gauge("second-eigenvalue", "λ₂ of the gossip", "", s -> s.network.second);
        var stuck = gauge("quiet-distance", "Farthest agent without noise, from the saddle", "", s -> Arrays.stream(s.quiet).map(Math::abs).max().orElseThrow());
        var quietY = gauge("quiet-y", "Farthest agent without noise, off the ridge", "", s -> IntStream.range(0, s.n()).mapToDouble(i -> Math.abs(s.quiet[2 * i + 1])).max().orElseThrow());
        var off = gauge("minimum-distance", "Mean of the agents, off the nearer minimum", "", s -> Math.hypot(mean(s.noisy, 0), Math.abs(mean(s.noisy, 1)) - 1)).when(s -> s.sigma > 0);

        plane("surface", "Agents on the saddle", "minima above and below, the saddle in the middle").draw(CONTOURS, "height", "f").draw(LINES, "trail", "their ways").draw(POINTS, "network", "agents").draw(POINTS, "still", "without noise");
        history("escape", "Leaving the saddle", "mean y", meanY, central, quiet);
        plane("gossip", "Who disagrees with whom", "the wider an edge, the farther apart; color is y − mean").draw(LINES, "edges", "agents");
        history("agreement", "Disagreement", "root mean square distance from the mean", consensus, predicted).log();
        space("landscape", "The landscape", "").draw(SURFACE, "height");

        always("ridge", "agents without noise, off the ridge", quietY, atMost(0), "exact: the gradient is along it; same function for all");
        reference("stays", "without noise, from the saddle: farthest agent after 4000 iterations", atMost(1e-12), "exact: the gradient vanishes", t -> t.rest().value(stuck), "spread=0");
        for (int n : new int[] {5, 10, 31}) {
            reference("ring-" + n, "ring of " + n + ": λ₂ − ⅓ − ⅔ cos(2π/n)", atMost(5e-15), "closed form; rounding of an eigenvalue", t -> Math.abs(t.value(second) - (1 + 2 * Math.cos(2 * Math.PI / n)) / 3), "agents=" + n);
        }
        lengthy("minima", "share of 100 seeds that end with |y| within 0.01 of 1", atLeast(1), "Swenson et al. 2022: no saddle, with probability one", t -> share(t), "spread=0");
        lengthy("minima-nonsmooth", "the same where f is not smooth away from the saddle", atLeast(1), "Swenson et al. 2022", t -> share(t), "nonsmooth=true");
        lengthy("both", "mean of sign y of 100 seeds", within(0, 0.3), "symmetry: three standard errors", t -> IntStream.rangeClosed(1, 100).mapToDouble(seed -> Math.signum(t.anew(seed).rest().value(meanY))).average().orElseThrow(), "spread=0");
        lengthy("disagreement", "disagreement at the end over aσ√(2/n Σ 1/(1 − λ²)), mean of 20 seeds and 200 iterations", within(1, 0.1), "closed form for a flat function", t -> IntStream.rangeClosed(1, 20).mapToDouble(seed -> {
            Trial<Stage> run = t.anew(seed).rest();
            return run.state().errors.stream().mapToDouble(e -> e * e).average().orElseThrow() / Math.pow(run.value(predicted), 2);
        }).average().orElseThrow());
        reference("network", "n = 30, ring: disagreement over that of the complete graph, by its closed form", within(1, 0.3), "closed form √(Σ 1/(1 − λ²)); statistical",
                t -> roughness(t.rest().state()) / roughness(t.anew(1, "graph=complete").rest().state()), "agents=30");
        atEnd("minimum", "mean of the agents, off the nearer minimum", off, atMost(0.05), "0.003 expected from noise 0.5; more noise and fewer agents leave more");
        opens("With noise the agents leave, together", "Ten agents on a ring slide down the ridge; noise takes them off it, silence leaves them there.").pictured(22);
        preset("kink", "Not smooth away from the saddle", "The same with kinks on both sides: agents slide down |x| and still find the way out.").set("nonsmooth=true", "spread=1.2", "graph=grid", "agents=16").pictured(22);
        preset("silent", "Without noise nothing happens", "No noise at all: everybody rests at the saddle, agreed.").set("noise=0").panes("surface", "escape", "agreement").pictured(60);
        preset("large-ring", "A large ring agrees slowly", "Forty agents on a ring: averages take long to go around.").set("agents=40").panes("surface", "gossip", "agreement", "escape").pictured(22);
        tiny("agents=4", "agents=6 graph=grid nonsmooth=true", "graph=complete noise=0");
    }

    /** Root mean square of the latest disagreements, in units of what the network makes of noise. */
    private static double roughness(Stage s) {
        return Math.sqrt(s.errors.stream().mapToDouble(e -> e * e).average().orElseThrow()) / s.network.response;
    }

    private double share(Trial<Stage> t) {
        return IntStream.rangeClosed(1, 100).filter(seed -> {
            Stage s = t.anew(seed).rest().state();
            return Math.abs(Math.abs(mean(s.noisy, 1)) - 1) <= 0.01;
        }).count() / 100.0;
    }

    // ---- the network

    private static Network network(String kind, int n) {
        List<int[]> edges = new ArrayList<>();
        int rows = IntStream.rangeClosed(1, (int) Math.sqrt(n)).filter(r -> n % r == 0).max().orElseThrow();
        int columns = n / rows;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                boolean joined = switch (kind) {
                    case "ring" -> j == i + 1 || i == 0 && j == n - 1;
                    case "grid" -> j == i + 1 && j % columns != 0 || j == i + columns;
                    default -> true;
                };
                if (joined) {
                    edges.add(new int[] {i, j});
                }
            }
        }
        int[] degree = new int[n];
        edges.forEach(e -> Arrays.stream(e).forEach(i -> degree[i]++));
        double[] w = new double[n * n];
        for (int[] e : edges) {
            // Metropolis weights; ⅓ on a ring and 1/n where all are joined
            double weight = 1.0 / (1 + Math.max(degree[e[0]], degree[e[1]]));
            w[e[0] * n + e[1]] = weight;
            w[e[1] * n + e[0]] = weight;
        }
        for (int i = 0; i < n; i++) {
            int row = i;
            w[i * n + i] = 1 - IntStream.range(0, n).filter(j -> j != row).mapToDouble(j -> w[row * n + j]).sum();
        }
        double[] values = Matrix.of(n, n, w).eigenvalues();
        Arrays.sort(values);
        double response = Math.sqrt(2.0 / n * IntStream.range(0, n - 1).mapToDouble(k -> 1 / (1 - values[k] * values[k])).sum());
        return new Network(w, edges.stream().flatMapToInt(Arrays::stream).toArray(), values[n - 2], response);
    }

    private static double rate(int k) {
        return 0.5 * Math.pow(k + 10, -0.8);
    }

    // ---- the function

    private double slopeX(double x, boolean kinked) {
        return kinked && Math.abs(x) > KINK ? 2 * Math.signum(x) : 2 * x;
    }

    private static double slopeY(double y) {
        return -2 * y + 2 * y * y * y;
    }

    private static double height(double x, double y, boolean kinked) {
        return (kinked && Math.abs(x) > KINK ? 2 * Math.abs(x) - 0.75 : x * x) - y * y + 0.5 * y * y * y * y;
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        int n = p.get(agents);
        double[] at = new double[2 * n];
        for (int i = 0; i < n; i++) {
            at[2 * i] = p.get(line) * (2.0 * i / (n - 1) - 1);
        }
        return new Stage(network(p.get(graph), n), p.get(noise), at, at, new double[2], 0, List.of(at), List.of());
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        int n = s.n();
        boolean kinked = t.get(nonsmooth);
        double[] xi = t.normals(1, EACH, 2 * n);
        double[] noisy = s.noisy;
        double[] quiet = s.quiet;
        double[] central = s.central.clone();
        List<Double> errors = new ArrayList<>(s.errors);
        for (int k = 0; k < EACH; k++) {
            t.ask();
            double a = rate(s.done + k);
            double[] drawn = Arrays.copyOfRange(xi, 2 * n * k, 2 * n * (k + 1));
            noisy = gossiped(s.network, noisy, drawn, a, t.get(noise), kinked);
            quiet = gossiped(s.network, quiet, drawn, a, 0, kinked);
            central[0] -= a * (slopeX(central[0], kinked) + t.get(noise) * mean(drawn, 0));
            central[1] -= a * (slopeY(central[1]) + t.get(noise) * mean(drawn, 1));
        }
        errors.add(disagreement(noisy));
        List<double[]> way = new ArrayList<>(s.way);
        way.add(noisy);
        return new Stage(s.network, s.sigma, noisy, quiet, central, s.done + EACH, List.copyOf(way.subList(Math.max(0, way.size() - TRAIL), way.size())), List.copyOf(errors.subList(Math.max(0, errors.size() - WINDOW), errors.size())));
    }

    private double[] gossiped(Network g, double[] x, double[] xi, double a, double sigma, boolean kinked) {
        int n = x.length / 2;
        double[] next = new double[2 * n];
        for (int i = 0; i < n; i++) {
            double mixedX = 0;
            double mixedY = 0;
            for (int j = 0; j < n; j++) {
                mixedX += g.weights[i * n + j] * x[2 * j];
                mixedY += g.weights[i * n + j] * x[2 * j + 1];
            }
            next[2 * i] = mixedX - a * (slopeX(x[2 * i], kinked) + sigma * xi[2 * i]);
            next[2 * i + 1] = mixedY - a * (slopeY(x[2 * i + 1]) + sigma * xi[2 * i + 1]);
        }
        return next;
    }

    private static double mean(double[] x, int coordinate) {
        double sum = 0;
        for (int i = coordinate; i < x.length; i += 2) {
            sum += x[i];
        }
        return 2 * sum / x.length;
    }

    private static double disagreement(double[] x) {
        double mx = mean(x, 0);
        double my = mean(x, 1);
        double sum = 0;
        for (int i = 0; i < x.length; i += 2) {
            sum += (x[i] - mx) * (x[i] - mx) + (x[i + 1] - my) * (x[i + 1] - my);
        }
        return Math.sqrt(2 * sum / x.length);
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        double[] f = new double[NX * NY];
        for (int i = 0; i < NX; i++) {
            for (int j = 0; j < NY; j++) {
                double x = SEEN.x0() + (i + 0.5) * SEEN.width() / NX;
                double y = SEEN.y0() + (j + 0.5) * SEEN.height() / NY;
                f[i * NY + j] = Math.min(CEILING, height(x, y, p.get(nonsmooth)));
            }
        }
        to.field("height", NX, NY, SEEN, f);
        int n = s.n();
        double[] ways = IntStream.range(0, n).boxed().flatMapToDouble(i -> s.way.stream().flatMapToDouble(x -> Arrays.stream(x, 2 * i, 2 * i + 2))).toArray();
        to.paths("trail", 2, ways, IntStream.rangeClosed(0, n).map(i -> i * s.way.size()).toArray());
        to.graph("network", s.noisy, s.network.edges);
        to.points("still", 2, s.quiet);
        double my = mean(s.noisy, 1);
        double[] off = new double[n];
        Arrays.setAll(off, i -> s.noisy[2 * i + 1] - my);
        int[] e = s.network.edges;
        double[] apart = new double[e.length / 2];
        Arrays.setAll(apart, k -> Math.hypot(s.noisy[2 * e[2 * k]] - s.noisy[2 * e[2 * k + 1]], s.noisy[2 * e[2 * k] + 1] - s.noisy[2 * e[2 * k + 1] + 1]));
        double[] places = p.is(graph, "grid") ? GraphLayout.force(n, e) : GraphLayout.circle(n);
        to.graph("edges", places, e, List.of(new Layer.Field("off", "y − mean", "", off)), List.of(new Layer.Field("apart", "apart", "", apart)), List.of());
    }
}
