package org.pushforward.views.raster;

import java.util.Optional;
import org.pushforward.engine.api.Layer;
import org.pushforward.views.colormap.ColorScale;

/** Draws triangle meshes of the plane: filled in the colors of a field on nodes or cells, and their edges. O(triangles + pixels). */
final class TriangleRaster {

    /** Edges closer than this on average would merge into one tone. */
    private static final double MIN_SPACING = 3;

    private final DepthRaster depth = new DepthRaster();

    void fill(Pen pen, PlaneTransform at, Layer.TriangleMesh m, Optional<Layer.Field> field, ColorScale colors, int plain) {
        Facets f = Facets.of(m, field, 0);
        Raster raster = pen.raster();
        depth.begin(raster, new Box(raster.clipLeft(), raster.clipTop(), raster.clipRight(), raster.clipBottom()), 2, Light.STANDARD);
        f.draw(depth, project(at, m), FacetLight.none(), colors, plain);
        depth.end(raster);
    }

    void lines(Pen pen, PlaneTransform at, Layer.TriangleMesh m, int argb) {
        Box seen = at.domain();
        double spacing = Math.sqrt(2 * seen.width() * seen.height() / Math.max(1, m.triangles().length / 3));
        if (spacing < pen.px(MIN_SPACING)) {
            return;
        }
        double[] p = project(at, m);
        int color = Pen.faded(argb, Math.clamp(spacing / pen.px(14), 0.4, 1));
        int[] edges = Facets.of(m, Optional.empty(), 0).edges();
        for (int e = 0; e < edges.length; e += 2) {
            int a = 3 * edges[e];
            int b = 3 * edges[e + 1];
            pen.raster().line(p[a], p[a + 1], p[b], p[b + 1], Math.max(1, pen.px(0.9)), color);
        }
    }

    private static double[] project(PlaneTransform at, Layer.TriangleMesh m) {
        double[] p = new double[3 * m.size()];
        for (int k = 0; k < m.size(); k++) {
            p[3 * k] = at.pixelX(m.coordinates()[k * m.dimension()]);
            p[3 * k + 1] = at.pixelY(m.coordinates()[k * m.dimension() + 1]);
        }
        return p;
    }
}
