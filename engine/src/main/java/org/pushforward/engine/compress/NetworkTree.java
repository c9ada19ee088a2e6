package org.pushforward.engine.compress;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.study.Look;

/** How {@link SmallNetworks} and a search among them are drawn. Stateless. */
final class NetworkTree {

    private static final int RING = 33;

    private NetworkTree() { }

    /** On circles, children around their parents. */
    static double[] places(int[] numbers) {
        double[] xy = new double[2 * numbers.length];
        for (int k = 0; k < numbers.length; k++) {
            int d = SmallNetworks.depth(numbers[k]);
            double angle = 2 * Math.PI * (numbers[k] - SmallNetworks.first(d) + 0.5) / Math.pow(SmallNetworks.OPERATIONS, d);
            double radius = d == 1 ? 0.3 : d == 2 ? 0.65 : 1 + 0.04 * (numbers[k] % 3 - 1);
            xy[2 * k] = radius * Math.cos(angle);
            xy[2 * k + 1] = radius * Math.sin(angle);
        }
        return xy;
    }

    /** Around the best so far. */
    static void ring(int[] leader, Look to) {
        double[] at = places(leader);
        double[] xy = new double[at.length == 0 ? 0 : 2 * RING];
        for (int k = 0; k < xy.length / 2; k++) {
            xy[2 * k] = at[0] + 0.06 * Math.cos(2 * Math.PI * k / (RING - 1));
            xy[2 * k + 1] = at[1] + 0.06 * Math.sin(2 * Math.PI * k / (RING - 1));
        }
        to.path("best", xy);
    }

    /** From every one that was tried to its parent. */
    static void branches(int[] order, Look to) {
        double[] ends = places(order);
        double[] lines = new double[4 * order.length];
        for (int k = 0; k < order.length; k++) {
            System.arraycopy(ends, 2 * k, lines, 4 * k + 2, 2);
            if (SmallNetworks.depth(order[k]) > 1) {
                System.arraycopy(places(new int[] {SmallNetworks.parent(order[k])}), 0, lines, 4 * k, 2);
            }
        }
        to.paths("branches", 2, lines, IntStream.rangeClosed(0, order.length).map(k -> 2 * k).toArray());
    }

    /** The latest trial above, the best below. */
    static void chains(int[] numbers, Look to) {
        List<String> names = new ArrayList<>();
        List<Double> xy = new ArrayList<>();
        List<Integer> edges = new ArrayList<>();
        for (int row = 0; row < numbers.length; row++) {
            int[] ops = SmallNetworks.operations(numbers[row]);
            for (int l = 0; l <= ops.length + 1; l++) {
                names.add(l == 0 ? "64 pixels" : l > ops.length ? "10 digits" : SmallNetworks.WIDTHS[ops[l - 1] / 3] + " " + SmallNetworks.KINDS.get(ops[l - 1] % 3));
                xy.add((double) l);
                xy.add(-(double) row);
                if (l > 0) {
                    edges.add(names.size() - 2);
                    edges.add(names.size() - 1);
                }
            }
        }
        to.graph("chains", xy.stream().mapToDouble(Double::doubleValue).toArray(), edges.stream().mapToInt(Integer::intValue).toArray(), List.of(), List.of(), names);
    }
}
