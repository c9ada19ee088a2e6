package org.pushforward.engine.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.numerics.GaussianMixture;
import org.pushforward.engine.numerics.Matrix;

/** Mixtures whose diffusion is known exactly. Stateless. */
final class Problems {

    private Problems() { }

    static GaussianMixture named(String name) {
        return switch (name) {
            case "ring8" -> ring8();
            case "aniso" -> aniso();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Eight round Gaussians of deviation 0.2 on the circle of radius 2. */
    static GaussianMixture ring8() {
        double[] means = new double[16];
        Arrays.setAll(means, k -> 2 * (k % 2 == 0 ? Math.cos(k / 2 * Math.PI / 4) : Math.sin(k / 2 * Math.PI / 4)));
        return GaussianMixture.around(means, 2, IntStream.range(0, 8).mapToDouble(_ -> 1).toArray(), 0.04);
    }

    /** One Gaussian at (0.5, −0.3) with deviations 1.5 and 0.2, turned by 30°. */
    static GaussianMixture aniso() {
        return mixture(List.of(new Part(1, 0.5, -0.3, 30, 1.5, 0.2)));
    }

    /**
     * A law with labels.
     *
     * @param all p_u, where the label is not known
     * @param classes p_c of every label
     */
    record Labelled(GaussianMixture all, List<GaussianMixture> classes) { }

    static final List<String> LABELLED = List.of("branches", "petals", "ring8", "gaussian");

    static Labelled labelled(String name) {
        return switch (name) {
            case "branches" -> labelled(List.of(branches(66), branches(114)));
            case "petals" -> labelled(List.of(petals(90), petals(210), petals(330)));
            case "ring8" -> labelled(List.of(discs(0), discs(1)));
            case "gaussian" -> observed();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** A component: its weight, its middle, its axis, and the deviations along and across. */
    private record Part(double weight, double x, double y, double degrees, double along, double across) {

        Matrix covariance() {
            double c = Math.cos(Math.toRadians(degrees));
            double s = Math.sin(Math.toRadians(degrees));
            double a = along * along;
            double b = across * across;
            return Matrix.of(2, 2, c * c * a + s * s * b, c * s * (a - b), c * s * (a - b), s * s * a + c * c * b);
        }
    }

    private static Labelled labelled(List<List<Part>> classes) {
        return new Labelled(mixture(classes.stream().flatMap(List::stream).toList()), classes.stream().map(Problems::mixture).toList());
    }

    private static GaussianMixture mixture(List<Part> parts) {
        return GaussianMixture.of(parts.stream().mapToDouble(Part::weight).toArray(), parts.stream().flatMapToDouble(p -> DoubleStream.of(p.x, p.y)).toArray(),
                parts.stream().map(Part::covariance).toList());
    }

    /** A tree that forks twice, each branch .72 of the one before: two of them share their roots. */
    private static List<Part> branches(double degrees) {
        List<Part> all = new ArrayList<>();
        grow(0, -1.9, degrees, 1.8, 3, all);
        return all;
    }

    private static void grow(double x, double y, double degrees, double length, int levels, List<Part> into) {
        double dx = length * Math.cos(Math.toRadians(degrees));
        double dy = length * Math.sin(Math.toRadians(degrees));
        into.add(new Part(length, x + dx / 2, y + dy / 2, degrees, 0.32 * length, 0.1));
        for (int side = -1; side <= 1 && levels > 1; side += 2) {
            grow(x + dx, y + dy, degrees + 30 * side, 0.72 * length, levels - 1, into);
        }
    }

    /** Two long Gaussians that meet near the middle, where those of the other labels are too. */
    private static List<Part> petals(double degrees) {
        return Stream.of(degrees - 24, degrees + 24)
                .map(t -> new Part(1, 1.1 * Math.cos(Math.toRadians(t)), 1.1 * Math.sin(Math.toRadians(t)), t, 0.6, 0.16)).toList();
    }

    /** Every other disc of {@link #ring8}. */
    private static List<Part> discs(int first) {
        return IntStream.range(0, 4).mapToDouble(k -> (2 * k + first) * Math.PI / 4).mapToObj(t -> new Part(1, 2 * Math.cos(t), 2 * Math.sin(t), 0, 0.2, 0.2)).toList();
    }

    /** x ~ N(0, I), whose label is x + noise of variances ⅓ and 1, seen at (1, .8). */
    private static Labelled observed() {
        return new Labelled(mixture(List.of(new Part(1, 0, 0, 0, 1, 1))), List.of(mixture(List.of(new Part(1, 0.75, 0.4, 0, 0.5, Math.sqrt(0.5))))));
    }
}
