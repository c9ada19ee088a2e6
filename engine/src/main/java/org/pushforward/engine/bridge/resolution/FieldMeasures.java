package org.pushforward.engine.bridge.resolution;

import org.jtransforms.fft.DoubleFFT_2D;

/** Numbers about fields of n × n cells on a torus. Stateless. */
final class FieldMeasures {

    private FieldMeasures() { }

    static double[] mean(double[][] members) {
        double[] mean = new double[members[0].length];
        for (double[] x : members) {
            for (int c = 0; c < mean.length; c++) {
                mean[c] += x[c] / members.length;
            }
        }
        return mean;
    }

    /** Deviation of the members in every cell. */
    static double[] spread(double[][] members) {
        double[] mean = mean(members);
        double[] s = new double[mean.length];
        for (double[] x : members) {
            for (int c = 0; c < s.length; c++) {
                s[c] += (x[c] - mean[c]) * (x[c] - mean[c]) / (members.length - 1);
            }
        }
        for (int c = 0; c < s.length; c++) {
            s[c] = Math.sqrt(s[c]);
        }
        return s;
    }

    static double rms(double[] a, double[] b) {
        double sum = 0;
        for (int c = 0; c < a.length; c++) {
            sum += (a[c] - b[c]) * (a[c] - b[c]);
        }
        return Math.sqrt(sum / a.length);
    }

    /**
     * Root mean square over the members of what their block means are off those of the truth, which the coarse field tells, relative to
     * the deviation of the latter.
     */
    static double blockError(double[][] members, double[] truth, int n, int block) {
        double[] exact = UrbanPairs.blockMeans(truth, n, block);
        double sum = 0;
        for (double[] x : members) {
            double off = rms(UrbanPairs.blockMeans(x, n, block), exact);
            sum += off * off / members.length;
        }
        double size = rms(exact, new double[exact.length]);
        return Math.sqrt(sum) / size;
    }

    /** Variance of a field in the shells k − ½ ≤ |wave number| &lt; k + ½, for k = 1 … n/2; wave numbers count waves a side. */
    static double[] spectrum(double[] field, int n) {
        double[] f = new double[2 * n * n];
        for (int c = 0; c < n * n; c++) {
            f[2 * c] = field[c];
        }
        new DoubleFFT_2D(n, n).complexForward(f);
        double[] power = new double[n / 2];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                int shell = (int) Math.floor(Math.hypot(Math.min(i, n - i), Math.min(j, n - j)) + 0.5);
                if (shell > 0 && shell <= n / 2) {
                    int c = 2 * (i * n + j);
                    power[shell - 1] += (f[c] * f[c] + f[c + 1] * f[c + 1]) / ((double) n * n * n * n);
                }
            }
        }
        return power;
    }
}
