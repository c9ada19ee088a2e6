package org.pushforward.engine.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.SourceFile;

/** Densities on n × n cells of the unit square: a built-in shape, or the ink of a picture's middle square. Stateless. */
public final class DensitySources {

    /** Points a side at which a shape is looked at in every cell. */
    private static final int SAMPLES = 4;

    private DensitySources() { }

    /** The names of the built-in shapes. */
    public static List<String> names() {
        return Arrays.stream(Shape.values()).map(Shape::id).toList();
    }

    public static Parameter.Source parameter(Parameter.Info info, String defaultName) {
        return new Parameter.Source(info, "a picture", PictureReader.EXTENSIONS, names(), Parameter.Default.of(SourceFile.builtIn(defaultName)),
                file -> file.origin() == SourceFile.Origin.BUILT_IN ? "" : PictureReader.read(file).understood());
    }

    /**
     * Masses of the cells, index i·n + j with j upwards; they add up to 1.
     *
     * @throws InputException when the file holds no picture, or a white one
     */
    public static double[] on(int n, SourceFile file) {
        return normalised(file.name(), file.origin() == SourceFile.Origin.BUILT_IN ? drawn(n, shape(file.name()))
                : ink(n, PictureReader.read(file)));
    }

    /**
     * As {@link #on}, but a shape is looked at when it is first asked for: sixteen times a cell is more than anybody waits for until a run
     * opens. A file is read at once.
     */
    public static Supplier<double[]> later(int n, SourceFile file) {
        if (file.origin() != SourceFile.Origin.BUILT_IN) {
            double[] masses = on(n, file);
            return () -> masses;
        }
        shape(file.name());
        return () -> on(n, file);
    }

    private static Shape shape(String name) {
        return Arrays.stream(Shape.values()).filter(s -> s.id().equals(name)).findFirst().orElseThrow(() -> new InputException(
                "there is no shape \"" + name + "\"; there are " + String.join(", ", names())));
    }

    private static double[] normalised(String name, double[] masses) {
        double sum = Arrays.stream(masses).sum();
        if (!(sum > 0)) {
            throw new InputException(name + ": the middle of the picture is white all over and holds no mass",
                    "ink is mass: give a picture with something dark in it");
        }
        return Arrays.stream(masses).map(m -> m / sum).toArray();
    }

    private static double[] drawn(int n, Shape shape) {
        double[] masses = new double[n * n];
        int fine = n * SAMPLES;
        for (int i = 0; i < fine; i++) {
            CancelToken.askCurrent();
            for (int j = 0; j < fine; j++) {
                masses[i / SAMPLES * n + j / SAMPLES] += shape.density((i + 0.5) / fine, (j + 0.5) / fine);
            }
        }
        return masses;
    }

    /** 1 − luminance, averaged over the cells of the largest square in the middle; an eighth of a grey level of 8 bits counts as white. */
    private static double[] ink(int n, Photograph picture) {
        int side = Math.min(picture.nx(), picture.ny());
        int left = (picture.nx() - side) / 2;
        int below = (picture.ny() - side) / 2;
        double[] columns = new double[n * side];
        double[] masses = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < side; j++) {
                int row = below + j;
                columns[i * side + j] = mean(i, n, side, k -> 1 - picture.luminance()[(left + k) * picture.ny() + row]);
            }
        }
        for (int i = 0; i < n; i++) {
            int row = i * side;
            for (int j = 0; j < n; j++) {
                double v = mean(j, n, side, k -> columns[row + k]);
                masses[i * n + j] = v > 0.5 / 1024 ? v : 0;
            }
        }
        return masses;
    }

    /** Mean over cell {@code i} of n of a function that is constant on {@code pixels} pixels. */
    private static double mean(int i, int n, int pixels, IntToDoubleFunction value) {
        double a = (double) i * pixels / n;
        double b = Math.min(pixels, (double) (i + 1) * pixels / n);
        double sum = 0;
        for (int k = (int) a; k < b; k++) {
            sum += value.applyAsDouble(k) * (Math.min(b, k + 1) - Math.max(a, k));
        }
        return sum / (b - a);
    }

    /** The built-in shapes: densities on [0, 1]², most of them 1 inside and 0 outside. */
    private enum Shape {
        DISC((x, y) -> within(Math.hypot(x, y) < 0.62)),
        RING((x, y) -> within(Math.abs(Math.hypot(x, y) - 0.6) < 0.13)),
        STAR((x, y) -> {
            double turn = Math.atan2(x, y) / (0.4 * Math.PI);
            double a = Math.abs(turn - Math.rint(turn)) * 0.4 * Math.PI;
            // The edge from a tip at radius 0.85 to a notch at radius 0.34, in the sector of half a spike.
            double px = 0.85;
            double qx = 0.34 * Math.cos(0.2 * Math.PI);
            double qy = 0.34 * Math.sin(0.2 * Math.PI);
            double r = Math.hypot(x, y);
            return within((r * Math.cos(a) - px) * qy - r * Math.sin(a) * (qx - px) < 0);
        }),
        HEART((x, y) -> {
            double u = 1.45 * x;
            double v = 1.45 * y + 0.12;
            double s = u * u + v * v - 1;
            return within(s * s * s - u * u * v * v * v < 0);
        }),
        CROSS((x, y) -> within(Math.min(Math.abs(x), Math.abs(y)) < 0.2 && Math.max(Math.abs(x), Math.abs(y)) < 0.75)),
        TWO_DISCS((x, y) -> within(Math.hypot(Math.abs(x) - 0.45, y) < 0.28)),
        CHECKER((x, y) -> within(Math.max(Math.abs(x), Math.abs(y)) < 0.8 && (int) Math.floor(2.5 * (x + 0.8)) % 2 == (int) Math.floor(2.5 * (y + 0.8)) % 2)),
        SPIRAL((x, y) -> {
            double r = Math.hypot(x, y);
            double arm = r / 0.3 - Math.atan2(y, x) / (2 * Math.PI);
            return within(r > 0.08 && r < 0.8 && Math.abs(arm - Math.rint(arm)) < 0.17);
        }),
        BUMPS((x, y) -> bump(x + 0.45, y + 0.35, 0.13) + bump(x - 0.45, y + 0.4, 0.1) + bump(x - 0.05, y - 0.4, 0.15)),
        GAUSSIAN((x, y) -> bump(x, y, 0.25));

        private final Density density;

        Shape(Density density) {
            this.density = density;
        }

        String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** At a point of the unit square; shapes are told on [−1, 1]². */
        double density(double x, double y) {
            return density.at(2 * x - 1, 2 * y - 1);
        }

        private static double within(boolean inside) {
            return inside ? 1 : 0;
        }

        private static double bump(double x, double y, double s) {
            return Math.exp(-0.5 * (x * x + y * y) / (s * s));
        }
    }

    private interface Density {
        double at(double x, double y);
    }
}
