package org.pushforward.engine.pde;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.layer.OperatorNetwork;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.learn.layer.PlaneConvolution;

/**
 * From boundary measurements to a conductivity on {@link BodyScans#GRID}² cells. A neural inverse operator (Molinaro, Yang, Engquist & Mishra 2023): a branch
 * encodes every experiment, current and voltage, the codes are averaged, a trunk spreads the mean over the body in some channels, and a Fourier operator makes
 * the conductivity of them. Or a DeepONet: one branch for all experiments side by side, those that are not there as zeros. Immutable.
 *
 * @param isInverse which of both
 * @param experiments L
 */
record InverseNetwork(boolean isInverse, int experiments, int width) implements Owner {

    private static final int N = BodyScans.GRID;
    /** Numbers of a code. */
    private static final int CODE = 48;
    private static final int HIDDEN = 96;
    private static final int MODES = 6;
    private static final int BLOCKS = 2;
    private static final int DEEP_HIDDEN = 128;
    private static final int DEEP_CODE = 64;

    /** What an experiment is said by: the waves of its current and of the voltage. */
    private int row() {
        return 2 * experiments;
    }

    private Perceptron branch() {
        return isInverse ? new Perceptron("nio.branch", Value::gelu, row(), HIDDEN, HIDDEN, CODE) : new Perceptron("don.branch", Value::gelu, experiments * experiments, DEEP_HIDDEN, DEEP_HIDDEN, DEEP_CODE);
    }

    private Perceptron places() {
        return isInverse ? new Perceptron("nio.places", Value::gelu, 2, 64, CODE * width) : new Perceptron("don.places", Value::gelu, 2, DEEP_HIDDEN, DEEP_HIDDEN, DEEP_CODE);
    }

    private OperatorNetwork operator() {
        return new OperatorNetwork("nio.fno", 2, width + 2, width, 1, IntStream.range(0, BLOCKS).mapToObj(b -> {
            PlaneConvolution c = new PlaneConvolution("nio.fno.mix." + b, width, width, MODES);
            return OperatorNetwork.mixing(c, (w, x) -> c.apply(w, x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2));
        }).toList());
    }

    @Override
    public List<Part> parts() {
        List<Owner> all = new ArrayList<>(List.of(branch(), places()));
        if (isInverse) {
            all.add(operator());
        }
        return all.stream().flatMap(o -> o.parts().stream()).toList();
    }

    int size() {
        return parts().stream().mapToInt(Part::size).sum();
    }

    /** Multiplications of a reconstruction; what depends on places alone is known before. */
    double operations() {
        double places = (double) N * N;
        if (!isInverse) {
            return (double) experiments * experiments * DEEP_HIDDEN + DEEP_HIDDEN * DEEP_HIDDEN + DEEP_HIDDEN * DEEP_CODE + places * DEEP_CODE;
        }
        double transforms = 2 * (2.0 * MODES * N * N + 8.0 * MODES * MODES * N) * width;
        return experiments * (double) (row() * HIDDEN + HIDDEN * HIDDEN + HIDDEN * CODE) + places * CODE * width
                + BLOCKS * (transforms + 8.0 * MODES * MODES * width * width + places * width * width) + places * ((width + 2) * width + 2 * width * width + 2 * width);
    }

    /**
     * An experiment as the network is told of it, in an order that depends on what was measured only: so the order in which experiments come is irrelevant to the
     * last bit, while a mean alone would leave it to rounding.
     */
    static double[][] sorted(double[][] rows) {
        double[][] s = rows.clone();
        Arrays.sort(s, Comparator.comparing((double[] r) -> r, Arrays::compare));
        return s;
    }

    /** The rows of some experiments: the current's waves, one of them 1, then the voltage's. */
    static double[][] rows(double[] measured, int experiments, int[] which) {
        return Arrays.stream(which).mapToObj(i -> {
            double[] r = new double[2 * experiments];
            r[i] = 1;
            System.arraycopy(measured, i * experiments, r, experiments, experiments);
            return r;
        }).toArray(double[][]::new);
    }

    private static Value grid(Tape tape) {
        double[] xy = new double[2 * N * N];
        Arrays.setAll(xy, k -> k % 2 == 0 ? BodyScans.place(k / 2 / N) : BodyScans.place(k / 2 % N));
        return tape.of(xy, N * N, 2);
    }

    /**
     * σ − 1 on the cells, batch × cells.
     *
     * @param batch rows of the experiments of each body, as many for all
     */
    Value apply(Theta w, List<double[][]> batch) {
        Tape tape = w.tape();
        int b = batch.size();
        int l = batch.getFirst().length;
        if (!isInverse) {
            return branch().apply(w, tape.of(batch.stream().flatMapToDouble(rows -> Arrays.stream(side(rows))).toArray(), b, experiments * experiments)).matmul(places().apply(w, grid(tape)).transposed());
        }
        Value rows = tape.of(batch.stream().flatMap(Arrays::stream).flatMapToDouble(Arrays::stream).toArray(), b, l, row());
        Value code = branch().apply(w, rows).mean(1).normalized(1, 1e-6);
        Value spread = places().apply(w, grid(tape)).reshape(N * N, CODE, width).permute(1, 2, 0).reshape(CODE, width * N * N);
        Value fields = code.matmul(spread).reshape(b, width, N, N);
        Value where = grid(tape).transposed().reshape(1, 2, N, N).expand(b, 2, N, N);
        return operator().apply(w, Value.cat(1, fields, where)).reshape(b, N * N);
    }

    /** All voltages in their places, zeros where an experiment is not there. */
    private double[] side(double[][] rows) {
        double[] all = new double[experiments * experiments];
        for (double[] r : rows) {
            int i = IntStream.range(0, experiments).filter(k -> r[k] == 1).findFirst().orElseThrow();
            System.arraycopy(r, experiments, all, i * experiments, experiments);
        }
        return all;
    }
}
