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
 * <p>p lives on cells of 1/256 of the shorter side and is clamped to [−{@value Canvas#MOST}, {@value Canvas#MOST}] there. It is always formed from
 * all strokes in order, so taking a stroke back restores the bits from before. Immutable.
 *
 * @param strokes in the order in which they were made
 */
record PaintedDensity(List<Change.Stroke> strokes) {

    static final PaintedDensity NONE = new PaintedDensity(List.of());

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
        return new Canvas(domain).painted(this);
    }
}
