package org.pushforward.engine.mesh;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.numerics.CubicSplineField;

/**
 * Paints {@link PaintedDensity}, and remembers what it has painted: the next part of a stroke costs what the part is long, whatever came
 * before, and a new stroke what it is long. What is remembered changes no bit: strokes are added in order, and the distance to a stroke is
 * the least of those to its pieces. For one thread at a time.
 */
final class Canvas {

    static final double MOST = 6;
    /** Beyond that many radii a stroke is less than 1e-13 of its strength. */
    private static final double REACH = 8;

    private final Rect domain;
    private final int nx;
    private final int ny;
    /** What is painted; empty while that is not known. */
    private List<Change.Stroke> strokes = List.of();
    /** The sum of all strokes but the last, and the squared distances from the last one. */
    private double[] below = {};
    private double[] squared = {};

    Canvas(Rect domain) {
        this.domain = domain;
        double cell = Math.min(domain.width(), domain.height()) / GriddedMonitor.PIXELS;
        nx = (int) Math.round(domain.width() / cell);
        ny = (int) Math.round(domain.height() / cell);
    }

    /** p, unless nothing is painted. */
    Optional<CubicSplineField> painted(PaintedDensity paint) {
        List<Change.Stroke> all = paint.strokes();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        List<Change.Stroke> before = strokes;
        // Not known until it is done: it can be given up half way.
        strokes = List.of();
        int same = before.size() <= all.size() ? common(before, all) : 0;
        boolean goesOn = !before.isEmpty() && same >= before.size() - 1 && all.size() == before.size() && begins(before.getLast(), all.getLast());
        if (!goesOn && (before.isEmpty() || same < before.size())) {
            below = new double[nx * ny];
            same = 0;
        } else if (!goesOn && all.size() > before.size()) {
            add(before.getLast(), below);
        }
        if (!goesOn) {
            for (Change.Stroke s : all.subList(same, all.size() - 1)) {
                restart();
                approach(s, 0);
                add(s, below);
            }
            restart();
        }
        approach(all.getLast(), goesOn ? before.getLast().xy().size() : 0);
        double[] p = below.clone();
        add(all.getLast(), p);
        for (int k = 0; k < p.length; k++) {
            p[k] = Math.clamp(p[k], -MOST, MOST);
        }
        strokes = all;
        return Optional.of(new CubicSplineField(domain, nx, ny, p));
    }

    /** How many strokes both begin with. */
    private static int common(List<Change.Stroke> a, List<Change.Stroke> b) {
        int n = 0;
        while (n < a.size() && a.get(n) == b.get(n)) {
            n++;
        }
        return n;
    }

    private static boolean begins(Change.Stroke part, Change.Stroke whole) {
        int n = part.xy().size();
        return part.id() == whole.id() && part.radius() == whole.radius() && part.strength() == whole.strength() && n <= whole.xy().size()
                && part.xy().equals(whole.xy().subList(0, n));
    }

    private void restart() {
        squared = new double[nx * ny];
        Arrays.fill(squared, Double.POSITIVE_INFINITY);
    }

    /** Lowers the distances to those from the stroke from a corner on. */
    private void approach(Change.Stroke stroke, int from) {
        double[] xy = stroke.xy().stream().mapToDouble(Double::doubleValue).toArray();
        double reach = REACH * stroke.radius();
        for (int k = from; k < xy.length; k += 2) {
            CancelToken.askCurrent();
            approach(xy, Math.max(0, k - 2), k, reach, domain, nx, ny, squared);
        }
    }

    private void add(Change.Stroke stroke, double[] p) {
        double reach = REACH * stroke.radius();
        for (int k = 0; k < p.length; k++) {
            if (squared[k] < reach * reach) {
                p[k] += stroke.strength() * Math.exp(-squared[k] / (2 * stroke.radius() * stroke.radius()));
            }
        }
    }

    /** Lowers squared distances to those from the segment between two corners, in the cells that it can reach. */
    private static void approach(double[] xy, int from, int to, double reach, Rect domain, int nx, int ny, double[] squared) {
        double dx = xy[to] - xy[from];
        double dy = xy[to + 1] - xy[from + 1];
        double length2 = dx * dx + dy * dy;
        double hx = domain.width() / nx;
        double hy = domain.height() / ny;
        int lastX = last(Math.max(xy[from], xy[to]) + reach - domain.x0(), hx, nx);
        int firstY = first(Math.min(xy[from + 1], xy[to + 1]) - reach - domain.y0(), hy, ny);
        int lastY = last(Math.max(xy[from + 1], xy[to + 1]) + reach - domain.y0(), hy, ny);
        for (int i = first(Math.min(xy[from], xy[to]) - reach - domain.x0(), hx, nx); i <= lastX; i++) {
            double x = domain.x0() + (i + 0.5) * hx - xy[from];
            for (int j = firstY; j <= lastY; j++) {
                double y = domain.y0() + (j + 0.5) * hy - xy[from + 1];
                double t = length2 == 0 ? 0 : Math.clamp((x * dx + y * dy) / length2, 0, 1);
                squared[i * ny + j] = Math.min(squared[i * ny + j], square(x - t * dx) + square(y - t * dy));
            }
        }
    }

    private static int first(double offset, double h, int n) {
        return (int) Math.clamp(Math.floor(offset / h), 0, n);
    }

    private static int last(double offset, double h, int n) {
        return (int) Math.clamp(Math.floor(offset / h), -1, n - 1);
    }

    private static double square(double v) {
        return v * v;
    }
}
