package org.pushforward.engine.geometry;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.PowerDiagram.Polygon;

/**
 * The subdifferentials of the convex envelope of values u at points x of the plane (Oliker & Prussner 1988, Numer. Math. 54, §2): that of point i is the polygon of
 * gradients p with p·(x_j − x_i) ≤ u_j − u_i for all j, the power diagram of sites x with weights |x|² − 2u, and empty where the envelope passes below. The derivative of
 * its area by u_j is the length of the edge that j cut, over |x_j − x_i|.
 *
 * <p>A polygon is cut only by points that are found to lie below one of its corners' planes, the deepest first, until none does: some ten questions to a {@link PointTree}
 * a cell, and no guess of how far neighbours may be away. Corners lie on the wrong side of a plane by at most {@value #ROUNDING} of the values. Cells do not depend on the number
 * of threads. Immutable.
 */
public final class GradientCells {

    private static final double ROUNDING = 1e-13;
    /** Sine of the angle below which two planes do not say where they meet. */
    private static final double PARALLEL = 1e-6;

    private final PointTree.Values values;
    private final PointTree points;
    private final Polygon[] cells;

    private GradientCells(PointTree points, PointTree.Values values, Polygon[] cells) {
        this.points = points;
        this.values = values;
        this.cells = cells;
    }

    /**
     * @param u at the points
     * @param count the first so many points get cells
     * @param domain gradients that are looked at; edges along it have {@link PowerDiagram#NOBODY} beyond
     * @param hints cells of other values at the same points, whose neighbours are asked first, or none
     */
    public static GradientCells of(PointTree points, double[] u, int count, Rect domain, List<Polygon> hints, StepContext context) {
        GradientCells g = new GradientCells(points, points.with(u), new Polygon[count]);
        context.workers().forRanges(count, 16, (from, end) -> {
            context.cancel().throwIfCancelled();
            for (int i = from; i < end; i++) {
                g.cells[i] = g.made(i, Polygon.of(domain), i < hints.size() ? hints.get(i).beyond() : new int[0]);
            }
        });
        return g;
    }

    private Polygon made(int i, Polygon domain, int[] first) {
        Polygon cell = domain;
        for (int j : first) {
            if (j != PowerDiagram.NOBODY) {
                cell = cut(cell, i, j);
            }
        }
        double[] seen = new double[0];
        int k = 0;
        while (k < cell.size()) {
            double px = cell.xy()[2 * k];
            double py = cell.xy()[2 * k + 1];
            if (holds(seen, px, py)) {
                k++;
                continue;
            }
            double rounding = ROUNDING * (Math.abs(values.value(i)) + Math.abs(px) + Math.abs(py));
            int j = values.below(px, py, values.value(i) - px * points.x(i) - py * points.y(i) - rounding);
            if (j < 0 || IntStream.of(cell.beyond()).anyMatch(b -> b == j)) {
                seen = Arrays.copyOf(seen, seen.length + 2);
                seen[seen.length - 2] = px;
                seen[seen.length - 1] = py;
                k++;
            } else {
                cell = cut(cell, i, j);
                k = 0;
            }
        }
        return polished(cell, i);
    }

    /** Each corner anew from the two planes that meet there: cuts leave errors as large as those of the corners that were cut off, which may lie far away. */
    private Polygon polished(Polygon cell, int i) {
        int n = cell.size();
        double[] xy = cell.xy().clone();
        for (int k = 0; k < n; k++) {
            int a = cell.beyond()[(k + n - 1) % n];
            int b = cell.beyond()[k];
            if (a == PowerDiagram.NOBODY || b == PowerDiagram.NOBODY) {
                continue;
            }
            double ax = points.x(a) - points.x(i);
            double ay = points.y(a) - points.y(i);
            double bx = points.x(b) - points.x(i);
            double by = points.y(b) - points.y(i);
            double det = ax * by - ay * bx;
            if (Math.abs(det) > PARALLEL * Math.hypot(ax, ay) * Math.hypot(bx, by)) {
                double ua = values.value(a) - values.value(i);
                double ub = values.value(b) - values.value(i);
                xy[2 * k] = (ua * by - ub * ay) / det;
                xy[2 * k + 1] = (ax * ub - bx * ua) / det;
            }
        }
        return new Polygon(xy, cell.beyond());
    }

    private Polygon cut(Polygon cell, int i, int j) {
        return cell.size() == 0 ? cell : cell.cut(points.x(j) - points.x(i), points.y(j) - points.y(i), values.value(j) - values.value(i), j);
    }

    private static boolean holds(double[] seen, double px, double py) {
        for (int k = 0; k < seen.length; k += 2) {
            if (seen[k] == px && seen[k + 1] == py) {
                return true;
            }
        }
        return false;
    }

    public Polygon cell(int i) {
        return cells[i];
    }

    public List<Polygon> cells() {
        return List.of(cells);
    }

    public double[] areas() {
        return Arrays.stream(cells).mapToDouble(Polygon::area).toArray();
    }

    /** Of an edge of cell i, that from corner k to the next: its length over the distance of the points on its sides. */
    public double slope(int i, int k) {
        Polygon c = cells[i];
        int l = (k + 1) % c.size();
        int j = c.beyond()[k];
        return Math.hypot(c.xy()[2 * l] - c.xy()[2 * k], c.xy()[2 * l + 1] - c.xy()[2 * k + 1]) / Math.hypot(points.x(j) - points.x(i), points.y(j) - points.y(i));
    }

    /** The convex envelope at places in the hull of the points, max over corners p of p·(x − x_i) + u_i; right when all points have cells. */
    public double[] envelope(double[] places, StepContext context) {
        int corners = Arrays.stream(cells).mapToInt(Polygon::size).sum();
        double[] planes = new double[3 * corners];
        int at = 0;
        for (int i = 0; i < cells.length; i++) {
            double[] p = cells[i].xy();
            for (int k = 0; k < p.length; k += 2) {
                planes[at++] = values.value(i) - p[k] * points.x(i) - p[k + 1] * points.y(i);
                planes[at++] = p[k];
                planes[at++] = p[k + 1];
            }
        }
        double[] out = new double[places.length / 2];
        context.workers().forRanges(out.length, 16, (from, end) -> {
            context.cancel().throwIfCancelled();
            for (int a = from; a < end; a++) {
                double most = Double.NEGATIVE_INFINITY;
                for (int k = 0; k < planes.length; k += 3) {
                    most = Math.max(most, planes[k] + planes[k + 1] * places[2 * a] + planes[k + 2] * places[2 * a + 1]);
                }
                out[a] = most;
            }
        });
        return out;
    }
}
