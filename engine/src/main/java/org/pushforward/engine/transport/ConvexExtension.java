package org.pushforward.engine.transport;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * u beyond the points inside: the least convex extension with slopes in a convex set P, u(z) = min over y near z in the hull of the points inside of
 * u(y) + max over P of (z − y)·p (Benamou & Duval 2019, doi:10.1017/S0956792518000451); it rises with every value of u, as a monotone scheme must.
 */
final class ConvexExtension {

    private static final int EDGE = 4;
    /** Points so near along both axes stand for one outside. */
    private static final int NEAR = 3;
    private static final int THIRDS = 24;
    /** Part of a segment over which a slope at its end is taken. */
    private static final double SHORT = 1e-4;

    /** A point outside, in cells, and the points inside near it. */
    record Outside(int index, int i, int j, int[] who) { }

    /** u at the points outside: the value, and the two points inside between which the least is, with the part of the second. */
    record Values(double[] value, int[] first, int[] second, double[] part) { }

    private final GridSet grid;
    private final ConvexShape target;
    private final Map<Integer, Outside> outside = new HashMap<>();

    ConvexExtension(GridSet grid, ConvexShape target) {
        this.grid = grid;
        this.target = target;
    }

    /** The point so far from a point inside. */
    Outside outside(int k, int[] e) {
        int i = k / grid.n + e[0];
        int j = k % grid.n + e[1];
        return outside.computeIfAbsent((i + EDGE) * (grid.n + 2 * EDGE) + j + EDGE, _ -> {
            List<Integer> who = new ArrayList<>();
            for (int dx = -NEAR; dx <= NEAR; dx++) {
                for (int dy = -NEAR; dy <= NEAR; dy++) {
                    int b = grid.at(i + dx, j + dy);
                    if (b >= 0) {
                        who.add(b);
                    }
                }
            }
            return new Outside(outside.size(), i, j, who.stream().mapToInt(v -> v).toArray());
        });
    }

    /** h σ(z − y) for y a part of the way from one point inside to another. */
    private double climb(Outside z, int a, int b, double part) {
        double y0 = (1 - part) * (grid.points[a] / grid.n) + part * (grid.points[b] / grid.n);
        double y1 = (1 - part) * (grid.points[a] % grid.n) + part * (grid.points[b] % grid.n);
        return grid.h * target.support(z.i - y0, z.j - y1);
    }

    /**
     * By the points inside. The least is over the points near z and over the segments between any two of them: on points alone its kinks would be too steep; with
     * segments to the next points alone the domain is, in places, a row of points too small, and the error of no clear order.
     */
    Values of(double[] u) {
        int m = outside.size();
        Values x = new Values(new double[m], new int[m], new int[m], new double[m]);
        Arrays.fill(x.value, Double.POSITIVE_INFINITY);
        for (Outside z : outside.values()) {
            double[] ends = new double[z.who.length];
            for (int k = 0; k < ends.length; k++) {
                ends[k] = take(u, z, z.who[k], z.who[k], 0, x);
            }
            for (int k = 0; k < ends.length; k++) {
                for (int l = k + 1; l < ends.length; l++) {
                    if (isNext(z.who[k], z.who[l]) && mayBeLess(u, z, z.who[k], z.who[l], ends[k], ends[l], x)) {
                        search(u, z, z.who[k], z.who[l], x);
                    }
                }
            }
        }
        return x;
    }

    /** Whether no other point of the grid is between two. */
    private boolean isNext(int a, int b) {
        int dx = Math.abs(grid.points[a] / grid.n - grid.points[b] / grid.n);
        int dy = Math.abs(grid.points[a] % grid.n - grid.points[b] % grid.n);
        return dx <= 1 || dy <= 1 ? dx == 1 || dy == 1 : dx != dy && (dx % 2 != 0 || dy % 2 != 0) && (dx % 3 != 0 || dy % 3 != 0);
    }

    /** Whether the function, which is convex along the segment and above its tangents at both ends, can be less in between than what is there. */
    private boolean mayBeLess(double[] u, Outside z, int a, int b, double atA, double atB, Values x) {
        double downA = (atA - along(u, z, a, b, SHORT)) / SHORT;
        double downB = (atB - along(u, z, a, b, 1 - SHORT)) / SHORT;
        if (downA <= 0 || downB <= 0) {
            return false;
        }
        double meet = (atB - downB - atA) / (-downA - downB);
        return atA - downA * meet < x.value[z.index];
    }

    private double along(double[] u, Outside z, int a, int b, double part) {
        return (1 - part) * u[a] + part * u[b] + climb(z, a, b, part);
    }

    private double take(double[] u, Outside z, int a, int b, double part, Values x) {
        double v = along(u, z, a, b, part);
        if (v < x.value[z.index]) {
            x.value[z.index] = v;
            x.first[z.index] = a;
            x.second[z.index] = b;
            x.part[z.index] = part;
        }
        return v;
    }

    /** The least along a segment, where the function is convex, by thirds. */
    private void search(double[] u, Outside z, int a, int b, Values x) {
        double low = 0;
        double high = 1;
        for (int k = 0; k < THIRDS; k++) {
            double p = low + (high - low) / 3;
            double q = high - (high - low) / 3;
            if (along(u, z, a, b, p) < along(u, z, a, b, q)) {
                high = q;
            } else {
                low = p;
            }
        }
        take(u, z, a, b, 0.5 * (low + high), x);
    }
}
