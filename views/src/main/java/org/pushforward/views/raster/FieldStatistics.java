package org.pushforward.views.raster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.pushforward.engine.api.Layer;

/**
 * Least, mean and greatest of the finite values of a field, and ∫ f over where they are finite: Σ wₖ fₖ with the areas (or volumes) wₖ of
 * the cells; values on nodes have a third of the triangles about them. The mean is Σ wₖ fₖ / Σ wₖ. On a globe wₖ is that of the unit
 * sphere, 4π in all; a matrix has entries of size one, so that its integral is their sum.
 *
 * @param integral empty for what has no extent: points, paths, graphs, texts
 */
record FieldStatistics(double least, double mean, double greatest, Optional<Double> integral) {

    /** Of the values of a field of a layer; empty when none is finite. */
    static Optional<FieldStatistics> of(Layer layer, Layer.Field field) {
        double[] values = field.values();
        return switch (layer) {
            case Layer.ScalarField f -> over(values, constant(f.domain().width() * f.domain().height() / values.length), true);
            case Layer.Volume v -> over(values, constant(v.base().width() * v.base().height() * (v.z1() - v.z0()) / values.length), true);
            case Layer.Matrix _ -> over(values, constant(1), true);
            case Layer.Mesh m -> over(values, cell -> area(m, cell), true);
            case Layer.TriangleMesh m -> triangles(m, field);
            case Layer.Sphere s -> over(values, k -> bandOf(s, k % s.nLat()), true);
            default -> over(values, constant(1), false);
        };
    }

    List<Marks.Line> lines() {
        List<Marks.Line> all = new ArrayList<>(List.of(new Marks.Line("max", text(greatest)), new Marks.Line("mean", text(mean)), new Marks.Line("min", text(least))));
        integral.ifPresent(v -> all.add(new Marks.Line("integral", text(v))));
        return all;
    }

    private static String text(double v) {
        return Numerals.value(v, 5);
    }

    private static IntToDoubleFunction constant(double w) {
        return _ -> w;
    }

    private static Optional<FieldStatistics> over(double[] values, IntToDoubleFunction weight, boolean extended) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        double sum = 0;
        double all = 0;
        for (int k = 0; k < values.length; k++) {
            double v = values[k];
            if (Double.isFinite(v)) {
                least = Math.min(least, v);
                greatest = Math.max(greatest, v);
                double w = weight.applyAsDouble(k);
                sum += w * v;
                all += w;
            }
        }
        if (!(least <= greatest)) {
            return Optional.empty();
        }
        return Optional.of(new FieldStatistics(least, sum / all, greatest, extended ? Optional.of(sum) : Optional.empty()));
    }

    /** Half the cross product of the diagonals. */
    private static double area(Layer.Mesh m, int cell) {
        int stride = m.ny() + 1;
        int a = 2 * (cell / m.ny() * stride + cell % m.ny());
        int b = a + 2 * stride;
        double[] xy = m.xy();
        return 0.5 * Math.abs((xy[b + 2] - xy[a]) * (xy[a + 3] - xy[b + 1]) - (xy[a + 2] - xy[b]) * (xy[b + 3] - xy[a + 1]));
    }

    private static Optional<FieldStatistics> triangles(Layer.TriangleMesh m, Layer.Field field) {
        double[] areas = new double[m.triangles().length / 3];
        for (int t = 0; t < areas.length; t++) {
            areas[t] = area(m, t);
        }
        if (m.nodes().stream().noneMatch(f -> f.values() == field.values())) {
            return over(field.values(), t -> areas[t], true);
        }
        double[] shares = new double[m.size()];
        for (int c = 0; c < m.triangles().length; c++) {
            shares[m.triangles()[c]] += areas[c / 3] / 3;
        }
        return over(field.values(), k -> shares[k], true);
    }

    private static double area(Layer.TriangleMesh m, int t) {
        double[] p = corner(m, 3 * t);
        double[] q = corner(m, 3 * t + 1);
        double[] r = corner(m, 3 * t + 2);
        double[] u = {q[0] - p[0], q[1] - p[1], q[2] - p[2]};
        double[] v = {r[0] - p[0], r[1] - p[1], r[2] - p[2]};
        return 0.5 * Math.hypot(Math.hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2]), u[0] * v[1] - u[1] * v[0]);
    }

    private static double[] corner(Layer.TriangleMesh m, int c) {
        int at = m.triangles()[c] * m.dimension();
        return new double[] {m.coordinates()[at], m.coordinates()[at + 1], m.dimension() > 2 ? m.coordinates()[at + 2] : 0};
    }

    /** Of one cell of a band of latitude: Δλ (sin φ₁ − sin φ₀). */
    private static double bandOf(Layer.Sphere s, int j) {
        double step = Math.PI / s.nLat();
        double south = -0.5 * Math.PI + j * step;
        return 2 * Math.PI / s.nLon() * (Math.sin(south + step) - Math.sin(south));
    }
}
