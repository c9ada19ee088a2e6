package org.pushforward.engine.geometry;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Where the nodes of a graph lie in the plane, within [−1, 1]²: computed once, the same for the same graph. Edges are pairs of node
 * numbers. Thread-safe.
 */
public final class GraphLayout {

    /** What is moved in the first iteration of the force layout, and how many there are. */
    private static final double FIRST_MOVE = 0.2;
    private static final int ITERATIONS = 200;
    private static final double GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
    private static final int SWEEPS = 8;

    private GraphLayout() { }

    /** Evenly on the unit circle, counter-clockwise from the right. */
    public static double[] circle(int n) {
        double[] xy = new double[2 * n];
        for (int k = 0; k < n; k++) {
            xy[2 * k] = Math.cos(2 * Math.PI * k / n);
            xy[2 * k + 1] = Math.sin(2 * Math.PI * k / n);
        }
        return xy;
    }

    /**
     * All nodes repel each other with ℓ²/r, ends of edges attract each other with r²/ℓ, ℓ = √(area/n); moves are cut at a temperature that
     * falls linearly: T. Fruchterman and E. Reingold, "Graph drawing by force-directed placement", 1991. Begins on a sunflower, so nothing
     * is left to chance. O(n²) an iteration.
     */
    public static double[] force(int n, int[] edges) {
        double[] xy = new double[2 * n];
        for (int k = 0; k < n; k++) {
            double r = Math.sqrt((k + 0.5) / n);
            xy[2 * k] = r * Math.cos(GOLDEN_ANGLE * k);
            xy[2 * k + 1] = r * Math.sin(GOLDEN_ANGLE * k);
        }
        double l2 = 4.0 / Math.max(1, n);
        double[] move = new double[2 * n];
        for (int s = 0; s < ITERATIONS; s++) {
            forces(xy, edges, l2, move);
            double most = FIRST_MOVE * (ITERATIONS - s) / ITERATIONS;
            for (int k = 0; k < n; k++) {
                double length = Math.hypot(move[2 * k], move[2 * k + 1]);
                double share = length > 0 ? Math.min(length, most) / length : 0;
                xy[2 * k] += share * move[2 * k];
                xy[2 * k + 1] += share * move[2 * k + 1];
            }
        }
        return fitted(xy);
    }

    private static void forces(double[] xy, int[] edges, double l2, double[] move) {
        Arrays.fill(move, 0);
        for (int a = 0; a < xy.length; a += 2) {
            for (int b = 0; b < a; b += 2) {
                double dx = xy[a] - xy[b];
                double dy = xy[a + 1] - xy[b + 1];
                double f = l2 / Math.max(1e-9, dx * dx + dy * dy);
                push(move, a, b, f * dx, f * dy);
            }
        }
        for (int e = 0; e + 1 < edges.length; e += 2) {
            int a = 2 * edges[e];
            int b = 2 * edges[e + 1];
            double dx = xy[a] - xy[b];
            double dy = xy[a + 1] - xy[b + 1];
            double f = -Math.sqrt((dx * dx + dy * dy) / l2);
            push(move, a, b, f * dx, f * dy);
        }
    }

    private static void push(double[] move, int a, int b, double fx, double fy) {
        move[a] += fx;
        move[a + 1] += fy;
        move[b] -= fx;
        move[b + 1] -= fy;
    }

    /**
     * Directed edges go to the right: the column of a node is the length of the longest way to it, edges that close a cycle left out; in
     * a column nodes are ordered by the mean place of their neighbours, back and forth: K. Sugiyama, S. Tagawa, M. Toda, 1981.
     */
    public static double[] layered(int n, int[] edges) {
        int[] column = columns(n, edges);
        double[] place = new double[n];
        int columns = IntStream.of(column).max().orElse(0) + 1;
        int[][] members = new int[columns][];
        for (int c = 0; c < columns; c++) {
            int of = c;
            members[c] = IntStream.range(0, n).filter(k -> column[k] == of).toArray();
            spread(members[c], place);
        }
        for (int s = 0; s < SWEEPS; s++) {
            for (int c = 0; c < columns; c++) {
                order(members[s % 2 == 0 ? c : columns - 1 - c], edges, column, place, s % 2 == 0);
            }
        }
        double[] xy = new double[2 * n];
        for (int k = 0; k < n; k++) {
            xy[2 * k] = columns == 1 ? 0 : 2.0 * column[k] / (columns - 1) - 1;
            xy[2 * k + 1] = place[k];
        }
        return xy;
    }

    /** Each edge that does not lead back into the way on which it was found moves its end to the right of its beginning. */
    private static int[] columns(int n, int[] edges) {
        boolean[] forward = new boolean[edges.length / 2];
        int[] state = new int[n];
        int[] stack = new int[n];
        int[] at = new int[n];
        for (int root = 0; root < n; root++) {
            int depth = 0;
            if (state[root] == 0) {
                state[root] = 1;
                stack[depth++] = root;
            }
            while (depth > 0) {
                int node = stack[depth - 1];
                int e = at[node]++;
                if (e >= forward.length) {
                    state[node] = 2;
                    depth--;
                } else if (edges[2 * e] == node) {
                    int to = edges[2 * e + 1];
                    forward[e] = state[to] != 1;
                    if (state[to] == 0) {
                        state[to] = 1;
                        stack[depth++] = to;
                    }
                }
            }
        }
        int[] column = new int[n];
        for (boolean moved = true; moved; ) {
            moved = false;
            for (int e = 0; e < forward.length; e++) {
                if (forward[e] && column[edges[2 * e + 1]] <= column[edges[2 * e]]) {
                    column[edges[2 * e + 1]] = column[edges[2 * e]] + 1;
                    moved = true;
                }
            }
        }
        return column;
    }

    private static void order(int[] members, int[] edges, int[] column, double[] place, boolean fromTheLeft) {
        double[] mean = new double[members.length];
        for (int m = 0; m < members.length; m++) {
            double sum = 0;
            int count = 0;
            for (int e = 0; e < edges.length; e++) {
                int other = edges[e ^ 1];
                if (edges[e] == members[m] && (fromTheLeft ? column[other] < column[members[m]] : column[other] > column[members[m]])) {
                    sum += place[other];
                    count++;
                }
            }
            mean[m] = count == 0 ? place[members[m]] : sum / count;
        }
        int[] sorted = IntStream.range(0, members.length).boxed().sorted((a, b) -> Double.compare(mean[b], mean[a]))
                .mapToInt(m -> members[m]).toArray();
        System.arraycopy(sorted, 0, members, 0, sorted.length);
        spread(members, place);
    }

    /** From the top down. */
    private static void spread(int[] members, double[] place) {
        for (int m = 0; m < members.length; m++) {
            place[members[m]] = 1 - (2 * m + 1.0) / members.length;
        }
    }

    private static double[] fitted(double[] xy) {
        double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int k = 0; k < xy.length; k++) {
            low[k % 2] = Math.min(low[k % 2], xy[k]);
            high[k % 2] = Math.max(high[k % 2], xy[k]);
        }
        double half = 0.5 * Math.max(high[0] - low[0], high[1] - low[1]);
        for (int k = 0; k < xy.length; k++) {
            xy[k] = half > 0 ? (xy[k] - 0.5 * (low[k % 2] + high[k % 2])) / half : 0;
        }
        return xy;
    }
}
