package org.pushforward.engine.numerics;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Inner product Σ aᵢbᵢ and Euclidean norm √Σ aᵢ² of short vectors, summed from the first entry to the last, and the places of small entries. Stateless. */
public final class Vectors {

    private Vectors() { }

    /** @throws IllegalArgumentException if one is longer than the other */
    public static double dot(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(a.length + " and " + b.length + " entries");
        }
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    public static double norm(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    /** ‖a − exact‖/‖exact‖. */
    public static double relativeError(double[] a, double[] exact) {
        double off = 0;
        double size = 0;
        for (int k = 0; k < exact.length; k++) {
            off += (a[k] - exact[k]) * (a[k] - exact[k]);
            size += exact[k] * exact[k];
        }
        return Math.sqrt(off / size);
    }

    /** Places of the smallest {@code count} entries, the smallest first; of equal ones the first. Of uniform numbers: that many, drawn without replacement. */
    public static int[] smallest(double[] v, int count) {
        return IntStream.range(0, v.length).boxed().sorted(Comparator.comparingDouble(k -> v[k])).limit(count).mapToInt(Integer::intValue).toArray();
    }
}
