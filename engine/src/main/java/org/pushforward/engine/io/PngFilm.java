package org.pushforward.engine.io;

import java.nio.file.Path;
import java.util.Locale;

/** Numbered pictures in a folder, {@code frame-000000.png} for step 0. Lossless, and the same bits each time. */
final class PngFilm implements Film {

    private final Path folder;
    private final int width;
    private final int height;
    private int frames;

    PngFilm(Path folder, int width, int height) {
        AtomicFile.prepareFolder(folder);
        this.folder = folder;
        this.width = width;
        this.height = height;
    }

    @Override
    public void add(int[] argb, long step) {
        Png.write(argb, width, height, folder.resolve(String.format(Locale.ROOT, "frame-%06d.png", step)));
        frames++;
    }

    @Override
    public int frames() {
        return frames;
    }

    @Override
    public void finish() { }

    @Override
    public void close() { }
}
