package org.pushforward.engine.data;

/** Means of piecewise constant functions over cells of equal length: nothing is lost, as it would be by sampling. Stateless. */
public final class AreaAverage {

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

    /** Means over m × m cells of n × n numbers. */
    public static double[] square(double[] in, int n, int m) {
        double[] half = new double[m * n];
        of(in, n, half, m, n);
        double[] out = new double[m * m];
        double[] line = new double[n];
        double[] means = new double[m];
        for (int i = 0; i < m; i++) {
            System.arraycopy(half, i * n, line, 0, n);
            of(line, n, means, m, 1);
            System.arraycopy(means, 0, out, i * m, m);
        }
        return out;
    }

    /** The share of row {@code c} of n in row {@code i} of m, which is to be added up to that row's mean. */
    static double share(int c, int n, int i, int m) {
        double ratio = (double) n / m;
        double overlap = Math.min((i + 1) * ratio, c + 1) - Math.max(i * ratio, c);
        return Math.max(0, overlap) / ratio;
    }
}
