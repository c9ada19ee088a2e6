package org.pushforward.engine.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.data.HandwrittenDigits;
import org.pushforward.engine.numerics.Calibration;
import org.pushforward.engine.numerics.Philox;

/**
 * A network of dense layers with ReLU between, as plain 64-bit arrays whose matrices can be replaced: what compression starts from. A layer
 * is y = W x + b, W of outputs × inputs, row-major. Immutable; the arrays are not to be written.
 */
public record DigitsNet(List<Layer> layers) implements HouseModel {

    /** The widths of the house model. */
    public static final List<Integer> WIDTHS = List.of(64, 128, 128, 10);

    private static final int BATCH = 256;

    public DigitsNet {
        layers = List.copyOf(layers);
    }

    /** @param w outputs × inputs */
    public record Layer(int inputs, int outputs, double[] w, double[] b) { }

    /**
     * Pictures with values in [0, 1] and their labels.
     *
     * @param x n × 64
     */
    public record Examples(double[] x, int[] label) {

        private static final Examples HELD_OUT = read(true);
        private static final Examples KNOWN = read(false);

        /** Every fifth digit, 360, is held out; 1437 are known. */
        public static Examples of(boolean heldOut) {
            return heldOut ? HELD_OUT : KNOWN;
        }

        private static Examples read(boolean heldOut) {
            HandwrittenDigits d = HandwrittenDigits.load();
            int[] which = IntStream.range(0, d.labels().length).filter(k -> (k % 5 == 0) == heldOut).toArray();
            int p = HandwrittenDigits.PIXELS;
            double[] x = new double[which.length * p];
            for (int k = 0; k < x.length; k++) {
                x[k] = (double) d.pixels()[which[k / p] * p + k % p] / HandwrittenDigits.LARGEST;
            }
            return new Examples(x, Arrays.stream(which).map(k -> d.labels()[k]).toArray());
        }

        public int count() {
            return label.length;
        }
    }

    /** With another matrix in one layer. */
    @Override
    public DigitsNet with(int layer, double[] w) {
        List<Layer> changed = new ArrayList<>(layers);
        Layer l = layers.get(layer);
        changed.set(layer, new Layer(l.inputs, l.outputs, w, l.b));
        return new DigitsNet(changed);
    }

    /** From θ laid out as the layers of a perceptron: matrix, bias, matrix, …. */
    public static DigitsNet of(double[] theta, List<Integer> widths) {
        List<Layer> layers = new ArrayList<>();
        int at = 0;
        for (int l = 0; l + 1 < widths.size(); l++) {
            int in = widths.get(l);
            int out = widths.get(l + 1);
            layers.add(new Layer(in, out, Arrays.copyOfRange(theta, at, at + in * out), Arrays.copyOfRange(theta, at + in * out, at + in * out + out)));
            at += in * out + out;
        }
        return new DigitsNet(layers);
    }

    /** X Wᵀ for rows X, n × inputs. */
    public static double[] product(double[] x, double[] w, int inputs, int outputs) {
        int n = x.length / inputs;
        double[] columns = new double[w.length];
        for (int k = 0; k < w.length; k++) {
            columns[k % inputs * outputs + k / inputs] = w[k];
        }
        double[] y = new double[n * outputs];
        for (int s = 0; s < n; s++) {
            for (int j = 0; j < inputs; j++) {
                add(x[s * inputs + j], columns, j * outputs, y, s * outputs, outputs);
            }
        }
        return y;
    }

    private static void add(double factor, double[] from, int at, double[] to, int start, int count) {
        if (factor != 0) {
            for (int k = 0; k < count; k++) {
                to[start + k] += factor * from[at + k];
            }
        }
    }

    /** The inputs of every layer and, last, the logits. */
    public List<double[]> forward(double[] x) {
        List<double[]> all = new ArrayList<>(List.of(x));
        for (int l = 0; l < layers.size(); l++) {
            Layer y = layers.get(l);
            double[] z = product(all.getLast(), y.w, y.inputs, y.outputs);
            boolean last = l + 1 == layers.size();
            for (int k = 0; k < z.length; k++) {
                double v = z[k] + y.b[k % y.outputs];
                z[k] = last ? v : Math.max(0, v);
            }
            all.add(z);
        }
        return all;
    }

    public Score score(Examples e) {
        double[] logits = forward(e.x).getLast();
        int classes = layers.getLast().outputs;
        double[] p = softmax(logits, classes);
        double loss = 0;
        for (int s = 0; s < e.count(); s++) {
            loss -= Math.log(Math.max(1e-300, p[s * classes + e.label[s]]));
        }
        return new Score(loss / e.count(), Calibration.accuracy(logits, e.label));
    }

    public static double[] softmax(double[] logits, int classes) {
        double[] p = new double[logits.length];
        for (int s = 0; s < p.length; s += classes) {
            double top = Arrays.stream(logits, s, s + classes).max().orElseThrow();
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                p[s + c] = Math.exp(logits[s + c] - top);
                sum += p[s + c];
            }
            for (int c = 0; c < classes; c++) {
                p[s + c] /= sum;
            }
        }
        return p;
    }

    // ---- for compression: the hidden layers, each a kind of its own

    @Override
    public List<Piece> pieces() {
        return IntStream.range(0, layers.size() - 1).mapToObj(k -> new Piece("layer " + (k + 1), k, layers.get(k).inputs, layers.get(k).outputs, layers.get(k).w)).toList();
    }

    @Override
    public List<String> kinds() {
        return pieces().stream().map(Piece::name).toList();
    }

    private List<Integer> widths() {
        return IntStream.rangeClosed(0, layers.size()).mapToObj(k -> k == 0 ? layers.getFirst().inputs : layers.get(k - 1).outputs).toList();
    }

    @Override
    public Weights weights() {
        return HouseModels.weights(widths());
    }

    @Override
    public double[] theta() {
        return layers.stream().flatMap(l -> Stream.of(l.w, l.b)).flatMapToDouble(Arrays::stream).toArray();
    }

    @Override
    public String matrix(int piece) {
        return "layer." + piece + ".matrix";
    }

    @Override
    public DigitsNet with(double[] theta) {
        return of(theta, widths());
    }

    /** All known digits in an epoch, in a random order. */
    @Override
    public Function<Theta, Value> lesson(Philox random, long iteration) {
        int n = Examples.of(false).count();
        int part = (int) (iteration % LESSONS);
        int[] order = HouseModels.order(random, (int) (iteration / LESSONS), n);
        Examples b = HouseModels.picked(Examples.of(false), Arrays.copyOfRange(order, n * part / LESSONS, n * (part + 1) / LESSONS));
        return w -> HouseModels.logits(w, w.tape().of(b.x, b.count(), layers.getFirst().inputs), layers.size());
    }

    @Override
    public Traces traces(CancelToken cancel) {
        return traces(Examples.of(false));
    }

    @Override
    public Traces traces(int batch, CancelToken cancel) {
        int n = Examples.of(false).count();
        return traces(HouseModels.picked(Examples.of(false), IntStream.range(0, BATCH).map(k -> (batch * BATCH + k) % n).toArray()));
    }

    @Override
    public Score score(CancelToken cancel) {
        return score(Examples.of(true));
    }

    @Override
    public double floor() {
        return 0;
    }

    /** At every layer, for the loss of each example. */
    public Traces traces(Examples e) {
        List<double[]> h = forward(e.x);
        int classes = layers.getLast().outputs;
        double[] delta = softmax(h.getLast(), classes);
        for (int s = 0; s < e.count(); s++) {
            delta[s * classes + e.label[s]] -= 1;
        }
        List<double[]> deltas = new ArrayList<>(List.of(delta));
        for (int l = layers.size() - 1; l > 0; l--) {
            Layer y = layers.get(l);
            double[] below = new double[e.count() * y.inputs];
            for (int k = 0; k < delta.length; k++) {
                add(delta[k], y.w, k % y.outputs * y.inputs, below, k / y.outputs * y.inputs, y.inputs);
            }
            double[] input = h.get(l);
            for (int k = 0; k < below.length; k++) {
                below[k] = input[k] > 0 ? below[k] : 0;
            }
            delta = below;
            deltas.addFirst(delta);
        }
        return new Traces(h.subList(0, layers.size()), deltas);
    }
}
