package org.pushforward.engine.bridge.discrete.table;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Distributions on S ordered categories. */
public enum CategoricalShape {
    /** All alike. */
    UNIFORM,
    /** p(i) ∝ i + 1. */
    RAMP,
    /** A discretised normal distribution about the middle with deviation S/10. */
    BUMP,
    /** Two of them at a quarter and three quarters, with deviation S/20. */
    TWO_BUMPS,
    /** Every fifth category. */
    COMB;

    public static List<String> names() {
        return Arrays.stream(values()).map(CategoricalShape::id).toList();
    }

    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static CategoricalShape named(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    public double[] probabilities(int s) {
        double[] p = new double[s];
        Arrays.setAll(p, i -> switch (this) {
            case UNIFORM -> 1;
            case RAMP -> i + 1;
            case BUMP -> bell((i + 0.5) / s, 0.5, 0.1);
            case TWO_BUMPS -> bell((i + 0.5) / s, 0.25, 0.05) + bell((i + 0.5) / s, 0.75, 0.05);
            case COMB -> i % 5 == s % 5 / 2 ? 1 : 0;
        });
        double sum = Arrays.stream(p).sum();
        Arrays.setAll(p, i -> p[i] / sum);
        return p;
    }

    private static double bell(double x, double mean, double deviation) {
        double r = (x - mean) / deviation;
        return Math.exp(-0.5 * r * r);
    }
}
