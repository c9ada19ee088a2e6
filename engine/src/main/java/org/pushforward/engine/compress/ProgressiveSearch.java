package org.pushforward.engine.compress;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.Matrix;

/**
 * A search that goes from small networks to large ones: first all of one layer, then networks that are one layer longer than one that was tried. A ridge regression
 * of log losses on widths and kinds by their places predicts them all; the next is drawn with probability ∝ exp(−prediction / T). At T = 0 it is the best
 * prediction, by lot among equal ones. Immutable; the arrays are not to be written.
 *
 * @param nets that there are
 * @param losses that a trial observes, by number of the network
 * @param order of the trials so far
 * @param normal the sum of f fᵀ and the ridge, {@code right} that of f log loss, of features f
 */
record ProgressiveSearch(SmallNetworks nets, double[] losses, double temperature, boolean[] tried, int[] order, double[] normal, double[] right) {

    private static final int FEATURES = 21;
    private static final double RIDGE = 0.1;
    /** Predictions that differ by less are equal. */
    private static final double EQUAL = 1e-12;

    /** What may come next and with what probability. */
    record Choice(int[] numbers, double[] probability) { }

    static ProgressiveSearch of(SmallNetworks nets, double[] losses, double temperature) {
        double[] ridge = new double[FEATURES * FEATURES];
        for (int k = 0; k < FEATURES; k++) {
            ridge[k * (FEATURES + 1)] = RIDGE;
        }
        return new ProgressiveSearch(nets, losses, temperature, new boolean[nets.count()], new int[0], ridge, new double[FEATURES]);
    }

    /** 1, two of depth, and three widths and three kinds for each of three places. */
    static double[] features(int number) {
        double[] f = new double[FEATURES];
        int[] ops = SmallNetworks.operations(number);
        f[0] = 1;
        if (ops.length > 1) {
            f[ops.length - 1] = 1;
        }
        for (int l = 0; l < ops.length; l++) {
            f[3 + 6 * l + ops[l] / 3] = 1;
            f[6 + 6 * l + ops[l] % 3] = 1;
        }
        return f;
    }

    Choice choice() {
        int roots = SmallNetworks.OPERATIONS;
        int[] open = IntStream.range(0, roots).filter(k -> !tried[k]).toArray();
        if (open.length > 0) {
            double[] even = new double[open.length];
            Arrays.fill(even, 1.0 / open.length);
            return new Choice(open, even);
        }
        int[] next = IntStream.range(roots, nets.count()).filter(k -> !tried[k] && tried[SmallNetworks.parent(k)]).toArray();
        double[] w = Matrix.of(1, FEATURES, right).over(Matrix.of(FEATURES, FEATURES, normal)).toArray();
        double[] p = Arrays.stream(next).mapToDouble(k -> predicted(w, k)).toArray();
        double least = Arrays.stream(p).min().orElse(0);
        double[] weight = Arrays.stream(p).map(v -> temperature > 0 ? Math.exp((least - v) / temperature) : v <= least + EQUAL ? 1 : 0).toArray();
        double sum = Arrays.stream(weight).sum();
        return new Choice(next, Arrays.stream(weight).map(v -> v / sum).toArray());
    }

    private static double predicted(double[] w, int number) {
        double[] f = features(number);
        return IntStream.range(0, FEATURES).mapToDouble(j -> w[j] * f[j]).sum();
    }

    boolean isOver() {
        return order.length == nets.count();
    }

    /** One more trial. @param u uniform in (0, 1] */
    ProgressiveSearch next(double u) {
        Choice c = choice();
        int at = 0;
        double sum = c.probability[0];
        while (sum < u && at + 1 < c.numbers.length) {
            sum += c.probability[++at];
        }
        // Rounding may leave u above the last sum: nobody without a probability is taken.
        while (c.probability[at] == 0) {
            at--;
        }
        int number = c.numbers[at];
        double[] f = features(number);
        double y = Math.log(losses[number]);
        double[] a = normal.clone();
        double[] b = right.clone();
        for (int i = 0; i < FEATURES; i++) {
            for (int j = 0; f[i] != 0 && j < FEATURES; j++) {
                a[i * FEATURES + j] += f[i] * f[j];
            }
            b[i] += f[i] * y;
        }
        boolean[] done = tried.clone();
        done[number] = true;
        int[] longer = Arrays.copyOf(order, order.length + 1);
        longer[order.length] = number;
        return new ProgressiveSearch(nets, losses, temperature, done, longer, a, b);
    }
}
