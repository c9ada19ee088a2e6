package org.pushforward.app.window;

import java.util.Locale;
import javafx.animation.AnimationTimer;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.views.control.MessageBar;

/** The window's only timer: fetches snapshots and shows a strip of words each pulse, and reminds of autosaving. */
final class Pulse extends AnimationTimer {

    private static final long SECOND = 1_000_000_000L;
    private static final long AUTOSAVE = 5 * SECOND;

    private final Workspace workspace;
    private final MessageBar messages;
    private final FrameWork work;
    private final Words words;
    private final Runnable autosave;
    private long second;
    private long saved;
    private int frames;

    Pulse(Workspace workspace, MessageBar messages, FrameWork work, Words words, Runnable autosave) {
        this.workspace = workspace;
        this.messages = messages;
        this.work = work;
        this.words = words;
        this.autosave = autosave;
    }

    @Override
    public void handle(long now) {
        work.begin();
        workspace.poll();
        words.showNext(now);
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
    }
}
