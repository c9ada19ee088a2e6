package org.pushforward.engine.sph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.pushforward.engine.api.InputException;

/**
 * n functions on [−1, 1] whose combinations are the kernel of a continuous convolution along one axis (R. Winchenbach and N. Thuerey 2024,
 * arXiv:2403.16680, and the tables of their program; {@code linear} is that of B. Ummenhofer et al. 2020, {@code dmcf} the antisymmetric one of
 * L. Prantl et al. 2022).
 *
 * <p>Radial ones are b(|x − cₖ|/s) about centers cₖ from −1 to 1 with spacing s = 2/(n − 1): {@code rbf-} as they are, {@code abf-} with x scaled
 * by 1 − 2/n and the shape widened until they nearly add up to one, {@code ubf-} divided by their sum. Immutable and thread-safe.
 *
 * @param name one of {@link #names}
 * @param n terms, at least 1
 */
public record ConvolutionBasis(String name, int n) {

    private static final List<String> SHAPES = List.of("gaussian", "multiquadric", "inverse-quadric", "inverse-multiquadric", "bump", "cubic-spline",
            "quartic-spline", "quintic-spline", "wendland2", "wendland4", "wendland6", "poly6", "spiky");
    private static final List<String> WIDENED = List.of("cubic-spline", "quartic-spline", "quintic-spline", "wendland2", "wendland4", "wendland6");
    private static final List<String> NORMALISED = List.of("gaussian", "cubic-spline", "wendland2");
    private static final List<String> HARMONIC = List.of("ffourier", "fourier", "fourier-even", "fourier-odd", "ffourier-ndc", "ffourier-lin", "ffourier-sgn");

    /** All there are, the paper's first. */
    public static List<String> names() {
        return Stream.of(HARMONIC, List.of("chebyshev", "chebyshev2", "linear", "nearest", "dmcf"), SHAPES.stream().map(s -> "rbf-" + s).toList(),
                WIDENED.stream().map(s -> "abf-" + s).toList(), NORMALISED.stream().map(s -> "ubf-" + s).toList()).flatMap(List::stream).toList();
    }

    /** Writes the n values at x in [−1, 1]. */
    public void at(double x, double[] values) {
        if (HARMONIC.contains(name)) {
            harmonics(x, values);
            return;
        }
        switch (name) {
            case "chebyshev" -> recurrence(x, x, values);
            case "chebyshev2" -> recurrence(x, 2 * x, values);
            case "linear" -> radial(x, values, "hat", 1);
            case "nearest" -> nearest(x, values);
            case "dmcf" -> {
                radial(2 * Math.abs(x) - 1, values, "hat", 1);
                if (x < 0) {
                    Arrays.setAll(values, k -> -values[k]);
                }
            }
            default -> {
                String shape = name.substring(4);
                switch (name.substring(0, 3)) {
                    case "rbf" -> radial(x, values, shape, 1);
                    case "abf" -> radial(n == 1 ? x : x * (1 - 2.0 / n), values, shape, widened(shape));
                    default -> {
                        radial(x, values, shape, tuned(shape));
                        double sum = Arrays.stream(values).sum();
                        Arrays.setAll(values, k -> values[k] / sum);
                    }
                }
            }
        }
    }

    /** Values at a place. */
    interface Terms {
        void at(double x, double[] values);
    }

    /** {@link #at} for many places: equal but for rounding, what the paper's terms are of one sine and one cosine. */
    Terms swift() {
        if (!name.equals("ffourier")) {
            return this::at;
        }
        double unit = 1 / Math.sqrt(Math.PI);
        return (x, values) -> {
            double s = Math.sin(Math.PI * x);
            double c = Math.cos(Math.PI * x);
            double sine = 0;
            double cosine = unit;
            values[0] = unit / Math.sqrt(2);
            for (int k = 1; k < values.length; k++) {
                if (k % 2 == 1) {
                    double next = cosine * c - sine * s;
                    sine = sine * c + cosine * s;
                    cosine = next;
                }
                values[k] = k % 2 == 1 ? cosine : sine;
            }
        };
    }

    /** The same round a circle, where −1 and 1 are one place: what is radial has n centers 2/n apart from −1 on, and what is periodic anyhow or never stays as it is. */
    void around(double x, double[] values) {
        String shape = name.equals("linear") ? "hat" : name.length() > 4 ? name.substring(4) : "";
        boolean isRadial = name.equals("linear") || name.startsWith("rbf-") || name.startsWith("abf-") || name.startsWith("ubf-");
        if (n == 1 || !isRadial && !name.equals("nearest")) {
            at(x, values);
        } else if (!isRadial) {
            Arrays.fill(values, 0);
            values[Math.floorMod((int) Math.rint((x + 1) / 2 * n), n)] = 1;
        } else {
            double wide = name.startsWith("abf-") ? widened(shape) : name.startsWith("ubf-") ? tuned(shape) : 1;
            for (int k = 0; k < n; k++) {
                double r = Math.abs(x + 1 - 2.0 * k / n) % 2;
                values[k] = shape(shape, Math.min(r, 2 - r) * n / 2 / wide);
            }
            double sum = Arrays.stream(values).sum();
            Arrays.setAll(values, k -> name.startsWith("ubf-") ? values[k] / sum : values[k]);
        }
    }

    private static double widened(String shape) {
        return switch (shape) {
            case "cubic-spline" -> 1.732051;
            case "quartic-spline" -> 1.936492;
            case "quintic-spline" -> 2.121321;
            case "wendland2" -> 1.620185;
            case "wendland4" -> 1.936492;
            default -> 2.207940;
        };
    }

    private static double tuned(String shape) {
        return switch (shape) {
            case "gaussian" -> 1 / 0.99194;
            case "cubic-spline" -> 2.00977;
            default -> 3.62384;
        };
    }

    /** Terms cos πx, sin πx, cos 2πx …; {@code fourier} leaves out the first of them. */
    private void harmonics(double x, double[] values) {
        double unit = 1 / Math.sqrt(Math.PI);
        boolean constant = !name.endsWith("-ndc");
        if (constant) {
            values[0] = name.endsWith("-lin") ? Math.PI * Math.PI * x / 2 : name.endsWith("-sgn") ? Math.signum(x) * Math.PI / 2 : 1 / Math.sqrt(2 * Math.PI);
        }
        for (int k = constant ? 1 : 0; k < n; k++) {
            int m = constant ? k : k + 1;
            values[k] = unit * switch (name) {
                case "fourier-even" -> Math.cos(m * Math.PI * x);
                case "fourier-odd" -> Math.sin(m * Math.PI * x);
                case "fourier" -> m % 2 == 1 ? Math.sin((m + 1) / 2 * Math.PI * x) : Math.cos((m / 2 + 1) * Math.PI * x);
                default -> m % 2 == 1 ? Math.cos((m + 1) / 2 * Math.PI * x) : Math.sin(m / 2 * Math.PI * x);
            };
        }
    }

    /** f₀ = 1, f₁ given, fₖ = 2x fₖ₋₁ − fₖ₋₂. */
    private static void recurrence(double x, double first, double[] values) {
        values[0] = 1;
        for (int k = 1; k < values.length; k++) {
            values[k] = k == 1 ? first : 2 * x * values[k - 1] - values[k - 2];
        }
    }

    private void nearest(double x, double[] values) {
        Arrays.fill(values, 0);
        // Half way between two centers it is the one that an even number names, as rounding does in the program of the authors.
        values[n == 1 ? 0 : Math.clamp((int) Math.rint((x + 1) / 2 * (n - 1)), 0, n - 1)] = 1;
    }

    private void radial(double x, double[] values, String shape, double wide) {
        if (n == 1) {
            values[0] = 1;
            return;
        }
        double s = 2.0 / (n - 1);
        for (int k = 0; k < n; k++) {
            values[k] = shape(shape, Math.abs(x - (-1 + k * s)) / s / wide);
        }
    }

    private static double shape(String shape, double r) {
        double c = Math.max(1 - r, 0);
        return switch (shape) {
            case "hat", "spiky" -> shape.equals("hat") ? c : c * c * c;
            case "gaussian" -> Math.exp(-r * r);
            case "multiquadric" -> Math.sqrt(1 + r * r);
            case "inverse-quadric" -> 1 / (1 + r * r);
            case "inverse-multiquadric" -> 1 / Math.sqrt(1 + r * r);
            case "bump" -> r < 1 ? Math.exp(-1 / (1 - r * r)) : 0;
            case "cubic-spline" -> power(1 - r, 3) - 4 * power(0.5 - r, 3);
            case "quartic-spline" -> power(1 - r, 4) - 5 * power(0.6 - r, 4) + 10 * power(0.2 - r, 4);
            case "quintic-spline" -> power(1 - r, 5) - 6 * power(2.0 / 3 - r, 5) + 15 * power(1.0 / 3 - r, 5);
            case "wendland2" -> power(c, 4) * (1 + 4 * r);
            case "wendland4" -> power(c, 6) * (1 + 6 * r + 35.0 / 3 * r * r);
            case "wendland6" -> power(c, 8) * (1 + 8 * r + 25 * r * r + 32 * r * r * r);
            case "poly6" -> power(1 - r * r, 3);
            default -> throw new InputException("there is no basis " + InputException.quoted(shape));
        };
    }

    private static double power(double base, int exponent) {
        double p = Math.max(base, 0);
        double result = 1;
        for (int k = 0; k < exponent; k++) {
            result *= p;
        }
        return result;
    }

    /** What a kernel may be multiplied by, of r = |x|; {@code papers} is the (1 − r)³ that the program calls poly6. */
    public static final List<String> WINDOWS = List.of("none", "papers", "mueller", "cubic-spline", "quartic-spline", "quintic-spline", "wendland2", "wendland4",
            "wendland6", "parabola", "cone");

    /** The window of that name at distance r. */
    public static double window(String window, double r) {
        return switch (window) {
            case "none" -> 1;
            case "papers" -> power(1 - r, 3);
            case "mueller" -> power(1 - r * r, 3);
            case "parabola" -> Math.max(0, 1 - r * r);
            case "cone" -> Math.max(0, 1 - r);
            case "wendland2" -> power(1 - r, 3) * (1 + 3 * r);
            case "wendland4" -> power(1 - r, 5) * (1 + 5 * r + 8 * r * r);
            case "wendland6" -> power(1 - r, 7) * (1 + 7 * r + 19 * r * r + 21 * r * r * r);
            default -> shape(window, r);
        };
    }
}
