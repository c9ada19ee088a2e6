package org.pushforward.views.space;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Multiples of 1, 2 or 5 times a power of ten in an interval. */
final class RoundNumbers {

    private RoundNumbers() {
    }

    /** About {@code wanted} of them in [min, max], ascending, free of rounding noise; none in an empty interval. */
    static List<Double> between(double min, double max, int wanted) {
        if (!(max > min) || !Double.isFinite(max - min)) {
            return List.of();
        }
        double rough = (max - min) / wanted;
        int exponent = (int) Math.floor(Math.log10(rough));
        double mantissa = rough / Math.pow(10, exponent);
        int digit = mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10;
        BigDecimal step = BigDecimal.valueOf(digit).scaleByPowerOfTen(exponent);
        List<Double> all = new ArrayList<>();
        // A hair of tolerance keeps ends that are round themselves.
        double slack = 1e-9 * (max - min);
        long last = (long) Math.floor((max + slack) / step.doubleValue());
        for (long k = (long) Math.ceil((min - slack) / step.doubleValue()); k <= last; k++) {
            all.add(step.multiply(BigDecimal.valueOf(k)).doubleValue());
        }
        return all;
    }
}
