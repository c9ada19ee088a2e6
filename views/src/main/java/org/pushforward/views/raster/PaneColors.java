package org.pushforward.views.raster;

import java.util.List;
import org.pushforward.views.colormap.Colormap;

/**
 * The colors of everything that is not data, {@code 0xAARRGGBB}, not premultiplied.
 *
 * @param canvas behind everything
 * @param text titles and values
 * @param muted labels
 * @param grid lines of a plot's grid
 * @param frame the outline of plots, color bars and domains
 * @param accent the run in focus
 * @param meshLine lines of a mesh on the canvas or a picture
 * @param cellLine lines of a mesh on its colored cells
 * @param fieldLine lines of a mesh on a colored field, where the mesh is what matters
 * @param veil laid over a picture so that a mesh on it is legible
 * @param undefined values that are not numbers
 * @param alarm marks of what failed
 * @param series curves of a plot in order; safe for color-blind readers
 */
public record PaneColors(int canvas, int text, int muted, int grid, int frame, int accent, int meshLine, int cellLine, int fieldLine, int veil,
        int undefined, int alarm, List<Integer> series) {
    public PaneColors {
        series = List.copyOf(series);
    }

    private static final Colormap NEUTRAL_DARK = Colormap.ramp("neutral", 0xff12171e, 0xff8d97a3);
    private static final Colormap NEUTRAL_LIGHT = Colormap.ramp("neutral", 0xfff6f8fa, 0xff8b949e);

    /** Light lines on near-black. */
    public static final PaneColors DARK = new PaneColors(0xff0d1117, 0xffe6edf3, 0xff8b949e, 0xff21262d, 0xff30363d, 0xff4c9fff, 0xd8eef4ff, 0x48000000,
            0xa0ffffff, 0x800a0d12, 0xff6e7681, 0xfff85149,
            List.of(0xff4c9fff, 0xffe69f00, 0xff2fbf8f, 0xffe58fc0, 0xfff0e442, 0xff7fd0f5, 0xffe07040));

    /** Dark lines on white. */
    public static final PaneColors LIGHT = new PaneColors(0xffffffff, 0xff1f2328, 0xff59636e, 0xffe6eaef, 0xffd1d9e0, 0xff0969da, 0xe0122c4c, 0x38000000,
            0xa0ffffff, 0x59ffffff, 0xffafb8c1, 0xffcf222e,
            List.of(0xff0969da, 0xffc46a00, 0xff00815f, 0xffb4468a, 0xff8a7b00, 0xff2389c4, 0xffb53d12));

    /** From near nothing to a middling grey: for a field behind points that have colors of their own. */
    Colormap neutral() {
        return canvas == DARK.canvas ? NEUTRAL_DARK : NEUTRAL_LIGHT;
    }

    /** The same on another ground, which may be transparent. */
    public PaneColors on(int newCanvas) {
        return new PaneColors(newCanvas, text, muted, grid, frame, accent, meshLine, cellLine, fieldLine, veil, undefined, alarm, series);
    }

    /** The color of curve k. */
    public int series(int k) {
        return series.get(Math.floorMod(k, series.size()));
    }
}
