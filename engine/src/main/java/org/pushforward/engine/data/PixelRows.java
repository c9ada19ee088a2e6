package org.pushforward.engine.data;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import org.pushforward.engine.api.InputException;

/**
 * The rows of a decoded picture as red, green and blue in [0, 1], laid on white.
 *
 * <p>Grey, red, green and blue are taken as stored, since they are tones for the eye (as in sRGB): the JDK would take greys for linear light
 * and brighten them. Cyan, magenta, yellow and black without a profile become (1 − c)(1 − k) …; colors of other spaces and
 * with a profile are converted by it.
 *
 * @param name of the file, for messages
 * @param profiled whether the file brings the profile of its colors
 */
record PixelRows(String name, ColorModel colors, Raster pixels, boolean profiled) {

    /** What rounding makes of 0 and 1. */
    private static final double ROUNDING = 1e-5;

    int width() {
        return pixels.getWidth();
    }

    int height() {
        return pixels.getHeight();
    }

    /**
     * Writes row {@code y} to {@code rgb[3·from …]}.
     *
     * @throws InputException when a floating-point tone is outside [0, 1]
     */
    void read(int y, double[] rgb, int from) {
        if (colors instanceof IndexColorModel palette) {
            int[] index = pixels.getSamples(0, y, width(), 1, 0, (int[]) null);
            for (int x = 0; x < index.length; x++) {
                put(palette.getRGB(index[x]), rgb, 3 * (from + x));
            }
            return;
        }
        switch (colors.getColorSpace().getType()) {
            case ColorSpace.TYPE_GRAY -> stored(y, rgb, from, 1);
            case ColorSpace.TYPE_RGB -> {
                if (colors.getColorSpace().isCS_sRGB()) {
                    stored(y, rgb, from, 3);
                } else {
                    converted(y, rgb, from);
                }
            }
            case ColorSpace.TYPE_CMYK -> {
                if (profiled && colors.getColorSpace() instanceof ICC_ColorSpace) {
                    converted(y, rgb, from);
                } else {
                    inks(y, rgb, from);
                }
            }
            default -> converted(y, rgb, from);
        }
    }

    private void stored(int y, double[] rgb, int from, int bands) {
        double[] v = samples(y);
        int all = pixels.getNumBands();
        boolean alpha = colors.hasAlpha() && all > bands;
        for (int x = 0; x < width(); x++) {
            double a = alpha ? v[x * all + all - 1] : 1;
            for (int c = 0; c < 3; c++) {
                double s = v[x * all + (bands == 1 ? 0 : c)];
                rgb[3 * (from + x) + c] = Math.clamp((colors.isAlphaPremultiplied() ? s : s * a) + 1 - a, 0, 1);
            }
        }
    }

    private void inks(int y, double[] rgb, int from) {
        double[] v = samples(y);
        int all = pixels.getNumBands();
        for (int x = 0; x < width(); x++) {
            for (int c = 0; c < 3; c++) {
                rgb[3 * (from + x) + c] = (1 - v[x * all + c]) * (1 - v[x * all + 3]);
            }
        }
    }

    /** By the color model, which knows the space. */
    private void converted(int y, double[] rgb, int from) {
        WritableRaster row = (WritableRaster) pixels.createChild(pixels.getMinX(), pixels.getMinY() + y, width(), 1, 0, 0, null);
        int[] argb = new BufferedImage(colors, row, colors.isAlphaPremultiplied(), null).getRGB(0, 0, width(), 1, null, 0, width());
        for (int x = 0; x < argb.length; x++) {
            put(argb[x], rgb, 3 * (from + x));
        }
    }

    /** All bands of a row; whole numbers divided by the largest of their bits. */
    private double[] samples(int y) {
        int bands = pixels.getNumBands();
        double[] values = new double[bands * width()];
        int type = pixels.getDataBuffer().getDataType();
        if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE) {
            pixels.getPixels(0, y, width(), 1, values);
            for (double v : values) {
                if (!(v >= -ROUNDING && v <= 1 + ROUNDING)) {
                    throw new InputException(name + ": the picture has the tone " + v + "; floating-point tones are read from 0 (black) to 1 (white)",
                            "convert it to 8 or 16 bits, or scale it to 0 … 1");
                }
            }
            return values;
        }
        int[] whole = pixels.getPixels(0, y, width(), 1, (int[]) null);
        for (int k = 0; k < whole.length; k++) {
            long largest = (1L << colors.getComponentSize(k % bands)) - 1;
            values[k] = (double) (whole[k] & largest) / largest;
        }
        return values;
    }

    private static void put(int argb, double[] rgb, int at) {
        double alpha = (argb >>> 24) / 255.0;
        for (int c = 0; c < 3; c++) {
            rgb[at + c] = 1 - alpha + alpha * (argb >> 16 - 8 * c & 0xff) / 255.0;
        }
    }
}
