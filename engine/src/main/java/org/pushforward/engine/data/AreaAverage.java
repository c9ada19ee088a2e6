package org.pushforward.engine.data;

/** Means of piecewise constant functions over cells of equal length: nothing is lost, as it would be by sampling. Stateless. */
final class AreaAverage {

    private AreaAverage() { }

    /** Means over m cells of what is constant on n, of each of {@code parts} numbers a cell. O(n + m). */
    static void of(double[] in, int n, double[] out, int m, int parts) {
        double ratio = (double) n / m;
        for (int i = 0; i < m; i++) {
            double a = i * ratio;
            double b = Math.min(n, (i + 1) * ratio);
            for (int part = 0; part < parts; part++) {
                double sum = 0;
                for (int c = (int) a; c < b; c++) {
                    sum += in[c * parts + part] * (Math.min(b, c + 1) - Math.max(a, c));
                }
                out[i * parts + part] = sum / (b - a);
            }
        }
    }

    /** The share of row {@code c} of n in row {@code i} of m, which is to be added up to that row's mean. */
    static double share(int c, int n, int i, int m) {
        double ratio = (double) n / m;
        double overlap = Math.min((i + 1) * ratio, c + 1) - Math.max(i * ratio, c);
        return Math.max(0, overlap) / ratio;
    }
}
