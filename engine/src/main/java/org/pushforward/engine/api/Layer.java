package org.pushforward.engine.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Something that can be drawn. Views are chosen by the type alone.
 *
 * <p>Conventions: y is up; two-dimensional arrays are flattened with i along x slow and j along y fast, index {@code i·ny + j};
 * coordinates are interleaved (x, y) or (x, y, z). Arrays are shared and never written after publication.
 */
public sealed interface Layer {

    /** Stable and unique within a frame. */
    String id();

    /** A few words for the reader. */
    String label();

    /** Unit of the values, empty for pure numbers. */
    String unit();

    /** What the values are, for example "temperature in °C". */
    default String quantity() {
        return quantity(label(), unit());
    }

    private static String quantity(String label, String unit) {
        return unit.isEmpty() ? label : label + " in " + unit;
    }

    /** Values on nx × ny cells that tile {@code domain}. */
    record ScalarField(String id, String label, String unit, int nx, int ny, Rect domain, double[] values) implements Layer {
        public ScalarField {
            require(id, "values", values.length, nx * ny);
        }
    }

    /** Vectors (u, v) on nx × ny cells that tile {@code domain}. */
    record VectorField(String id, String label, String unit, int nx, int ny, Rect domain, double[] u, double[] v) implements Layer {
        public VectorField {
            require(id, "u", u.length, nx * ny);
            require(id, "v", v.length, nx * ny);
        }
    }

    /** A structured quadrilateral mesh of nx × ny cells: (nx+1)·(ny+1) nodes of (x, y), and fields with one value per cell. */
    record Mesh(String id, String label, String unit, int nx, int ny, double[] xy, List<CellField> fields) implements Layer {
        public Mesh {
            require(id, "xy", xy.length, 2 * (nx + 1) * (ny + 1));
            fields = List.copyOf(fields);
            for (CellField f : fields) {
                require(id + "." + f.id(), "values", f.values().length, nx * ny);
            }
        }

        public CellField field(String fieldId) {
            return fields.stream().filter(f -> f.id().equals(fieldId)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("mesh " + id + " has no cell field " + fieldId));
        }
    }

    /** One value per cell of a mesh. */
    record CellField(String id, String label, String unit, double[] values) {

        public String quantity() {
            return Layer.quantity(label, unit);
        }
    }

    /** n points in 2 or 3 dimensions; {@code values} colours them, or is empty. */
    record Points(String id, String label, String unit, int dimension, double[] coordinates, double[] values) implements Layer { }

    /** Polylines in 2 or 3 dimensions; path p has the points {@code offsets[p]} to {@code offsets[p+1]}. */
    record Paths(String id, String label, String unit, int dimension, double[] coordinates, int[] offsets) implements Layer { }

    /** y against x. */
    record Series(String id, String label, String unit, String xLabel, double[] x, double[] y) implements Layer {
        public Series {
            require(id, "y", y.length, x.length);
        }
    }

    /** A matrix shown as such; row-major. */
    record Matrix(String id, String label, String unit, int rows, int columns, double[] values) implements Layer {
        public Matrix {
            require(id, "values", values.length, rows * columns);
        }
    }

    /** Values on nx × ny × nz cells, index (i·ny + j)·nz + k. */
    record Volume(String id, String label, String unit, int nx, int ny, int nz, Rect base, double z0, double z1, double[] values)
            implements Layer {
        public Volume {
            require(id, "values", values.length, nx * ny * nz);
        }
    }

    /** Nodes (x, y) and edges as pairs of node numbers. */
    record Graph(String id, String label, String unit, double[] xy, int[] edges) implements Layer { }

    /** A histogram: counts between consecutive edges, in ascending order. */
    record Bars(String id, String label, String unit, double[] edges, double[] counts) implements Layer {
        public Bars {
            require(id, "edges", edges.length, counts.length + 1);
        }
    }

    /** An opaque picture that covers {@code domain}: 0xRRGGBB rows from the top down. */
    record Picture(String id, String label, int width, int height, Rect domain, int[] rgb) implements Layer {
        public Picture {
            require(id, "rgb", rgb.length, width * height);
        }

        @Override
        public String unit() {
            return "";
        }
    }

    /** The numbers of the layer with their shapes, for export, comparison and finiteness checks; a picture has none. */
    default List<Array> arrays() {
        return switch (this) {
            case ScalarField f -> List.of(new Array("", f.values(), f.nx(), f.ny()));
            case VectorField f -> List.of(new Array("u", f.u(), f.nx(), f.ny()), new Array("v", f.v(), f.nx(), f.ny()));
            case Mesh m -> {
                List<Array> all = new ArrayList<>();
                all.add(new Array("", m.xy(), m.nx() + 1, m.ny() + 1, 2));
                m.fields().forEach(f -> all.add(new Array(f.id(), f.values(), m.nx(), m.ny())));
                yield all;
            }
            case Points p when p.values().length == 0 -> List.of(coordinates(p.coordinates(), p.dimension()));
            case Points p -> List.of(coordinates(p.coordinates(), p.dimension()), new Array("values", p.values(), p.values().length));
            case Paths p -> List.of(coordinates(p.coordinates(), p.dimension()), integers("offsets", p.offsets()));
            case Series s -> List.of(new Array("x", s.x(), s.x().length), new Array("", s.y(), s.y().length));
            case Matrix m -> List.of(new Array("", m.values(), m.rows(), m.columns()));
            case Volume v -> List.of(new Array("", v.values(), v.nx(), v.ny(), v.nz()));
            case Graph g -> List.of(coordinates(g.xy(), 2), integers("edges", g.edges()));
            case Bars b -> List.of(new Array("edges", b.edges(), b.edges().length), new Array("", b.counts(), b.counts().length));
            case Picture _ -> List.of();
        };
    }

    /** A row-major array of a layer; {@code part} tells the arrays of one layer apart and is empty for the main one. */
    record Array(String part, double[] values, int... shape) {

        /** The index of an entry, for example "(3, 4, 0)". */
        public String index(int k) {
            StringBuilder s = new StringBuilder();
            int rest = k;
            for (int d = shape.length - 1; d >= 0; d--) {
                s.insert(0, (d == 0 ? "" : ", ") + rest % shape[d]);
                rest /= shape[d];
            }
            return "(" + s + ")";
        }
    }

    private static Array coordinates(double[] values, int dimension) {
        return new Array("", values, values.length / dimension, dimension);
    }

    private static Array integers(String part, int[] values) {
        return new Array(part, Arrays.stream(values).asDoubleStream().toArray(), values.length);
    }

    private static void require(String id, String array, int length, int expected) {
        if (length != expected) {
            throw new IllegalArgumentException("layer " + id + ": " + array + " has " + length + " values, expected " + expected);
        }
    }
}
