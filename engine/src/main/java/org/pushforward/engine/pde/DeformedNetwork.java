package org.pushforward.engine.pde;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.geometry.RingMesh;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.learn.layer.PlaneConvolution;
import org.pushforward.engine.learn.layer.PlaneWaves;
import org.pushforward.engine.learn.layer.ScatteredWaves;
import org.pushforward.engine.learn.layer.ScatteredWaves.Basis;

/**
 * A Fourier operator behind a deformation (Li, Huang, Liu & Anandkumar 2023): the nodes of a plate go to a torus by φ(x) = ξ + ξ ⊙ MLP(x, cos θ, sin θ, |x|, radii),
 * ξ = (x + 1)/2; from there by Fourier sums to an even grid, two layers on the grid, and by sums back to the nodes. A node is known by its place and its distance from the rim, as {@link PlateLearning} has it. All of it can be differentiated by the radii of
 * the hole. Immutable.
 *
 * @param plates whose meshes have the nodes
 * @param map learned, identity (MLP = 0) or o-grid: (θ/2π, {@value #RING} s)
 * @param grid places a side
 */
record DeformedNetwork(HolePlates plates, String map, int width, int modes, int grid) implements Owner {

    static final String LEARNED = "learned";
    static final String IDENTITY = "identity";
    static final String O_GRID = "o-grid";
    /** What the layers of the O-grid take of the torus; the rest is room for what does not come round. */
    static final double RING = 0.75;
    private static final int LAYERS = 4;
    private static final int HIDDEN = 32;
    private static final int FEATURES = 5;

    private PlaneConvolution mix(int layer) {
        return new PlaneConvolution("geo.mix." + layer, width, width, modes);
    }

    private static Dense place(String what, int from, int to) {
        return new Dense("geo." + what, from, to);
    }

    private static Perceptron deformation() {
        return Perceptron.fromZero("geo.map", Value::tanh, FEATURES + HolePlates.CODE, HIDDEN, HIDDEN, 2);
    }

    @Override
    public List<Part> parts() {
        List<Owner> all = new ArrayList<>(List.of(place("lift", 3, width), place("grid", 2, width), place("nodes", 3, width), place("hidden", width, 2 * width), place("project", 2 * width, 1)));
        IntStream.range(0, LAYERS).forEach(l -> all.add(mix(l)));
        IntStream.range(1, LAYERS - 1).forEach(l -> all.add(place("beside." + l, width, width)));
        if (map.equals(LEARNED)) {
            all.add(deformation());
        }
        return all.stream().flatMap(o -> o.parts().stream()).toList();
    }

    int size() {
        return parts().stream().mapToInt(Part::size).sum();
    }

    /** Nodes of plates with these radii, batch × nodes × 2. */
    Value nodes(Value radii) {
        Tape tape = radii.tape();
        int n = plates.around();
        int m = plates.layers() + 1;
        double[] kernel = new double[HolePlates.CODE * n];
        double[] share = new double[m];
        double[] outer = new double[m * n];
        double[] direction = new double[2 * n];
        for (int j = 0; j < n; j++) {
            double angle = RingMesh.angle(j, n);
            double[] w = HolePlates.weights(HolePlates.CODE, angle);
            for (int k = 0; k < HolePlates.CODE; k++) {
                kernel[k * n + j] = w[k];
            }
            direction[2 * j] = Math.cos(angle);
            direction[2 * j + 1] = Math.sin(angle);
            for (int i = 0; i < m; i++) {
                outer[i * n + j] = plates.share(i) * RingMesh.square(1).applyAsDouble(angle);
                share[i] = 1 - plates.share(i);
            }
        }
        Value rim = radii.matmul(tape.of(kernel, HolePlates.CODE, n)).unsqueeze(1);
        Value r = rim.times(tape.of(share, m, 1)).plus(tape.of(outer, m, n)).unsqueeze(3);
        return r.times(tape.of(direction, n, 2)).reshape(radii.size(0), m * n, 2);
    }

    /** How far nodes are from the rim along their rays, batch × nodes × 1. */
    private Value distances(Value x) {
        Value r = x.square().sum(2).root().reshape(x.size(0), plates.layers() + 1, plates.around());
        return r.minus(r.slice(1, 0, 1)).reshape(x.size(0), plates.nodes(), 1);
    }

    /** φ at some places, batch × places × 2; of an O-grid the places are the nodes. */
    Value mapped(Theta w, Value x, Value radii) {
        if (map.equals(O_GRID)) {
            int n = plates.around();
            double[] at = new double[2 * plates.nodes()];
            Arrays.setAll(at, k -> k % 2 == 0 ? (double) (k / 2 % n) / n : RING * plates.share(k / 2 / n));
            return x.tape().of(at, 1, plates.nodes(), 2).expand(x.size(0), plates.nodes(), 2);
        }
        Value xi = x.plus(1).times(0.5);
        if (map.equals(IDENTITY)) {
            return xi;
        }
        Value r = x.square().sum(2).plus(1e-12).root().unsqueeze(2);
        Value code = radii.unsqueeze(1).expand(x.size(0), x.size(1), HolePlates.CODE);
        return xi.plus(xi.times(deformation().apply(w, Value.cat(2, x, x.over(r), r, code))));
    }

    /** det ∇φ at the nodes, over that of ξ, which is ¼; of an O-grid 1, for its nodes are on a grid. */
    Value jacobians(Theta w, double[] radii, int batch) {
        Tape tape = w.tape();
        Value code = tape.of(radii, batch, HolePlates.CODE);
        Value x = tape.variable(nodes(code).array(), batch, plates.nodes(), 2);
        if (map.equals(O_GRID)) {
            return x.at(2, 0).times(0).plus(1);
        }
        Value phi = mapped(w, x, code);
        Value a = phi.at(2, 0).grad(x);
        Value b = phi.at(2, 1).grad(x);
        return a.at(2, 0).times(b.at(2, 1)).minus(a.at(2, 1).times(b.at(2, 0))).times(4);
    }

    /** What a layer between nodes and grid makes of values at points of the torus, back at the points. */
    static Value throughWaves(Theta w, PlaneConvolution mix, Value points, Value f, int grid) {
        ScatteredWaves s = new ScatteredWaves(new PlaneWaves(mix.modes(), grid));
        Basis basis = s.basis(points);
        return s.backward(basis, mix.mixed(w, s.forward(basis, f)));
    }

    /** Stresses at the nodes of plates with these radii, batch × nodes. */
    Value stresses(Theta w, Value radii) {
        PlaneWaves waves = new PlaneWaves(modes, grid);
        ScatteredWaves scattered = new ScatteredWaves(waves);
        Value x = nodes(radii);
        Value known = Value.cat(2, x, distances(x).times(1 / PlateLearning.NEAR).clamped(-1, 1));
        Basis basis = scattered.basis(mapped(w, x, radii));
        double[] places = new double[2 * grid * grid];
        Arrays.setAll(places, k -> (double) (k % 2 == 0 ? k / 2 / grid : k / 2 % grid) / grid);
        Value there = place("grid", 2, width).apply(w, x.tape().of(places, 1, grid, grid, 2));
        Value h = waves.backward(mix(0).mixed(w, scattered.forward(basis, place("lift", 3, width).apply(w, known)))).plus(there).gelu();
        for (int l = 1; l < LAYERS - 1; l++) {
            h = mix(l).apply(w, h).plus(place("beside." + l, width, width).apply(w, h)).gelu();
        }
        Value back = scattered.backward(basis, mix(LAYERS - 1).mixed(w, waves.forward(h))).plus(place("nodes", 3, width).apply(w, known));
        return place("project", 2 * width, 1).apply(w, place("hidden", width, 2 * width).apply(w, back).gelu()).at(2, 0);
    }

    /** Mean of the relative errors of a batch. */
    Value loss(Theta w, List<HolePlates.Plate> batch) {
        Value radii = w.tape().of(batch.stream().flatMapToDouble(p -> Arrays.stream(p.radii())).toArray(), batch.size(), HolePlates.CODE);
        Value target = w.tape().of(batch.stream().flatMapToDouble(p -> Arrays.stream(p.stress())).toArray(), batch.size(), plates.nodes());
        return stresses(w, radii).minus(target).norm(1).over(target.norm(1)).mean();
    }
}
