package org.pushforward.engine.sph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.PointKernel;
import org.pushforward.engine.numerics.LeastSquares;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SmoothingKernel;

/**
 * Kernels on [−1, 1]² of {@value #SIDE} × {@value #SIDE} places, and what learns them: points that move or stay, a perceptron of sines, and products of
 * a {@link ConvolutionBasis} by least squares. Stateless.
 */
final class KernelContest {

    static final int SIDE = 33;
    private static final double FREQUENCY = 4;

    private KernelContest() { }

    /** x, y of every place, y fastest. */
    static double[] places() {
        double[] xy = new double[2 * SIDE * SIDE];
        for (int k = 0; k < SIDE * SIDE; k++) {
            xy[2 * k] = -1 + 2.0 * (k / SIDE) / (SIDE - 1);
            xy[2 * k + 1] = -1 + 2.0 * (k % SIDE) / (SIDE - 1);
        }
        return xy;
    }

    /** A Gabor filter, the streak of a moving camera, or ∂W/∂x of a Wendland kernel of reach 1; the largest is about 1. */
    static double[] target(String name) {
        double[] xy = places();
        SmoothingKernel w = SmoothingKernel.withSupport(SmoothingKernel.Shape.WENDLAND_C2, 2, 1);
        double[] k = new double[SIDE * SIDE];
        Arrays.setAll(k, i -> target(name, xy[2 * i], xy[2 * i + 1], w));
        double most = Arrays.stream(k).map(Math::abs).max().orElse(1);
        Arrays.setAll(k, i -> k[i] / most);
        return k;
    }

    private static double target(String name, double x, double y, SmoothingKernel w) {
        double along = x * Math.cos(0.5) + y * Math.sin(0.5);
        double across = y * Math.cos(0.5) - x * Math.sin(0.5);
        return switch (name) {
            case "gabor" -> Math.exp(-(x * x + y * y) / (2 * 0.35 * 0.35)) * Math.cos(3 * Math.PI * along);
            case "blur" -> 1 / (1 + Math.exp((Math.abs(along) - 0.7) / 0.04)) * Math.exp(-across * across / (2 * 0.08 * 0.08));
            default -> w.slopeOverDistance(Math.hypot(x, y)) * x;
        };
    }

    static PointKernel moving(int points, Philox random) {
        double[] z = new double[2 * points];
        random.normals(0, points, 0, 2, z, 0);
        return new PointKernel("points", 2, DoubleStream.of(z).map(v -> Math.clamp(0.4 * v, -1, 1)).toArray(), 1, 0.5, true, true, Start.normal(0.1));
    }

    /** As even as they can stand, ends included. */
    static PointKernel fixed(int points) {
        int rows = (int) Math.sqrt(points);
        while (points % rows != 0) {
            rows--;
        }
        int columns = points / rows;
        double[] z = new double[2 * points];
        for (int k = 0; k < points; k++) {
            z[2 * k] = columns == 1 ? 0 : -1 + 2.0 * (k % columns) / (columns - 1);
            z[2 * k + 1] = rows == 1 ? 0 : -1 + 2.0 * (k / columns) / (rows - 1);
        }
        return new PointKernel("points", 2, z, 1, 2.0 / Math.max(1, rows - 1), true, false, Start.normal(0.1));
    }

    /** A kernel as a function of the place, with about four weights a point. */
    record Sines(int hidden) implements Owner {

        static Sines like(int points) {
            return new Sines(Math.max(1, (4 * points - 1) / 4));
        }

        private Dense first() {
            return new Dense("sines.0", 2, hidden, Start.uniform(1));
        }

        private Dense second() {
            return new Dense("sines.1", hidden, 1, Start.uniform(1 / Math.sqrt(hidden)));
        }

        @Override
        public List<Part> parts() {
            return Stream.of(first(), second()).flatMap(l -> l.parts().stream()).toList();
        }

        Value at(Theta w, Value x) {
            return second().apply(w, first().apply(w, x.times(FREQUENCY)).sin());
        }
    }

    /** The best that n × n products of a basis can do, n² at most four a point. */
    static double[] basis(String name, int points, double[] target) {
        int n = (int) Math.sqrt(4 * points);
        ConvolutionBasis b = new ConvolutionBasis(name, n);
        double[] at = places();
        double[] design = new double[target.length * n * n];
        double[] u = new double[n];
        double[] v = new double[n];
        for (int k = 0; k < target.length; k++) {
            b.at(at[2 * k], u);
            b.at(at[2 * k + 1], v);
            for (int q = 0; q < n * n; q++) {
                design[k * n * n + q] = u[q / n] * v[q % n];
            }
        }
        double[] w = LeastSquares.solve(design, n * n, target);
        double[] best = new double[target.length];
        Arrays.setAll(best, k -> {
            double sum = 0;
            for (int q = 0; q < n * n; q++) {
                sum += w[q] * design[k * n * n + q];
            }
            return sum;
        });
        return best;
    }

}
