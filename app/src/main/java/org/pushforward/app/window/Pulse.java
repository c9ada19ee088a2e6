package org.pushforward.app.window;

import java.util.Locale;
import javafx.animation.AnimationTimer;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.views.control.MessageBar;

/** The window's only timer: fetches snapshots each pulse, measures itself, and reminds of autosaving. */
final class Pulse extends AnimationTimer {

    private static final long SECOND = 1_000_000_000L;
    private static final long AUTOSAVE = 5 * SECOND;

    private final Workspace workspace;
    private final PaneArea panes;
    private final MessageBar messages;
    private final Runnable autosave;
    private long second;
    private long saved;
    private int frames;
    private double frameSeconds;

    Pulse(Workspace workspace, PaneArea panes, MessageBar messages, Runnable autosave) {
        this.workspace = workspace;
        this.panes = panes;
        this.messages = messages;
        this.autosave = autosave;
    }

    @Override
    public void handle(long now) {
        long begin = System.nanoTime();
        workspace.poll();
        frames++;
        if (now - second >= SECOND) {
            long megabytes = (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
            messages.setMachine(String.format(Locale.ROOT, "engine %d threads · %d fps · %d MB", Runtime.getRuntime().availableProcessors(),
                    frames, megabytes));
            frames = 0;
            second = now;
        }
        if (now - saved >= AUTOSAVE) {
            saved = now;
            autosave.run();
        }
        frameSeconds = (System.nanoTime() - begin) * 1e-9;
    }

    /** What the FX thread spent on the latest pulse: fetching, labels, and handing pictures over. */
    double frameSeconds() {
        return frameSeconds + panes.handOverSeconds();
    }
}
