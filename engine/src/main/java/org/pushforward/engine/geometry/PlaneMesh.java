package org.pushforward.engine.geometry;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Rect;

/**
 * How a mesh of triangles or quadrilaterals hangs together, and where its nodes stand at first. On the boundary a node slides along its side
 * where the two edges there are in line, and is a corner that stays where they are not. Immutable; the arrays are not to be written.
 */
public final class PlaneMesh {

    /** Two edges are in line when the sine of their angle is at most that. */
    private static final double IN_LINE = 1e-6;

    private final int corners;
    private final double[] start;
    private final int[] cells;
    private final int[][] neighbors;
    private final int[][] around;
    private final boolean[] isOuter;
    /** Direction of the side that a node slides on; 0, 0 for one that is free or stays. */
    private final double[] side;
    private final boolean[] isCorner;
    private final double width;

    private PlaneMesh(int corners, double[] start, int[] cells) {
        this.corners = corners;
        this.start = start;
        this.cells = cells;
        int n = start.length / 2;
        isOuter = new boolean[n];
        side = new double[2 * n];
        isCorner = new boolean[n];
        neighbors = edges(n);
        around = stars(n);
        sides(n);
        double sum = 0;
        for (int c = 0; c < size(); c++) {
            sum += area(start, c);
        }
        width = Math.sqrt(sum / size() * (corners == 3 ? 2 : 1));
    }

    /**
     * Triangles, three node numbers each. Nodes that no triangle has are left out.
     *
     * @param name of where they come from, for the refusal
     * @throws InputException when the mesh is folded or an edge has more than two triangles
     */
    public static PlaneMesh triangles(String name, double[] xy, int[] triangles) {
        int[] number = new int[xy.length / 2];
        Arrays.fill(number, -1);
        int used = 0;
        int[] cells = new int[triangles.length];
        double[] at = new double[xy.length];
        for (int k = 0; k < triangles.length; k++) {
            int v = triangles[k];
            if (number[v] < 0) {
                at[2 * used] = xy[2 * v];
                at[2 * used + 1] = xy[2 * v + 1];
                number[v] = used++;
            }
            cells[k] = number[v];
        }
        double[] nodes = Arrays.copyOf(at, 2 * used);
        orient(name, nodes, cells);
        manifold(name, cells);
        return new PlaneMesh(3, nodes, cells);
    }

    /** All counterclockwise: a mesh that runs the other way is turned as a whole. */
    private static void orient(String name, double[] xy, int[] cells) {
        int count = cells.length / 3;
        long negative = IntStream.range(0, count).filter(c -> area(xy, cells, 3, c) < 0).count();
        if (2 * negative > count) {
            for (int c = 0; c < count; c++) {
                int v = cells[3 * c + 1];
                cells[3 * c + 1] = cells[3 * c + 2];
                cells[3 * c + 2] = v;
            }
        }
        for (int c = 0; c < count; c++) {
            if (!(area(xy, cells, 3, c) > 0)) {
                throw new InputException(String.format(Locale.ROOT, "%s: triangle %d of %d is folded or flat: its area is %.3g where the others' is positive", name, c + 1, count,
                        area(xy, cells, 3, c)), "give a mesh whose triangles all run the same way round");
            }
        }
    }

    private static void manifold(String name, int[] cells) {
        Map<Long, Integer> seen = new HashMap<>();
        for (int k = 0; k < cells.length; k++) {
            int a = cells[k];
            int b = cells[k / 3 * 3 + (k % 3 + 1) % 3];
            if (seen.put(key(a, b), k / 3) != null) {
                throw new InputException(name + ": an edge of triangle " + (k / 3 + 1) + " has more than two triangles, or two that overlap", "every inner edge must have one on each side");
            }
        }
        int[] ends = new int[Arrays.stream(cells).max().orElse(0) + 1];
        for (long e : seen.keySet()) {
            if (!seen.containsKey(e << 32 | e >>> 32)) {
                ends[(int) (e >>> 32)]++;
            }
        }
        for (int v = 0; v < ends.length; v++) {
            if (ends[v] > 1) {
                throw new InputException(name + ": parts of the mesh touch in one node only, the " + (v + 1) + "th", "join them by an edge, or take them apart");
            }
        }
    }

    /** nx × ny cells of a rectangle; node i·(ny+1) + j, cell i·ny + j. */
    public static PlaneMesh quadrilaterals(Rect r, int nx, int ny) {
        int[] cells = new int[4 * nx * ny];
        for (int c = 0; c < nx * ny; c++) {
            int a = c / ny * (ny + 1) + c % ny;
            int east = ny + 1;
            System.arraycopy(new int[] {a, a + east, a + east + 1, a + 1}, 0, cells, 4 * c, 4);
        }
        return new PlaneMesh(4, grid(r, nx, ny), cells);
    }

    /** The same, each cell cut in two along its diagonal from south-west to north-east. */
    public static PlaneMesh triangles(Rect r, int nx, int ny) {
        PlaneMesh quads = quadrilaterals(r, nx, ny);
        return new PlaneMesh(3, quads.start, quads.triangles());
    }

    private static double[] grid(Rect r, int nx, int ny) {
        double[] xy = new double[2 * (nx + 1) * (ny + 1)];
        for (int i = 0; i <= nx; i++) {
            for (int j = 0; j <= ny; j++) {
                int at = 2 * (i * (ny + 1) + j);
                xy[at] = r.x0() + r.width() * i / nx;
                xy[at + 1] = r.y0() + r.height() * j / ny;
            }
        }
        return xy;
    }

    /** The cells cut into triangles: quadrilaterals along the diagonal from their first corner. */
    public int[] triangles() {
        if (corners == 3) {
            return cells;
        }
        int[] t = new int[6 * size()];
        for (int c = 0; c < size(); c++) {
            for (int k = 0; k < 3; k++) {
                t[6 * c + k] = cells[4 * c + k];
                t[6 * c + 3 + k] = cells[4 * c + (k == 0 ? 0 : k + 1)];
            }
        }
        return t;
    }

    private static long key(int a, int b) {
        return (long) a << 32 | b;
    }

    private int[][] edges(int n) {
        TreeSet<Integer>[] known = sets(n);
        for (int k = 0; k < cells.length; k++) {
            int a = cells[k];
            int b = cells[k / corners * corners + (k % corners + 1) % corners];
            known[a].add(b);
            known[b].add(a);
        }
        return lists(known);
    }

    private int[][] stars(int n) {
        TreeSet<Integer>[] known = sets(n);
        for (int k = 0; k < cells.length; k++) {
            known[cells[k]].add(k / corners);
        }
        return lists(known);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static TreeSet<Integer>[] sets(int n) {
        TreeSet[] all = new TreeSet[n];
        Arrays.setAll(all, _ -> new TreeSet<Integer>());
        return all;
    }

    private static int[][] lists(TreeSet<Integer>[] sets) {
        return Arrays.stream(sets).map(s -> s.stream().mapToInt(k -> k).toArray()).toArray(int[][]::new);
    }

    private void sides(int n) {
        int[] next = new int[n];
        int[] before = new int[n];
        Arrays.fill(next, -1);
        TreeSet<Long> edges = new TreeSet<>();
        for (int k = 0; k < cells.length; k++) {
            edges.add(key(cells[k], cells[k / corners * corners + (k % corners + 1) % corners]));
        }
        for (long e : edges) {
            int a = (int) (e >>> 32);
            int b = (int) e;
            if (!edges.contains(key(b, a))) {
                next[a] = b;
                before[b] = a;
            }
        }
        for (int v = 0; v < n; v++) {
            isOuter[v] = next[v] >= 0;
            if (isOuter[v]) {
                side(v, before[v], next[v]);
            }
        }
    }

    private void side(int v, int before, int next) {
        double ax = start[2 * v] - start[2 * before];
        double ay = start[2 * v + 1] - start[2 * before + 1];
        double bx = start[2 * next] - start[2 * v];
        double by = start[2 * next + 1] - start[2 * v + 1];
        isCorner[v] = !(Math.abs(ax * by - ay * bx) <= IN_LINE * Math.hypot(ax, ay) * Math.hypot(bx, by) && ax * bx + ay * by > 0);
        if (!isCorner[v]) {
            double length = Math.hypot(ax + bx, ay + by);
            // Sides along an axis are exactly so.
            double tx = Math.abs(ax + bx) <= IN_LINE * length ? 0 : (ax + bx) / length;
            double ty = Math.abs(ay + by) <= IN_LINE * length ? 0 : (ay + by) / length;
            side[2 * v] = ty == 0 ? Math.signum(tx) : tx;
            side[2 * v + 1] = tx == 0 ? Math.signum(ty) : ty;
        }
    }

    /** Corners of a cell: 3 or 4. */
    public int corners() {
        return corners;
    }

    /** Cells. */
    public int size() {
        return cells.length / corners;
    }

    public int nodes() {
        return start.length / 2;
    }

    /** Where the nodes stand at first: x, y of each. */
    public double[] start() {
        return start;
    }

    /** Node numbers of all cells, counterclockwise. */
    public int[] cells() {
        return cells;
    }

    /** The nodes at the other ends of a node's edges. */
    public int[] neighbors(int node) {
        return neighbors[node];
    }

    /** The cells that a node is a corner of. */
    public int[] around(int node) {
        return around[node];
    }

    public boolean isOuter(int node) {
        return isOuter[node];
    }

    public boolean isCorner(int node) {
        return isCorner[node];
    }

    /** x of the direction in which a node slides; 0 for one that does not. */
    public double sideX(int node) {
        return side[2 * node];
    }

    public double sideY(int node) {
        return side[2 * node + 1];
    }

    /** The signed area of a cell, positive when it runs counterclockwise. */
    public double area(double[] xy, int cell) {
        return area(xy, cells, corners, cell);
    }

    private static double area(double[] xy, int[] cells, int corners, int cell) {
        double twice = 0;
        int from = cell * corners;
        double x0 = xy[2 * cells[from]];
        double y0 = xy[2 * cells[from] + 1];
        for (int k = 1; k + 1 < corners; k++) {
            int a = 2 * cells[from + k];
            int b = 2 * cells[from + k + 1];
            twice += (xy[a] - x0) * (xy[b + 1] - y0) - (xy[a + 1] - y0) * (xy[b] - x0);
        }
        return 0.5 * twice;
    }

    /** The cell that has lost most: least signed area over that at first; the first whose area is no number. */
    public int worst(double[] xy) {
        int worst = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int c = 0; c < size(); c++) {
            double a = area(xy, c) / area(start, c);
            if (!(a >= least)) {
                least = a;
                worst = c;
                if (Double.isNaN(a)) {
                    return c;
                }
            }
        }
        return worst;
    }

    /** Cells whose signed area is not positive. */
    public int folded(double[] xy) {
        return (int) IntStream.range(0, size()).filter(c -> !(area(xy, c) > 0)).count();
    }

    /** Largest distance of a boundary node from the line of its side, or of a corner from its place. */
    public double boundaryOffset(double[] xy) {
        double most = 0;
        for (int v = 0; v < nodes(); v++) {
            if (isOuter[v]) {
                double dx = xy[2 * v] - start[2 * v];
                double dy = xy[2 * v + 1] - start[2 * v + 1];
                most = Math.max(most, isCorner[v] ? Math.hypot(dx, dy) : Math.abs(dx * side[2 * v + 1] - dy * side[2 * v]));
            }
        }
        return most;
    }

    /** The mean width of a cell at first: the root of the mean area, of two triangles together. */
    public double width() {
        return width;
    }
}
