package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.layer.OperatorNetwork;
import org.pushforward.engine.learn.layer.PlaneConvolution;
import org.pushforward.engine.pde.CellGrids.Read;
import org.pushforward.engine.pde.DomainCells.Cell;
import org.pushforward.engine.pde.HolePlates.Plate;

/**
 * From the hole of a plate to the stress at the nodes of its mesh by a Fourier operator on even grids: one on the whole plate, or several on cells, which are
 * channels of one operator. In goes how far each place is from the rim, and out comes the stress, read off bilinearly at the nodes. Immutable.
 *
 * @param grids whose cells are channels
 */
record PlateLearning(CellGrids grids, OperatorNetwork net, int modes) implements Owner {

    /** Distances from the rim beyond this are all alike. */
    static final double NEAR = 0.3;
    private static final int BLOCKS = 4;

    static PlateLearning of(String name, CellGrids grids, int width, int modes) {
        int cells = grids.cells().size();
        OperatorNetwork net = new OperatorNetwork(name, 2, cells + 2, width, cells, IntStream.range(0, BLOCKS).mapToObj(b -> {
            PlaneConvolution c = new PlaneConvolution(name + ".mix." + b, width, width, modes);
            return OperatorNetwork.mixing(c, (w, x) -> c.apply(w, x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2));
        }).toList());
        return new PlateLearning(grids, net, modes);
    }

    @Override
    public List<Part> parts() {
        return net.parts();
    }

    int size() {
        return net.size();
    }

    /** Multiplications of an evaluation, without the reading. */
    double operations() {
        double n = grids.side();
        double w = net.width();
        double transforms = 2 * (2.0 * modes * n * n + 8.0 * modes * modes * n) * w;
        return BLOCKS * (transforms + 8.0 * modes * modes * w * w + n * n * w * w) + n * n * (net.inputs() * w + 2 * w * w + 2 * w * net.outputs());
    }

    /**
     * A plate as the network sees it.
     *
     * @param input channels × side × side
     * @param at four places of the output a node, and their weights
     */
    record Seen(double[] input, int[] at, double[] weights, double[] stress) { }

    Seen seen(Plate plate) {
        int n = grids.side();
        int cells = grids.cells().size();
        double[] input = new double[(cells + 2) * n * n];
        for (int c = 0; c < cells; c++) {
            double[] xy = grids.places(c);
            for (int k = 0; k < n * n; k++) {
                input[c * n * n + k] = level(plate.radii(), xy[2 * k], xy[2 * k + 1]);
            }
        }
        for (int k = 0; k < n * n; k++) {
            input[cells * n * n + k] = (double) (k / n) / (n - 1);
            input[(cells + 1) * n * n + k] = (double) (k % n) / (n - 1);
        }
        double[] xy = plate.mesh().xy();
        int[] at = new int[2 * xy.length];
        double[] weights = new double[2 * xy.length];
        for (int v = 0; v < xy.length / 2; v++) {
            int cell = nearest(xy[2 * v], xy[2 * v + 1]);
            Read r = grids.read(cell, xy[2 * v], xy[2 * v + 1]);
            for (int k = 0; k < 4; k++) {
                at[4 * v + k] = cell * n * n + r.at()[k];
                weights[4 * v + k] = r.weights()[k];
            }
        }
        return new Seen(input, at, weights, plate.stress());
    }

    /** (|x| − r)/{@value #NEAR}, cut off at ±1. */
    static double level(double[] radii, double x, double y) {
        return Math.clamp((Math.hypot(x, y) - HolePlates.radius(radii, Math.atan2(y, x))) / NEAR, -1, 1);
    }

    /** The cell whose box is next. */
    int nearest(double x, double y) {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int c = 0; c < grids.cells().size(); c++) {
            Cell cell = grids.cells().get(c);
            double dx = Math.max(0, Math.max(cell.box().x0() - x, x - cell.box().x1()));
            double dy = Math.max(0, Math.max(cell.box().y0() - y, y - cell.box().y1()));
            if (dx * dx + dy * dy < least) {
                least = dx * dx + dy * dy;
                nearest = c;
            }
        }
        return nearest;
    }

    /** Stresses at the nodes of some plates, batch × nodes. */
    Value stresses(Theta w, List<Seen> batch) {
        Tape tape = w.tape();
        int n = grids.side();
        int cells = grids.cells().size();
        int nodes = batch.getFirst().stress.length;
        double[] in = batch.stream().flatMapToDouble(s -> Arrays.stream(s.input)).toArray();
        Value out = net.apply(w, tape.of(in, batch.size(), cells + 2, n, n)).reshape(-1);
        int[] at = new int[batch.size() * 4 * nodes];
        double[] weights = new double[at.length];
        for (int b = 0; b < batch.size(); b++) {
            for (int k = 0; k < 4 * nodes; k++) {
                at[b * 4 * nodes + k] = b * cells * n * n + batch.get(b).at[k];
                weights[b * 4 * nodes + k] = batch.get(b).weights[k];
            }
        }
        return out.rows(tape.indices(at, at.length)).times(tape.of(weights, at.length)).reshape(batch.size(), nodes, 4).sum(2);
    }

    /** Mean of the relative errors of a batch. */
    Value loss(Theta w, List<Seen> batch) {
        Value target = w.tape().of(batch.stream().flatMapToDouble(s -> Arrays.stream(s.stress)).toArray(), batch.size(), batch.getFirst().stress.length);
        return stresses(w, batch).minus(target).norm(1).over(target.norm(1)).mean();
    }
}
