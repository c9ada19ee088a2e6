package org.pushforward.engine.api;

import java.util.List;
import java.util.stream.Stream;

/** A change of a run that is under way. Applied between steps and recorded with the step at which it was. */
public sealed interface Change {

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
            return new Stroke(id, Stream.concat(before.xy.stream(), xy.stream()).toList(), radius, strength);
        }
    }

    /** Takes a stroke back. */
    record Unstroke(long id) implements Change { }
}
