package org.pushforward.engine.diffusion;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pushforward.engine.data.HandwrittenDigits;
import org.pushforward.engine.numerics.Philox;

/**
 * Labelled examples; every fifth is held out.
 *
 * @param x inputs, n × d
 * @param isKnown two Gaussians in the plane, for which {@link #posterior} holds
 */
record LabelledExamples(double[] x, int inputs, int[] label, int classes, boolean isKnown) {

    private static final int MOONS = 1000;
    private static final int GAUSSIANS = 5000;
    /** Centers of the two Gaussians at ∓ this on the first axis, and their deviation. */
    private static final double CENTER = 0.8;
    private static final double DEVIATION = 0.6;

    static LabelledExamples of(String name, Philox random) {
        return switch (name) {
            case "digits" -> digits();
            case "moons" -> moons(random);
            default -> gaussians(random);
        };
    }

    private static LabelledExamples digits() {
        HandwrittenDigits d = HandwrittenDigits.load();
        return new LabelledExamples(Arrays.stream(d.pixels()).mapToDouble(v -> (double) v / HandwrittenDigits.LARGEST).toArray(), HandwrittenDigits.PIXELS, d.labels(), 10, false);
    }

    private static LabelledExamples moons(Philox random) {
        int n = MOONS;
        double[] u = new double[n];
        double[] z = new double[2 * n];
        random.uniforms(0, n, 0, 1, u, 0);
        random.normals(0, n, 0, 2, z, 0);
        double[] x = new double[2 * n];
        int[] label = new int[n];
        for (int k = 0; k < n; k++) {
            label[k] = k % 2;
            double a = Math.PI * u[k];
            x[2 * k] = (label[k] == 0 ? Math.cos(a) : 1 - Math.cos(a)) - 0.5 + 0.15 * z[2 * k];
            x[2 * k + 1] = (label[k] == 0 ? Math.sin(a) : 0.5 - Math.sin(a)) - 0.25 + 0.15 * z[2 * k + 1];
        }
        return new LabelledExamples(x, 2, label, 2, false);
    }

    private static LabelledExamples gaussians(Philox random) {
        double[] x = new double[2 * GAUSSIANS];
        random.normals(0, GAUSSIANS, 0, 2, x, 0);
        Arrays.setAll(x, k -> DEVIATION * x[k] + (k % 2 == 1 ? 0 : k / 2 % 2 == 0 ? -CENTER : CENTER));
        return new LabelledExamples(x, 2, IntStream.range(0, GAUSSIANS).map(k -> k % 2).toArray(), 2, true);
    }

    /** p(1 | x) of the Gaussians at a place with this first coordinate, whatever the second. */
    static double posterior(double first) {
        return 1 / (1 + Math.exp(-2 * CENTER * first / (DEVIATION * DEVIATION)));
    }

    int[] part(boolean isHeldOut) {
        return IntStream.range(0, label.length).filter(k -> (k % 5 == 4) == isHeldOut).toArray();
    }

    /** Some of them, whose labels lie at those places. */
    LabelForm.Batch batch(int[] which, double[] places) {
        double[] rows = new double[which.length * inputs];
        int[] classOf = new int[which.length];
        double[] u = new double[which.length * classes];
        for (int k = 0; k < which.length; k++) {
            System.arraycopy(x, which[k] * inputs, rows, k * inputs, inputs);
            classOf[k] = label[which[k]];
            System.arraycopy(places, classOf[k] * classes, u, k * classes, classes);
        }
        return new LabelForm.Batch(rows, classOf, u);
    }
}
