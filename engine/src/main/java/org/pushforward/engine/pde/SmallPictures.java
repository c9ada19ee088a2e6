package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pushforward.engine.data.Photograph;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.VorticityFlow;

/** Grey pictures of 128 × 128 cells that stand for functions: what is coarser are their means. Index i·n + j. Stateless. */
final class SmallPictures {

    static final int FINE = 128;
    /** Places a side of a cell that shapes are sampled at. */
    private static final int SUB = 2;
    private static final int SHAPES = 4;
    private static final int NUMBERS = 9;

    private SmallPictures() { }

    /** Discs, bars and corners over a slope, each plain or striped, with sharp edges. */
    static double[] shapes(Philox random, int number) {
        double[] u = new double[NUMBERS * SHAPES + 3];
        random.uniforms(number, 1, 0, u.length, u, 0);
        int n = FINE * SUB;
        double[] out = new double[FINE * FINE];
        int last = NUMBERS * SHAPES;
        for (int k = 0; k < n * n; k++) {
            double x = (k / n + 0.5) / n;
            double y = (k % n + 0.5) / n;
            double v = 0.3 + 0.4 * u[last] + 0.5 * ((u[last + 1] - 0.5) * (x - 0.5) + (u[last + 2] - 0.5) * (y - 0.5));
            for (int s = 0; s < SHAPES; s++) {
                v = over(u, NUMBERS * s, x, y, v);
            }
            out[k / n / SUB * FINE + k % n / SUB] += v / (SUB * SUB);
        }
        return out;
    }

    private static double over(double[] u, int at, double x, double y, double below) {
        double angle = 2 * Math.PI * u[at + 2];
        double dx = x - u[at];
        double dy = y - u[at + 1];
        double a = Math.cos(angle) * dx + Math.sin(angle) * dy;
        double b = Math.cos(angle) * dy - Math.sin(angle) * dx;
        double size = 0.16 + 0.24 * u[at + 3];
        int kind = (int) (3 * u[at + 4]);
        boolean isInside = switch (kind) {
            case 0 -> Math.hypot(a, b) < size;
            case 1 -> Math.abs(a) < size && Math.abs(b) < 0.35 * size;
            default -> a > -0.5 * size && Math.abs(b) < 0.6 * (size - a);
        };
        if (!isInside) {
            return below;
        }
        boolean isStriped = u[at + 5] > 0.5;
        double stripes = isStriped ? 0.25 * Math.sin(2 * Math.PI * (3 + 5 * u[at + 6]) * b + 6 * u[at + 7]) : 0;
        return Math.clamp(0.1 + 0.8 * u[at + 8] + stripes, 0, 1);
    }

    /** Frames of forced flow, whose vorticity from −3 to 3 deviations is brought to 0 to 1. */
    static double[][] flow(Philox random, int count) {
        int frames = 4;
        return IntStream.rangeClosed(0, (count - 1) / frames).boxed().flatMap(f -> Arrays.stream(VorticityFilms.film(random, f, frames - 1, 1, 0.1))).limit(count).map(w -> {
            double scale = 6 * Math.sqrt(VorticityFilms.meanSquare(w));
            return Arrays.stream(VorticityFlow.resampled(w, VorticityFilms.N, FINE)).map(v -> 0.5 + v / scale).toArray();
        }).toArray(double[][]::new);
    }

    /** Cut out at random, of the left two thirds or of the rest. */
    static double[][] crops(Photograph picture, Philox random, int count, boolean isLeft) {
        int nx = picture.nx();
        int ny = picture.ny();
        int border = Math.clamp(nx * 2L / 3, FINE, nx);
        int from = isLeft ? 0 : Math.min(border, nx - FINE);
        int room = (isLeft ? border : nx) - FINE - from;
        double[] u = new double[2 * count];
        random.uniforms(0, 1, 0, u.length, u, 0);
        return IntStream.range(0, count).mapToObj(k -> {
            int x = from + (int) (u[2 * k] * room);
            int y = (int) (u[2 * k + 1] * (ny - FINE));
            double[] out = new double[FINE * FINE];
            for (int i = 0; i < FINE; i++) {
                System.arraycopy(picture.luminance(), (x + i) * ny + y, out, i * FINE, FINE);
            }
            return out;
        }).toArray(double[][]::new);
    }
}
