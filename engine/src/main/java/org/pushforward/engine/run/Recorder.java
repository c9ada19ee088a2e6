package org.pushforward.engine.run;

/** Is handed every step of a run, on the run's thread, before the next is done. */
@FunctionalInterface
public interface Recorder {

    /** @param goesOn whether it is the step after the one that was handed over before; else the run came there in another way */
    void take(RunSnapshot snapshot, boolean goesOn);
}
