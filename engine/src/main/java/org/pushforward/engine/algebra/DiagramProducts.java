package org.pushforward.engine.algebra;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.algebra.TensorDiagram.Group;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.TensorPowers;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/** {@code algebra.brauer-fast}: a tensor times one diagram after another, by the matrix and by contraction, transfer and expansion. A step is a diagram. */
public final class DiagramProducts extends Study<DiagramProducts.State> {

    /** @param worst difference of both products so far */
    record State(List<TensorDiagram> diagrams, double[] input, int at, double[] fast, double[] naive, long operations, double worst, long all, double least) {

        TensorDiagram diagram() {
            return diagrams.get(at);
        }

        long naiveOperations() {
            return (long) fast.length * input.length;
        }

        double ratio() {
            return (double) naiveOperations() / operations;
        }
    }

    private final Knob<String> group;
    private final Knob<Integer> n;
    private final Knob<Integer> inputs;
    private final Knob<Integer> outputs;

    public DiagramProducts() {
        super("algebra.brauer-fast", "Products with diagrams, without the matrix", "The matrix of a diagram has n^(l+k) entries, nearly all of them 0. The diagram itself says what to do: contract what is joined among the inputs, transfer what goes across, "
                + "expand what is joined among the outputs. That takes about n to the number of blocks on either side. It works for pairings (orthogonal group), pairings with signs (symplectic), determinants (special orthogonal) and for "
                + "partitions into blocks of any size, whose group are the permutations. Each step takes the next diagram and does it both ways. Operations are counted, additions and copies alike; time on a clock would depend on the machine.",
                List.of("contract: Σ over joined inputs,  n^(blocks below + across)", "transfer: the blocks across", "expand: δ, ε over joined outputs,  n^(blocks above + across)", "by the matrix: n^(l+k)"),
                new Citation("E. Pearce-Crump", 2023, "An Algorithm for Computing with Brauer's Group Equivariant Neural Network Layers", "2304.14165"));
        pace(2);
        group("Layer");
        group = choice("group", "G", "Group", List.of("o", "so", "sp", "s"), "o", "Orthogonal, special orthogonal, symplectic (an even n) or all permutations.");
        n = whole("n", "n", "Dimension", 6, 1, 8, "Of the vectors.").within(1, 12);
        inputs = whole("inputs", "k", "Order of inputs", 3, 0, 4, "Inputs are tensors of so many indices.").within(0, 6);
        outputs = whole("outputs", "l", "Order of outputs", 3, 0, 4, "Outputs are tensors of so many indices.").within(0, 6);
        refuse(p -> p.get(group).equals("sp") && p.get(n) % 2 == 1, p -> "n: the symplectic group needs an even n, not " + p.get(n) + "; take " + (p.get(n) + 1));
        refuse(p -> p.get(inputs) + p.get(outputs) > 8 || Math.pow(p.get(n), p.get(inputs) + p.get(outputs)) > 1_000_000, p -> "inputs: a matrix of n^(l+k) = "
                + p.get(n) + "^" + (p.get(inputs) + p.get(outputs)) + " entries is too large to compare with; keep l + k to 8 and n^(l+k) to a million");
        refuse(p -> TensorDiagram.all(Group.named(p.get(group)), p.get(n), p.get(outputs), p.get(inputs)).isEmpty(), p -> "inputs: there is no diagram for l + k = " + (p.get(inputs) + p.get(outputs))
                + " and n = " + p.get(n) + "; take an even l + k, or with so one of the parity of n, at least n");
        refuse(p -> p.get(group).equals("so") && p.get(n) > 7, p -> "n: a determinant of n = " + p.get(n) + " sums over n! terms here; take at most 7");
        rests(s -> s.at + 1 >= s.diagrams.size() ? Status.CONVERGED : Status.RUNNING);

        gauge("diagrams", "Diagrams", "", s -> s.diagrams.size());
        var difference = gauge("difference", "Worst difference so far", "", State::worst);
        var operations = gauge("operations", "without the matrix", "", State::operations);
        var naive = gauge("operations-naive", "by the matrix", "", State::naiveOperations);
        var mean = gauge("ratio", "By the matrix over without it, all so far", "", s -> (double) s.naiveOperations() * (s.at + 1) / s.all);
        var least = gauge("ratio-least", "Least ratio so far", "", State::least);

        plane("diagram", "The diagram, factored", "from below: inputs, permuted, then contracted or transferred, expanded, permuted into outputs").draw(LINES, "arcs", "joined").draw(POINTS, "dots", "dots");
        plane("matrix", "Its matrix", "which the fast way never forms").draw(CELLS, "matrix", "entry");
        history("operations", "Operations", "additions and copies, a diagram", operations, naive).log();
        plot("stages", "Where they go", "operations of this diagram").draw(BARS, "stages", "operations");
        multiples("outputs", "The product, twice", "the same numbers").draw(CELLS, "fast", "without the matrix").draw(CELLS, "naive", "by the matrix");

        always("difference", "product without the matrix less product by the matrix, relative", difference, atMost(1e-12), "the matrix");
        for (String g : List.of("o", "so", "sp", "s")) {
            String size = g.equals("so") ? "n=3" : "n=4";
            reference("all-" + g, g + ", " + size + ", l = k = 3: worst difference of all diagrams, relative", atMost(1e-12), "the matrix", t -> t.rest().value(difference), "group=" + g, size);
        }
        reference("odd-so", "so, n = 3, l = 2, k = 3: worst difference of all diagrams, relative", atMost(1e-12), "the matrix", t -> t.rest().value(difference), "group=so", "n=3", "outputs=2");
        reference("count-o", "pairings of 6 dots", within(15, 0), "(l + k − 1)!!", t -> t.state().diagrams.size());
        reference("count-s", "partitions of 6 dots", within(203, 0), "Bell's number", t -> t.state().diagrams.size(), "group=s", "n=2");
        reference("fewer", "n = 6, l = k = 3: operations by the matrix over those without it, least of all pairings", atLeast(50), "counted", DiagramProducts::leastRatio);
        reference("fewer-s", "S, n = 6, l = k = 3: operations by the matrix over those without it, least of all partitions", atLeast(50), "counted", DiagramProducts::leastRatio, "group=s");
        opens("Fifteen pairings", "Each diagram says how to multiply; the matrix, nearly all zeros, is not needed.").pictured(4);
        preset("permutations", "Partitions for permutations", "Blocks of any size: 203 diagrams of six dots.").set("group=s", "n=4").pictured(60);
        preset("determinants", "Determinants", "Three free dots are a determinant: one sign a permutation.").set("group=so", "n=3", "outputs=2").pictured(8);
        preset("symplectic", "Pairs with a sign", "The symplectic form instead of the delta.").set("group=sp").pictured(6);
        tiny("n=2", "group=s n=2 outputs=1 inputs=2", "group=so n=2 outputs=1 inputs=1", "group=sp n=2 outputs=1 inputs=1");
    }

    private static double leastRatio(Trial<State> t) {
        return t.rest().state().least;
    }

    @Override
    protected State start(Knobs p, Philox random) {
        List<TensorDiagram> all = TensorDiagram.all(Group.named(p.get(group)), p.get(n), p.get(outputs), p.get(inputs));
        double[] input = new double[TensorPowers.size(p.get(n), p.get(inputs))];
        random.normals(0, 1, 0, input.length, input, 0);
        return done(all, input, 0, 0, 0, Double.MAX_VALUE);
    }

    @Override
    protected State next(State s, Turn t) {
        return done(s.diagrams, s.input, s.at + 1, s.worst, s.all, s.least);
    }

    private static State done(List<TensorDiagram> all, double[] input, int at, double worst, long operations, double least) {
        TensorDiagram d = all.get(at);
        TensorDiagram.Product fast = d.times(input);
        double[] matrix = d.matrix();
        double[] naive = new double[fast.values().length];
        double size = 1;
        double off = 0;
        for (int i = 0; i < naive.length; i++) {
            for (int j = 0; j < input.length; j++) {
                naive[i] += matrix[i * input.length + j] * input[j];
            }
            size = Math.max(size, Math.abs(naive[i]));
            off = Math.max(off, Math.abs(naive[i] - fast.values()[i]));
        }
        double ratio = (double) matrix.length / fast.operations();
        return new State(all, input, at, fast.values(), naive, fast.operations(), Math.max(worst, off / size), operations + fast.operations(), Math.min(least, ratio));
    }

    @Override
    protected void look(State s, Knobs p, Look to) {
        TensorDiagram d = s.diagram();
        TensorDiagram.Drawing drawing = d.factored();
        to.paths("arcs", 2, drawing.lines(), drawing.offsets());
        to.points("dots", 2, drawing.dots());
        to.matrix("matrix", s.fast.length, s.input.length, d.matrix());
        List<String> names = new ArrayList<>(List.of("contract", "expand"));
        long[] stages = d.stages();
        if (d.free().length > 0) {
            names.add(1, "determinant");
        }
        double[] heights = d.free().length > 0 ? new double[] {stages[0], stages[1], stages[2]} : new double[] {stages[0], stages[2]};
        to.bars("stages", names, heights);
        int rows = p.get(outputs) == 0 ? 1 : p.get(n);
        to.matrix("fast", rows, s.fast.length / rows, s.fast);
        to.matrix("naive", rows, s.naive.length / rows, s.naive);
    }
}
