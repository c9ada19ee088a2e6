package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.geometry.NestedMesh.Level;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.SparseRows;
import org.pushforward.engine.learn.layer.Stencils;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/**
 * {@code pde.spon}: operators between spaces of finite elements, whose boundary values hold exactly, flat or on a V-cycle of nested meshes, beside a DeepONet (Bouziani & Boullé 2024).
 */
public final class StructurePreserving extends Study<StructurePreserving.Learning> {

    private static final String MULTIGRID = "multigrid";
    private static final String FLAT = "flat";
    private static final String DEEPONET = "deeponet";
    private static final List<String> NETS = List.of(MULTIGRID, FLAT, DEEPONET);
    private static final String ALONG = "nodes of the boundary, in order";
    private static final int TESTED = 16;
    private static final int WARM_UP = 20;
    /** Meshes of at most so many triangles are drawn with their edges. */
    private static final int OUTLINED = 128;
    /** Time of a multiplication of the V-cycle over that of one of the DeepONet, whose matrices are larger; measured once. */
    private static final double SCATTERED = 3.6;
    private static final int MOST_OFTEN = 16;
    /** Share of the rate that is best for the DeepONet. */
    private static final double SLOWER = 0.5;
    /** Held-out functions that a step judges one of the networks by: all at once would take as long as an iteration. */
    private static final int PART = 4;
    private static final int EXAMPLES = 1;
    private static final int HELD_OUT = 2;
    private static final int PICKS = 3;

    /**
     * @param inputs log a or f, those held out last, and {@code solutions} of theirs
     * @param norm of H¹
     */
    record Data(MeshPairs pairs, List<double[]> inputs, List<double[]> solutions, double[] squares, SparseRows norm) {

        int learned() {
            return inputs.size() - TESTED;
        }
    }

    /**
     * @param errors in H¹ of each held-out function, as judged last
     * @param violations largest errors where values are given, likewise
     * @param often iterations of the DeepONet for one of the others
     */
    record Learning(Data data, Race<MeshOperator> nets, Race<Fit> fits, Race<double[]> errors, Race<double[]> violations, int often, int steps, boolean isDone) {

        double error(String c) {
            return Arrays.stream(errors.get(c)).average().orElseThrow();
        }

        double violation(String c) {
            return Arrays.stream(violations.get(c)).max().orElseThrow();
        }
    }

    private final Knob<String> geometry;
    private final Knob<String> problem;
    private final Knob<Integer> refinements;
    private final Knob<Integer> pairs;
    private final Knob<String> variant;
    private final Knob<Integer> levels;
    private final Knob<Integer> width;
    private final Training training;

    public StructurePreserving() {
        super("pde.spon", "Operators that keep the boundary", "A function on a mesh is encoded by its nodal values, a network passes features along the edges of the mesh, and its outputs are nodal values again: so the geometry is that of the mesh, and where values are given they are simply written, exactly, before training and after. "
                + "Flat, all blocks work on the finest mesh, and each reaches its neighbours only. On a V-cycle as many blocks stand on nested meshes, joined by the restriction and prolongation of multigrid methods: it costs about a third and errs less; on the ring the flat one does about as well as the DeepONet, on the plate worse. Both learn from the same pairs and batches. "
                + "Beside them a DeepONet gets about the same CPU time, starts from the same lifted boundary values and learns the same H¹ loss; it knows no boundary and misses it. A prediction of it takes far fewer multiplications, and a factor that vanishes at the boundary would repair its values there. "
                + "Pairs are our own, of linear elements on the same mesh; the blocks are convolutions by the stiffness and the derivatives of the elements where the paper passes messages, and circles stay the polygons of the coarsest mesh. A direct solve of these meshes takes milliseconds.",
                List.of("u = g + χ s N(log a), χ = 0 where u is given", "h ← h + W₂ GELU(W₁ (h, D⁻¹K h, δ∂ₓh, δ∂ᵧh))", "h_H ← M_H⁻¹ Pᵀ M_h h,  h ← h + W P h_H", "loss = mean ‖u − u*‖²/‖u*‖² in H¹"),
                new Citation("N. Bouziani, N. Boullé", 2024, "Structure-Preserving Operator Learning", "2410.01065"),
                new Citation("L. Lu, P. Jin, G. Pang, Z. Zhang, G. E. Karniadakis", 2021, "Learning nonlinear operators via DeepONet based on the universal approximation theorem of operators", "1910.03193"));
        group("Problem");
        geometry = choice("geometry", "Ω", "Geometry", List.of(MeshPairs.L, MeshPairs.ANNULUS, MeshPairs.PLATE), MeshPairs.L, "An L, 0 all around; a ring from 1 to 0; a plate with a hole, 0 at the left and 1 at the right.");
        problem = choice("problem", "P", "Problem", List.of("darcy", "poisson"), "darcy", "What varies: the conductivity, or the source.");
        refinements = whole("refinements", "r", "Refinements", 3, 1, 3, "Of a mesh of some twenty nodes; functions are given on the finest one.").within(1, 3);
        pairs = whole("pairs", "N", "Pairs", 200, 20, 400, "Functions and solutions to learn from.").within(1, 500);
        group("Network");
        variant = choice("variant", "V", "Shown", List.of(MULTIGRID, FLAT), MULTIGRID, "Which one is shown and given out; both are trained.").live();
        levels = whole("levels", "L", "Levels", 4, 1, 4, "Meshes of the V-cycle, the finest one included.").within(1, 4);
        width = whole("width", "w", "Width", 12, 4, 24, "Channels of a node.").within(1, 32);
        training = trainingOnFields(1e-2, 6, 300, 1);
        refuse(p -> p.get(levels) > p.get(refinements) + 1, p -> "levels: a mesh that is refined " + p.get(refinements) + " times has " + (p.get(refinements) + 1) + " levels, not " + p.get(levels));
        pace(20);

        var multigrid = gauge("error-multigrid", "V-cycle", "", s -> s.error(MULTIGRID));
        var flat = gauge("error-flat", "flat", "", s -> s.error(FLAT));
        var deeponet = gauge("error-deeponet", "DeepONet", "", s -> s.error(DEEPONET));
        gauge("error-h1", "Error of what is shown, in H¹", "", (s, p) -> s.error(p.get(variant)));
        var boundary = gauge("boundary-error", "Largest error where values are given", "", s -> Math.max(s.violation(MULTIGRID), s.violation(FLAT)));
        gauge("boundary-error-deeponet", "That of the DeepONet", "", s -> s.violation(DEEPONET));
        gauge("operations", "Multiplications of a prediction as shown", "", (s, p) -> s.nets.get(p.get(variant)).operations());
        gauge("operations-deeponet", "Multiplications of the DeepONet", "", s -> s.nets.get(DEEPONET).operations());
        var ratio = gauge("operations-ratio", "Multiplications of the V-cycle over those of the flat one", "", s -> s.nets.get(MULTIGRID).operations() / s.nets.get(FLAT).operations());
        gauge("parameters", "Weights of what is shown", "", (s, p) -> s.nets.get(p.get(variant)).size());
        gauge("parameters-deeponet", "Weights of the DeepONet", "", s -> s.nets.get(DEEPONET).size());
        gauge("often", "Iterations of the DeepONet for one of the V-cycle", "", Learning::often);
        drawn(multigrid, flat, deeponet);

        always("kept", "largest error where values are given", boundary, within(0, 0), "they are overwritten");
        reference("untrained", "plate: largest error where values are given, before training", within(0, 0), "they are overwritten", t -> t.value(boundary), "geometry=plate", "pairs=1", "refinements=2", "levels=3");
        reference("cheaper", "multiplications of the V-cycle over those of the flat one, on as many blocks", atMost(0.4), "counted", t -> t.value(ratio), "pairs=1");
        formula("galerkin", "one linear level, learned, less Galerkin's projection, relative in H¹", atMost(1e-8), "Céa's lemma", StructurePreserving::projectionDifference);
        var three = shared(t -> t.means(3, multigrid, flat, deeponet));
        lengthy("deeponet", "error of the V-cycle over that of the DeepONet in about equal CPU time", atMost(0.6), "our runs, mean of 3 seeds", three, r -> r[0] / r[2]);
        lengthy("flat", "error of the V-cycle over that of the flat one", atMost(0.76), "our runs, mean of 3 seeds", three, r -> r[0] / r[1]);
        shown();
        tiny("refinements=1 levels=2 pairs=2 width=2 batch=2 iterations=2", "refinements=1 levels=1 pairs=2 width=2 batch=1 iterations=2 geometry=plate problem=poisson variant=flat", "refinements=1 levels=2 pairs=1 width=1 batch=1 iterations=2 geometry=annulus");
    }

    private void drawn(Gauge<Learning> multigrid, Gauge<Learning> flat, Gauge<Learning> deeponet) {
        plane("cycle", "The V-cycle lights up", "size of the features after each block, coarser meshes lower").draw(FILL, "cycle", "features").draw(LINES, "grid", "coarse meshes").note("What is far apart on the fine mesh is near on the coarse one.");
        multiples("fields", "Solutions", "of a function that was held out, by finite elements and as learned").draw(FILL, "exact", "finite elements").draw(FILL, "by-multigrid", "V-cycle").draw(FILL, "by-flat", "flat").draw(FILL, "by-deeponet", "DeepONet").alike("exact", "by-multigrid", "by-flat", "by-deeponet");
        history("error", "Error", "held-out functions, relative in H¹, mean", multigrid, flat, deeponet).log();
        plot("edge", "Along the boundary", "what is learned less what is given").draw(CURVE, "edge-multigrid", "V-cycle", "", ALONG).draw(CURVE, "edge-flat", "flat", "", ALONG).draw(CURVE, "edge-deeponet", "DeepONet", "", ALONG);
        multiples("off", "Where they err", "learned less finite elements").draw(FILL, "off-multigrid", "V-cycle").draw(FILL, "off-flat", "flat").draw(FILL, "off-deeponet", "DeepONet").alike("off-multigrid", "off-flat", "off-deeponet");
        plot("cost", "Cost", "million multiplications of a prediction").draw(BARS, "cost", "multiplications / 10⁶");
        plane("input", "What is given", "logarithm of the conductivity, or the source").draw(FILL, "input", "given");
    }

    private void shown() {
        opens("The boundary holds exactly", "From the first step on: the field is learned, its values at the boundary are not.").pins("geometry", "levels", "variant").panes("cycle", "fields", "error", "edge").pictured(100);
        preset("one-level", "Without coarse meshes", "One level has two blocks that see neighbours only: what is far away is unknown to them, and they err as the DeepONet does.").set("levels=1").pins("levels", "variant").panes("fields", "error", "cycle", "off").pictured(100);
        preset("plate", "Held at two sides only", "Only two sides are held: the DeepONet errs less than the flat network and a quarter more than the V-cycle, though its values at the sides are still wrong.").set("geometry=plate", "batch=4").pins("geometry", "pairs").panes("fields", "off", "error", "edge").pictured(100);
        preset("lecture", "Up and down a V-cycle", "Thirty-two triangles around a ring carry at once what two thousand pass on step by step.").set("geometry=annulus", "batch=4").pins("variant", "levels").panes("cycle", "error", "fields", "cost").pictured(100);
    }

    /** On noise at the nodes, which has all directions in it. */
    private static double projectionDifference() {
        MeshPairs m = MeshPairs.of(MeshPairs.L, false, 2);
        Philox random = new Philox(1);
        List<double[]> inputs = IntStream.range(0, 80).mapToObj(k -> {
            double[] f = new double[m.size()];
            random.normals(k, 1, 0, f.length, f, 0);
            return f;
        }).toList();
        LinearLevel learned = LinearLevel.learned(m, 1, inputs.subList(1, 80), inputs.subList(1, 80).stream().map(m::solution).toList());
        return m.error(learned.apply(inputs.getFirst()), learned.galerkin(inputs.getFirst()));
    }

    @Override
    protected Learning start(Knobs p, Philox random) {
        CancelToken cancel = CancelToken.current();
        MeshPairs m = MeshPairs.of(p.get(geometry), p.is(problem, "darcy"), p.get(refinements));
        int n = p.get(pairs);
        List<double[]> inputs = IntStream.range(0, n + TESTED).mapToObj(k -> m.input(random.stream(k < n ? EXAMPLES : HELD_OUT), k < n ? k : k - n, 1)).toList();
        Data data = data(m, inputs, cancel);
        List<double[]> solutions = data.solutions;
        double[] lift = m.lift();
        double scale = Math.sqrt(solutions.stream().limit(n).flatMapToDouble(u -> IntStream.range(0, u.length).mapToDouble(v -> (u[v] - lift[v]) * (u[v] - lift[v]))).average().orElseThrow());
        int sensors = m.mesh().level(Math.max(0, p.get(refinements) - 1)).nodes();
        Race<MeshOperator> nets = Race.of(NETS, c -> c.equals(DEEPONET) ? new PointOperator(m, sensors, lift, scale) : MeshNetwork.of(m, p.get(levels), p.get(width), c.equals(FLAT), lift, scale));
        AdamW rule = new AdamW(0.9, 0.999, 1e-8, 1e-4, 1);
        Race<Fit> fits = nets.then((c, net) -> Fit.start(Weights.of(net), rule, random.stream(c.equals(DEEPONET) ? 10 : 11)));
        int batch = p.get(training.batch());
        int often = (int) Math.clamp(Math.round(SCATTERED * nets.get(MULTIGRID).training(batch) / nets.get(DEEPONET).training(batch)), 1, MOST_OFTEN);
        return judged(new Learning(data, nets, fits, Race.of(NETS, _ -> new double[TESTED]), Race.of(NETS, _ -> new double[TESTED]), often, 0, false), NETS, 0, TESTED, cancel);
    }

    static Data data(MeshPairs m, List<double[]> inputs, CancelToken cancel) {
        List<double[]> solutions = inputs.stream().map(f -> {
            cancel.throwIfCancelled();
            return m.solution(f);
        }).toList();
        Stencils.Builder norm = new Stencils.Builder(m.size(), 1);
        int[] t = m.triangles();
        for (int q = 0; q < 9 * m.elements().count(); q++) {
            norm.add(t[q / 9 * 3 + q % 9 / 3], t[q / 9 * 3 + q % 3], m.elements().stiffness(q / 9, q % 9 / 3, q % 3) + (q % 9 / 3 == q % 3 ? m.elements().area(q / 9) / 3 : 0));
        }
        return new Data(m, inputs, solutions, solutions.stream().mapToDouble(m::squaredNorm).toArray(), norm.built().rows());
    }

    /** These networks by held-out functions from one on up to another; of the others what is known stays. */
    private static Learning judged(Learning s, List<String> which, int from, int to, CancelToken cancel) {
        MeshPairs m = s.data.pairs;
        int n = s.data.learned();
        Race<double[][]> found = s.nets.then((c, net) -> {
            double[] u = which.contains(c) ? s.fits.get(c).evaluate(cancel, w -> net.apply(w, s.data.inputs.subList(n + from, n + to))) : new double[0];
            return IntStream.range(0, u.length / m.size()).mapToObj(k -> Arrays.copyOfRange(u, k * m.size(), (k + 1) * m.size())).toArray(double[][]::new);
        });
        Race<double[]> errors = s.errors.then((c, e) -> {
            double[] now = e.clone();
            for (int k = 0; k < found.get(c).length; k++) {
                now[from + k] = m.error(found.get(c)[k], s.data.solutions.get(n + from + k));
            }
            return now;
        });
        Race<double[]> violations = s.violations.then((c, e) -> {
            double[] now = e.clone();
            for (int k = 0; k < found.get(c).length; k++) {
                now[from + k] = m.violation(found.get(c)[k]);
            }
            return now;
        });
        return new Learning(s.data, s.nets, s.fits, errors, violations, s.often, s.steps, s.isDone);
    }

    @Override
    protected Learning next(Learning s, Turn t) {
        CancelToken cancel = t.context().cancel();
        Race<Fit> fits = s.fits;
        for (Training.Draw draw : training.draws(t)) {
            double rate = training.rate(t.p(), draw.iteration(), WARM_UP);
            fits = fits.then((c, fit) -> {
                Fit f = fit;
                for (int k = 0; k < (c.equals(DEEPONET) ? s.often : 1); k++) {
                    int[] picks = draw.picks(PICKS + k, draw.batch(), s.data.learned());
                    f = f.step(cancel, c.equals(DEEPONET) ? SLOWER * rate : rate, w -> loss(s.data, s.nets.get(c), w, picks));
                }
                return f;
            });
        }
        boolean isDone = training.done(t.p(), t.step() + 1L) >= t.get(training.iterations());
        Learning after = new Learning(s.data, s.nets, fits, s.errors, s.violations, s.often, s.steps + 1, isDone);
        if (isDone) {
            return judged(after, NETS, 0, TESTED, cancel);
        }
        // One of them a step, by a part of what was held out.
        int from = s.steps / NETS.size() % (TESTED / PART) * PART;
        return judged(after, List.of(NETS.get(s.steps % NETS.size())), from, from + PART, cancel);
    }

    /** ‖u − u*‖²/‖u*‖² in H¹, mean of some pairs. */
    static Value loss(Data data, MeshOperator net, Theta w, int[] picks) {
        int n = data.pairs.size();
        double[] target = Arrays.stream(picks).mapToObj(data.solutions::get).flatMapToDouble(Arrays::stream).toArray();
        double[] weight = Arrays.stream(picks).mapToDouble(k -> 1 / data.squares[k] / picks.length).toArray();
        Value off = net.apply(w, Arrays.stream(picks).mapToObj(data.inputs::get).toList()).minus(w.tape().of(target, picks.length, n)).transposed();
        return off.times(data.norm.on(w.tape()).times(off)).times(w.tape().of(weight, 1, picks.length)).sum();
    }

    @Override
    protected void look(Learning s, Knobs p, Look to) {
        MeshPairs m = s.data.pairs;
        CancelToken cancel = to.context().cancel();
        int test = s.data.learned();
        double[] exact = s.data.solutions.get(test);
        List<double[]> one = s.data.inputs.subList(test, test + 1);
        Race<double[]> found = s.nets.then((c, net) -> s.fits.get(c).evaluate(cancel, w -> net.apply(w, one)));
        field(to, "exact", m, exact);
        NETS.forEach(c -> field(to, "by-" + c, m, found.get(c)));
        NETS.forEach(c -> field(to, "off-" + c, m, IntStream.range(0, exact.length).mapToDouble(v -> found.get(c)[v] - exact[v]).toArray()));
        field(to, "input", m, one.getFirst());
        int[] along = m.along();
        double[] places = IntStream.range(0, along.length).asDoubleStream().toArray();
        NETS.forEach(c -> to.series("edge-" + c, places, Arrays.stream(along).mapToDouble(v -> found.get(c)[v] - m.given()[v]).toArray()));
        to.bars("cost", List.of("V-cycle", "flat", "DeepONet"), NETS.stream().mapToDouble(c -> s.nets.get(c).operations() / 1e6).toArray());
        cycle(s, p, to, one);
    }

    private static void field(Look to, String id, MeshPairs m, double[] u) {
        to.triangles(id, 2, m.xy(), m.triangles(), List.of(new Layer.Field("u", "u", "", u)), List.of());
    }

    /** The meshes of the blocks side by side, coarser ones lower; those that the cycle has reached show the size of their features. */
    private void cycle(Learning s, Knobs p, Look to, List<double[]> one) {
        MeshNetwork net = (MeshNetwork) s.nets.get(p.get(variant));
        MeshPairs m = s.data.pairs;
        int blocks = net.blocks();
        int lit = s.isDone ? blocks : s.steps % blocks + 1;
        int w = net.width();
        List<Level> meshes = IntStream.range(0, blocks).mapToObj(k -> m.mesh().level(m.mesh().levels().size() - 1 - net.levelOf(k))).toList();
        int nodes = meshes.stream().mapToInt(Level::nodes).sum();
        double[] h = s.fits.get(p.get(variant)).evaluate(to.context().cancel(), theta -> Value.cat(0, net.stages(theta, one).stream().map(q -> q.features().reshape(-1, w)).toArray(Value[]::new)));
        double[] xy = new double[2 * nodes];
        double[] size = new double[nodes];
        int[] t = new int[meshes.stream().mapToInt(l -> l.triangles().length).sum()];
        boolean[] isCoarse = new boolean[t.length / 3];
        int from = 0;
        int cell = 0;
        double x = 0;
        for (int k = 0; k < blocks; k++) {
            Level l = meshes.get(k);
            x += k == 0 ? 0 : net.levelOf(k) == net.levelOf(k - 1) ? 2.2 : 1.5;
            for (int v = 0; v < l.nodes(); v++) {
                xy[2 * (from + v)] = l.xy()[2 * v] + x;
                xy[2 * (from + v) + 1] = l.xy()[2 * v + 1] - 3.2 * net.levelOf(k);
                for (int c = 0; c < w && k < lit; c++) {
                    size[from + v] += h[(from + v) * w + c] * h[(from + v) * w + c] / w;
                }
                size[from + v] = Math.sqrt(size[from + v]);
            }
            for (int v : l.triangles()) {
                isCoarse[cell / 3] = l.triangles().length <= 3 * OUTLINED;
                t[cell++] = from + v;
            }
            from += l.nodes();
        }
        to.triangles("cycle", 2, xy, t, List.of(new Layer.Field("features", "features", "", size)), List.of());
        int[] coarse = IntStream.range(0, t.length).filter(k -> isCoarse[k / 3]).map(k -> t[k]).toArray();
        if (coarse.length > 0) {
            to.triangles("grid", 2, xy, coarse, List.of(), List.of());
        }
    }
}
