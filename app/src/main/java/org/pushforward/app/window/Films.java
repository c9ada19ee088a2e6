package org.pushforward.app.window;

import static org.pushforward.views.text.Language.counted;
import static org.pushforward.views.text.Language.say;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.pushforward.app.export.FilmWish;
import org.pushforward.app.export.LiveFilm;
import org.pushforward.app.export.SessionFilm;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.engine.run.Session;
import org.pushforward.views.control.MessageBar;
import org.pushforward.views.control.Signal;
import org.pushforward.views.raster.SavedView;

/** Films the session in front: what comes, as it comes, or the whole run again. One film at a time. */
final class Films {

    /** A step that takes longer is not waited for. */
    private static final int PATIENCE_SECONDS = 5;

    private final Supplier<SessionTab> current;
    private final Dialogs dialogs;
    private final MessageBar messages;
    private final Aside aside;
    private final BooleanProperty recording = new SimpleBooleanProperty(this, "recording");
    private final StringProperty words = new SimpleStringProperty(this, "words", "");
    private FilmWish wish = FilmWish.FIRST;
    private Optional<Live> live = Optional.empty();
    private volatile boolean cancelled;
    private volatile CountDownLatch filmed = new CountDownLatch(0);

    /** What is filmed as it goes. */
    private record Live(SessionTab tab, LiveFilm film, AtomicReference<LiveFilm.Look> look) { }

    Films(Supplier<SessionTab> current, Dialogs dialogs, MessageBar messages, Aside aside) {
        this.current = current;
        this.dialogs = dialogs;
        this.messages = messages;
        this.aside = aside;
    }

    /** Whether a film is being made. */
    ReadOnlyBooleanProperty recordingProperty() {
        return recording;
    }

    /** What the button says that ends it. */
    ReadOnlyStringProperty wordsProperty() {
        return words;
    }

    /** Asks what to film and begins; ends the film that is being made. */
    void record() {
        if (recording.get()) {
            stop();
            return;
        }
        dialogs.askFilm(wish).ifPresent(w -> {
            wish = w;
            SessionTab tab = current.get();
            String name = tab.workspace().title().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + "." + w.kind().extension();
            Optional<Path> target = w.kind() == FilmWish.Kind.PICTURES ? dialogs.chooseFolder(say("film.folder"))
                    : dialogs.chooseSave(say("film.choose"), name, w.kind().toString(), w.kind().extension());
            target.ifPresent(t -> begin(tab, w, named(t, w.kind())));
        });
    }

    private static Path named(Path chosen, FilmWish.Kind kind) {
        String ending = "." + kind.extension();
        return kind == FilmWish.Kind.PICTURES || chosen.toString().toLowerCase(Locale.ROOT).endsWith(ending) ? chosen : Path.of(chosen + ending);
    }

    private void begin(SessionTab tab, FilmWish w, Path target) {
        cancelled = false;
        if (w.again()) {
            again(tab, w, target);
        } else {
            fromNow(tab, w, target);
        }
    }

    // ---- the whole run again

    private void again(SessionTab tab, FilmWish w, Path target) {
        Session session = tab.workspace().session(tab.panes().view(), false);
        SessionFilm film = new SessionFilm(session, 0, -1, 1, w.width(), w.height(), w.scale(), w.fps(), tab.panes().theme().colors());
        recording.set(true);
        words.set(say("film.cancel"));
        CountDownLatch done = new CountDownLatch(1);
        filmed = done;
        messages.show(Signal.OPEN, say("film.again"));
        aside.work("film", () -> {
            try {
                return film.make(target, Runtime.getRuntime().availableProcessors(), (step, _, frames) -> told(say("film.cancel-at", step)), () -> cancelled);
            } catch (CancellationException e) {
                return new SessionFilm.Made(0, 0);
            } catch (RuntimeException | OutOfMemoryError e) {
                Platform.runLater(() -> recording.set(false));
                throw e;
            } finally {
                done.countDown();
            }
        }, made -> {
            recording.set(false);
            messages.show(made.frames() == 0 ? Signal.OPEN : Signal.GOOD, made.frames() == 0 ? say("film.given-up") : counted("film.frames", made.frames()) + " → " + target);
        });
    }

    private void told(String text) {
        Platform.runLater(() -> words.set(text));
    }

    // ---- as it goes

    private void fromNow(SessionTab tab, FilmWish w, Path target) {
        AtomicReference<LiveFilm.Look> look = new AtomicReference<>(look(tab));
        aside.work("film", () -> new LiveFilm(target, w.width(), w.height(), w.scale(), w.fps(), look::get, e -> Platform.runLater(() -> failed(e))), film -> {
            live = Optional.of(new Live(tab, film, look));
            recording.set(true);
            pulse();
            tab.workspace().record(film::recorder);
            messages.show(Signal.OPEN, say("film.recording", target));
        });
    }

    private static LiveFilm.Look look(SessionTab tab) {
        List<OpenRun> runs = tab.workspace().runs();
        return new LiveFilm.Look(new SavedView(tab.panes().view()), tab.panes().theme().colors(), tab.workspace().clock(),
                runs.stream().map(OpenRun::id).toList(), runs.stream().map(OpenRun::name).toList());
    }

    /** Called in every pulse: the film looks at things as the window does now. */
    void pulse() {
        live.ifPresent(l -> {
            if (l.tab().workspace().runs().isEmpty()) {
                // The session was closed.
                stop();
                return;
            }
            l.look().set(look(l.tab()));
            int n = l.film().frames();
            words.set(n == 0 ? say("film.stop") : say("film.stop-at", n));
        });
    }

    private void failed(RuntimeException e) {
        live.ifPresent(l -> l.tab().workspace().stopRecording());
        live = Optional.empty();
        recording.set(false);
        aside.failed().accept(e);
    }

    /** Ends the film: what was recorded is kept, what is played again is given up. */
    void stop() {
        if (live.isEmpty()) {
            cancelled = true;
            return;
        }
        end(say("film.writing"), LiveFilm::stop);
    }

    /** Gives up the film that is being made. */
    void giveUp() {
        cancelled = true;
        if (live.isPresent()) {
            end(say("film.giving-up"), LiveFilm::giveUp);
        }
    }

    private void end(String doing, Function<LiveFilm, List<LiveFilm.Take>> how) {
        Live l = live.orElseThrow();
        live = Optional.empty();
        l.tab().workspace().stopRecording();
        messages.show(Signal.OPEN, doing);
        aside.work("film", () -> how.apply(l.film()), takes -> {
            recording.set(false);
            messages.show(takes.isEmpty() ? Signal.OPEN : Signal.GOOD, told(takes));
        });
    }

    private static String told(List<LiveFilm.Take> takes) {
        int all = takes.stream().mapToInt(LiveFilm.Take::frames).sum();
        return switch (takes.size()) {
            case 0 -> say("film.nothing");
            case 1 -> counted("film.frames", all) + " → " + takes.getFirst().file();
            default -> say("film.takes", counted("film.frames", all), takes.size(), takes.getFirst().file(), takes.getLast().file().getFileName());
        };
    }

    /** The window closes: what was recorded is kept, and what is played again leaves nothing behind. */
    void close() {
        cancelled = true;
        live.ifPresent(l -> l.film().stop());
        live = Optional.empty();
        try {
            filmed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
