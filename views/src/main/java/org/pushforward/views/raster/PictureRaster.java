package org.pushforward.views.raster;

import org.pushforward.engine.api.Layer.Picture;

/**
 * Draws a picture, bilinearly enlarged or averaged when reduced, under the theme's veil. The scaled picture is kept until the picture,
 * the place or the veil changes, so that a moving mesh on a still photograph costs a copy.
 */
final class PictureRaster {

    private record Key(int[] rgb, PlaneTransform at, int veil) {
        boolean same(Key o) {
            return rgb == o.rgb && veil == o.veil && at.equals(o.at);
        }
    }

    private Key kept = new Key(new int[0], new PlaneTransform(AxisMap.between(0, 1, false, 0, 1), AxisMap.between(0, 1, false, 0, 1),
            new Box(0, 0, 0, 0)), 0);
    private int[] scaled = new int[0];
    private Resampling across;
    private Resampling down;

    void draw(Raster raster, PlaneTransform at, Picture picture, int veil) {
        Key key = new Key(picture.rgb(), at, veil);
        if (!key.same(kept)) {
            across = Resampling.of(at.x(), raster.clipLeft(), raster.clipRight(), picture.domain().x0(), picture.domain().x1(),
                    picture.width(), true);
            // Rows of a picture go down: its first row is at the upper end of the domain.
            down = Resampling.of(at.y(), raster.clipTop(), raster.clipBottom(), picture.domain().y1(), picture.domain().y0(),
                    picture.height(), true);
            rescale(picture, veil);
            kept = key;
        }
        int w = across.end() - across.begin();
        for (int y = down.begin(); y < down.end(); y++) {
            System.arraycopy(scaled, (y - down.begin()) * w, raster.pixels(), y * raster.width() + across.begin(), w);
        }
    }

    private void rescale(Picture picture, int veil) {
        int w = across.end() - across.begin();
        int h = down.end() - down.begin();
        Raster target = new Raster(w, h);
        double[] sum = new double[3];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                sum[0] = 0;
                sum[1] = 0;
                sum[2] = 0;
                int r0 = down.lows()[y];
                int r1 = down.highs()[y];
                int c0 = across.lows()[x];
                int c1 = across.highs()[x];
                for (int r = r0; r <= r1; r++) {
                    double wr = share(down.weights()[y], r - r0, r1 - r0);
                    for (int c = c0; c <= c1; c++) {
                        add(sum, picture.rgb()[r * picture.width() + c], wr * share(across.weights()[x], c - c0, c1 - c0));
                    }
                }
                target.pixels()[y * w + x] = 0xff000000 | (int) (sum[0] + 0.5) << 16 | (int) (sum[1] + 0.5) << 8 | (int) (sum[2] + 0.5);
            }
        }
        target.veil(veil);
        scaled = target.pixels();
    }

    private static double share(float weight, int k, int last) {
        return weight < 0 ? 1.0 / (last + 1) : last == 0 ? 1 : k == 0 ? 1 - weight : weight;
    }

    private static void add(double[] sum, int rgb, double w) {
        sum[0] += w * (rgb >> 16 & 255);
        sum[1] += w * (rgb >> 8 & 255);
        sum[2] += w * (rgb & 255);
    }
}
