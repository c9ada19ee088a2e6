package org.pushforward.engine.geometry;

import java.util.Arrays;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.geometry.PowerDiagram.Polygon;

/**
 * A density that is constant on the cells of a grid over a rectangle, with its exact integrals over polygons and along segments. A polygon
 * is cut into the cells it meets: O(cells met). Immutable.
 *
 * @param values of the cells, index i·ny + j
 */
public record CellDensity(Rect domain, int nx, int ny, double[] values) {

    /** The same everywhere, with mass 1. */
    public static CellDensity uniform(Rect domain) {
        return new CellDensity(domain, 1, 1, new double[] {1 / (domain.width() * domain.height())});
    }

    /** With mass 1. */
    public static CellDensity normalized(Rect domain, int nx, int ny, double[] masses) {
        double total = Arrays.stream(masses).sum();
        double area = domain.width() * domain.height() / ((double) nx * ny);
        return new CellDensity(domain, nx, ny, Arrays.stream(masses).map(m -> m / (total * area)).toArray());
    }

    /** ∫ρ, ∫xρ, ∫yρ, ∫|x − site|²ρ. */
    public record Moments(double mass, double x, double y, double square) { }

    public Moments over(Polygon p, double siteX, double siteY) {
        double[] sum = new double[4];
        if (nx == 1 && ny == 1) {
            add(p, values[0], siteX, siteY, sum);
        } else if (p.size() > 0) {
            columns(p, siteX, siteY, sum);
        }
        return new Moments(sum[0], sum[1], sum[2], sum[3]);
    }

    private void columns(Polygon p, double siteX, double siteY, double[] sum) {
        double w = domain.width() / nx;
        double h = domain.height() / ny;
        int first = Math.clamp((int) ((least(p, 0) - domain.x0()) / w), 0, nx - 1);
        for (int i = first; i < nx && domain.x0() + i * w < most(p, 0); i++) {
            Polygon strip = between(p, 1, 0, domain.x0() + i * w, domain.x0() + (i + 1) * w);
            if (strip.size() == 0) {
                continue;
            }
            int low = Math.clamp((int) ((least(strip, 1) - domain.y0()) / h), 0, ny - 1);
            for (int j = low; j < ny && domain.y0() + j * h < most(strip, 1); j++) {
                if (values[i * ny + j] > 0) {
                    add(between(strip, 0, 1, domain.y0() + j * h, domain.y0() + (j + 1) * h), values[i * ny + j], siteX, siteY, sum);
                }
            }
        }
    }

    private static Polygon between(Polygon p, double ax, double ay, double low, double high) {
        Polygon q = p.cut(-ax, -ay, -low, PowerDiagram.NOBODY);
        return q.size() == 0 ? q : q.cut(ax, ay, high, PowerDiagram.NOBODY);
    }

    private static double least(Polygon p, int axis) {
        double v = Double.POSITIVE_INFINITY;
        for (int k = 0; k < p.size(); k++) {
            v = Math.min(v, p.xy()[2 * k + axis]);
        }
        return v;
    }

    private static double most(Polygon p, int axis) {
        double v = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < p.size(); k++) {
            v = Math.max(v, p.xy()[2 * k + axis]);
        }
        return v;
    }

    /** By triangles from the first corner; the middles of the edges integrate quadratics exactly. */
    private static void add(Polygon p, double density, double siteX, double siteY, double[] sum) {
        double[] c = p.xy();
        for (int k = 1; k + 1 < p.size(); k++) {
            double area = 0.5 * ((c[2 * k] - c[0]) * (c[2 * k + 3] - c[1]) - (c[2 * k + 2] - c[0]) * (c[2 * k + 1] - c[1]));
            double mass = density * area;
            sum[0] += mass;
            sum[1] += mass * (c[0] + c[2 * k] + c[2 * k + 2]) / 3;
            sum[2] += mass * (c[1] + c[2 * k + 1] + c[2 * k + 3]) / 3;
            sum[3] += mass / 3 * (middle(c, 0, k, siteX, siteY) + middle(c, k, k + 1, siteX, siteY) + middle(c, 0, k + 1, siteX, siteY));
        }
    }

    private static double middle(double[] c, int a, int b, double x, double y) {
        double dx = 0.5 * (c[2 * a] + c[2 * b]) - x;
        double dy = 0.5 * (c[2 * a + 1] + c[2 * b + 1]) - y;
        return dx * dx + dy * dy;
    }

    /** ∫ρ along a segment. */
    public double along(double x0, double y0, double x1, double y1) {
        double length = Math.hypot(x1 - x0, y1 - y0);
        if (nx == 1 && ny == 1) {
            return values[0] * length;
        }
        double w = domain.width() / nx;
        double h = domain.height() / ny;
        double[] stops = new double[nx + ny + 4];
        int n = 0;
        stops[n++] = 0;
        n = crossings(stops, n, (x0 - domain.x0()) / w, (x1 - domain.x0()) / w);
        n = crossings(stops, n, (y0 - domain.y0()) / h, (y1 - domain.y0()) / h);
        stops[n++] = 1;
        Arrays.sort(stops, 0, n);
        double sum = 0;
        for (int k = 0; k + 1 < n; k++) {
            double t = 0.5 * (stops[k] + stops[k + 1]);
            int i = Math.clamp((int) ((x0 + t * (x1 - x0) - domain.x0()) / w), 0, nx - 1);
            int j = Math.clamp((int) ((y0 + t * (y1 - y0) - domain.y0()) / h), 0, ny - 1);
            sum += values[i * ny + j] * (stops[k + 1] - stops[k]) * length;
        }
        return sum;
    }

    /** Where a way from a to b, in cells, crosses their borders, as parts of it. */
    private static int crossings(double[] stops, int from, double a, double b) {
        int n = from;
        for (double c = Math.floor(Math.min(a, b)) + 1; c < Math.max(a, b); c++) {
            stops[n++] = (c - a) / (b - a);
        }
        return n;
    }
}
