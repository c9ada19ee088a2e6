package org.pushforward.engine.mesh;

import org.pushforward.engine.api.ParameterSet;

/** The time levels of a moving monitor: t = k dt, the last one at the end time exactly. */
final class MovingTime {

    /** An end time that misses a multiple of dt by rounding only does not get one more level. */
    private static final double ROUNDING = 1e-9;

    private MovingTime() { }

    static long levels(ParameterSet p) {
        return Math.max(1, (long) Math.ceil(p.real("end-time") / p.real("dt") * (1 - ROUNDING)));
    }

    static double at(ParameterSet p, long level) {
        return level >= levels(p) ? p.real("end-time") : level * p.real("dt");
    }
}
