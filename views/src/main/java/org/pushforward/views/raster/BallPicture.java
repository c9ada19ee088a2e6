package org.pushforward.views.raster;

/** A lit ball that fills a square of pixels, as {@link DepthRaster} draws them. */
public final class BallPicture {

    private BallPicture() { }

    /**
     * Draws it into a picture of that width whose pixels are not premultiplied.
     *
     * @param size of the square in pixels
     */
    public static void draw(int[] to, int width, int left, int top, int size, int argb, Light from) {
        double r = 0.5 * size;
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double dx = (x + 0.5 - r) / r;
                double dy = (y + 0.5 - r) / r;
                double d2 = dx * dx + dy * dy;
                double covered = Math.clamp((1 - Math.sqrt(d2)) * r + 0.5, 0, 1);
                int light = (int) (256 * from.on(dx, dy, -Math.sqrt(Math.max(0, 1 - d2))));
                to[(top + y) * width + left + x] = DepthRaster.lit(argb, light) & 0xffffff | (int) Math.rint(255 * covered) << 24;
            }
        }
    }
}
