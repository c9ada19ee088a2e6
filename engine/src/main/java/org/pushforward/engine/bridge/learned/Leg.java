package org.pushforward.engine.bridge.learned;

/**
 * One step of a chain along a direction. {@code remaining} is the time that is left to the end of that direction, so that formulas read
 * alike both ways.
 *
 * @param at time before the step
 * @param to time after it
 */
record Leg(Direction direction, double at, double to) {

    double length() {
        return Math.abs(to - at);
    }

    /** Time from before the step to the end. */
    double remaining() {
        return direction == Direction.FORWARD ? 1 - at : at;
    }

    /** Time from after the step to the end. */
    double remainingAfter() {
        return direction == Direction.FORWARD ? 1 - to : to;
    }
}
