package org.pushforward.engine.wireless;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Numbers that a detector gives to blocks, and what follows from them at any share of false alarms. Thresholds come from clean blocks of their own, so shares
 * on the others are honest.
 *
 * @param calibration of clean blocks that thresholds are set by
 * @param clean of others
 * @param jammed blocks
 */
record JammingScores(double[] calibration, double[] clean, double[] jammed) {

    double threshold(double falseAlarm) {
        return quantile(calibration, 1 - falseAlarm);
    }

    double detection(double falseAlarm) {
        return share(jammed, threshold(falseAlarm));
    }

    static double share(double[] scores, double above) {
        return (double) Arrays.stream(scores).filter(s -> s > above).count() / scores.length;
    }

    static double quantile(double[] scores, double share) {
        double[] sorted = Arrays.stream(scores).sorted().toArray();
        return sorted[Math.clamp((int) Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1)];
    }

    /**
     * Two thresholds on these scores: above the upper one an alarm, below the lower one none, and between them a second detector decides. Half of the false
     * alarms come from either; the lower threshold is the median of clean blocks.
     *
     * @return detection, then false alarms on clean blocks that nothing was set by
     */
    double[] cascade(JammingScores second, double falseAlarm) {
        double upper = threshold(0.5 * falseAlarm);
        double lower = quantile(calibration, 0.5);
        double[] between = IntStream.range(0, calibration.length).filter(k -> calibration[k] > lower && calibration[k] <= upper).mapToDouble(k -> second.calibration[k]).toArray();
        double middle = between.length == 0 ? 0 : quantile(between, 1 - Math.min(1, 0.5 * falseAlarm * calibration.length / between.length));
        return new double[] {alarms(jammed, second.jammed, lower, middle, upper), alarms(clean, second.clean, lower, middle, upper)};
    }

    private static double alarms(double[] first, double[] second, double lower, double middle, double upper) {
        return (double) IntStream.range(0, first.length).filter(k -> first[k] > upper || first[k] > lower && second[k] > middle).count() / first.length;
    }
}
