package org.pushforward.engine.run;

import java.util.List;

/**
 * What a session file holds: several runs under one clock and one color range.
 *
 * @param title shown in the window's header
 * @param summary one sentence for the gallery; may be empty
 * @param clock whether runs are compared at equal steps or equal times
 * @param view how it is looked at; the engine only keeps it
 */
public record Session(String title, String summary, Clock clock, List<SavedRun> runs, ViewSettings view) {

    public Session {
        runs = List.copyOf(runs);
    }

    /** What "the same moment" means for runs side by side. */
    public enum Clock { STEP, TIME }

    /**
     * One run.
     *
     * @param parent index of the run it was forked from, or -1
     * @param step the step that was shown
     * @param frontier the furthest step that had been computed
     * @param digest of the frame that was shown ({@link FrameDigest}), or empty
     */
    public record SavedRun(String name, int parent, long forkStep, RunDefinition definition, long step, long frontier, String digest) { }
}
