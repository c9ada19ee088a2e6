package org.pushforward.app.window;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.testfx.util.WaitForAsyncUtils;

/** Waits of tests with a window: for a condition, judged on its thread, and for what follows from it. */
final class Awaited {

    /** Far longer than any machine needs. */
    private static final int SECONDS = 120;

    private Awaited() { }

    static void await(String what, Callable<Boolean> condition) {
        try {
            WaitForAsyncUtils.waitFor(SECONDS, TimeUnit.SECONDS, () -> WaitForAsyncUtils.asyncFx(condition).get());
        } catch (TimeoutException e) {
            throw new AssertionError(what + " did not happen", e);
        }
        WaitForAsyncUtils.waitForFxEvents();
    }
}
