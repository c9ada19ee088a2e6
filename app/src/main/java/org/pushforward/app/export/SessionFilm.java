package org.pushforward.app.export;

import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.io.Film;
import org.pushforward.engine.run.Session;
import org.pushforward.views.raster.PaneColors;
import org.pushforward.views.raster.Raster;
import org.pushforward.views.raster.SavedView;
import org.pushforward.views.raster.SessionPage;

/**
 * A session played again and filmed: the same bits, so the film shows what the window showed.
 *
 * @param from first step of the run in front
 * @param to last step; negative for as far as the run had come, or for its end
 * @param every which steps are shown: each, or every so many
 * @param scale pixels per unit of length on screen
 */
public record SessionFilm(Session session, long from, long to, int every, int width, int height, double scale, double fps, PaneColors theme) {

    /** Told after each frame. */
    @FunctionalInterface
    public interface Watcher {
        void filmed(long step, long last, int frames);
    }

    /** Frames that were filmed and the step of the last. */
    public record Made(int frames, long lastStep) { }

    /** @throws CancellationException when {@code cancelled} said so; nothing is left then, except pictures in a folder */
    public Made make(Path target, int threads, Watcher watcher, BooleanSupplier cancelled) {
        SavedView seen = new SavedView(session.view());
        SessionPage page = new SessionPage();
        Raster raster = new Raster(Film.side(target, width), Film.side(target, height));
        try (PlayedSession played = new PlayedSession(session, threads);
                Film film = Film.to(target, raster.width(), raster.height(), fps)) {
            long last = to < 0 ? played.lastStep() : to;
            played.seek(from, cancelled);
            if (played.selected().currentStep() < from) {
                stopIf(cancelled);
                throw new InputException("the run rests at step " + played.selected().currentStep() + ", before the first that is to be filmed, " + from);
            }
            boolean goesOn = true;
            for (long k = 0; goesOn; k++) {
                stopIf(cancelled);
                boolean end = played.selected().currentStep() >= last || played.runs().stream().noneMatch(r -> r.canStep());
                if (k % every == 0 || end) {
                    page.draw(seen, theme, scale, played.shown(), raster);
                    film.add(raster.pixels(), from + k);
                    watcher.filmed(played.selected().currentStep(), last, film.frames());
                }
                goesOn = !end && played.step();
            }
            film.finish();
            return new Made(film.frames(), played.selected().currentStep());
        }
    }

    private static void stopIf(BooleanSupplier cancelled) {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("the film was given up");
        }
    }
}
