package org.pushforward.views.raster;

import java.util.ArrayList;
import java.util.List;

/**
 * Round numbers along an axis: multiples of 1, 2 or 5 times a power of ten; on a logarithmic axis powers of ten, with 2 and 5 between
 * them when the axis spans less than about two decades.
 */
final class Ticks {

    /** A tick; the label is empty for unlabelled ones. */
    record Tick(double value, String label) { }

    private Ticks() { }

    /** Ticks in [min, max], about as many as wanted, at most one more. */
    static List<Tick> between(double min, double max, boolean log, int wanted) {
        if (!(max > min) || !Double.isFinite(max - min) || wanted < 1) {
            return List.of();
        }
        return log && min > 0 ? logarithmic(min, max, wanted) : linear(min, max, wanted);
    }

    private static List<Tick> linear(double min, double max, int wanted) {
        double rough = (max - min) / wanted;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double mantissa = rough / power;
        double step = power * (mantissa <= 1.0001 ? 1 : mantissa <= 2.0001 ? 2 : mantissa <= 5.0001 ? 5 : 10);
        List<Tick> ticks = new ArrayList<>();
        long first = (long) Math.ceil(min / step - 1e-9);
        for (long k = first; k <= max / step + 1e-9 && ticks.size() <= 4 * wanted; k++) {
            double v = k * step;
            ticks.add(new Tick(v, Numerals.onGrid(v, step)));
        }
        return ticks;
    }

    private static List<Tick> logarithmic(double min, double max, int wanted) {
        double decades = Math.log10(max / min);
        if (decades < 0.7) {
            return linear(min, max, wanted);
        }
        int[] mantissas = decades < 0.6 * wanted && decades < 2.2 ? new int[] {1, 2, 5} : new int[] {1};
        int every = Math.max(1, (int) Math.ceil(decades / wanted - 1e-9));
        List<Tick> ticks = new ArrayList<>();
        for (int e = (int) Math.floor(Math.log10(min) - 1e-9); e <= Math.log10(max) + 1e-9; e++) {
            for (int m : mantissas) {
                double v = m * Math.pow(10, e);
                if (Math.floorMod(e, every) == 0 && v >= min * (1 - 1e-9) && v <= max * (1 + 1e-9)) {
                    ticks.add(new Tick(v, Numerals.power(m, e)));
                }
            }
        }
        return ticks;
    }
}
