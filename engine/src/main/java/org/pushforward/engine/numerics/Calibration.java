package org.pushforward.engine.numerics;

/**
 * Whether probabilities of classes can be believed: predictions are put into equal bins of their confidence, the largest probability, and in every bin the mean confidence is held against the
 * share that is right. Expected calibration error Σ (count/n) |accuracy − confidence| (Naeini, Cooper & Hauskrecht 2015; Guo et al. 2017, arXiv:1706.04599). Immutable.
 *
 * @param count of predictions a bin
 * @param confidence mean, of each bin; 0 where it is empty
 * @param accuracy share that is right, of each bin; 0 where it is empty
 */
public record Calibration(int[] count, double[] confidence, double[] accuracy) {

    /** @param p n × classes, row-major, rows of sum 1 */
    public static Calibration of(double[] p, int[] label, int bins) {
        int classes = p.length / label.length;
        int[] count = new int[bins];
        double[] confidence = new double[bins];
        double[] accuracy = new double[bins];
        for (int i = 0; i < label.length; i++) {
            int best = best(p, i * classes, classes);
            double c = p[i * classes + best];
            int bin = Math.clamp((int) (c * bins), 0, bins - 1);
            count[bin]++;
            confidence[bin] += c;
            accuracy[bin] += best == label[i] ? 1 : 0;
        }
        for (int b = 0; b < bins; b++) {
            confidence[b] /= Math.max(1, count[b]);
            accuracy[b] /= Math.max(1, count[b]);
        }
        return new Calibration(count, confidence, accuracy);
    }

    /** Share of rows whose largest probability is that of the label. */
    public static double accuracy(double[] p, int[] label) {
        int classes = p.length / label.length;
        double hits = 0;
        for (int i = 0; i < label.length; i++) {
            hits += best(p, i * classes, classes) == label[i] ? 1 : 0;
        }
        return hits / label.length;
    }

    private static int best(double[] p, int from, int classes) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            best = p[from + c] > p[from + best] ? c : best;
        }
        return best;
    }

    public double error() {
        double sum = 0;
        double n = 0;
        for (int b = 0; b < count.length; b++) {
            sum += count[b] * Math.abs(accuracy[b] - confidence[b]);
            n += count[b];
        }
        return n == 0 ? 0 : sum / n;
    }
}
