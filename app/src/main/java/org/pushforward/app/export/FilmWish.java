package org.pushforward.app.export;

import static org.pushforward.views.text.Language.say;

import java.util.Locale;

/**
 * What is to be filmed.
 *
 * @param again the whole run from step 0, else what comes from now on
 * @param scale pixels per unit of length on screen
 */
public record FilmWish(boolean again, Kind kind, int width, int height, double scale, double fps) {

    public static final FilmWish FIRST = new FilmWish(false, Kind.MP4, 1280, 720, 1, 30);

    /** What becomes of it. */
    public enum Kind {
        MP4("mp4"), GIF("gif"), PICTURES("");

        private final String extension;

        Kind(String extension) {
            this.extension = extension;
        }

        public String extension() {
            return extension;
        }

        @Override
        public String toString() {
            return say("film.kind." + name().toLowerCase(Locale.ROOT));
        }
    }
}
