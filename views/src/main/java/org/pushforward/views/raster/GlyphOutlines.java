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
