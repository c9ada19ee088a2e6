package org.pushforward.views.raster;

import org.pushforward.views.colormap.ColorScale;

/**
 * Draws a sheet with lighting and grid lines by the painter's algorithm: seen from above, cells of a surface over the plane are drawn
 * from the far corner to the near one, which needs neither sorting nor a depth buffer. Cells with a corner that is not a number are
 * left out. O(cells + pixels); the buffer is reused.
 */
final class SheetRaster {

    /** Grid lines along each side. */
    private static final int LINES = 30;

    private double[] px = new double[0];

    void draw(Pen pen, SpaceProjection eye, Sheet sheet, ColorScale colours, boolean lines) {
        project(eye, sheet);
        int everyU = Math.max(1, Math.ceilDiv(sheet.nu(), LINES));
        int everyV = Math.max(1, Math.ceilDiv(sheet.nv(), LINES));
        int ink = Pen.faded(0xff000000, 0.28);
        double width = Math.max(0.8, pen.px(0.8));
        boolean backU = eye.xRecedes();
        boolean backV = eye.yRecedes();
        for (int a = 0; a < sheet.nu(); a++) {
            int i = backU ? sheet.nu() - 1 - a : a;
            for (int b = 0; b < sheet.nv(); b++) {
                int j = backV ? sheet.nv() - 1 - b : b;
                int argb = shade(eye, sheet, i, j, colours);
                if (argb == 0) {
                    continue;
                }
                cell(pen.raster(), sheet, i, j, argb);
                if (lines) {
                    edges(pen.raster(), sheet, i, j, backU, backV, everyU, everyV, width, ink);
                }
            }
        }
    }

    private void project(SpaceProjection eye, Sheet sheet) {
        double[] p = sheet.xyz();
        int n = p.length / 3;
        if (px.length < 2 * n) {
            px = new double[2 * n];
        }
        for (int k = 0; k < n; k++) {
            px[2 * k] = eye.pixelX(p[3 * k], p[3 * k + 1]);
            px[2 * k + 1] = eye.pixelY(p[3 * k], p[3 * k + 1], p[3 * k + 2]);
        }
    }

    private void cell(Raster raster, Sheet sheet, int i, int j, int argb) {
        int a = 2 * (i * (sheet.nv() + 1) + j);
        int b = a + 2 * (sheet.nv() + 1);
        raster.quad(px[a], px[a + 1], px[b], px[b + 1], px[b + 2], px[b + 3], px[a + 2], px[a + 3], argb);
    }

    /** The colour of a cell under the light; 0 when a corner is missing. */
    private static int shade(SpaceProjection eye, Sheet s, int i, int j, ColorScale colours) {
        int a = i * (s.nv() + 1) + j;
        int b = a + s.nv() + 1;
        double mean = 0.25 * (s.values()[a] + s.values()[a + 1] + s.values()[b] + s.values()[b + 1]);
        if (!Double.isFinite(mean)) {
            return 0;
        }
        double[] p = s.xyz();
        // Diagonals of the cell: the plane through them has the slopes of the mean surface.
        double x1 = p[3 * b + 3] - p[3 * a];
        double y1 = p[3 * b + 4] - p[3 * a + 1];
        double z1 = p[3 * b + 5] - p[3 * a + 2];
        double x2 = p[3 * b] - p[3 * a + 3];
        double y2 = p[3 * b + 1] - p[3 * a + 4];
        double z2 = p[3 * b + 2] - p[3 * a + 5];
        double det = x1 * y2 - x2 * y1;
        double light = det == 0 ? 1 : eye.light(eye.slope((z1 * y2 - z2 * y1) / det), eye.slope((x1 * z2 - x2 * z1) / det));
        return lit(colours.argb(mean), light);
    }

    private static int lit(int argb, double light) {
        int r = (int) Math.min(255, (argb >> 16 & 255) * light);
        int g = (int) Math.min(255, (argb >> 8 & 255) * light);
        int b = (int) Math.min(255, (argb & 255) * light);
        return 0xff000000 | r << 16 | g << 8 | b;
    }

    /** The far edges of a cell, which its nearer neighbours leave alone, and the near ones at the rim. */
    private void edges(Raster raster, Sheet s, int i, int j, boolean backU, boolean backV, int everyU, int everyV, double width, int ink) {
        int stride = s.nv() + 1;
        for (int side = 0; side <= 1; side++) {
            int u = i + (backU == (side == 0) ? 1 : 0);
            boolean rimU = u == 0 || u == s.nu();
            if ((side == 0 || rimU) && (rimU || u % everyU == 0)) {
                line(raster, u * stride + j, u * stride + j + 1, width, ink);
            }
            int v = j + (backV == (side == 0) ? 1 : 0);
            boolean rimV = v == 0 || v == s.nv();
            if ((side == 0 || rimV) && (rimV || v % everyV == 0)) {
                line(raster, i * stride + v, (i + 1) * stride + v, width, ink);
            }
        }
    }

    private void line(Raster raster, int p, int q, double width, int ink) {
        raster.line(px[2 * p], px[2 * p + 1], px[2 * q], px[2 * q + 1], width, ink);
    }
}
