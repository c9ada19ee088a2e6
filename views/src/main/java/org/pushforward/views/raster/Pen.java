package org.pushforward.views.raster;

/**
 * A raster with what is needed to write and rule on it in lengths of the screen: theme, screen scale and lettering. Lengths passed in
 * are in units of 1/96 inch, as in style sheets; positions are in pixels.
 */
final class Pen {

    /** Text sizes: labels of ticks, words. */
    static final double SMALL = 11;
    static final double TEXT = 12;

    private final Raster raster;
    private final PaneColors theme;
    private final double scale;
    private final Lettering lettering;

    Pen(Raster raster, PaneColors theme, double scale, Lettering lettering) {
        this.raster = raster;
        this.theme = theme;
        this.scale = scale;
        this.lettering = lettering;
    }

    Raster raster() {
        return raster;
    }

    PaneColors theme() {
        return theme;
    }

    /** A length in pixels. */
    double px(double length) {
        return length * scale;
    }

    /** The thinnest line that is sharp: a whole number of pixels. */
    double hair() {
        return Math.max(1, Math.floor(scale + 0.25));
    }

    void number(String text, double x, double y, int argb, Lettering.Align align) {
        lettering.drawMiddle(raster, text, x, y, Face.MONO, px(SMALL), argb, align);
    }

    void word(String text, double x, double y, int argb, Lettering.Align align) {
        lettering.drawMiddle(raster, text, x, y, Face.REGULAR, px(TEXT), argb, align);
    }

    void heading(String text, double x, double y, int argb) {
        lettering.drawMiddle(raster, text, x, y, Face.SEMIBOLD, px(TEXT + 1), argb, Lettering.Align.LEFT);
    }

    double numberWidth(String text) {
        return lettering.width(text, Face.MONO, px(SMALL));
    }

    double wordWidth(String text) {
        return lettering.width(text, Face.REGULAR, px(TEXT));
    }

    double headingWidth(String text) {
        return lettering.width(text, Face.SEMIBOLD, px(TEXT + 1));
    }

    /** The word, cut with an ellipsis where it is longer than its room. */
    String fitting(String word, double room) {
        int n = word.length();
        String cut = word;
        while (n > 0 && wordWidth(cut) > room) {
            cut = word.substring(0, --n).stripTrailing() + "…";
        }
        return cut;
    }

    /** A sharp horizontal line about y. */
    void horizontal(double x0, double x1, double y, int argb) {
        double top = Math.rint(y - 0.5 * hair());
        raster.fillRect(Math.rint(x0), top, Math.rint(x1), top + hair(), argb);
    }

    /** A sharp vertical line about x. */
    void vertical(double x, double y0, double y1, int argb) {
        double left = Math.rint(x - 0.5 * hair());
        raster.fillRect(left, Math.rint(y0), left + hair(), Math.rint(y1), argb);
    }

    /** The color with its alpha multiplied. */
    static int faded(int argb, double factor) {
        return (int) Math.rint((argb >>> 24) * Math.clamp(factor, 0, 1)) << 24 | argb & 0xffffff;
    }
}
