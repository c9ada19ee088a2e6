package org.pushforward.engine.api;

/** What a step may use: threads to share work among, and a token that says when to give up. */
public record StepContext(Workers workers, CancelToken cancel) {

    /** One thread, never cancelled. */
    public static StepContext serial() {
        return new StepContext(Workers.serial(), new CancelToken());
    }

    /** One thread, given up with the work it is in: for what an experiment computes while it is created. */
    public static StepContext creating() {
        return new StepContext(Workers.serial(), CancelToken.current());
    }
}
