package org.pushforward.engine.mesh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Convolution;
import org.pushforward.engine.learn.layer.Convolution.Edge;
import org.pushforward.engine.learn.layer.Dense;

/**
 * MM-PDE (Hu, Wang, Ma 2024, §3.2): u⁺ = u + Itp₂(GNN_b on the moved mesh of Itp₁ u) + ResCut(u) + GNN_a on the uniform mesh. Graphs join each node of
 * (n + 1)² to the eight around it; messages are those of Brandstetter, Worrall & Welling 2022, with the linear map after their mean. Interpolations
 * are hats or inverse distances plus what a perceptron of the places makes of them. Fields are zero on the sides. Immutable.
 */
final class MovingMeshNetwork implements Owner {

    static final int HIDDEN = 32;
    private static final int LAYERS = 2;
    private static final int AROUND = 9;
    /** Increments are some hundredths. */
    private static final double OUT = 0.1;
    /** Of inverse distances, in squared cells: a node that is met is taken as it is. */
    private static final double SOFT = 0.01;

    private final int row;
    private final List<Graph> graphs = List.of(new Graph("uniform"), new Graph("moved"));
    private final List<Dense> gather = List.of(new Dense("gather.0", 2, 16), new Dense("gather.1", 16, AROUND, Start.ZERO));
    private final List<Dense> spread = List.of(new Dense("spread.0", 2 * AROUND, 32), new Dense("spread.1", 32, AROUND, Start.ZERO));
    private final List<Convolution> cut = List.of(new Convolution("cut.0", 2, 1, 4, 5, Edge.ZERO), new Convolution("cut.1", 2, 4, 4, 5, Edge.ZERO), new Convolution("cut.2", 2, 4, 1, 5, Edge.ZERO));
    private final Weights weights;

    /** A graph network: encoder, message layers, decoder. */
    private record Graph(String name) {
        Dense encode() {
            return new Dense(name + ".encode", 3, HIDDEN);
        }

        Dense layer(int l, String what, int inputs) {
            return new Dense(name + "." + l + "." + what, inputs, HIDDEN);
        }

        List<Dense> all() {
            List<Dense> d = new ArrayList<>(List.of(encode()));
            for (int l = 0; l < LAYERS; l++) {
                d.addAll(List.of(layer(l, "own", HIDDEN), layer(l, "other", HIDDEN), layer(l, "edge", 3), layer(l, "message", HIDDEN), layer(l, "keep", HIDDEN)));
            }
            d.add(new Dense(name + ".hidden", HIDDEN, HIDDEN));
            d.add(new Dense(name + ".decode", HIDDEN, 1, Start.normal(0.02)));
            return d;
        }
    }

    /** @param cells a side */
    MovingMeshNetwork(int cells) {
        row = cells + 1;
        weights = Weights.of(this);
    }

    @Override
    public List<Part> parts() {
        List<Part> all = new ArrayList<>();
        graphs.forEach(g -> g.all().forEach(d -> all.addAll(d.parts())));
        gather.forEach(d -> all.addAll(d.parts()));
        spread.forEach(d -> all.addAll(d.parts()));
        cut.forEach(c -> all.addAll(c.parts()));
        return all;
    }

    Weights weights() {
        return weights;
    }

    /** One number a node of each field, and where the nodes of the meshes are: fields × nodes × 2. */
    record Batch(int fields, double[] u, double[] mesh) { }

    /** u at the next time, fields·nodes. */
    Value next(Theta w, Batch b) {
        int n = row * row;
        Value u = w.tape().of(b.u, b.fields * n, 1);
        double[] uniform = new double[2 * b.fields * n];
        Arrays.setAll(uniform, k -> (k % 2 == 0 ? k / 2 % n / row : k / 2 % n % row) / (row - 1.0));
        Value image = w.tape().of(b.u, b.fields, 1, row, row);
        Value rest = cut.get(2).apply(w, cut.get(1).apply(w, cut.get(0).apply(w, image).tanh()).tanh()).reshape(b.fields * n, 1);
        Value onMesh = gathered(w, u, b, uniform);
        Value moved = spread(w, graph(w, graphs.get(1), onMesh, b.mesh, b.fields), b);
        Value all = moved.plus(graph(w, graphs.get(0), u, uniform, b.fields)).plus(rest).times(OUT);
        return u.plus(all.times(inside(w, b.fields))).reshape(b.fields * n);
    }

    /** Itp₂ Itp₁ u: what both interpolations leave of a field. */
    Value roundTrip(Theta w, Batch b) {
        int n = row * row;
        double[] uniform = new double[2 * b.fields * n];
        Arrays.setAll(uniform, k -> (k % 2 == 0 ? k / 2 % n / row : k / 2 % n % row) / (row - 1.0));
        return spread(w, gathered(w, w.tape().of(b.u, b.fields * n, 1), b, uniform), b).reshape(b.fields * n);
    }

    private Value inside(Theta w, int fields) {
        double[] one = new double[fields * row * row];
        Arrays.setAll(one, k -> {
            int i = k % (row * row) / row;
            int j = k % row;
            return i > 0 && j > 0 && i < row - 1 && j < row - 1 ? 1 : 0;
        });
        return w.tape().of(one, one.length, 1);
    }

    private Value graph(Theta w, Graph g, Value u, double[] xy, int fields) {
        int all = fields * row * row;
        int[] other = neighbors(fields);
        double[] offset = new double[16 * all];
        for (int e = 0; e < 8 * all; e++) {
            offset[2 * e] = (row - 1) * (xy[2 * other[e]] - xy[2 * (e % all)]);
            offset[2 * e + 1] = (row - 1) * (xy[2 * other[e] + 1] - xy[2 * (e % all) + 1]);
        }
        Value index = w.tape().indices(other, other.length);
        Value eight = u.unsqueeze(0).expand(8, all, 1).reshape(8 * all, 1);
        Value edges = Value.cat(1, w.tape().of(offset, 8 * all, 2), u.rows(index).minus(eight));
        Value h = g.encode().apply(w, Value.cat(1, u, w.tape().of(xy, all, 2))).silu();
        for (int l = 0; l < LAYERS; l++) {
            Value own = g.layer(l, "own", HIDDEN).apply(w, h).unsqueeze(0).expand(8, all, HIDDEN).reshape(8 * all, HIDDEN);
            Value met = g.layer(l, "other", HIDDEN).apply(w, h).rows(index);
            Value m = own.plus(met).plus(g.layer(l, "edge", 3).apply(w, edges)).silu().reshape(8, all, HIDDEN).mean(0);
            h = h.plus(g.layer(l, "keep", HIDDEN).apply(w, h).plus(g.layer(l, "message", HIDDEN).apply(w, m)).silu());
        }
        return new Dense(g.name + ".decode", HIDDEN, 1).apply(w, new Dense(g.name + ".hidden", HIDDEN, HIDDEN).apply(w, h).silu());
    }

    /** The eight around every node, one direction after the other; at the sides the node itself stands in. */
    private int[] neighbors(int fields) {
        int n = row * row;
        int[] other = new int[8 * fields * n];
        int at = 0;
        for (int d = 0; d < AROUND; d++) {
            if (d == 4) {
                continue;
            }
            for (int k = 0; k < fields * n; k++) {
                int i = k % n / row + d / 3 - 1;
                int j = k % row + d % 3 - 1;
                other[at++] = i < 0 || j < 0 || i >= row || j >= row ? k : k / n * n + i * row + j;
            }
        }
        return other;
    }

    /** Itp₁: at the moved nodes, from the nine nodes of the grid about each. */
    private Value gathered(Theta w, Value u, Batch b, double[] uniform) {
        int n = row * row;
        int all = b.fields * n;
        double[] place = new double[2 * all];
        double[] hats = new double[AROUND * all];
        int[] index = new int[AROUND * all];
        for (int k = 0; k < all; k++) {
            double x = b.mesh[2 * k] * (row - 1);
            double y = b.mesh[2 * k + 1] * (row - 1);
            int i = Math.clamp(Math.round(x), 1, row - 2);
            int j = Math.clamp(Math.round(y), 1, row - 2);
            place[2 * k] = x - i;
            place[2 * k + 1] = y - j;
            for (int d = 0; d < AROUND; d++) {
                hats[AROUND * k + d] = Math.max(0, 1 - Math.abs(x - i - d / 3 + 1)) * Math.max(0, 1 - Math.abs(y - j - d % 3 + 1));
                index[AROUND * k + d] = k / n * n + (i + d / 3 - 1) * row + j + d % 3 - 1;
            }
        }
        Value extra = gather.get(1).apply(w, gather.get(0).apply(w, w.tape().of(place, all, 2)).tanh());
        return u.rows(w.tape().indices(index, index.length)).reshape(all, AROUND).times(w.tape().of(hats, all, AROUND).plus(extra)).sum(1).reshape(all, 1);
    }

    /** Itp₂: at the nodes of the grid, from the moved node nearest to each and the eight about it. */
    private Value spread(Theta w, Value v, Batch b) {
        int n = row * row;
        int all = b.fields * n;
        double[] place = new double[2 * AROUND * all];
        double[] near = new double[AROUND * all];
        int[] index = new int[AROUND * all];
        for (int k = 0; k < all; k++) {
            int field = k / n * n;
            double x = (double) (k % n / row) / (row - 1);
            double y = (double) (k % row) / (row - 1);
            int at = nearest(b.mesh, field, k % n, x, y);
            int i = Math.clamp(at / row, 1, row - 2);
            int j = Math.clamp(at % row, 1, row - 2);
            double sum = 0;
            for (int d = 0; d < AROUND; d++) {
                int m = field + (i + d / 3 - 1) * row + j + d % 3 - 1;
                index[AROUND * k + d] = m;
                double dx = (b.mesh[2 * m] - x) * (row - 1);
                double dy = (b.mesh[2 * m + 1] - y) * (row - 1);
                place[2 * (AROUND * k + d)] = dx;
                place[2 * (AROUND * k + d) + 1] = dy;
                near[AROUND * k + d] = 1 / Math.pow(dx * dx + dy * dy + SOFT, 2);
                sum += near[AROUND * k + d];
            }
            for (int d = 0; d < AROUND; d++) {
                near[AROUND * k + d] /= sum;
            }
        }
        Value extra = spread.get(1).apply(w, spread.get(0).apply(w, w.tape().of(place, all, 2 * AROUND)).tanh());
        return v.rows(w.tape().indices(index, index.length)).reshape(all, AROUND).times(w.tape().of(near, all, AROUND).plus(extra)).sum(1).reshape(all, 1);
    }

    /** The node of the mesh nearest to a place: downhill from the node of the same number, which an unfolded mesh allows. */
    private int nearest(double[] mesh, int field, int start, double x, double y) {
        int at = start;
        double least = Double.POSITIVE_INFINITY;
        boolean better = true;
        while (better) {
            better = false;
            int i0 = at / row;
            int j0 = at % row;
            for (int i = Math.max(0, i0 - 1); i <= Math.min(row - 1, i0 + 1); i++) {
                for (int j = Math.max(0, j0 - 1); j <= Math.min(row - 1, j0 + 1); j++) {
                    int m = field + i * row + j;
                    double d = Math.hypot(mesh[2 * m] - x, mesh[2 * m + 1] - y);
                    if (d < least) {
                        least = d;
                        at = i * row + j;
                        better = true;
                    }
                }
            }
        }
        return at;
    }
}
