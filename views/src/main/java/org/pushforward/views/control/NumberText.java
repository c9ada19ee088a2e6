package org.pushforward.views.control;

import java.util.Locale;

/** Numbers as the strips and cards show them: short, a few significant digits, "1.8e-07" outside of 0.001 … 99999. */
public final class NumberText {

    private NumberText() {
    }

    /** Three or four significant digits; NaN and infinities by name. */
    public static String brief(double v) {
        if (!Double.isFinite(v)) {
            return Double.isNaN(v) ? "NaN" : v > 0 ? "∞" : "−∞";
        }
        double size = Math.abs(v);
        if (v == Math.rint(v) && size < 1e5) {
            return String.format(Locale.ROOT, "%d", (long) v);
        }
        if (size < 1e-3 || size >= 1e5) {
            return String.format(Locale.ROOT, "%.1e", v);
        }
        return String.format(Locale.ROOT, "%." + decimals(size) + "f", v);
    }

    /** 0.262, 1.235, 12.35, 123.5, 1235. */
    private static int decimals(double size) {
        return size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 0.1 ? 3 : size >= 0.01 ? 4 : 5;
    }

    /** As {@link #brief(double)} without closing zeros: for the ends of a scale. */
    public static String scaleEnd(double v) {
        String s = brief(v);
        return s.contains(".") && !s.contains("e") ? s.replaceFirst("\\.?0+$", "") : s;
    }

    /** A large number in two or three digits: 940, 25 k, 1.2 M. */
    public static String compact(double v) {
        if (!(v >= 999.5)) {
            return String.format(Locale.ROOT, "%.0f", v);
        }
        double thousands = v / 1e3;
        return thousands < 999.5 ? String.format(Locale.ROOT, thousands < 9.95 ? "%.1f k" : "%.0f k", thousands)
                : String.format(Locale.ROOT, thousands < 9950 ? "%.1f M" : "%.0f M", thousands / 1e3);
    }

    /** A duration in milliseconds with one decimal. */
    public static String milliseconds(double seconds) {
        return Double.isNaN(seconds) ? "–" : String.format(Locale.ROOT, seconds < 0.0995 ? "%.1f ms" : "%.0f ms", 1e3 * seconds);
    }

    /** With its unit, if there is one. */
    public static String brief(double v, String unit) {
        return unit.isEmpty() ? brief(v) : brief(v) + " " + unit;
    }
}
