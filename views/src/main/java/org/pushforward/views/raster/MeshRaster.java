package org.pushforward.views.raster;

import org.pushforward.engine.api.Layer.Mesh;
import org.pushforward.views.colormap.ColorScale;

/**
 * Draws a structured mesh: its lines, fainter the denser they lie and only every k-th when they would merge into one tone, or its
 * cells in colors. O(cells); the buffer is reused.
 */
final class MeshRaster {

    /** Lines closer than this on average are thinned out. */
    private static final double MIN_SPACING = 2.2;

    private double[] px = new double[0];

    void lines(Pen pen, PlaneTransform at, Mesh mesh, int argb) {
        project(at, mesh);
        Box domain = at.domain();
        double spacing = Math.sqrt(Math.max(1e-9, domain.width() * domain.height() / ((double) mesh.nx() * mesh.ny())));
        int every = Math.max(1, (int) Math.ceil(pen.px(MIN_SPACING) / spacing));
        double width = Math.max(1, pen.px(0.9));
        int color = Pen.faded(argb, Math.clamp(0.3 + 0.5 * (every * spacing / pen.px(8)), 0.4, 1));
        int stride = mesh.ny() + 1;
        // Segment by segment from band to band in both directions: successive segments touch the same rows of pixels.
        for (int j = 0; j < mesh.ny(); j++) {
            for (int i = 0; i <= mesh.nx(); i = next(i, every, mesh.nx())) {
                segment(pen.raster(), i * stride + j, i * stride + j + 1, width, color);
            }
        }
        for (int j = 0; j <= mesh.ny(); j = next(j, every, mesh.ny())) {
            for (int i = 0; i < mesh.nx(); i++) {
                segment(pen.raster(), i * stride + j, (i + 1) * stride + j, width, color);
            }
        }
    }

    void cells(Raster raster, PlaneTransform at, Mesh mesh, double[] values, ColorScale colors) {
        project(at, mesh);
        int stride = mesh.ny() + 1;
        for (int i = 0; i < mesh.nx(); i++) {
            for (int j = 0; j < mesh.ny(); j++) {
                int a = 2 * (i * stride + j);
                int b = a + 2 * stride;
                raster.quad(px[a], px[a + 1], px[b], px[b + 1], px[b + 2], px[b + 3], px[a + 2], px[a + 3],
                        colors.argb(values[i * mesh.ny() + j]));
            }
        }
    }

    /** The last line is drawn whatever the stride. */
    private static int next(int k, int every, int last) {
        return k < last ? Math.min(last, k + every) : last + 1;
    }

    private void project(PlaneTransform at, Mesh mesh) {
        double[] xy = mesh.xy();
        if (px.length < xy.length) {
            px = new double[xy.length];
        }
        for (int k = 0; k < xy.length; k += 2) {
            px[k] = at.pixelX(xy[k]);
            px[k + 1] = at.pixelY(xy[k + 1]);
        }
    }

    private void segment(Raster raster, int p, int q, double width, int argb) {
        raster.line(px[2 * p], px[2 * p + 1], px[2 * q], px[2 * q + 1], width, argb);
    }
}
