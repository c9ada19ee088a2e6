package org.pushforward.views.colormap;

/**
 * From values to colors: a range, a colormap and a color for what is not a number. Logarithms are taken from a table (error below
 * 4e-4 octaves, a fraction of one of the 256 colors), so whole fields can be colored every frame. Immutable, thread-safe.
 */
public final class ColorScale {

    private static final int LOG_BITS = 11;
    private static final float[] LOG2 = mantissaLogarithms();

    private static final ColorScale NONE = new ColorScale(new ColorRange(0, 1, false), Colormaps.standard(), 0);

    private final ColorRange range;
    private final Colormap map;
    private final int undefined;
    private final int[] table;
    private final double origin;
    private final double factor;

    /** @param undefined the color of NaN and infinities */
    public ColorScale(ColorRange range, Colormap map, int undefined) {
        this.range = map.kind() == Colormap.Kind.DIVERGING ? range.aboutZero() : range;
        this.map = map;
        this.undefined = undefined;
        this.table = map.table();
        boolean flat = this.range.normalised(this.range.max()) == this.range.normalised(this.range.min());
        this.origin = scaled(this.range.min());
        this.factor = flat ? 0 : (Colormap.SIZE - 1) / (scaled(this.range.max()) - origin);
    }

    /** For what has no values. */
    public static ColorScale none() {
        return NONE;
    }

    public ColorRange range() {
        return range;
    }

    public Colormap map() {
        return map;
    }

    public int undefined() {
        return undefined;
    }

    /** The place of a value among the entries of the colormap, in [0, 255]; NaN for what is not a finite number. */
    public float index(double v) {
        if (v - v != 0) {
            return Float.NaN;
        }
        if (factor == 0) {
            return 0.5f * (Colormap.SIZE - 1);
        }
        double u = range.log() ? v > 0 ? log2(v) : Double.NEGATIVE_INFINITY : v;
        return (float) Math.max(0, Math.min(Colormap.SIZE - 1, (u - origin) * factor));
    }

    /** The color of an {@link #index}. */
    public int entry(float index) {
        return index != index ? undefined : table[(int) (index + 0.5f)];
    }

    public int argb(double v) {
        return entry(index(v));
    }

    private double scaled(double v) {
        return range.log() ? Math.log(v) / Math.log(2) : v;
    }

    private static double log2(double v) {
        long bits = Double.doubleToRawLongBits(v);
        // Subnormal numbers come out as about 2^-1023: below every range.
        return (int) (bits >>> 52) - 1023 + LOG2[(int) (bits >>> 52 - LOG_BITS) & (1 << LOG_BITS) - 1];
    }

    private static float[] mantissaLogarithms() {
        float[] t = new float[1 << LOG_BITS];
        for (int k = 0; k < t.length; k++) {
            t[k] = (float) (Math.log1p((k + 0.5) / t.length) / Math.log(2));
        }
        return t;
    }
}
