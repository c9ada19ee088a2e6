package org.pushforward.engine.api;

import java.util.List;

/** A change of a run that is under way. Applied between steps and recorded with the step at which it was. */
public sealed interface Change {

    /** Whether this one, made at the same step right after another, makes one change with it. */
    default boolean goesOn(Change before) {
        return switch (this) {
            case Set s -> before instanceof Set b && b.parameter.equals(s.parameter);
            case Stroke s -> before instanceof Stroke b && b.id == s.id && b.radius == s.radius && b.strength == s.strength;
            case Unstroke _ -> false;
        };
    }

    /**
     * What changes that go on from one another come to: of values the last, of the parts of a stroke the whole. Linear in their length.
     *
     * @param parts at least one
     */
    static Change whole(List<Change> parts) {
        return parts.size() > 1 && parts.getLast() instanceof Stroke s
                ? new Stroke(s.id, parts.stream().flatMap(p -> ((Stroke) p).xy.stream()).toList(), s.radius, s.strength) : parts.getLast();
    }

    /** Gives a live parameter a value (already validated by its {@link Parameter}). */
    record Set(String parameter, Object value) implements Change { }

    /**
     * A brush stroke in domain coordinates. While the brush is held its stroke comes in parts with one id: each goes on from the end of the
     * one before, and all of them are the same as the whole at once.
     *
     * @param id unique within the run; {@link Unstroke} names it
     * @param xy x0, y0, x1, y1, … of the path, at least one point
     * @param radius of the brush in domain units, &gt; 0
     * @param strength positive adds density, negative removes it; what it multiplies is said by the solver
     */
    record Stroke(long id, List<Double> xy, double radius, double strength) implements Change {
        public Stroke {
            xy = List.copyOf(xy);
            if (xy.isEmpty() || xy.size() % 2 != 0) {
                throw new InputException("a brush stroke needs pairs of coordinates, got " + xy.size() + " numbers");
            }
            if (xy.stream().anyMatch(v -> !Double.isFinite(v)) || !(radius > 0) || !Double.isFinite(radius) || !Double.isFinite(strength)) {
                throw new InputException("a brush stroke has a coordinate, radius or strength that is not a finite number");
            }
        }

        /** The stroke that begins with another part and goes on with this one. */
        public Stroke after(Stroke before) {
            return (Stroke) whole(List.of(before, this));
        }
    }

    /** Takes a stroke back. */
    record Unstroke(long id) implements Change { }
}
