package org.pushforward.engine.geometry;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The triangulation of points of the plane whose circumscribed circles are empty (Delaunay 1934), and linear interpolation on it. Points are inserted one by one:
 * triangles whose circle holds the new one are taken out and the hole is filled with triangles to it (Bowyer 1981, doi:10.1093/comjnl/24.2.162; Watson 1981);
 * beyond the hull lie triangles with a corner at infinity. In 64 bits without exact predicates: four points on a circle may be joined either way. A point that
 * lies on another is left out. O(n^1.5) by walking along rows of the plane. Immutable and thread-safe.
 */
public final class Delaunay {

    private static final int INFINITY = -1;

    private final double[] xy;
    /** Corners of a triangle counterclockwise, and the triangles across from them; a corner at infinity is the last. */
    private final int[] corners;
    private final int[] across;
    private final int count;

    private Delaunay(double[] xy, Builder b) {
        this.xy = xy;
        int[] number = new int[b.corners.size()];
        List<int[]> kept = new ArrayList<>();
        for (int t = 0; t < number.length; t++) {
            number[t] = b.alive.get(t) ? kept.size() : -1;
            if (b.alive.get(t)) {
                kept.add(new int[] {t});
            }
        }
        count = kept.size();
        corners = new int[3 * count];
        across = new int[3 * count];
        for (int t = 0; t < count; t++) {
            int old = kept.get(t)[0];
            for (int k = 0; k < 3; k++) {
                corners[3 * t + k] = b.corners.get(old)[k];
                across[3 * t + k] = number[b.across.get(old)[k]];
            }
        }
    }

    /**
     * @param xy n × 2, not all on a line
     * @throws IllegalArgumentException when there are fewer than three points off a line
     */
    public static Delaunay of(double[] xy) {
        Builder b = new Builder(xy);
        b.run();
        return new Delaunay(xy, b);
    }

    /** The triangles, three point numbers each, counterclockwise. */
    public int[] triangles() {
        return IntStream.range(0, count).filter(t -> corners[3 * t + 2] != INFINITY).flatMap(t -> IntStream.of(corners[3 * t], corners[3 * t + 1], corners[3 * t + 2])).toArray();
    }

    /**
     * Where a place lies: x = Σ w_k p_k over the corners of a triangle.
     *
     * @param isInside whether in the hull; else {@code points} is the nearest of all, with weight 1
     */
    public record Place(int[] points, double[] weights, boolean isInside, int triangle) { }

    /** @param from a triangle nearby, 0 when none is known */
    public Place locate(double x, double y, int from) {
        int t = walk(xy, k -> corners[k], k -> across[k], from, x, y, 3 * count);
        int a = corners[3 * t];
        int b = corners[3 * t + 1];
        int c = corners[3 * t + 2];
        if (c == INFINITY) {
            return new Place(new int[] {nearest(x, y)}, new double[] {1}, false, t);
        }
        double all = turn(xy, a, b, xy[2 * c], xy[2 * c + 1]);
        double wc = turn(xy, a, b, x, y) / all;
        double wa = turn(xy, b, c, x, y) / all;
        return new Place(new int[] {a, b, c}, new double[] {wa, 1 - wa - wc, wc}, true, t);
    }

    private int nearest(double x, double y) {
        int nearest = 0;
        for (int k = 1; k < xy.length / 2; k++) {
            if (Math.hypot(x - xy[2 * k], y - xy[2 * k + 1]) < Math.hypot(x - xy[2 * nearest], y - xy[2 * nearest + 1])) {
                nearest = k;
            }
        }
        return nearest;
    }

    /** The linear interpolant of values at the points, and outside the hull the value of the nearest point, which takes O(n). */
    public double[] at(double[] values, double[] places) {
        double[] out = new double[places.length / 2];
        int from = 0;
        for (int k = 0; k < out.length; k++) {
            Place p = locate(places[2 * k], places[2 * k + 1], from);
            from = p.triangle;
            for (int j = 0; j < p.points.length; j++) {
                out[k] += p.weights[j] * values[p.points[j]];
            }
        }
        return out;
    }

    /** Twice the area of a, b and a place; positive when they run counterclockwise. */
    private static double turn(double[] xy, int a, int b, double x, double y) {
        return (xy[2 * b] - xy[2 * a]) * (y - xy[2 * a + 1]) - (xy[2 * b + 1] - xy[2 * a + 1]) * (x - xy[2 * a]);
    }

    @FunctionalInterface
    private interface At {
        int get(int k);
    }

    private static int walk(double[] xy, At corner, At across, int from, double x, double y, int most) {
        int t = from;
        for (int step = 0; step < most; step++) {
            if (corner.get(3 * t + 2) == INFINITY) {
                int a = corner.get(3 * t);
                int b = corner.get(3 * t + 1);
                if (turn(xy, a, b, x, y) > 0 || step > 0) {
                    return t;
                }
                t = across.get(3 * t + 2);
                continue;
            }
            int next = -1;
            for (int k = 0; k < 3 && next < 0; k++) {
                int edge = (k + step) % 3;
                if (turn(xy, corner.get(3 * t + (edge + 1) % 3), corner.get(3 * t + (edge + 2) % 3), x, y) < 0) {
                    next = across.get(3 * t + edge);
                }
            }
            if (next < 0) {
                return t;
            }
            t = next;
        }
        return t;
    }

    /** Triangles that come and go. */
    private static final class Builder {
        private final double[] xy;
        private final List<int[]> corners = new ArrayList<>();
        private final List<int[]> across = new ArrayList<>();
        private final List<Boolean> alive = new ArrayList<>();
        private int last;

        Builder(double[] xy) {
            this.xy = xy;
        }

        void run() {
            int[] order = order();
            int[] first = first(order);
            for (int k : order) {
                if (k != first[0] && k != first[1] && k != first[2]) {
                    insert(k);
                }
            }
        }

        /** Along rows of the plane, to and fro. */
        private int[] order() {
            int n = xy.length / 2;
            double low = IntStream.range(0, n).mapToDouble(k -> xy[2 * k + 1]).min().orElse(0);
            double height = IntStream.range(0, n).mapToDouble(k -> xy[2 * k + 1]).max().orElse(0) - low;
            int rows = Math.max(1, (int) Math.sqrt(n / 2.0));
            int[] row = new int[n];
            Arrays.setAll(row, k -> height > 0 ? (int) ((xy[2 * k + 1] - low) / height * rows) : 0);
            return IntStream.range(0, n).boxed().sorted(Comparator.<Integer>comparingInt(k -> row[k]).thenComparingDouble(k -> row[k] % 2 == 0 ? xy[2 * k] : -xy[2 * k]).thenComparingInt(k -> k))
                    .mapToInt(k -> k).toArray();
        }

        private int[] first(int[] order) {
            int a = order.length == 0 ? 0 : order[0];
            for (int i = 1; i < order.length; i++) {
                for (int j = i + 1; j < Math.min(order.length, i + 50); j++) {
                    double turn = turn(xy, a, order[i], xy[2 * order[j]], xy[2 * order[j] + 1]);
                    if (turn != 0) {
                        int b = turn > 0 ? order[i] : order[j];
                        int c = turn > 0 ? order[j] : order[i];
                        corners.addAll(List.of(new int[] {a, b, c}, new int[] {c, b, INFINITY}, new int[] {a, c, INFINITY}, new int[] {b, a, INFINITY}));
                        across.addAll(List.of(new int[] {1, 2, 3}, new int[] {3, 2, 0}, new int[] {1, 3, 0}, new int[] {2, 1, 0}));
                        alive.addAll(List.of(true, true, true, true));
                        return new int[] {a, b, c};
                    }
                }
            }
            throw new IllegalArgumentException(order.length + " points, all on a line, have no triangles");
        }

        private boolean holds(int t, double x, double y) {
            int[] c = corners.get(t);
            if (c[2] == INFINITY) {
                double turn = turn(xy, c[0], c[1], x, y);
                double along = (x - xy[2 * c[0]]) * (x - xy[2 * c[1]]) + (y - xy[2 * c[0] + 1]) * (y - xy[2 * c[1] + 1]);
                return turn > 0 || turn == 0 && along < 0;
            }
            double[] d = new double[6];
            for (int k = 0; k < 3; k++) {
                d[2 * k] = xy[2 * c[k]] - x;
                d[2 * k + 1] = xy[2 * c[k] + 1] - y;
            }
            double a = d[0] * d[0] + d[1] * d[1];
            double b = d[2] * d[2] + d[3] * d[3];
            double e = d[4] * d[4] + d[5] * d[5];
            return a * (d[2] * d[5] - d[3] * d[4]) - b * (d[0] * d[5] - d[1] * d[4]) + e * (d[0] * d[3] - d[1] * d[2]) > 0;
        }

        private void insert(int p) {
            double x = xy[2 * p];
            double y = xy[2 * p + 1];
            int t = walk(xy, k -> corners.get(k / 3)[k % 3], k -> across.get(k / 3)[k % 3], last, x, y, 3 * corners.size());
            if (Arrays.stream(corners.get(t)).anyMatch(v -> v != INFINITY && xy[2 * v] == x && xy[2 * v + 1] == y)) {
                return;
            }
            ArrayDeque<Integer> due = new ArrayDeque<>(List.of(t));
            List<int[]> rim = new ArrayList<>();
            alive.set(t, false);
            while (!due.isEmpty()) {
                int s = due.poll();
                for (int k = 0; k < 3; k++) {
                    int o = across.get(s)[k];
                    if (!alive.get(o)) {
                        continue;
                    }
                    if (holds(o, x, y)) {
                        alive.set(o, false);
                        due.add(o);
                    } else {
                        rim.add(new int[] {corners.get(s)[(k + 1) % 3], corners.get(s)[(k + 2) % 3], o, s});
                    }
                }
            }
            fill(p, rim);
        }

        /** A triangle from every edge of the rim to the new point. */
        private void fill(int p, List<int[]> rim) {
            Map<Integer, Integer> byStart = new HashMap<>();
            Map<Integer, Integer> byEnd = new HashMap<>();
            int from = corners.size();
            for (int e = 0; e < rim.size(); e++) {
                byStart.put(rim.get(e)[0], from + e);
                byEnd.put(rim.get(e)[1], from + e);
            }
            for (int e = 0; e < rim.size(); e++) {
                int[] r = rim.get(e);
                // (a, b, p): across from a lies who begins at b, across from b who ends at a.
                int[] c = {r[0], r[1], p};
                int[] o = {byStart.get(r[1]), byEnd.get(r[0]), r[2]};
                int shift = c[0] == INFINITY ? 1 : c[1] == INFINITY ? 2 : 0;
                corners.add(new int[] {c[shift], c[(shift + 1) % 3], c[(shift + 2) % 3]});
                across.add(new int[] {o[shift], o[(shift + 1) % 3], o[(shift + 2) % 3]});
                alive.add(true);
                int[] back = across.get(r[2]);
                for (int k = 0; k < 3; k++) {
                    if (back[k] == r[3] && corners.get(r[2])[(k + 1) % 3] == r[1]) {
                        back[k] = from + e;
                    }
                }
            }
            last = from;
        }
    }
}
