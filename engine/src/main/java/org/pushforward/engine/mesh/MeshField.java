package org.pushforward.engine.mesh;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.geometry.MonitorFunction;
import org.pushforward.engine.numerics.CubicSplineField;
import org.pushforward.engine.numerics.GaussianBlur;
import org.pushforward.engine.numerics.Philox;

/**
 * A field on the unit square to adapt a mesh to, and its monitor M = 1 + |∇u|/(s ⟨|∇u|⟩), or 1 + log(1 + |∇u|/(s ⟨|∇u|⟩)), by central differences
 * on {@value #GRID}² cells, blurred and made a cubic spline. Immutable.
 */
record MeshField(DoubleBinaryOperator u) {

    static final List<String> NAMES = List.of("gaussians", "rings", "front", "formula");
    static final int GRID = 64;

    /**
     * One drawn at random; those of the same number are the same.
     *
     * @param number of the draw
     * @param time in turns: what is drawn goes around
     */
    static MeshField drawn(String name, Philox random, int number, double time) {
        double[] z = new double[16];
        random.uniforms(number, 1, 0, z.length, z, 0);
        double turn = 2 * Math.PI * time;
        return new MeshField(switch (name) {
            case "gaussians" -> sum(z, 1 + (int) (2.999 * z[15]), turn);
            case "rings" -> ring(z, turn);
            case "front" -> front(z, turn);
            default -> throw new IllegalArgumentException(name);
        });
    }

    private static DoubleBinaryOperator sum(double[] z, int count, double turn) {
        return (x, y) -> {
            double v = 0;
            for (int k = 0; k < count; k++) {
                double angle = 2 * Math.PI * z[5 * k + 4] + (k % 2 == 0 ? turn : -turn);
                double cx = 0.3 + 0.4 * z[5 * k] + 0.15 * Math.cos(angle);
                double cy = 0.3 + 0.4 * z[5 * k + 1] + 0.15 * Math.sin(angle);
                double s = 0.06 + 0.09 * z[5 * k + 2];
                v += (0.5 + z[5 * k + 3]) * Math.exp(-((x - cx) * (x - cx) + (y - cy) * (y - cy)) / (2 * s * s));
            }
            return v;
        };
    }

    private static DoubleBinaryOperator ring(double[] z, double turn) {
        double cx = 0.4 + 0.2 * z[0] + 0.1 * Math.cos(turn);
        double cy = 0.4 + 0.2 * z[1] + 0.1 * Math.sin(turn);
        double radius = 0.15 + 0.15 * z[2];
        double width = 0.05 + 0.05 * z[3];
        return (x, y) -> Math.tanh((radius - Math.hypot(x - cx, y - cy)) / width);
    }

    private static DoubleBinaryOperator front(double[] z, double turn) {
        double angle = 2 * Math.PI * z[0] + 0.5 * turn;
        double nx = Math.cos(angle);
        double ny = Math.sin(angle);
        double at = 0.3 * (z[1] - 0.5);
        double wave = 0.12 * z[2];
        double width = 0.05 + 0.05 * z[3];
        return (x, y) -> Math.tanh((nx * (x - 0.5) + ny * (y - 0.5) - at + wave * Math.sin(2 * Math.PI * (ny * (x - 0.5) - nx * (y - 0.5)) + turn)) / width);
    }

    /** @param blur in cells */
    MonitorFunction monitor(double scale, boolean compressed, double blur) {
        // With a cell beyond every side.
        int row = GRID + 2;
        double[] v = new double[row * row];
        Arrays.setAll(v, k -> u.applyAsDouble((k / row - 0.5) / GRID, (k % row - 0.5) / GRID));
        double[] slope = new double[GRID * GRID];
        for (int i = 0; i < GRID; i++) {
            for (int j = 0; j < GRID; j++) {
                int at = (i + 1) * row + j + 1;
                slope[i * GRID + j] = Math.hypot(v[at + row] - v[at - row], v[at + 1] - v[at - 1]) * GRID / 2;
            }
        }
        double mean = Arrays.stream(slope).average().orElseThrow();
        double[] extra = Arrays.stream(slope).map(g -> mean > 0 ? g / (scale * mean) : 0).map(r -> compressed ? Math.log1p(r) : r).toArray();
        return new GriddedMonitor(1, new CubicSplineField(Rect.UNIT, GRID, GRID, GaussianBlur.blur(extra, GRID, GRID, blur)));
    }
}
