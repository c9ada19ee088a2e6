package org.pushforward.engine.numerics;

import java.util.Arrays;

/**
 * {@link EmpiricalInterpolation} with complex vectors and coefficients, which a family e^{ikr} needs half as many of. Each term takes the vector that
 * is approximated worst and the entry where it errs most. O(n p) a term for n vectors of p numbers. Immutable and thread-safe.
 */
public final class ComplexInterpolation {

    private final ComplexMatrix[] snapshots;
    private final ComplexMatrix[] left;
    private final double size;
    private final int[] selected;
    private final int[] entries;

    private ComplexInterpolation(ComplexMatrix[] snapshots, ComplexMatrix[] left, double size, int[] selected, int[] entries) {
        this.snapshots = snapshots;
        this.left = left;
        this.size = size;
        this.selected = selected;
        this.entries = entries;
    }

    /** Without a term, to select from these matrices of one size; they are not copied. */
    public static ComplexInterpolation among(ComplexMatrix... snapshots) {
        double size = 0;
        for (ComplexMatrix s : snapshots) {
            size = Math.max(size, largest(s, -1));
        }
        return new ComplexInterpolation(snapshots, snapshots, size, new int[0], new int[0]);
    }

    public int terms() {
        return selected.length;
    }

    /** Number of the matrix of a term. */
    public int vector(int term) {
        return selected[term];
    }

    /** Number of the entry, row-major, that is right because of a term. */
    public int entry(int term) {
        return entries[term];
    }

    /** The largest modulus, or that of one entry. */
    private static double largest(ComplexMatrix m, int entry) {
        if (entry >= 0) {
            return Math.hypot(m.re()[entry], m.im()[entry]);
        }
        double most = 0;
        for (int i = 0; i < m.re().length; i++) {
            most = Math.max(most, m.re()[i] * m.re()[i] + m.im()[i] * m.im()[i]);
        }
        return Math.sqrt(most);
    }

    /** With one term more, or this one when all are exact to rounding. */
    public ComplexInterpolation next() {
        int vector = 0;
        double most = -1;
        for (int k = 0; k < left.length; k++) {
            double here = largest(left[k], -1);
            if (here > most) {
                most = here;
                vector = k;
            }
        }
        if (most <= 1e-14 * size) {
            return this;
        }
        ComplexMatrix q = left[vector];
        int entry = 0;
        for (int i = 1; i < q.re().length; i++) {
            entry = largest(q, i) > largest(q, entry) ? i : entry;
        }
        ComplexMatrix unit = quotient(q, q.re()[entry], q.im()[entry]);
        ComplexMatrix[] rest = new ComplexMatrix[left.length];
        for (int k = 0; k < rest.length; k++) {
            rest[k] = left[k].minus(unit.scaled(left[k].re()[entry], left[k].im()[entry]));
        }
        int[] vectors = Arrays.copyOf(selected, selected.length + 1);
        int[] places = Arrays.copyOf(entries, entries.length + 1);
        vectors[selected.length] = vector;
        places[entries.length] = entry;
        return new ComplexInterpolation(snapshots, rest, size, vectors, places);
    }

    private static ComplexMatrix quotient(ComplexMatrix q, double a, double b) {
        double d = a * a + b * b;
        return q.scaled(a / d, -b / d);
    }

    /** The coefficients of a matrix of which only the {@link #entry entries} are looked at, a column. */
    public ComplexMatrix coefficients(ComplexMatrix b) {
        int m = terms();
        ComplexMatrix system = ComplexMatrix.zeros(m, m);
        ComplexMatrix right = ComplexMatrix.zeros(m, 1);
        for (int l = 0; l < m; l++) {
            right.re()[l] = b.re()[entries[l]];
            right.im()[l] = b.im()[entries[l]];
            for (int c = 0; c < m; c++) {
                system.re()[l * m + c] = snapshots[selected[c]].re()[entries[l]];
                system.im()[l * m + c] = snapshots[selected[c]].im()[entries[l]];
            }
        }
        return system.solve(right);
    }
}
