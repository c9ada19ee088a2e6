package org.pushforward.app.workspace;

import org.pushforward.engine.run.History;

/**
 * The time of every step of a run, from the diagnostic {@code time} of its history; a run without one takes one unit of time a step.
 * Times never decrease. Beyond the history they go on as in its last step.
 */
record StepTimes(History.Snapshot history) {

    private static final String TIME = "time";
    /** Times that differ by rounding are the same moment. */
    private static final double ROUNDING = 1e-9;

    double at(long step) {
        int last = history.size() - 1;
        return step <= last ? known((int) step) : known(last) + (step - last) * pace(last);
    }

    /** The first step that is not before {@code time}; the last one known where time stands still. */
    long stepAt(double time) {
        double wanted = time - ROUNDING * Math.max(1, Math.abs(time));
        int last = history.size() - 1;
        if (known(last) < wanted) {
            return pace(last) > 0 ? last + (long) Math.ceil((wanted - known(last)) / pace(last)) : last;
        }
        int below = -1;
        int there = last;
        while (there - below > 1) {
            int middle = (below + there) >>> 1;
            if (known(middle) < wanted) {
                below = middle;
            } else {
                there = middle;
            }
        }
        return there;
    }

    private double known(int step) {
        return history.columns().containsKey(TIME) ? history.value(step, TIME) : step;
    }

    private double pace(int last) {
        return last > 0 ? known(last) - known(last - 1) : 1;
    }
}
