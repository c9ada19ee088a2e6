package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Convolution;
import org.pushforward.engine.learn.layer.Convolution.Edge;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.WeightedAttention;

/**
 * A super-resolution neural operator in small (Wei & Zhang 2023, CVPR 18247–18256): features of a coarse picture by convolutions; at a place anywhere the four
 * nearest ones, weighted as in bilinear interpolation, with where they lie and the size of a cell; two layers of Galerkin attention among all places that are
 * asked, h ← h + q(kᵀv)/n, each with a perceptron at every place; and what comes of it is added to the bilinear interpolation. Starts as that interpolation.
 *
 * @param side of the coarse picture
 */
record ZoomNetwork(int side, int features, int width, int heads) implements Owner {

    private static final int LAYERS = 2;
    private static final int NEAREST = 4;

    /** Places in a picture where it is asked, each with its four nearest cells, their weights and offsets; the same for a whole batch. */
    record Places(int count, int[] cells, double[] weights, double[] where) { }

    private Convolution conv(int k) {
        return new Convolution("encoder." + k, 2, k == 0 ? 1 : features, features, 3, Edge.ZERO);
    }

    private Dense lift() {
        return new Dense("lift", NEAREST * (features + 2) + 1, width);
    }

    private WeightedAttention attention(int layer) {
        return new WeightedAttention("attention." + layer, width, heads, true);
    }

    private Dense wide(int layer) {
        return new Dense("wide." + layer, width, width);
    }

    private Dense narrow(int layer) {
        return new Dense("narrow." + layer, width, width);
    }

    private Dense last() {
        return new Dense("last", width, 1, Start.ZERO);
    }

    @Override
    public List<Part> parts() {
        Stream<Owner> all = Stream.of(conv(0), conv(1), conv(2), lift(), attention(0), wide(0), narrow(0), attention(1), wide(1), narrow(1), last());
        return all.flatMap(o -> o.parts().stream()).toList();
    }

    int size() {
        return parts().stream().mapToInt(Part::size).sum();
    }

    /** Centers of some cells of an m × m picture. */
    static Places places(int side, int m, int[] which) {
        int[] cells = new int[NEAREST * which.length];
        double[] weights = new double[cells.length];
        double[] where = new double[which.length * (2 * NEAREST + 1)];
        double ratio = (double) side / m;
        for (int k = 0; k < which.length; k++) {
            double x = (which[k] / m + 0.5) * ratio - 0.5;
            double y = (which[k] % m + 0.5) * ratio - 0.5;
            int i = (int) Math.floor(x);
            int j = (int) Math.floor(y);
            for (int c = 0; c < NEAREST; c++) {
                int p = i + c / 2;
                int q = j + c % 2;
                cells[NEAREST * k + c] = Math.clamp(p, 0, side - 1) * side + Math.clamp(q, 0, side - 1);
                weights[NEAREST * k + c] = (1 - Math.abs(x - p)) * (1 - Math.abs(y - q));
                where[k * (2 * NEAREST + 1) + 2 * c] = x - p;
                where[k * (2 * NEAREST + 1) + 2 * c + 1] = y - q;
            }
            where[k * (2 * NEAREST + 1) + 2 * NEAREST] = ratio;
        }
        return new Places(which.length, cells, weights, where);
    }

    /** Batch × places. */
    Value apply(Theta w, double[][] coarse, Places at) {
        int b = coarse.length;
        int n = at.count;
        Value x = w.tape().of(Arrays.stream(coarse).flatMapToDouble(Arrays::stream).toArray(), b, 1, side, side);
        Value h = conv(0).apply(w, x.minus(0.5)).relu();
        h = h.plus(conv(2).apply(w, conv(1).apply(w, h).relu()));
        // Cells first, so that whole rows of batch × features are picked.
        Value rows = Value.cat(1, h, x).permute(2, 3, 0, 1).reshape(side * side, b * (features + 1));
        Value near = rows.rows(w.tape().indices(at.cells, at.cells.length)).times(w.tape().of(at.weights, at.cells.length, 1)).reshape(n, NEAREST, b, features + 1).permute(2, 0, 1, 3);
        Value bilinear = near.slice(3, features, features + 1).sum(2);
        Value seen = near.slice(3, 0, features).reshape(b, n, NEAREST * features);
        Value where = w.tape().of(at.where, 1, n, 2 * NEAREST + 1).expand(b, n, 2 * NEAREST + 1);
        Value v = lift().apply(w, Value.cat(2, seen, where));
        double[] even = new double[n];
        Arrays.fill(even, 1.0 / n);
        for (int layer = 0; layer < LAYERS; layer++) {
            v = v.plus(attention(layer).apply(w, v, even));
            v = v.plus(narrow(layer).apply(w, wide(layer).apply(w, v).gelu()));
        }
        return last().apply(w, v).plus(bilinear).reshape(b, n);
    }

    /** Multiplications for a number of places, without the encoder's, which do not depend on it. */
    double operations(double places) {
        double each = lift().inputs() * width + LAYERS * (6.0 * width * width + 2.0 * width * width / heads) + width;
        return places * each;
    }

    double encoderOperations() {
        return 9.0 * side * side * (features + 2 * features * features);
    }
}
