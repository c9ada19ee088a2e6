package org.pushforward.views.raster;

import java.util.Locale;

/** How numbers are written inside panes: short, with a true minus sign, never localised. */
final class Numerals {

    private Numerals() { }

    /** A multiple of step with just the decimals it needs. */
    static String onGrid(double v, double step) {
        double magnitude = Math.abs(v);
        if (magnitude < 1e-9 * step) {
            return "0";
        }
        if (magnitude >= 1e5 || magnitude < 1e-3 && step < 1e-3) {
            int digits = (int) Math.clamp(Math.floor(Math.log10(magnitude) + 1e-9) - Math.floor(Math.log10(step) + 1e-9), 0, 6);
            return scientific(v, digits);
        }
        int decimals = (int) Math.clamp(-Math.floor(Math.log10(step) + 1e-9), 0, 9);
        return signed(String.format(Locale.ROOT, "%." + decimals + "f", v));
    }

    /** m·10^e on a logarithmic axis. */
    static String power(int m, int e) {
        return e >= -2 && e <= 3 ? onGrid(m * Math.pow(10, e), Math.pow(10, e)) : signed(m + "e" + e);
    }

    /** A value to the given number of significant digits. */
    static String value(double v, int digits) {
        if (Double.isNaN(v)) {
            return "NaN";
        }
        if (Double.isInfinite(v)) {
            return v > 0 ? "∞" : "−∞";
        }
        if (v == 0) {
            return "0";
        }
        double magnitude = Math.abs(v);
        if (magnitude >= 1e6 || magnitude < 1e-3) {
            return scientific(v, digits - 1);
        }
        if (v == Math.rint(v)) {
            return signed(Long.toString((long) v));
        }
        int decimals = Math.max(0, digits - 1 - (int) Math.floor(Math.log10(magnitude)));
        return signed(trimmed(String.format(Locale.ROOT, "%." + decimals + "f", v)));
    }

    private static String scientific(double v, int digits) {
        String text = String.format(Locale.ROOT, "%." + Math.max(0, digits) + "e", v);
        int e = text.indexOf('e');
        return signed(trimmed(text.substring(0, e)) + "e" + Integer.parseInt(text.substring(e + 1)));
    }

    private static String trimmed(String decimal) {
        return decimal.contains(".") ? decimal.replaceAll("\\.?0+$", "") : decimal;
    }

    private static String signed(String text) {
        return text.replace('-', '−');
    }
}
