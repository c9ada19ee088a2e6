package org.pushforward.engine.run;

/** What a run loop is doing. */
public enum RunState {
    PAUSED, PLAYING, SEEKING, CONVERGED, FINISHED, FAILED, CLOSED;

    /** There is nothing to play until something is changed. */
    public boolean atRest() {
        return this == CONVERGED || this == FINISHED || this == FAILED || this == CLOSED;
    }
}
