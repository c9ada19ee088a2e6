package org.pushforward.engine.data;

import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;

/**
 * Reads points, one a row, from a text or a NumPy array. Whatever cannot be read gives one {@link InputException} that names the file and the
 * place; what was understood is told by {@link PointSource#understood}. Stateless.
 *
 * @see PointText
 * @see NpyReader
 */
final class PointCloudReader {

    static final int MAX_NUMBERS = 50_000_000;
    static final int MAX_DIMENSION = 4096;

    private PointCloudReader() { }

    static DiscreteSource read(SourceFile source) {
        return source.derived(DiscreteSource.class, f -> NpyReader.isArray(f) || NpyReader.isArchive(f) ? NpyReader.read(f) : PointText.read(f));
    }

    static String told(int n, int d) {
        return n + (n == 1 ? " point in " : " points in ") + d + (d == 1 ? " dimension" : " dimensions");
    }
}
