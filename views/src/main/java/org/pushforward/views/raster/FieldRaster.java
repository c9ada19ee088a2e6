package org.pushforward.views.raster;

import org.pushforward.engine.api.Layer.ScalarField;
import org.pushforward.views.colormap.ColorScale;

/**
 * Fills the pixels of a scalar field: interpolated bilinearly between the centres of cells, averaged where a pixel holds several cells,
 * or one color per cell. It interpolates places in the colormap, so a logarithmic scale interpolates geometrically. O(pixels + cells);
 * buffers are reused.
 */
final class FieldRaster {

    private float[] index = new float[0];
    private float[] line = new float[0];

    void draw(Raster raster, PlaneTransform at, ScalarField field, ColorScale colors, boolean smooth) {
        int nx = field.nx();
        int ny = field.ny();
        Resampling across = Resampling.of(at.x(), raster.clipLeft(), raster.clipRight(), field.domain().x0(), field.domain().x1(), nx, smooth);
        Resampling up = Resampling.of(at.y(), raster.clipTop(), raster.clipBottom(), field.domain().y0(), field.domain().y1(), ny, smooth);
        transpose(field, colors);
        if (line.length < nx) {
            line = new float[nx];
        }
        for (int y = up.begin(); y < up.end(); y++) {
            combineRows(up, y, nx);
            across(raster, across, y, colors);
        }
    }

    /** Places in the colormap with x fast, as pixels are. */
    private void transpose(ScalarField field, ColorScale colors) {
        int nx = field.nx();
        int ny = field.ny();
        if (index.length < nx * ny) {
            index = new float[nx * ny];
        }
        double[] v = field.values();
        // In blocks, so that both arrays stay in the cache.
        for (int ib = 0; ib < nx; ib += 32) {
            int iEnd = Math.min(nx, ib + 32);
            for (int jb = 0; jb < ny; jb += 32) {
                int jEnd = Math.min(ny, jb + 32);
                for (int i = ib; i < iEnd; i++) {
                    for (int j = jb; j < jEnd; j++) {
                        index[j * nx + i] = colors.index(v[i * ny + j]);
                    }
                }
            }
        }
    }

    private void combineRows(Resampling up, int y, int nx) {
        int lo = up.low(y);
        int hi = up.high(y);
        float w = up.weight(y);
        int a = lo * nx;
        int b = hi * nx;
        if (w >= 0) {
            for (int i = 0; i < nx; i++) {
                float p = index[a + i];
                line[i] = p + w * (index[b + i] - p);
            }
            return;
        }
        float share = 1f / (hi - lo + 1);
        for (int i = 0; i < nx; i++) {
            float sum = 0;
            for (int k = a + i; k <= b + i; k += nx) {
                sum += index[k];
            }
            line[i] = sum * share;
        }
    }

    private void across(Raster raster, Resampling across, int y, ColorScale colors) {
        int[] pixels = raster.pixels();
        int row = y * raster.width();
        for (int x = across.begin(); x < across.end(); x++) {
            int lo = across.low(x);
            int hi = across.high(x);
            float w = across.weight(x);
            float t = line[lo];
            if (w >= 0) {
                t += w * (line[hi] - t);
            } else {
                for (int i = lo + 1; i <= hi; i++) {
                    t += line[i];
                }
                t /= hi - lo + 1;
            }
            pixels[row + x] = colors.entry(t);
        }
    }
}
