package org.pushforward.engine.pde;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.geometry.NestedMesh;
import org.pushforward.engine.geometry.NestedMesh.Level;
import org.pushforward.engine.geometry.P1Elements;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.learn.layer.SparseRows;
import org.pushforward.engine.learn.layer.Stencils;

/**
 * A structure-preserving operator network (Bouziani & Boullé 2024, arXiv:2410.01065): encoded by interpolation in the linear elements of a mesh, processed node by node and
 * along its edges, decoded as linear elements again, u = g + χ s N with χ = 0 where values are given, so that they hold exactly. A block is h ← h + W₂ GELU(W₁ (h, D⁻¹K h, δ∂ₓh, δ∂ᵧh)) with the mesh's own stiffness and derivatives. With several
 * levels the blocks stand on a V-cycle: a block on the way down, h_H ← M_H⁻¹ Pᵀ M_h h + what is encoded there, {@value #COARSE} blocks on the coarsest level, and on the way up
 * h ← h + W P h_H and a block. Flat, as many blocks stand on the finest level. Features are nodes × batch × channels. Immutable.
 *
 * @param levels of the V-cycle; at most those of the mesh
 */
record MeshNetwork(MeshPairs pairs, int levels, int width, boolean isFlat, double[] lift, double scale, List<Stencils> stencils, List<SparseRows> down, List<SparseRows> up) implements MeshOperator {

    /** Blocks on the coarsest level. */
    private static final int COARSE = 2;
    /** Channels between the two matrices of a block over those of a node. */
    private static final int HIDDEN = 2;
    /** The function, x, y, χ, ĝ. */
    private static final int INPUTS = 5;

    /**
     * What a block leaves behind.
     *
     * @param level of the mesh, 0 for the finest
     * @param features nodes × batch × channels
     */
    record Stage(int level, Value features) { }

    /**
     * @param lift ĝ, which is g where values are given
     * @param scale of u − ĝ
     */
    static MeshNetwork of(MeshPairs pairs, int levels, int width, boolean isFlat, double[] lift, double scale) {
        NestedMesh mesh = pairs.mesh();
        int last = mesh.levels().size() - 1;
        List<Stencils> stencils = IntStream.range(0, isFlat ? 1 : levels).mapToObj(l -> stencils(mesh.level(last - l))).toList();
        List<SparseRows> down = IntStream.range(1, isFlat ? 1 : levels).mapToObj(l -> projection(mesh, last - l + 1)).toList();
        List<SparseRows> up = IntStream.range(1, isFlat ? 1 : levels).mapToObj(l -> prolongation(mesh.level(last - l + 1))).toList();
        return new MeshNetwork(pairs, levels, width, isFlat, lift, scale, stencils, down, up);
    }

    /** D⁻¹K, and derivatives as means over the triangles of a node, times the width δ of a triangle. */
    private static Stencils stencils(Level level) {
        P1Elements e = level.elements();
        int n = level.nodes();
        double[] diagonal = new double[n];
        int[] t = level.triangles();
        for (int k = 0; k < t.length; k++) {
            diagonal[t[k]] += e.stiffness(k / 3, k % 3, k % 3);
        }
        Stencils.Builder b = new Stencils.Builder(n, 3);
        double width = Math.sqrt(2 * IntStream.range(0, e.count()).mapToDouble(e::area).average().orElseThrow());
        for (int c = 0; c < e.count(); c++) {
            for (int q = 0; q < 9; q++) {
                int row = t[3 * c + q / 3];
                int column = t[3 * c + q % 3];
                double share = width * e.area(c) / 3 / e.mass(row);
                b.add(row, column, e.stiffness(c, q / 3, q % 3) / diagonal[row], share * e.slope(c, q % 3, 0), share * e.slope(c, q % 3, 1));
            }
        }
        return b.built();
    }

    /** M_H⁻¹ Pᵀ M_h with lumped masses: the mean over a coarse function, which keeps constants. */
    private static SparseRows projection(NestedMesh mesh, int fine) {
        int[] p = mesh.level(fine).parents();
        P1Elements e = mesh.level(fine).elements();
        P1Elements coarse = mesh.level(fine - 1).elements();
        Stencils.Builder b = new Stencils.Builder(coarse.nodes(), 1);
        for (int k = 0; k < p.length; k++) {
            b.add(p[k], k / 2, 0.5 * e.mass(k / 2) / coarse.mass(p[k]));
        }
        return b.built().rows();
    }

    private static SparseRows prolongation(Level fine) {
        double[] half = new double[fine.parents().length];
        Arrays.fill(half, 0.5);
        return new SparseRows(fine.nodes(), 2, fine.parents(), half);
    }

    private Dense encoder(int level) {
        return new Dense("spon.encode." + level, INPUTS, width);
    }

    private Dense risen(int level) {
        return new Dense("spon.rise." + level, width, width);
    }

    private Perceptron block(int k) {
        return new Perceptron("spon.block." + k, Value::gelu, 4 * width, HIDDEN * width, width);
    }

    private Perceptron decoder() {
        return new Perceptron("spon.decode", Value::gelu, width, width, 1);
    }

    int blocks() {
        return 2 * (levels - 1) + COARSE;
    }

    /** Level of a block, 0 for the finest. */
    int levelOf(int block) {
        return isFlat ? 0 : Math.min(levels - 1, Math.min(block, blocks() - 1 - block));
    }

    @Override
    public List<Part> parts() {
        Stream<Owner> ends = Stream.concat(Stream.of(decoder()), IntStream.range(0, stencils.size()).mapToObj(this::encoder));
        Stream<Owner> inner = Stream.concat(IntStream.range(0, stencils.size() - 1).mapToObj(this::risen), IntStream.range(0, blocks()).mapToObj(this::block));
        return Stream.concat(ends, inner).flatMap(o -> o.parts().stream()).toList();
    }

    @Override
    public double operations() {
        double sum = (double) pairs.size() * (width * width + width);
        for (int l = 0; l < stencils.size(); l++) {
            sum += (double) stencils.get(l).n() * INPUTS * width;
            sum += l > 0 ? (double) width * (down.get(l - 1).column().length + up.get(l - 1).column().length) + (double) stencils.get(l - 1).n() * width * width : 0;
        }
        for (int k = 0; k < blocks(); k++) {
            Stencils s = stencils.get(levelOf(k));
            sum += 3.0 * s.entries() * width + (double) s.n() * (4 + 1) * HIDDEN * width * width;
        }
        return sum;
    }

    @Override
    public double training(int batch) {
        return 3 * batch * operations();
    }

    @Override
    public     Value apply(Theta w, List<double[]> inputs) {
        Tape tape = w.tape();
        int n = pairs.size();
        Value h = stages(w, inputs).getLast().features;
        double[] free = new double[n];
        Arrays.setAll(free, v -> pairs.isHeld()[v] ? 0 : scale);
        Value u = decoder().apply(w, h).reshape(n, inputs.size()).times(tape.of(free, n, 1)).plus(tape.of(lift, n, 1));
        return u.transposed();
    }

    /** The features after each block, in order. */
    List<Stage> stages(Theta w, List<double[]> inputs) {
        Tape tape = w.tape();
        List<Stencils.On> on = stencils.stream().map(s -> s.on(tape)).toList();
        List<Stage> stages = new ArrayList<>();
        Value[] kept = new Value[stencils.size()];
        Value h = encoder(0).apply(w, encoded(tape, inputs, 0));
        for (int k = 0; k < blocks(); k++) {
            int l = levelOf(k);
            int before = k == 0 ? 0 : levelOf(k - 1);
            if (l > before) {
                kept[before] = h;
                h = moved(tape, down.get(before), h).plus(encoder(l).apply(w, encoded(tape, inputs, l)));
            } else if (l < before) {
                h = kept[l].plus(risen(l).apply(w, moved(tape, up.get(l), h)));
            }
            Value around = on.get(l).apply(h);
            h = h.plus(block(k).apply(w, Value.cat(2, h, around)));
            stages.add(new Stage(l, h));
        }
        return stages;
    }

    private Value moved(Tape tape, SparseRows by, Value h) {
        return by.on(tape).times(h.reshape(h.size(0), -1)).reshape(by.n(), h.size(1), width);
    }

    /** Nodal values of a level, whose nodes come first on all finer ones. */
    private Value encoded(Tape tape, List<double[]> inputs, int level) {
        int n = stencils.get(level).n();
        int b = inputs.size();
        double[] x = new double[n * b * INPUTS];
        for (int v = 0; v < n; v++) {
            for (int k = 0; k < b; k++) {
                int at = (v * b + k) * INPUTS;
                x[at] = inputs.get(k)[v];
                x[at + 1] = pairs.xy()[2 * v];
                x[at + 2] = pairs.xy()[2 * v + 1];
                x[at + 3] = pairs.isHeld()[v] ? 0 : 1;
                x[at + 4] = lift[v];
            }
        }
        return tape.of(x, n, b, INPUTS);
    }
}
