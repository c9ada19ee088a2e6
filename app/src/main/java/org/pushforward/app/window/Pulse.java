package org.pushforward.app.window;

import static org.pushforward.views.text.Language.say;

import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import javafx.animation.AnimationTimer;
import org.pushforward.views.control.MessageBar;

/** The window's only timer: fetches snapshots and shows a strip of words each pulse, and reminds of autosaving. */
final class Pulse extends AnimationTimer {

    private static final long SECOND = 1_000_000_000L;
    private static final long QUARTER = SECOND / 4;
    private static final long AUTOSAVE = 5 * SECOND;

    private final Supplier<List<SessionTab>> sessions;
    private final MessageBar messages;
    private final FrameWork work;
    private final Words words;
    private final Runnable film;
    private final Runnable announce;
    private final LongConsumer lesson;
    private final HeapWatch heap = HeapWatch.ofThisProgram();
    private long second;
    private long announced;
    private long saved;
    private int frames;

    Pulse(Supplier<List<SessionTab>> sessions, MessageBar messages, FrameWork work, Words words, Runnable film, Runnable announce,
            LongConsumer lesson) {
        this.sessions = sessions;
        this.messages = messages;
        this.work = work;
        this.words = words;
        this.film = film;
        this.announce = announce;
        this.lesson = lesson;
    }

    @Override
    public void handle(long now) {
        work.begin();
        sessions.get().forEach(t -> t.workspace().poll());
        film.run();
        words.showNext(now);
        lesson.accept(System.nanoTime());
        frames++;
        if (now - announced >= QUARTER) {
            // A long step shows nothing by itself.
            announced = now;
            announce.run();
        }
        if (now - second >= SECOND) {
            messages.setMachine(say("machine", Runtime.getRuntime().availableProcessors(), frames, ResidentMemory.words()));
            heap.tick();
            frames = 0;
            second = now;
        }
        if (now - saved >= AUTOSAVE) {
            saved = now;
            sessions.get().forEach(SessionTab::autosave);
        }
    }
}
