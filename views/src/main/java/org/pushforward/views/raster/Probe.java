package org.pushforward.views.raster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Rect;

/** The values of a plane pane's layers under a point of the domain. Immutable. */
public record Probe(double x, double y, List<Reading> readings) {
    public Probe {
        readings = List.copyOf(readings);
    }

    /** One value with its label, formatted with its unit. */
    public record Reading(String label, String text, double value) {
        static Reading of(String label, double value, String unit) {
            return new Reading(label, Numerals.value(value, 5) + (unit.isEmpty() ? "" : " " + unit), value);
        }
    }

    /** Of all readings that of one quantity; all of them where it is not among them. */
    Probe of(Optional<String> quantity) {
        List<Reading> some = readings.stream().filter(r -> quantity.equals(Optional.of(r.label()))).toList();
        return some.isEmpty() ? this : new Probe(x, y, some);
    }

    /** What every drawing of the pane has at (x, y), each layer once; no readings outside of all layers. */
    public static Probe at(Pane pane, Frame frame, double x, double y) {
        List<Reading> all = new ArrayList<>();
        for (Pane.Drawing drawing : pane.drawings()) {
            frame.layer(drawing.layer()).ifPresent(layer -> {
                for (Reading r : read(layer, drawing.field(), x, y)) {
                    if (!all.contains(r)) {
                        all.add(r);
                    }
                }
            });
        }
        return new Probe(x, y, all);
    }

    private static List<Reading> read(Layer layer, String field, double x, double y) {
        return switch (layer) {
            case Layer.ScalarField f -> cell(f.domain(), f.nx(), f.ny(), x, y) < 0 ? List.of()
                    : List.of(Reading.of(f.label(), f.values()[cell(f.domain(), f.nx(), f.ny(), x, y)], f.unit()));
            case Layer.VectorField f -> vector(f, x, y);
            case Layer.Mesh m -> mesh(m, field, x, y);
            case Layer.Matrix m -> matrix(m, x, y);
            case Layer.Sphere s -> s.fields().stream().filter(_ -> cell(Layer.Sphere.DEGREES, s.nLon(), s.nLat(), x, y) >= 0)
                    .map(f -> Reading.of(f.label(), f.values()[cell(Layer.Sphere.DEGREES, s.nLon(), s.nLat(), x, y)], f.unit())).toList();
            case Layer.TriangleMesh m -> triangle(m, x, y);
            default -> List.of();
        };
    }

    private static int cell(Rect domain, int nx, int ny, double x, double y) {
        if (!(x >= domain.x0() && x <= domain.x1() && y >= domain.y0() && y <= domain.y1())) {
            return -1;
        }
        int i = Math.min(nx - 1, (int) ((x - domain.x0()) / domain.width() * nx));
        int j = Math.min(ny - 1, (int) ((y - domain.y0()) / domain.height() * ny));
        return i * ny + j;
    }

    private static List<Reading> vector(Layer.VectorField f, double x, double y) {
        int k = cell(f.domain(), f.nx(), f.ny(), x, y);
        if (k < 0) {
            return List.of();
        }
        return List.of(Reading.of(f.label() + " x", f.u()[k], f.unit()), Reading.of(f.label() + " y", f.v()[k], f.unit()));
    }

    private static List<Reading> matrix(Layer.Matrix m, double x, double y) {
        int column = (int) Math.floor(x);
        int row = m.rows() - 1 - (int) Math.floor(y);
        if (row < 0 || row >= m.rows() || column < 0 || column >= m.columns()) {
            return List.of();
        }
        return List.of(Reading.of(m.label() + " (" + row + ", " + column + ")", m.values()[row * m.columns() + column], m.unit()));
    }

    private static List<Reading> mesh(Layer.Mesh m, String field, double x, double y) {
        int stride = m.ny() + 1;
        for (int i = 0; i < m.nx(); i++) {
            for (int j = 0; j < m.ny(); j++) {
                int a = 2 * (i * stride + j);
                if (inside(m.xy(), a, a + 2 * stride, a + 2 * stride + 2, a + 2, x, y)) {
                    List<Reading> all = new ArrayList<>();
                    all.add(new Reading("cell", "(" + i + ", " + j + ")", Double.NaN));
                    for (Layer.Field f : m.fields()) {
                        if (field.isEmpty() || f.id().equals(field)) {
                            all.add(Reading.of(f.label(), f.values()[i * m.ny() + j], f.unit()));
                        }
                    }
                    return all;
                }
            }
        }
        return List.of();
    }

    /** Fields on nodes are interpolated linearly. */
    private static List<Reading> triangle(Layer.TriangleMesh m, double x, double y) {
        int d = m.dimension();
        double[] c = m.coordinates();
        for (int k = 0; k < m.triangles().length; k += 3) {
            int p = m.triangles()[k];
            int q = m.triangles()[k + 1];
            int r = m.triangles()[k + 2];
            double ux = c[q * d] - c[p * d];
            double uy = c[q * d + 1] - c[p * d + 1];
            double vx = c[r * d] - c[p * d];
            double vy = c[r * d + 1] - c[p * d + 1];
            double area = ux * vy - vx * uy;
            double s = ((x - c[p * d]) * vy - vx * (y - c[p * d + 1])) / area;
            double t = (ux * (y - c[p * d + 1]) - (x - c[p * d]) * uy) / area;
            if (s >= 0 && t >= 0 && s + t <= 1) {
                int cell = k / 3;
                List<Reading> all = new ArrayList<>();
                all.add(new Reading("triangle", Integer.toString(cell), Double.NaN));
                m.nodes().forEach(f -> all.add(Reading.of(f.label(), f.values()[p] * (1 - s - t) + f.values()[q] * s + f.values()[r] * t, f.unit())));
                m.cells().forEach(f -> all.add(Reading.of(f.label(), f.values()[cell], f.unit())));
                return all;
            }
        }
        return List.of();
    }

    /** Whether a point lies in the quadrilateral of four nodes, by the parity of crossings. */
    private static boolean inside(double[] xy, int a, int b, int c, int d, double x, double y) {
        return crosses(xy, a, b, x, y) ^ crosses(xy, b, c, x, y) ^ crosses(xy, c, d, x, y) ^ crosses(xy, d, a, x, y);
    }

    private static boolean crosses(double[] xy, int p, int q, double x, double y) {
        double yp = xy[p + 1];
        double yq = xy[q + 1];
        return yp > y != yq > y && x < xy[p] + (xy[q] - xy[p]) * ((y - yp) / (yq - yp));
    }
}
