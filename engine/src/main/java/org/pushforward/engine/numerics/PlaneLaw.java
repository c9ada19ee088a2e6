package org.pushforward.engine.numerics;

import java.util.Arrays;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;

/**
 * A law in the plane that is known up to a factor, as a density constant on the n × n cells of a frame: the value in the middle of a cell, over the
 * sum of all. What lies outside the frame is lost; what is finer than a cell is smeared over it, which adds h²/12 to a variance. O(n²).
 * Immutable.
 *
 * @param density n × n, i along x, integral 1; not to be written
 */
public record PlaneLaw(Rect frame, int n, double[] density) {

    /** Rows of cells that one thread takes. */
    private static final int GRAIN = 4;

    /** log density at a place, up to a constant. */
    @FunctionalInterface
    public interface LogDensity {
        double at(double x, double y);
    }

    public static PlaneLaw of(Rect frame, int n, LogDensity log, StepContext context) {
        double[] value = new double[n * n];
        context.workers().forRanges(n, GRAIN, (from, to) -> {
            context.cancel().throwIfCancelled();
            for (int k = from * n; k < to * n; k++) {
                value[k] = log.at(x(frame, n, k), y(frame, n, k));
            }
        });
        double top = Arrays.stream(value).max().orElseThrow();
        double sum = 0;
        for (int k = 0; k < value.length; k++) {
            value[k] = Math.exp(value[k] - top);
            sum += value[k];
        }
        double all = sum * frame.width() * frame.height() / ((double) n * n);
        Arrays.setAll(value, k -> value[k] / all);
        return new PlaneLaw(frame, n, value);
    }

    private static double x(Rect frame, int n, int k) {
        return frame.x0() + (k / n + 0.5) * frame.width() / n;
    }

    private static double y(Rect frame, int n, int k) {
        return frame.y0() + (k % n + 0.5) * frame.height() / n;
    }

    /** Independent draws with the numbers of the stream (random, step): a cell by its mass, evenly within it. count × 2, row-major. */
    public double[] draws(int count, Philox random, int step) {
        double[] cumulated = new double[density.length];
        double all = 0;
        for (int k = 0; k < density.length; k++) {
            all += density[k];
            cumulated[k] = all;
        }
        double[] u = new double[4 * count];
        random.uniforms(0, count, step, 4, u, 0);
        double[] out = new double[2 * count];
        for (int p = 0; p < count; p++) {
            int found = Arrays.binarySearch(cumulated, u[4 * p] * all);
            int k = Math.min(cumulated.length - 1, found < 0 ? -found - 1 : found);
            out[2 * p] = x(frame, n, k) + (u[4 * p + 2] - 0.5) * frame.width() / n;
            out[2 * p + 1] = y(frame, n, k) + (u[4 * p + 3] - 0.5) * frame.height() / n;
        }
        return out;
    }

    /** Mean, and covariance of the values in the middle of the cells, without what the cells smear. */
    public SampleMoments moments() {
        double cell = frame.width() * frame.height() / ((double) n * n);
        double[] mean = new double[2];
        for (int k = 0; k < density.length; k++) {
            mean[0] += cell * density[k] * x(frame, n, k);
            mean[1] += cell * density[k] * y(frame, n, k);
        }
        double[] c = new double[4];
        for (int k = 0; k < density.length; k++) {
            double a = x(frame, n, k) - mean[0];
            double b = y(frame, n, k) - mean[1];
            c[0] += cell * density[k] * a * a;
            c[1] += cell * density[k] * a * b;
            c[3] += cell * density[k] * b * b;
        }
        c[2] = c[1];
        return new SampleMoments(mean, Matrix.of(2, 2, c));
    }
}
