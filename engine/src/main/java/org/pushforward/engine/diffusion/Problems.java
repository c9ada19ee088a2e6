package org.pushforward.engine.diffusion;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
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
        double c = Math.cos(Math.PI / 6);
        double s = Math.sin(Math.PI / 6);
        double a = 1.5 * 1.5;
        double b = 0.2 * 0.2;
        return GaussianMixture.of(new double[] {1}, new double[] {0.5, -0.3},
                List.of(Matrix.of(2, 2, c * c * a + s * s * b, c * s * (a - b), c * s * (a - b), s * s * a + c * c * b)));
    }
}
