package org.pushforward.engine.api;

import java.util.OptionalLong;

/** How a run goes on and what ends it. */
public sealed interface Course {

    Course CONVERGENT = new Convergent();
    Course TIMED = new Timed();

    /** Until a criterion holds; given up after some steps. */
    record Convergent() implements Course { }

    /** A known number of steps. */
    record Counted(long steps) implements Course { }

    /** Up to an end time, in a number of steps that nobody knows beforehand; {@link Solver#progress} tells how much is done. */
    record Timed() implements Course { }

    /**
     * For as long as somebody looks: a basin to play in, a stream.
     *
     * @param verified steps that are played where it has to be judged
     */
    record Open(long verified) implements Course { }

    /** The number of steps, where it is known beforehand. */
    default OptionalLong expected() {
        return this instanceof Counted(long steps) ? OptionalLong.of(steps) : OptionalLong.empty();
    }

    /** Whether the run has an end that is reached whatever happens, so that stopping on the way is no failure. */
    default boolean hasEnd() {
        return this instanceof Counted || this instanceof Timed;
    }
}
