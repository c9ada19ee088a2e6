package org.pushforward.engine.algebra;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.SURFACE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.algebra.TensorDiagram.Group;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.MatrixExponential;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.TensorPowers;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code algebra.brauer-layers}: a dense matrix between tensor powers sheds, step by step, whatever does not commute with the group; what is left is
 * its projection on the span of the diagrams, which is known beforehand. Meanwhile input and outputs turn.
 */
public final class EquivariantLayers extends Study<EquivariantLayers.State> {

    private static final double TURN = 0.06;
    private static final int LON = 36;
    private static final int LAT = 18;
    private static final int SHED = 3;
    private static final int MOST_DIAGRAMS = 200;

    /**
     * @param diagrams whose matrices span all equivariant layers
     * @param rank of that span
     * @param projection of the first dense matrix on it, by {@code weights}
     * @param generators matrices X whose e^{tX} make the group; their transposes are among them up to sign
     * @param rate of shedding
     */
    record Layers(List<TensorDiagram> diagrams, int rank, double[] weights, double[] projection, double[] first, List<Matrix> generators, Matrix turning, double[] input, double rate) { }

    record State(Layers of, double[] dense, Matrix turned, double equivariance, double denseEquivariance) {

        double distance() {
            return distanceOf(dense, of.projection) / Vectors.norm(of.first);
        }
    }

    private final Knob<String> group;
    private final Knob<Integer> n;
    private final Knob<Integer> inputs;
    private final Knob<Integer> outputs;
    private final Knob<Integer> diagram;

    public EquivariantLayers() {
        super("algebra.brauer-layers", "Equivariant layers from Brauer's diagrams", "Which linear maps between tensors turn along when the tensors are turned? For the orthogonal group every one is a sum of pairings of l + k dots, "
                + "read as products of Kronecker deltas; the special orthogonal group adds determinants, the symplectic group signs. Few numbers are then a whole layer. To see that nothing is missing, "
                + "a dense matrix sheds whatever does not commute with the group's generators, knowing nothing of diagrams: it comes to rest exactly in their span. Beyond l + k = 2n the diagrams are no longer independent. "
                + "Single layers; the paper's networks would stack them.",
                List.of("W ρₖ(g) = ρₗ(g) W  for all g", "O(n): (l + k − 1)!! pairings,  E[i, j] = Π δ", "shed: W ← W − η Σ Aₓᵀ Aₓ W,  Aₓ W = ρₗ(X) W − W ρₖ(X)"),
                new Citation("E. Pearce-Crump", 2023, "Brauer's Group Equivariant Neural Networks", "2212.08630"));
        pace(15);
        group("Layer");
        group = choice("group", "G", "Group", List.of("o", "so", "sp"), "o", "Orthogonal, special orthogonal or symplectic, which needs an even n.");
        n = whole("n", "n", "Dimension", 3, 1, 5, "Of the vectors.").within(1, 6);
        inputs = whole("inputs", "k", "Order of inputs", 2, 0, 3, "Inputs are tensors of so many indices.").within(0, 5);
        outputs = whole("outputs", "l", "Order of outputs", 2, 0, 3, "Outputs are tensors of so many indices.").within(0, 5);
        diagram = whole("diagram", "d", "Diagram shown", 1, 1, 15, "By its number; beyond the last, the last.").within(1, 1000).live();
        refuse(p -> p.get(group).equals("sp") && p.get(n) % 2 == 1, p -> "n: the symplectic group needs an even n, not " + p.get(n) + "; take " + (p.get(n) + 1));
        refuse(p -> Math.pow(p.get(n), p.get(inputs) + p.get(outputs)) > 5000, p -> "inputs: a dense matrix of n^(l+k) = "
                + Math.round(Math.pow(p.get(n), p.get(inputs) + p.get(outputs))) + " numbers is too large to compare with; keep n^(l+k) to 5000");
        refuse(p -> TensorDiagram.all(Group.named(p.get(group)), p.get(n), p.get(outputs), p.get(inputs)).size() > MOST_DIAGRAMS, p -> "inputs: l + k = " + (p.get(inputs) + p.get(outputs))
                + " has more than " + MOST_DIAGRAMS + " diagrams; take fewer indices");
        lasts(_ -> 240);

        gauge("diagrams", "Diagrams", "", s -> s.of.diagrams.size());
        var rank = gauge("rank", "Independent ones", "", s -> s.of.rank);
        gauge("dense-numbers", "Numbers of a dense layer", "", s -> s.dense.length);
        var equivariance = gauge("equivariance-error", "Layer of diagrams", "", State::equivariance);
        var dense = gauge("dense-error", "Dense matrix", "", State::denseEquivariance);
        var distance = gauge("distance", "From the span of diagrams", "", State::distance);

        space("shapes", "Tensors turning", "left to right: input, layer of diagrams, dense matrix; radius and color by T(u, …, u)").field(SURFACE, "shapes", "value");
        layer("shapes", "tensors", "", "");
        plane("diagram", "Diagram", "outputs above, inputs below").draw(LINES, "arcs", "joined").draw(POINTS, "dots", "dots");
        multiples("matrices", "As matrices", "outputs down, inputs across").draw(CELLS, "one", "this diagram").draw(CELLS, "layer", "layer of diagrams").draw(CELLS, "dense", "dense matrix");
        history("errors", "Turning before or after", "relative difference, at a random element", dense, equivariance).log();
        history("distance", "What is left outside", "of the dense matrix at first", distance).log();
        plot("weights", "Weights of the diagrams", "of the projection").draw(BARS, "weights", "weight");

        always("equivariance", "layer of diagrams: turned before less turned after, relative", equivariance, atMost(1e-12), "at a random element a step");
        atEnd("complete", "dense matrix at rest less its projection on the diagrams, relative", distance, atMost(1e-6), "Brauer 1937: nothing else commutes");
        rank("rank-o-1", 1, "group=o", "n=1", "inputs=3", "outputs=3");
        rank("rank-o-2", 10, "group=o", "n=2", "inputs=3", "outputs=3");
        rank("rank-o-3", 15, "group=o", "n=3", "inputs=3", "outputs=3");
        rank("rank-so", 1, "group=so", "n=3", "inputs=2", "outputs=1");
        rank("rank-sp", 14, "group=sp", "n=4", "inputs=3", "outputs=3");
        opens("A matrix learns to turn along", "The dense matrix sheds what does not commute; its output comes to hold its shape.").pictured(10);
        preset("cross", "The cross product", "SO(3) has one map from matrices to vectors, a determinant; under O(3) there is none.").set("group=so", "inputs=2", "outputs=1").pictured(40);
        preset("plane", "Too many diagrams for a plane", "Fifteen pairings of six dots, of which ten are independent in two dimensions.").set("n=2", "inputs=3", "outputs=3", "diagram=7").pictured(40);
        preset("symplectic", "Signs of the symplectic group", "Joined pairs count with a sign, by which half the places answer the other.").set("group=sp", "n=4", "diagram=2").pictured(40);
        tiny("n=2 inputs=1 outputs=1", "group=so inputs=2 outputs=1", "group=sp n=2", "n=2 inputs=0 outputs=2");
    }

    private void rank(String id, int expected, String... set) {
        reference(id, String.join(" ", set) + ": rank of the span", within(expected, 0), "Pearce-Crump 2023; Schur–Weyl duality", t -> t.state().of.rank, set);
    }

    @Override
    protected State start(Knobs p, Philox random) {
        Group g = Group.named(p.get(group));
        int m = p.get(n);
        int l = p.get(outputs);
        int k = p.get(inputs);
        List<TensorDiagram> all = TensorDiagram.all(g, m, l, k);
        double[] first = new double[TensorPowers.size(m, l + k)];
        random.normals(0, 1, 0, first.length, first, 0);
        double[] input = new double[TensorPowers.size(m, k)];
        random.normals(1, 1, 0, input.length, input, 0);
        List<double[]> matrices = all.stream().map(TensorDiagram::matrix).toList();
        double[] weights = new double[all.size()];
        double[] projection = new double[first.length];
        int rank = 0;
        if (!all.isEmpty()) {
            double[] gram = new double[all.size() * all.size()];
            double[] right = new double[all.size()];
            for (int a = 0; a < all.size(); a++) {
                for (int b = 0; b < all.size(); b++) {
                    gram[a * all.size() + b] = Vectors.dot(matrices.get(a), matrices.get(b));
                }
                right[a] = Vectors.dot(matrices.get(a), first);
            }
            Matrix of = Matrix.of(all.size(), all.size(), gram);
            double most = Arrays.stream(of.eigenvalues()).max().orElseThrow();
            rank = (int) Arrays.stream(of.eigenvalues()).filter(v -> v > 1e-9 * most).count();
            weights = of.withEigenvalues(v -> v > 1e-9 * most ? 1 / v : 0).times(right);
            for (int a = 0; a < weights.length; a++) {
                for (int i = 0; i < projection.length; i++) {
                    projection[i] += weights[a] * matrices.get(a)[i];
                }
            }
        }
        List<Matrix> generators = generators(g, m);
        double rate = 1 / stiffness(generators, g, m, l, k, first);
        Layers layers = new Layers(all, rank, weights, projection, first, generators, MatrixExponential.of(turning(g, m, random).scaled(TURN)), input, rate);
        return judged(layers, first, Matrix.identity(m), p, random, 0);
    }

    private State judged(Layers of, double[] dense, Matrix turned, Knobs p, Philox random, int step) {
        Matrix g = TensorDiagram.element(Group.named(p.get(group)), p.get(n), random, 10 + step);
        return new State(of, dense, turned, broken(of.projection, of.input, g, p), broken(dense, of.input, g, p));
    }

    /** ‖W ρ(g) v − ρ(g) W v‖ over the norms of W and ρ(g) v; 0 for W = 0. */
    private double broken(double[] w, double[] v, Matrix g, Knobs p) {
        double[] turned = TensorPowers.everywhere(g, v, p.get(inputs));
        double[] after = TensorPowers.everywhere(g, times(w, v), p.get(outputs));
        return Vectors.norm(w) == 0 ? 0 : distanceOf(times(w, turned), after) / (Vectors.norm(w) * Vectors.norm(turned));
    }

    /** With as many rows as w over v has. */
    private static double[] times(double[] w, double[] v) {
        double[] r = new double[w.length / v.length];
        for (int i = 0; i < r.length; i++) {
            for (int j = 0; j < v.length; j++) {
                r[i] += w[i * v.length + j] * v[j];
            }
        }
        return r;
    }

    @Override
    protected State next(State s, Turn t) {
        Knobs p = t.p();
        double[] w = s.dense;
        for (int i = 0; i < SHED; i++) {
            double[] slope = casimir(w, s.of.generators, Group.named(p.get(group)), p.get(n), p.get(outputs), p.get(inputs));
            w = combined(w, slope, -s.of.rate);
        }
        return judged(s.of, w, s.of.turning.times(s.turned), p, t.random(), t.step());
    }

    /** Σ Aₓᵀ Aₓ W over the generators; for O also 2(W − ρ(r) W ρ(r)) with a reflection r. */
    private static double[] casimir(double[] w, List<Matrix> generators, Group g, int n, int l, int k) {
        double[] sum = new double[w.length];
        for (Matrix x : generators) {
            sum = combined(sum, along(x.transposed(), along(x, w, n, l, k), n, l, k), 1);
        }
        if (g == Group.O) {
            double[] r = new double[n * n];
            for (int i = 0; i < n; i++) {
                r[i * n + i] = i == 0 ? -1 : 1;
            }
            sum = combined(combined(sum, w, 2), TensorPowers.everywhere(Matrix.of(n, n, r), w, l + k), -2);
        }
        return sum;
    }

    /** ρₗ(X) W − W ρₖ(X). */
    private static double[] along(Matrix x, double[] w, int n, int l, int k) {
        double[] sum = new double[w.length];
        for (int place = 0; place < l + k; place++) {
            sum = combined(sum, TensorPowers.times(place < l ? x : x.transposed(), w, place, l + k), place < l ? 1 : -1);
        }
        return sum;
    }

    /** The largest eigenvalue of {@link #casimir}, by powers, with a tenth more. */
    private static double stiffness(List<Matrix> generators, Group g, int n, int l, int k, double[] from) {
        double[] w = from;
        double most = 0;
        for (int i = 0; i < 40; i++) {
            double size = Vectors.norm(w);
            if (size < 1e-300) {
                break;
            }
            double[] unit = combined(new double[w.length], w, 1 / size);
            w = casimir(unit, generators, g, n, l, k);
            most = Math.max(most, Vectors.norm(w));
        }
        return Math.max(1e-12, 1.1 * most);
    }

    /** Of the Lie algebra, closed under transposition. */
    private static List<Matrix> generators(Group g, int n) {
        List<Matrix> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            for (int j = g == Group.SP ? i : i + 1; j < n; j++) {
                double[] x = new double[n * n];
                x[i * n + j] = 1;
                x[j * n + i] = g == Group.SP ? 1 : -1;
                Matrix m = Matrix.of(n, n, x);
                all.add(g == Group.SP ? TensorDiagram.form(n).times(m) : m);
            }
        }
        return all;
    }

    /** A generator that turns only, of norm √2. */
    private static Matrix turning(Group g, int n, Philox random) {
        double[] z = new double[n * n];
        random.normals(2, 1, 0, n * n, z, 0);
        Matrix a = Matrix.of(n, n, z);
        a = a.minus(a.transposed());
        if (g == Group.SP) {
            Matrix j = TensorDiagram.form(n);
            a = a.minus(j.times(a).times(j));
        }
        double size = a.frobenius();
        return size == 0 ? a : a.scaled(Math.sqrt(2) / size);
    }

    private static double[] combined(double[] a, double[] b, double factor) {
        double[] r = a.clone();
        for (int i = 0; i < r.length; i++) {
            r[i] += factor * b[i];
        }
        return r;
    }

    private static double distanceOf(double[] a, double[] b) {
        return Vectors.norm(combined(a, b, -1));
    }

    @Override
    protected void look(State s, Knobs p, Look to) {
        int m = p.get(n);
        int l = p.get(outputs);
        int k = p.get(inputs);
        double[] v = TensorPowers.everywhere(s.turned, s.of.input, k);
        shapes(List.of(v, times(s.of.projection, v), times(s.dense, v)), new int[] {k, l, l}, m, to);
        if (!s.of.diagrams.isEmpty()) {
            TensorDiagram d = s.of.diagrams.get(Math.min(p.get(diagram), s.of.diagrams.size()) - 1);
            TensorDiagram.Drawing drawing = d.drawn();
            to.paths("arcs", 2, drawing.lines(), drawing.offsets());
            to.points("dots", 2, drawing.dots());
            to.matrix("one", TensorPowers.size(m, l), TensorPowers.size(m, k), d.matrix());
        }
        to.matrix("layer", TensorPowers.size(m, l), TensorPowers.size(m, k), s.of.projection);
        to.matrix("dense", TensorPowers.size(m, l), TensorPowers.size(m, k), s.dense);
        to.bars("weights", IntStream.rangeClosed(1, s.of.weights.length).mapToObj(String::valueOf).toList(), s.of.weights);
    }

    /** Each tensor as a ball whose radius is 1 + half of its form over the largest. */
    private static void shapes(List<double[]> tensors, int[] orders, int n, Look to) {
        int nodes = (LON + 1) * (LAT + 1);
        double[] xyz = new double[3 * nodes * tensors.size()];
        double[] color = new double[nodes * tensors.size()];
        int[] triangles = new int[6 * LON * LAT * tensors.size()];
        for (int q = 0; q < tensors.size(); q++) {
            double[] f = new double[nodes];
            double[] u = new double[n];
            for (int i = 0; i < nodes; i++) {
                double[] on = sphere(i);
                for (int c = 0; c < Math.min(3, n); c++) {
                    u[c] = on[c];
                }
                f[i] = TensorPowers.form(tensors.get(q), u, orders[q]);
            }
            double most = Math.max(1e-12, Arrays.stream(f).map(Math::abs).max().orElseThrow());
            for (int i = 0; i < nodes; i++) {
                double[] on = sphere(i);
                double r = 1 + 0.5 * f[i] / most;
                for (int c = 0; c < 3; c++) {
                    xyz[3 * (q * nodes + i) + c] = r * on[c] + (c == 0 ? 3.2 * (q - 1) : 0);
                }
                color[q * nodes + i] = f[i] / most;
            }
            int at = 6 * LON * LAT * q;
            for (int a = 0; a < LON; a++) {
                for (int b = 0; b < LAT; b++) {
                    int corner = q * nodes + b * (LON + 1) + a;
                    int[] two = {corner, corner + 1, corner + LON + 2, corner, corner + LON + 2, corner + LON + 1};
                    System.arraycopy(two, 0, triangles, at, 6);
                    at += 6;
                }
            }
        }
        to.triangles("shapes", 3, xyz, triangles, List.of(new Layer.Field("value", "T(u, …, u)", "", color)), List.of());
    }

    private static double[] sphere(int node) {
        double lon = 2 * Math.PI * (node % (LON + 1)) / LON;
        double lat = Math.PI * (node / (LON + 1)) / LAT;
        return new double[] {Math.sin(lat) * Math.cos(lon), Math.sin(lat) * Math.sin(lon), Math.cos(lat)};
    }
}
