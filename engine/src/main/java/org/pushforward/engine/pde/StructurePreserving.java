package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.BARS;
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
    private static final int TESTED = 16;
    private static final int WARM_UP = 20;
    private static final int MOST_OFTEN = 8;
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
     * @param errors in H¹ of held-out functions, mean
     * @param violations largest error where values are given
     * @param often iterations of the DeepONet for one of the others
     */
    record Learning(Data data, Race<MeshOperator> nets, Race<Fit> fits, Race<Double> errors, Race<Double> violations, int often, int steps, boolean isDone) { }

    private final Knob<String> geometry;
    private final Knob<String> problem;
    private final Knob<Integer> refinements;
    private final Knob<Integer> pairs;
    private final Knob<String> variant;
    private final Knob<Integer> levels;
    private final Knob<Integer> width;
    private final Training training;

    public StructurePreserving() {
        super("pde.spon", "Operators that keep the boundary", "TEXT",
                List.of("u = g + χ s N(log a), χ = 0 where u is given", "h ← h + W₂ GELU(W₁ (h, D⁻¹K h, δ∂ₓh, δ∂ᵧh))", "h_H ← M_H⁻¹ Pᵀ M_h h,  h ← h + W P h_H", "loss = mean ‖u − u*‖²/‖u*‖² in H¹"),
                new Citation("N. Bouziani, N. Boullé", 2024, "Structure-Preserving Operator Learning", "2410.01065"),
                new Citation("L. Lu, P. Jin, G. Pang, Z. Zhang, G. E. Karniadakis", 2021, "Learning nonlinear operators via DeepONet based on the universal approximation theorem of operators", "1910.03193"));
        group("Problem");
        geometry = choice("geometry", "Ω", "Geometry", List.of(MeshPairs.L, MeshPairs.ANNULUS, MeshPairs.PLATE), MeshPairs.L, "An L that is held all around; a ring between 1 and 0; a plate with a hole, 0 at the left and 1 at the right.");
        problem = choice("problem", "P", "Problem", List.of("darcy", "poisson"), "darcy", "The conductivity varies, or the source.");
        refinements = whole("refinements", "r", "Refinements", 3, 1, 3, "Of a mesh of some twenty nodes; the network sees the finest.").within(1, 4);
        pairs = whole("pairs", "N", "Pairs", 200, 20, 400, "Functions and solutions to learn from.").within(1, 1000);
        group("Network");
        variant = choice("variant", "V", "Shown", List.of(MULTIGRID, FLAT), MULTIGRID, "All are trained; this one is shown and given out.").live();
        levels = whole("levels", "L", "Levels", 3, 1, 4, "Meshes of the V-cycle, the finest included.").within(1, 5);
        width = whole("width", "w", "Width", 16, 4, 32, "Channels of a node.").within(1, 64);
        training = training(5e-3, 8, 400, 1);
        refuse(p -> p.get(levels) > p.get(refinements) + 1, p -> "levels: a mesh that is refined " + p.get(refinements) + " times has " + (p.get(refinements) + 1) + " levels, not " + p.get(levels));
        pace(20);

        var multigrid = gauge("error-multigrid", "V-cycle", "", s -> s.errors.get(MULTIGRID));
        var flat = gauge("error-flat", "flat", "", s -> s.errors.get(FLAT));
        var deeponet = gauge("error-deeponet", "DeepONet", "", s -> s.errors.get(DEEPONET));
        gauge("error-h1", "Error of what is shown, H¹", "", (s, p) -> s.errors.get(p.get(variant)));
        var boundary = gauge("boundary-error", "Largest error where values are given", "", s -> Math.max(s.violations.get(MULTIGRID), s.violations.get(FLAT)));
        var violated = gauge("boundary-error-deeponet", "That of the DeepONet", "", s -> s.violations.get(DEEPONET));
        gauge("operations", "Multiplications of a prediction", "", (s, p) -> s.nets.get(p.get(variant)).operations());
        var ratio = gauge("operations-ratio", "Those of the V-cycle over those of the flat one", "", s -> s.nets.get(MULTIGRID).operations() / s.nets.get(FLAT).operations());
        gauge("operations-deeponet", "Multiplications of the DeepONet", "", s -> s.nets.get(DEEPONET).operations());
        gauge("often", "Iterations of the DeepONet for one of the V-cycle", "", Learning::often);

        multiples("fields", "Solutions", "of a held-out function, by finite elements and as learned").draw(FILL, "exact", "finite elements").draw(FILL, "by-multigrid", "V-cycle").draw(FILL, "by-flat", "flat").draw(FILL, "by-deeponet", "DeepONet").alike("exact", "by-multigrid", "by-flat", "by-deeponet");
        plane("cycle", "The V-cycle", "size of the features on the meshes, one after the other").draw(FILL, "cycle", "features");
        history("error", "Error", "held-out functions, H¹, relative, mean", multigrid, flat, deeponet).log();
        plane("boundary", "Error", "of what is shown and, below, of the DeepONet").draw(FILL, "off", "error");

        always("kept", "largest error where values are given", boundary, within(0, 0), "they are overwritten");
        tiny("refinements=1 levels=2 pairs=2 width=2 batch=2 iterations=2");
        opens("TODO", "todo");
    }

    @Override
    protected Learning start(Knobs p, Philox random) {
        CancelToken cancel = CancelToken.current();
        MeshPairs m = MeshPairs.of(p.get(geometry), p.is(problem, "darcy"), p.get(refinements));
        int n = p.get(pairs);
        List<double[]> inputs = IntStream.range(0, n + TESTED).mapToObj(k -> m.input(random.stream(k < n ? EXAMPLES : HELD_OUT), k, 1)).toList();
        List<double[]> solutions = inputs.stream().map(f -> {
            cancel.throwIfCancelled();
            return m.solution(f);
        }).toList();
        Stencils.Builder norm = new Stencils.Builder(m.size(), 1);
        int[] t = m.triangles();
        for (int q = 0; q < 9 * m.elements().count(); q++) {
            norm.add(t[q / 9 * 3 + q % 9 / 3], t[q / 9 * 3 + q % 3], m.elements().stiffness(q / 9, q % 9 / 3, q % 3) + (q % 9 / 3 == q % 3 ? m.elements().area(q / 9) / 3 : 0));
        }
        Data data = new Data(m, inputs, solutions, solutions.stream().mapToDouble(m::squaredNorm).toArray(), norm.built().rows());
        double mean = solutions.stream().limit(n).flatMapToDouble(Arrays::stream).average().orElseThrow();
        double scale = Math.sqrt(solutions.stream().limit(n).flatMapToDouble(Arrays::stream).map(u -> (u - mean) * (u - mean)).average().orElseThrow());
        int sensors = m.mesh().level(Math.max(0, p.get(refinements) - 1)).nodes();
        Race<MeshOperator> nets = Race.of(NETS, c -> c.equals(DEEPONET) ? new PointOperator(m, sensors, mean, scale) : MeshNetwork.of(m, p.get(levels), p.get(width), c.equals(FLAT), scale));
        AdamW rule = new AdamW(0.9, 0.999, 1e-8, 1e-4, 1);
        Race<Fit> fits = nets.then((c, net) -> Fit.start(Weights.of(net), rule, random.stream(c.equals(DEEPONET) ? 10 : 11)));
        int often = Math.clamp(Math.round(nets.get(MULTIGRID).training(p.get(training.batch())) / nets.get(DEEPONET).training(p.get(training.batch()))), 1, MOST_OFTEN);
        Learning s = new Learning(data, nets, fits, Race.of(NETS, _ -> 1.0), Race.of(NETS, _ -> 0.0), often, 0, false);
        return judged(s, NETS, cancel);
    }

    private static Learning judged(Learning s, List<String> which, CancelToken cancel) {
        MeshPairs m = s.data.pairs;
        int n = s.data.learned();
        Race<double[]> found = s.nets.then((c, net) -> which.contains(c) ? s.fits.get(c).evaluate(cancel, w -> net.apply(w, s.data.inputs.subList(n, n + TESTED))) : new double[0]);
        Race<double[][]> each = found.then((_, u) -> IntStream.range(0, u.length / m.size()).mapToObj(k -> Arrays.copyOfRange(u, k * m.size(), (k + 1) * m.size())).toArray(double[][]::new));
        return new Learning(s.data, s.nets, s.fits, s.errors.then((c, e) -> which.contains(c) ? IntStream.range(0, TESTED).mapToDouble(k -> m.error(each.get(c)[k], s.data.solutions.get(n + k))).average().orElseThrow() : e),
                s.violations.then((c, e) -> which.contains(c) ? Arrays.stream(each.get(c)).mapToDouble(m::violation).max().orElseThrow() : e), s.often, s.steps, s.isDone);
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
                    f = f.step(cancel, rate, w -> loss(s.data, s.nets.get(c), w, picks));
                }
                return f;
            });
        }
        boolean isDone = training.done(t.p(), t.step() + 1L) >= t.get(training.iterations());
        return judged(new Learning(s.data, s.nets, fits, s.errors, s.violations, s.often, s.steps + 1, isDone), isDone ? NETS : List.of(NETS.get(s.steps % NETS.size())), cancel);
    }

    /** ‖u − u*‖²/‖u*‖² in H¹, mean of some pairs. */
    private static Value loss(Data data, MeshOperator net, Theta w, int[] picks) {
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
        double[] u = found.get(p.get(variant));
        double[] off = new double[u.length];
        Arrays.setAll(off, k -> u[k] - exact[k]);
        field(to, "off", m, off);
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
        int from = 0;
        int cell = 0;
        for (int k = 0; k < blocks; k++) {
            Level l = meshes.get(k);
            for (int v = 0; v < l.nodes(); v++) {
                xy[2 * (from + v)] = l.xy()[2 * v] + 2.2 * k;
                xy[2 * (from + v) + 1] = l.xy()[2 * v + 1] - 2.2 * net.levelOf(k);
                for (int c = 0; c < w && k < lit; c++) {
                    size[from + v] += h[(from + v) * w + c] * h[(from + v) * w + c] / w;
                }
                size[from + v] = Math.sqrt(size[from + v]);
            }
            for (int v : l.triangles()) {
                t[cell++] = from + v;
            }
            from += l.nodes();
        }
        to.triangles("cycle", 2, xy, t, List.of(new Layer.Field("features", "features", "", size)), List.of());
    }
}
