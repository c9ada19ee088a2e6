package org.pushforward.engine.bridge.learned;

/** The two ways along a bridge: from p₀ to p₁ and back. */
enum Direction {
    FORWARD,
    BACKWARD;

    Direction opposite() {
        return this == FORWARD ? BACKWARD : FORWARD;
    }
}
