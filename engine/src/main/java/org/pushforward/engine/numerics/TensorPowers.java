package org.pushforward.engine.numerics;

/** Tensors of (Rⁿ)^⊗k as n^k numbers, the first index slowest; matrices act on them without their Kronecker powers being formed. Stateless. */
public final class TensorPowers {

    private TensorPowers() { }

    /** n^k; IllegalArgumentException beyond 2³¹. */
    public static int size(int n, int k) {
        int size = 1;
        for (int i = 0; i < k; i++) {
            try {
                size = Math.multiplyExact(size, n);
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException(n + " to the power of " + k + " numbers are too many", e);
            }
        }
        return size;
    }

    /** Σⱼ a[i, j] t[…, j, …] at one of the k places of t; O(n^(k+1)). */
    public static double[] times(Matrix a, double[] t, int place, int k) {
        int n = a.rows();
        int inner = size(n, k - 1 - place);
        int outer = size(n, place);
        double[] m = a.toArray();
        double[] r = new double[t.length];
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < n; i++) {
                int to = (o * n + i) * inner;
                for (int j = 0; j < n; j++) {
                    double w = m[i * n + j];
                    int from = (o * n + j) * inner;
                    for (int q = 0; q < inner; q++) {
                        r[to + q] += w * t[from + q];
                    }
                }
            }
        }
        return r;
    }

    /** a^⊗k t. */
    public static double[] everywhere(Matrix a, double[] t, int k) {
        double[] r = t;
        for (int place = 0; place < k; place++) {
            r = times(a, r, place, k);
        }
        return r;
    }

    /** t(u, …, u), a polynomial of degree k in u. */
    public static double form(double[] t, double[] u, int k) {
        double[] r = t;
        for (int place = 0; place < k; place++) {
            double[] shorter = new double[r.length / u.length];
            for (int i = 0; i < shorter.length; i++) {
                for (int j = 0; j < u.length; j++) {
                    shorter[i] += r[i * u.length + j] * u[j];
                }
            }
            r = shorter;
        }
        return r[0];
    }
}
