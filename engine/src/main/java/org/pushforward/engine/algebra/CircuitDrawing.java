package org.pushforward.engine.algebra;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.numerics.exact.LinearCircuit;
import org.pushforward.engine.study.Look;

/** A circuit as a graph whose signals flow from left to right; nodes are as bright as often they are used. Used by one thread. */
final class CircuitDrawing {

    /** From the inputs of a circuit to its outputs. */
    static final double WIDTH = 3;
    private static final double THICK = 6;

    private final List<Double> xy = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();
    private final List<Double> weights = new ArrayList<>();

    /** Nodes in a column; the number of the first. */
    int column(List<String> labels, double x, double low, double high) {
        int at = names.size();
        for (int k = 0; k < labels.size(); k++) {
            node(labels.get(k), x, high - (high - low) * k / Math.max(1, labels.size() - 1));
        }
        return at;
    }

    private int node(String name, double x, double y) {
        names.add(name);
        xy.add(x);
        xy.add(y);
        return names.size() - 1;
    }

    /** Inputs and shared sums; the nodes of the variables. */
    int[] circuit(LinearCircuit c, List<String> inputs, String letter, double x, double low, double high, int lit) {
        int at = column(inputs, x, low, high);
        int[] nodes = new int[c.inputs()];
        for (int k = 0; k < nodes.length; k++) {
            nodes[k] = at + k;
        }
        return sums(c, nodes, letter, x, low, high, lit);
    }

    /** Shared sums to the right of the inputs, by depth; the nodes of all variables. */
    int[] sums(LinearCircuit c, int[] inputs, String letter, double x, double low, double high, int lit) {
        int[] nodes = Arrays.copyOf(inputs, c.variables());
        int[] depth = new int[c.variables()];
        for (int k = 0; k < c.shared().size(); k++) {
            LinearCircuit.Pair pair = c.shared().get(k);
            depth[c.inputs() + k] = 1 + Math.max(depth[pair.first()], depth[pair.second()]);
        }
        int deepest = Math.max(5, Arrays.stream(depth).max().orElse(0));
        for (int k = 0; k < c.shared().size(); k++) {
            LinearCircuit.Pair pair = c.shared().get(k);
            int v = c.inputs() + k;
            nodes[v] = node(letter + k, x + WIDTH * depth[v] / (deepest + 1.0), low + (high - low) * (k + 0.5) / c.shared().size());
            edge(nodes[pair.first()], nodes[v], v == lit);
            edge(nodes[pair.second()], nodes[v], v == lit);
        }
        return nodes;
    }

    /** Edges from all variables of an output to its node; thick for those that are lit. */
    void join(int[] row, int[] nodes, int to, IntPredicate lit) {
        for (int v = 0; v < row.length; v++) {
            if (row[v] != 0) {
                edge(nodes[v], to, lit.test(v));
            }
        }
    }

    private void edge(int from, int to, boolean lit) {
        ends.add(from);
        ends.add(to);
        weights.add(lit ? THICK : 1);
    }

    void show(String layer, Look to) {
        double[] used = new double[names.size()];
        for (int k = 0; k < ends.size(); k += 2) {
            used[ends.get(k)]++;
        }
        to.graph(layer, xy.stream().mapToDouble(v -> v).toArray(), ends.stream().mapToInt(v -> v).toArray(),
                List.of(new Layer.Field("used", "used by", "", used)),
                List.of(new Layer.Field("lit", "lit", "", weights.stream().mapToDouble(v -> v).toArray())), names);
    }
}
