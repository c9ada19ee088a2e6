package org.pushforward.engine.numerics;

import java.util.Arrays;

/**
 * y′ = f(t, y) to nearly rounding: Gragg's smoothed midpoint rule, extrapolated in h² by Aitken and Neville (Hairer, Nørsett & Wanner 1993,
 * section II.9), with the harmonic sequence of even numbers. A step is taken once two neighbours of the last row of the tableau agree within
 * the tolerance; else it is halved. The next is longer when few rows were needed. Stateless; f must be smooth.
 */
public final class Extrapolation {

    private static final int ROWS = 9;
    private static final int EASY = 6;
    private static final double LONGER = 1.8;
    private static final double LEAST = 1e-13;

    private Extrapolation() { }

    /** The right-hand side; {@code out} is to be overwritten. */
    @FunctionalInterface
    public interface Field {
        void at(double t, double[] y, double[] out);
    }

    /**
     * @param y at t, overwritten by that at {@code end}
     * @param tolerance of a step, relative to 1 + |y|
     * @return the length of the last step, to go on with; evaluations of f grow with 1/length
     */
    public static double solve(Field f, double t, double end, double[] y, double tolerance, double firstStep) {
        double h = Math.copySign(Math.min(Math.abs(firstStep), Math.abs(end - t)), end - t);
        double at = t;
        double last = firstStep;
        double[] slope = new double[y.length];
        while (at != end) {
            boolean isLast = Math.abs(end - at) <= Math.abs(h) * (1 + LEAST);
            double step = isLast ? end - at : h;
            f.at(at, y, slope);
            double[][] row = new double[ROWS][];
            int done = -1;
            for (int k = 0; k < ROWS && done < 0; k++) {
                row[k] = midpoint(f, at, step, 2 * (k + 1), y, slope);
                extrapolate(row, k);
                if (k > 1 && difference(row[0], row[1]) <= tolerance) {
                    done = k;
                }
            }
            if (done < 0) {
                h = 0.5 * step;
                if (Math.abs(h) < LEAST * Math.max(1, Math.abs(at))) {
                    throw new ArithmeticException("no step is short enough at t = " + at);
                }
                continue;
            }
            System.arraycopy(row[0], 0, y, 0, y.length);
            at = isLast ? end : at + step;
            last = Math.abs(isLast && Math.abs(step) < Math.abs(h) ? h : step) * (done <= EASY ? LONGER : 1);
            h = Math.copySign(last, end - at);
        }
        return last;
    }

    /** Row k of the tableau in place: entry j of {@code rows} becomes T_{k, k−j+1}; the best is entry 0, its neighbor entry 1. */
    private static void extrapolate(double[][] rows, int k) {
        for (int j = k - 1; j >= 0; j--) {
            double ratio = (double) (k + 1) / (j + 1);
            double factor = 1 / (ratio * ratio - 1);
            double[] finer = rows[j + 1];
            double[] coarser = rows[j];
            double[] better = new double[finer.length];
            for (int i = 0; i < better.length; i++) {
                better[i] = finer[i] + factor * (finer[i] - coarser[i]);
            }
            rows[j] = better;
        }
    }

    private static double difference(double[] a, double[] b) {
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            worst = Math.max(worst, Math.abs(a[i] - b[i]) / (1 + Math.abs(a[i])));
        }
        return worst;
    }

    /** Over n even substeps, with Gragg's smoothing. */
    private static double[] midpoint(Field f, double t, double length, int n, double[] y, double[] slope) {
        double h = length / n;
        double[] before = y.clone();
        double[] now = new double[y.length];
        double[] k = slope.clone();
        Arrays.setAll(now, i -> y[i] + h * slope[i]);
        for (int s = 1; s < n; s++) {
            f.at(t + s * h, now, k);
            for (int i = 0; i < y.length; i++) {
                double next = before[i] + 2 * h * k[i];
                before[i] = now[i];
                now[i] = next;
            }
        }
        f.at(t + length, now, k);
        double[] smooth = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            smooth[i] = 0.5 * (before[i] + now[i] + h * k[i]);
        }
        return smooth;
    }
}
