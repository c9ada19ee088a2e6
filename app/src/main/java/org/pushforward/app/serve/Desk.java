package org.pushforward.app.serve;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.run.Session;
import org.pushforward.engine.run.ViewSettings;

/** A workspace with the one thread that may touch it: that of the window, or one of its own. */
public interface Desk extends AutoCloseable {

    /** How often a condition is asked for while somebody waits, in milliseconds. */
    long GLANCE = 2;

    /** Asks on the workspace's thread, and waits for the answer; what it throws is thrown here. */
    <T> T ask(Supplier<T> question);

    /** The workspace in front; on its thread. */
    Workspace workspace();

    /** How its panes are looked at; on the thread of the workspace. */
    ViewSettings view();

    /** Opens a session; on the thread of the workspace. */
    void open(Session session);

    /** What was refused since this was asked last; on the thread of the workspace. */
    Optional<InputException> refusal();

    /** Waits until a condition holds, which is asked for on the workspace's thread; false when that takes longer than so many seconds. */
    default boolean await(BooleanSupplier holds, double seconds) {
        long begin = System.nanoTime();
        while (!ask(holds::getAsBoolean)) {
            if ((System.nanoTime() - begin) * 1e-9 > seconds) {
                return false;
            }
            try {
                Thread.sleep(GLANCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    @Override
    void close();
}
