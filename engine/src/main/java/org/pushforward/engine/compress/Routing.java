package org.pushforward.engine.compress;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.learn.DigitsNet;
import org.pushforward.engine.numerics.Philox;

/**
 * What the router of a mixture of eight experts says of the digits, and how experts are grouped by it; merging leaves it alone.
 *
 * @param gates of the held-out digits, n × 8, two of a row above 0
 * @param usage share of the known digits that use an expert
 * @param alike cosines of the logits of two experts over the known digits, 8 × 8
 */
record Routing(double[] gates, double[] usage, double[] alike) {

    static final int COUNT = 8;
    static final int PIXELS = 64;
    static final int CLASSES = 10;

    /** Logits of the held-out digits, with one expert for each of the eight routes. */
    double[] logits(List<DenseExpert> routes) {
        DigitsNet.Examples held = DigitsNet.Examples.of(true);
        double[] y = new double[held.count() * CLASSES];
        for (int k = 0; k < held.count(); k++) {
            for (int e = 0; e < COUNT; e++) {
                double g = gates[k * COUNT + e];
                if (g > 0) {
                    routes.get(e).add(held.x(), k * PIXELS, g, y, k * CLASSES);
                }
            }
        }
        return y;
    }

    /** Cross-entropy of the held-out digits, in nats. */
    double loss(List<DenseExpert> routes) {
        double[] p = DigitsNet.softmax(logits(routes), CLASSES);
        int[] label = DigitsNet.Examples.of(true).label();
        return IntStream.range(0, label.length).mapToDouble(k -> -Math.log(Math.max(1e-300, p[k * CLASSES + label[k]]))).average().orElseThrow();
    }

    /** The leaders are those that are used most; everybody else follows the one that the router says the most similar things of. */
    int[] leaders(int groups) {
        int[] byUse = IntStream.range(0, COUNT).boxed().sorted((a, b) -> usage[b] != usage[a] ? Double.compare(usage[b], usage[a]) : a - b).mapToInt(Integer::intValue).toArray();
        int[] label = new int[COUNT];
        for (int k = 0; k < COUNT; k++) {
            int e = byUse[k];
            label[e] = k < groups ? e : Arrays.stream(byUse, 0, groups).boxed().max((a, b) -> Double.compare(alike[e * COUNT + a], alike[e * COUNT + b])).orElseThrow();
        }
        return label;
    }

    /** The same leaders with followers by lot. */
    static int[] byLot(int[] label, Philox random, int groups) {
        int[] leaders = IntStream.range(0, COUNT).filter(e -> label[e] == e).toArray();
        double[] u = new double[COUNT];
        random.stream(4).uniforms(0, COUNT, groups, 1, u, 0);
        return IntStream.range(0, COUNT).map(e -> label[e] == e ? e : leaders[Math.min(leaders.length - 1, (int) (u[e] * leaders.length))]).toArray();
    }

    /** For every route the weighted mean of its group. */
    static List<DenseExpert> merged(List<DenseExpert> experts, int[] label, double[] weights) {
        return IntStream.range(0, COUNT).mapToObj(e -> {
            int[] own = IntStream.range(0, COUNT).filter(o -> label[o] == label[e]).toArray();
            return DenseExpert.mean(Arrays.stream(own).mapToObj(experts::get).toList(), Arrays.stream(own).mapToDouble(o -> weights[o]).toArray());
        }).toList();
    }
}
