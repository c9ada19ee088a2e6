package org.pushforward.views.raster;

import java.util.HashMap;
import java.util.Map;

/**
 * Draws text of any size from the baked outlines. Glyphs are rasterised once per size and quarter-pixel position and kept; heights of
 * small and capital letters are rounded to whole pixels, which keeps small text sharp. Not thread-safe.
 */
public final class Lettering {

    /** Where the given point lies in the text, horizontally. */
    public enum Align { LEFT, CENTRE, RIGHT }

    private static final int PHASES = 4;
    /** A window with many sizes of text stays far below; zooming cannot fill the memory. */
    private static final int MOST = 8192;

    private record Key(Face face, int codePoint, int size64, int phase) { }

    private record Bitmap(int left, int top, int width, byte[] coverage) { }

    private final Map<Key, Bitmap> bitmaps = new HashMap<>();
    private final Coverage coverage = new Coverage();

    /** The width of the text in pixels. */
    public double width(String text, Face face, double size) {
        GlyphOutlines outlines = GlyphOutlines.of(face);
        return text.codePoints().filter(c -> Character.getType(c) != Character.NON_SPACING_MARK).mapToDouble(c -> outlines.glyph(c).advance()).sum() * size / GlyphOutlines.EM;
    }

    /** The height of capitals and digits in pixels, a whole number: what text is centred by. */
    public double capHeight(Face face, double size) {
        return Math.max(1, Math.rint(GlyphOutlines.of(face).capHeight() * size / GlyphOutlines.EM));
    }

    /** Draws text with its baseline at y; the baseline is rounded to a whole pixel. */
    public void draw(Raster raster, String text, double x, double y, Face face, double size, int argb, Align align) {
        if (!(size >= 1 && size < 512) || !Double.isFinite(x + y)) {
            return;
        }
        double pen = x - switch (align) {
            case LEFT -> 0;
            case CENTRE -> 0.5 * width(text, face, size);
            case RIGHT -> width(text, face, size);
        };
        GlyphOutlines outlines = GlyphOutlines.of(face);
        int baseline = (int) Math.rint(y);
        int before = ' ';
        double beforeAt = pen;
        for (int k = 0; k < text.length(); ) {
            int c = text.codePointAt(k);
            k += Character.charCount(c);
            boolean mark = Character.getType(c) == Character.NON_SPACING_MARK;
            double at = mark ? beforeAt + outlines.markShift(before, c) * size / GlyphOutlines.EM : pen;
            int rise = mark ? (int) Math.rint(outlines.markRise(before) * size / GlyphOutlines.EM) : 0;
            if (raster.takesOutlines()) {
                outline(raster, outlines.glyph(c), at, y - (mark ? outlines.markRise(before) * size / GlyphOutlines.EM : 0), size / GlyphOutlines.EM, argb);
            } else {
                put(raster, c, face, size, at, baseline - rise, argb);
            }
            if (!mark) {
                before = c;
                beforeAt = pen;
                pen += outlines.glyph(c).advance() * size / GlyphOutlines.EM;
            }
        }
    }

    private void put(Raster raster, int c, Face face, double size, double at, int baseline, int argb) {
        int quarter = (int) Math.rint(at * PHASES);
        Key key = new Key(face, c, (int) Math.rint(64 * size), Math.floorMod(quarter, PHASES));
        if (bitmaps.size() > MOST) {
            bitmaps.clear();
        }
        put(raster, bitmaps.computeIfAbsent(key, this::rasterised), Math.floorDiv(quarter, PHASES), baseline, argb);
    }

    /** As it was designed: on paper and on any screen nothing has to be a whole number of pixels. */
    private static void outline(Raster raster, GlyphOutlines.Outline glyph, double left, double baseline, double scale, int argb) {
        int n = glyph.xy().length / 2;
        double[] x = new double[n];
        double[] y = new double[n];
        for (int k = 0; k < n; k++) {
            x[k] = left + glyph.xy()[2 * k] * scale;
            y[k] = baseline + glyph.xy()[2 * k + 1] * scale;
        }
        raster.outline(x, y, glyph.ends(), argb);
    }

    /** Draws text whose capitals are centred about y. */
    public void drawMiddle(Raster raster, String text, double x, double y, Face face, double size, int argb, Align align) {
        draw(raster, text, x, y + 0.5 * capHeight(face, size), face, size, argb, align);
    }

    private static void put(Raster raster, Bitmap glyph, int x, int y, int argb) {
        int rows = glyph.width == 0 ? 0 : glyph.coverage.length / glyph.width;
        for (int r = 0; r < rows; r++) {
            int py = y + glyph.top + r;
            if (py < raster.clipTop() || py >= raster.clipBottom()) {
                continue;
            }
            for (int c = 0; c < glyph.width; c++) {
                int px = x + glyph.left + c;
                int a = glyph.coverage[r * glyph.width + c] & 255;
                if (a != 0 && px >= raster.clipLeft() && px < raster.clipRight()) {
                    raster.blend(py * raster.width() + px, argb, a + (a >> 7));
                }
            }
        }
    }

    private Bitmap rasterised(Key key) {
        GlyphOutlines outlines = GlyphOutlines.of(key.face);
        GlyphOutlines.Outline glyph = outlines.glyph(key.codePoint);
        double scale = key.size64 / 64.0 / GlyphOutlines.EM;
        double shift = (double) key.phase / PHASES;
        int n = glyph.xy().length / 2;
        double[] x = new double[n];
        double[] y = new double[n];
        double xMin = 0;
        double xMax = 0;
        double yMin = 0;
        double yMax = 0;
        for (int k = 0; k < n; k++) {
            x[k] = glyph.xy()[2 * k] * scale + shift;
            y[k] = fitted(glyph.xy()[2 * k + 1], scale, outlines);
            xMin = Math.min(xMin, x[k]);
            xMax = Math.max(xMax, x[k]);
            yMin = Math.min(yMin, y[k]);
            yMax = Math.max(yMax, y[k]);
        }
        int left = (int) Math.floor(xMin);
        int top = (int) Math.floor(yMin);
        int width = (int) Math.ceil(xMax) - left;
        coverage.begin(width, (int) Math.ceil(yMax) - top);
        for (int c = 0, from = 0; c < glyph.ends().length; from = glyph.ends()[c++]) {
            int end = glyph.ends()[c];
            for (int k = from, before = end - 1; k < end; before = k++) {
                coverage.edge(x[before] - left, y[before] - top, x[k] - left, y[k] - top);
            }
        }
        return new Bitmap(left, top, width, coverage.end());
    }

    /** The ordinate in pixels, stretched so that the heights of x and H are whole numbers of pixels. */
    private static double fitted(int y, double scale, GlyphOutlines outlines) {
        double up = -y;
        double x = outlines.xHeight();
        double cap = outlines.capHeight();
        double xPixels = Math.max(1, Math.rint(x * scale));
        double capPixels = Math.max(xPixels, Math.rint(cap * scale));
        if (up <= 0) {
            return -up * scale;
        }
        return up <= x ? -up / x * xPixels
                : up <= cap ? -(xPixels + (up - x) / (cap - x) * (capPixels - xPixels))
                : -(capPixels + (up - cap) * scale);
    }
}
