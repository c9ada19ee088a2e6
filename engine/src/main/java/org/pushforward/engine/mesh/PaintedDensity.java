package org.pushforward.engine.mesh;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        boolean goesOn = !more.isEmpty() && more.getLast().id() == stroke.id();
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
        double reach2 = REACH * REACH * stroke.radius() * stroke.radius();
        for (int i = 0; i < nx; i++) {
            double x = domain.x0() + (i + 0.5) * domain.width() / nx;
            for (int j = 0; j < ny; j++) {
                double y = domain.y0() + (j + 0.5) * domain.height() / ny;
                double d2 = squaredDistance(x, y, xy);
                if (d2 < reach2) {
                    p[i * ny + j] += stroke.strength() * Math.exp(-d2 / (2 * stroke.radius() * stroke.radius()));
                }
            }
        }
    }

    /** To the polyline with the given corners. */
    private static double squaredDistance(double x, double y, double[] xy) {
        double nearest = square(x - xy[0]) + square(y - xy[1]);
        for (int k = 2; k < xy.length; k += 2) {
            double dx = xy[k] - xy[k - 2];
            double dy = xy[k + 1] - xy[k - 1];
            double length2 = dx * dx + dy * dy;
            double along = length2 == 0 ? 0 : ((x - xy[k - 2]) * dx + (y - xy[k - 1]) * dy) / length2;
            double t = Math.clamp(along, 0, 1);
            nearest = Math.min(nearest, square(x - xy[k - 2] - t * dx) + square(y - xy[k - 1] - t * dy));
        }
        return nearest;
    }

    private static double square(double v) {
        return v * v;
    }
}
