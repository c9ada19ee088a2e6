package org.pushforward.views.raster;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * The outlines of one face as closed polygons, in 1/{@value #EM} em with y down from the baseline; the format is described beside the
 * file in the assets. Immutable, thread-safe.
 */
final class GlyphOutlines {

    static final int EM = 2048;
    /** Round letters reach a little beyond flat ones. */
    private static final double OVERSHOOT = 0.02;
    private static final String FILE = "/org/pushforward/assets/glyphs/glyphs.bin.gz";
    private static final GlyphOutlines[] FACES = load();

    /** A glyph: points (x, y) of all contours and where each contour ends, counted in points. */
    record Outline(int advance, short[] xy, int[] ends) { }

    private final int xHeight;
    private final int capHeight;
    private final Map<Integer, Outline> glyphs;

    private GlyphOutlines(int xHeight, int capHeight, Map<Integer, Outline> glyphs) {
        this.xHeight = xHeight;
        this.capHeight = capHeight;
        this.glyphs = glyphs;
    }

    static GlyphOutlines of(Face face) {
        return FACES[face.ordinal()];
    }

    int xHeight() {
        return xHeight;
    }

    int capHeight() {
        return capHeight;
    }

    boolean has(int codePoint) {
        return glyphs.containsKey(codePoint);
    }

    /** The glyph, or an empty box for a sign that was not baked. */
    Outline glyph(int codePoint) {
        Outline g = glyphs.get(codePoint);
        return g == null ? glyphs.get((int) '□') : g;
    }

    /** How far right of the beginning of a letter a combining mark is drawn, so that their middles are above each other. */
    double markShift(int letter, int mark) {
        return 0.5 * (extent(letter, 0, false) + extent(letter, 0, true) - extent(mark, 0, false) - extent(mark, 0, true));
    }

    /** How much higher a mark sits on a letter that is taller than x. */
    double markRise(int letter) {
        return Math.max(0, -extent(letter, 1, false) - xHeight - OVERSHOOT * EM);
    }

    /** The least or the greatest abscissa (0) or ordinate (1) of a glyph; 0 for an empty one. */
    private double extent(int codePoint, int axis, boolean greatest) {
        short[] xy = glyph(codePoint).xy();
        int best = xy.length == 0 ? 0 : xy[axis];
        for (int k = axis; k < xy.length; k += 2) {
            best = greatest ? Math.max(best, xy[k]) : Math.min(best, xy[k]);
        }
        return best;
    }

    private static GlyphOutlines[] load() {
        try (InputStream file = GlyphOutlines.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException("the assets lack " + FILE);
            }
            DataInputStream in = new DataInputStream(new GZIPInputStream(file, 1 << 16));
            if (in.readInt() != ('G' << 24 | 'L' << 16 | 'Y' << 8 | 'F') || in.readShort() != 1) {
                throw new IllegalStateException(FILE + " is not of version 1");
            }
            GlyphOutlines[] faces = new GlyphOutlines[in.readShort()];
            for (int f = 0; f < faces.length; f++) {
                faces[f] = face(in);
            }
            return faces;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GlyphOutlines face(DataInputStream in) throws IOException {
        in.readUTF();
        int xHeight = in.readShort();
        int capHeight = in.readShort();
        in.readInt();                       // ascent, descent: lines are set by size
        Map<Integer, Outline> glyphs = new HashMap<>();
        for (int n = in.readShort(); n > 0; n--) {
            int codePoint = in.readInt();
            int advance = in.readShort();
            int[] ends = new int[in.readShort()];
            short[][] contours = new short[ends.length][];
            int total = 0;
            for (int c = 0; c < ends.length; c++) {
                contours[c] = new short[2 * in.readShort()];
                for (int k = 0; k < contours[c].length; k++) {
                    contours[c][k] = in.readShort();
                }
                total += contours[c].length;
                ends[c] = total / 2;
            }
            short[] xy = new short[total];
            for (int c = 0, at = 0; c < ends.length; at += contours[c++].length) {
                System.arraycopy(contours[c], 0, xy, at, contours[c].length);
            }
            glyphs.put(codePoint, new Outline(advance, xy, ends));
        }
        return new GlyphOutlines(xHeight, capHeight, Map.copyOf(glyphs));
    }
}
