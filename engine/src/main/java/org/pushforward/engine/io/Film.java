package org.pushforward.engine.io;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.pushforward.engine.api.InputException;

/**
 * Pictures of one size, one after another, on their way into a file or a folder. Nothing is seen of it before {@link #finish}, except
 * that pictures in a folder appear one by one; what is closed before is given up. Not thread-safe.
 */
public interface Film extends AutoCloseable {

    /** What the name of a film can end in; everything else is a folder of pictures. */
    String MP4 = ".mp4";
    String GIF = ".gif";

    /** Frames a second that a player keeps up with. */
    double MAX_FPS = 120;

    /**
     * Adds a frame.
     *
     * @param argb rows from the top down; the alpha is ignored; not kept
     * @param step numbers the pictures of a folder
     */
    void add(int[] argb, long step);

    int frames();

    /** Ends the film; at least one frame must have been added. */
    void finish();

    /** Gives the film up, unless it is finished. */
    @Override
    void close();

    /** The kind of film that the name of the target says: x.mp4, x.gif, or a folder for numbered pictures. */
    static Film to(Path target, int width, int height, double fps) {
        if (!(fps > 0 && fps <= MAX_FPS)) {
            throw new InputException("a film of " + fps + " frames a second is not possible; give a number up to " + (int) MAX_FPS);
        }
        String name = String.valueOf(target.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(MP4)) {
            return new Mp4Film(target, width, height, fps);
        }
        if (name.endsWith(GIF)) {
            return new GifFilm(target, width, height, fps);
        }
        if (name.matches(".*\\.\\w{2,4}") && !Files.isDirectory(target)) {
            throw new InputException(target + ": a film is an .mp4 or a .gif, or a folder for pictures", "give a name that ends in .mp4 or .gif");
        }
        return new PngFilm(target, width, height);
    }

    /** What a side of this length becomes in a film of that name: the colors of an MP4 are kept for two by two pixels. */
    static int side(Path target, int length) {
        return String.valueOf(target.getFileName()).toLowerCase(Locale.ROOT).endsWith(MP4) ? length + length % 2 : length;
    }
}
