package org.pushforward.engine.numerics;

/** Inner product Σ aᵢbᵢ and Euclidean norm √Σ aᵢ² of short vectors, summed from the first entry to the last. Stateless. */
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
}
