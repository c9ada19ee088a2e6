package org.pushforward.engine.mesh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.numerics.CubicSplineField;

/**
 * Brush strokes on the monitor: p(x) = Σ strength·exp(−d²/2r²), d the distance to the stroke's polyline; m becomes m·exp(p).
 *
 * <p>p lives on cells of 1/256 of the shorter side and is clamped to [−{@value #MOST}, {@value #MOST}] there. It is always formed from
 * all strokes in order, so taking a stroke back restores the bits from before. Immutable.
 *
 * @param strokes in the order in which they were made
 */
record PaintedDensity(List<Change.Stroke> strokes) {

    static final PaintedDensity NONE = new PaintedDensity(List.of());
    private static final double MOST = 6;
    /** Beyond that many radii a stroke is less than 1e-13 of its strength. */
    private static final double REACH = 8;

    PaintedDensity {
        strokes = List.copyOf(strokes);
    }

    /** With one more stroke, or with one more part of the latest. */
    PaintedDensity with(Change.Stroke stroke) {
        List<Change.Stroke> more = new ArrayList<>(strokes);
        boolean goesOn = !more.isEmpty() && stroke.goesOn(more.getLast());
        more.add(goesOn ? stroke.after(more.removeLast()) : stroke);
        return new PaintedDensity(more);
    }

    PaintedDensity without(long id) {
        return new PaintedDensity(strokes.stream().filter(s -> s.id() != id).toList());
    }

    /** p, unless nothing is painted. */
    Optional<CubicSplineField> field(Rect domain) {
        if (strokes.isEmpty()) {
            return Optional.empty();
        }
        double cell = Math.min(domain.width(), domain.height()) / GriddedMonitor.PIXELS;
        int nx = (int) Math.round(domain.width() / cell);
        int ny = (int) Math.round(domain.height() / cell);
        double[] p = new double[nx * ny];
        for (Change.Stroke s : strokes) {
            paint(s, domain, nx, ny, p);
        }
        for (int k = 0; k < p.length; k++) {
            p[k] = Math.clamp(p[k], -MOST, MOST);
        }
        return Optional.of(new CubicSplineField(domain, nx, ny, p));
    }

    private static void paint(Change.Stroke stroke, Rect domain, int nx, int ny, double[] p) {
        double[] xy = stroke.xy().stream().mapToDouble(Double::doubleValue).toArray();
        double reach = REACH * stroke.radius();
        double[] squared = new double[p.length];
        Arrays.fill(squared, Double.POSITIVE_INFINITY);
        for (int k = 0; k < xy.length; k += 2) {
            CancelToken.askCurrent();
            approach(xy, Math.max(0, k - 2), k, reach, domain, nx, ny, squared);
        }
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
