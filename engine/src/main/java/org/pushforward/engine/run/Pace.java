package org.pushforward.engine.run;

/**
 * How fast a run plays: at most {@code stepsPerSecond}, and one frame for every {@code stepsPerFrame} steps. It changes when things
 * are seen, never what is computed.
 */
public record Pace(double stepsPerSecond, int stepsPerFrame) {

    /** As fast as the machine can; a frame whenever somebody is ready to look. */
    public static final Pace FLAT_OUT = new Pace(Double.POSITIVE_INFINITY, 1);

    public Pace {
        if (!(stepsPerSecond > 0) || stepsPerFrame < 1) {
            throw new IllegalArgumentException("a pace must be positive");
        }
    }

    public static Pace perSecond(double steps) {
        return new Pace(steps, 1);
    }

    /** Twice as fast: first more steps a second, and from 60 on more steps a frame. */
    public Pace doubled() {
        return stepsPerSecond < 60 ? perSecond(Math.min(60, 2 * stepsPerSecond))
                : stepsPerFrame < 1024 && stepsPerSecond < Double.POSITIVE_INFINITY ? new Pace(60, 2 * stepsPerFrame) : FLAT_OUT;
    }

    public Pace halved() {
        return stepsPerSecond == Double.POSITIVE_INFINITY ? new Pace(60, 1024)
                : stepsPerFrame > 1 ? new Pace(60, stepsPerFrame / 2) : perSecond(Math.max(0.5, stepsPerSecond / 2));
    }
}
