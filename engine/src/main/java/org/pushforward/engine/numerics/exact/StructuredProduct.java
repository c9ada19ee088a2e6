package org.pushforward.engine.numerics.exact;

import java.util.ArrayList;
import java.util.List;

/**
 * The tensor of a product C = AB of n × n matrices whose factors are general, triangular, symmetric or skew: c_k = Σ t_ijk a_i b_j over the entries
 * that are free, row by row, with t_ijk of −1, 0 or 1. Immutable.
 */
public record StructuredProduct(int n, Shape left, Shape right) {

    /** What is known of a factor. */
    public enum Shape {
        GENERAL, UPPER, LOWER, SYMMETRIC, SKEW;

        /** Free entries of an n × n matrix. */
        public int free(int n) {
            return switch (this) {
                case GENERAL -> n * n;
                case UPPER, LOWER, SYMMETRIC -> n * (n + 1) / 2;
                case SKEW -> n * (n - 1) / 2;
            };
        }

        /** The sign with which a free entry stands at (i, j); 0 where there is none. */
        public int sign(int i, int j) {
            return switch (this) {
                case GENERAL, SYMMETRIC -> 1;
                case UPPER -> i <= j ? 1 : 0;
                case LOWER -> i >= j ? 1 : 0;
                case SKEW -> Integer.compare(j, i);
            };
        }

        /** The number of the free entry that stands at (i, j), where one does. */
        public int entry(int n, int i, int j) {
            int low = Math.min(i, j);
            int high = Math.max(i, j);
            return switch (this) {
                case GENERAL -> i * n + j;
                case UPPER, SYMMETRIC, LOWER -> low * n - low * (low - 1) / 2 + high - low;
                case SKEW -> low * n - low * (low + 1) / 2 + high - low - 1;
            };
        }
    }

    /** t_ijk that is not zero. */
    public record Term(int a, int b, int c, int sign) { }

    public int leftSize() {
        return left.free(n);
    }

    public int rightSize() {
        return right.free(n);
    }

    public int size() {
        return n * n;
    }

    /** The products of the schoolbook: those entries of the tensor that are not zero. */
    public List<Term> terms() {
        List<Term> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    int sign = left.sign(i, j) * right.sign(j, k);
                    if (sign != 0) {
                        all.add(new Term(left.entry(n, i, j), right.entry(n, j, k), i * n + k, sign));
                    }
                }
            }
        }
        return all;
    }

    /** t_ijk, the last index fastest. */
    public int[] tensor() {
        int[] t = new int[leftSize() * rightSize() * size()];
        terms().forEach(e -> t[(e.a * rightSize() + e.b) * size() + e.c] += e.sign);
        return t;
    }
}
