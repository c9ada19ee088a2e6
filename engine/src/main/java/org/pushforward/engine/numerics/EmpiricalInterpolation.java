package org.pushforward.engine.numerics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The empirical interpolation method (Barrault, Maday, Nguyen & Patera 2004; nonintrusive as in Casenave, Ern, Lelièvre & Sylvand 2013,
 * arXiv:1307.4330): vectors b(μ) of p numbers are written as Σ βₘ(μ) b(μₘ) over M selected ones so that M selected entries are right. Each
 * term takes the vector that is approximated worst and the entry where it errs most. For vectors that span M dimensions it is exact.
 * O(M n p) a term for n vectors to select from. Immutable and thread-safe.
 */
public final class EmpiricalInterpolation {

    private final double[][] snapshots;
    private final List<Integer> selected;
    private final List<Integer> entries;
    /** Row l: what the selected vectors have at selected entry l. */
    private final double[][] system;

    private EmpiricalInterpolation(double[][] snapshots, List<Integer> selected, List<Integer> entries) {
        this.snapshots = snapshots;
        this.selected = List.copyOf(selected);
        this.entries = List.copyOf(entries);
        int m = selected.size();
        system = new double[m][m];
        for (int l = 0; l < m; l++) {
            for (int c = 0; c < m; c++) {
                system[l][c] = snapshots[selected.get(c)][entries.get(l)];
            }
        }
    }

    /** Without a term, to select from these vectors; they are not copied. */
    public static EmpiricalInterpolation among(double[][] snapshots) {
        return new EmpiricalInterpolation(snapshots, List.of(), List.of());
    }

    public int terms() {
        return selected.size();
    }

    /** Number of the vector of a term. */
    public int vector(int term) {
        return selected.get(term);
    }

    /** Number of the entry that is right because of a term. */
    public int entry(int term) {
        return entries.get(term);
    }

    /** With one term more, or this one when all vectors are exact to rounding. */
    public EmpiricalInterpolation next() {
        double worst = 0;
        double size = 0;
        int vector = -1;
        int entry = -1;
        for (int k = 0; k < snapshots.length; k++) {
            double[] near = interpolated(snapshots[k]);
            for (int i = 0; i < near.length; i++) {
                size = Math.max(size, Math.abs(snapshots[k][i]));
                double off = Math.abs(snapshots[k][i] - near[i]);
                if (off > worst) {
                    worst = off;
                    vector = k;
                    entry = i;
                }
            }
        }
        if (worst <= 1e-14 * size || selected.contains(vector) || entries.contains(entry)) {
            return this;
        }
        List<Integer> s = new ArrayList<>(selected);
        List<Integer> e = new ArrayList<>(entries);
        s.add(vector);
        e.add(entry);
        return new EmpiricalInterpolation(snapshots, s, e);
    }

    /** β for a vector of which only {@link #entry entries} are looked at. */
    public double[] coefficients(double[] b) {
        double[] right = new double[terms()];
        Arrays.setAll(right, l -> b[entries.get(l)]);
        return DenseSolve.solved(system, right);
    }

    /** Σ βₘ b(μₘ). */
    public double[] interpolated(double[] b) {
        double[] beta = coefficients(b);
        double[] sum = new double[b.length];
        for (int m = 0; m < beta.length; m++) {
            double[] v = snapshots[selected.get(m)];
            for (int i = 0; i < sum.length; i++) {
                sum[i] += beta[m] * v[i];
            }
        }
        return sum;
    }
}
