package org.pushforward.views.raster;

import java.util.Arrays;
import java.util.Optional;
import org.pushforward.engine.api.Layer;
import org.pushforward.views.colormap.ColorRange;
import org.pushforward.views.colormap.ColorScale;

/** Draws graphs: nodes in the colors of a field, edges as wide as the magnitude of theirs, names beside the nodes. O(nodes + edges). */
final class GraphRaster {

    private static final double THIN = 0.6;
    private static final double WIDE = 4.5;
    private static final double LARGEST = 9;
    /** More names than this cover each other. */
    private static final int MOST_NAMES = 80;

    private GraphRaster() { }

    static void draw(Pen pen, PlaneTransform at, Layer.Graph g, Optional<Layer.Field> nodes, ColorScale colors) {
        double[] xy = g.xy();
        int[] e = g.edges();
        double[] width = widths(g);
        PaneColors theme = pen.theme();
        for (int k = 0; k + 1 < e.length; k += 2) {
            pen.raster().line(at.pixelX(xy[2 * e[k]]), at.pixelY(xy[2 * e[k] + 1]), at.pixelX(xy[2 * e[k + 1]]),
                    at.pixelY(xy[2 * e[k + 1] + 1]), pen.px(width[k / 2]), Pen.faded(theme.muted(), 0.7));
        }
        int n = xy.length / 2;
        Box seen = at.domain();
        double radius = Math.clamp(0.12 * Math.sqrt(seen.width() * seen.height() / Math.max(1, n)), pen.px(1.5), pen.px(LARGEST));
        for (int k = 0; k < n; k++) {
            int node = k;
            double x = at.pixelX(xy[2 * k]);
            double y = at.pixelY(xy[2 * k + 1]);
            pen.raster().disc(x, y, radius + pen.px(1.2), theme.canvas());
            pen.raster().disc(x, y, radius, nodes.map(f -> colors.argb(f.values()[node])).orElse(theme.accent()));
            if (!g.names().isEmpty() && n <= MOST_NAMES) {
                name(pen, g.names().get(k), x, radius + pen.px(5), y);
            }
        }
    }

    /** To the right of the node, to its left where the picture ends; on a plate, so that edges do not cross it out. */
    private static void name(Pen pen, String name, double node, double distance, double y) {
        double half = pen.px(8);
        double width = pen.wordWidth(name);
        double x = node + distance + width > pen.raster().clipRight() ? node - distance - width : node + distance;
        pen.raster().fillRect(x - pen.px(2), y - half, x + width + pen.px(2), y + half, Pen.faded(pen.theme().canvas(), 0.75));
        pen.word(name, x, y, pen.theme().text(), Lettering.Align.LEFT);
    }

    private static double[] widths(Layer.Graph g) {
        double[] w = new double[g.edges().length / 2];
        Arrays.fill(w, 1);
        g.links().stream().findFirst().ifPresent(f -> {
            ColorRange range = ColorRange.of(f.values(), false);
            double most = Math.max(Math.abs(range.min()), Math.abs(range.max()));
            Arrays.setAll(w, k -> most > 0 ? THIN + (WIDE - THIN) * Math.abs(f.values()[k]) / most : 1);
        });
        return w;
    }
}
