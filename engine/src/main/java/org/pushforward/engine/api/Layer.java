package org.pushforward.engine.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
    record Mesh(String id, String label, String unit, int nx, int ny, double[] xy, List<Field> fields) implements Layer {
        public Mesh {
            require(id, "xy", xy.length, 2 * (nx + 1) * (ny + 1));
            fields = valued(id, fields, nx * ny);
        }

        public Field field(String fieldId) {
            return fields.stream().filter(f -> f.id().equals(fieldId)).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("mesh " + id + " has no cell field " + fieldId));
        }
    }

    /**
     * A named number on each cell or node of a mesh, point, or node or edge of a graph, in the order of these.
     *
     * @param scale least and greatest value that colors span at least, or empty: a color then means the same in every frame
     */
    record Field(String id, String label, String unit, double[] values, double[] scale) {

        public Field(String id, String label, String unit, double[] values) {
            this(id, label, unit, values, new double[0]);
        }

        /** The same on a scale of its own. */
        public Field over(double least, double greatest) {
            return new Field(id, label, unit, values, new double[] {least, greatest});
        }

        public String quantity() {
            return Layer.quantity(label, unit);
        }
    }

    /** Triangles in 2 or 3 dimensions, three node numbers each, of either orientation; fields on nodes and on triangles. */
    record TriangleMesh(String id, String label, String unit, int dimension, double[] coordinates, int[] triangles, List<Field> nodes,
            List<Field> cells) implements Layer {
        public TriangleMesh {
            requireMultiple(id, "coordinates", coordinates.length, dimension);
            requireMultiple(id, "triangles", triangles.length, 3);
            requireNumbers(id, "triangles", triangles, coordinates.length / dimension);
            nodes = valued(id, nodes, coordinates.length / dimension);
            cells = valued(id, cells, triangles.length / 3);
        }

        public int size() {
            return coordinates.length / dimension;
        }
    }

    /**
     * n points in 2 or 3 dimensions.
     *
     * @param radii in the unit of the coordinates: one a point, one for all, or none, then views choose
     * @param fields what the points may be colored by; the first one unless a drawing says otherwise
     */
    record Points(String id, String label, String unit, int dimension, double[] coordinates, double[] radii, List<Field> fields) implements Layer {
        public Points {
            fields = List.copyOf(fields);
        }

        /** @param values color the points, or empty */
        public Points(String id, String label, String unit, int dimension, double[] coordinates, double[] values) {
            this(id, label, unit, dimension, coordinates, new double[0],
                    values.length == 0 ? List.of() : List.of(new Field("values", label, unit, values)));
        }

        public int size() {
            return coordinates.length / dimension;
        }

        /** Of the first field; empty when there is none. */
        public double[] values() {
            return fields.isEmpty() ? new double[0] : fields.getFirst().values();
        }
    }

    /**
     * Polylines in 2 or 3 dimensions; path p has the points {@code offsets[p]} to {@code offsets[p+1]}.
     *
     * @param fields values of the points, which the lines may be colored by
     */
    record Paths(String id, String label, String unit, int dimension, double[] coordinates, int[] offsets, List<Field> fields) implements Layer {
        public Paths {
            fields = valued(id, fields, coordinates.length / dimension);
        }

        /** In one color. */
        public Paths(String id, String label, String unit, int dimension, double[] coordinates, int[] offsets) {
            this(id, label, unit, dimension, coordinates, offsets, List.of());
        }
    }

    /** y against x, within a band from {@code lower} to {@code upper}, which are empty where there is none. */
    record Series(String id, String label, String unit, String xLabel, double[] x, double[] y, double[] lower, double[] upper) implements Layer {
        public Series {
            require(id, "y", y.length, x.length);
            require(id, "upper", upper.length, lower.length);
            if (lower.length > 0) {
                require(id, "lower", lower.length, x.length);
            }
        }

        /** Without a band. */
        public Series(String id, String label, String unit, String xLabel, double[] x, double[] y) {
            this(id, label, unit, xLabel, x, y, new double[0], new double[0]);
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

    /** Nodes (x, y) and edges as pairs of node numbers, fields on both; a name a node, or none. */
    record Graph(String id, String label, String unit, double[] xy, int[] edges, List<Field> nodes, List<Field> links, List<String> names)
            implements Layer {
        public Graph {
            requireMultiple(id, "edges", edges.length, 2);
            requireNumbers(id, "edges", edges, xy.length / 2);
            nodes = valued(id, nodes, xy.length / 2);
            links = valued(id, links, edges.length / 2);
            names = List.copyOf(names);
            if (!names.isEmpty()) {
                require(id, "names", names.size(), xy.length / 2);
            }
        }

        /** Without values. */
        public Graph(String id, String label, String unit, double[] xy, int[] edges) {
            this(id, label, unit, xy, edges, List.of(), List.of(), List.of());
        }
    }

    /** A histogram, counts between consecutive edges in ascending order; or named bars, between 0, 1, 2 and so on. */
    record Bars(String id, String label, String unit, double[] edges, double[] counts, List<String> names) implements Layer {
        public Bars {
            require(id, "edges", edges.length, counts.length + 1);
            names = List.copyOf(names);
            if (!names.isEmpty()) {
                require(id, "names", names.size(), counts.length);
            }
        }

        /** A histogram. */
        public Bars(String id, String label, String unit, double[] edges, double[] counts) {
            this(id, label, unit, edges, counts, List.of());
        }

        /** A bar a name. */
        public static Bars named(String id, String label, String unit, List<String> names, double[] heights) {
            return new Bars(id, label, unit, IntStream.rangeClosed(0, heights.length).asDoubleStream().toArray(), heights, names);
        }
    }

    /** Columns of equal length. */
    record Table(String id, String label, List<Column> columns) implements Layer {
        public Table {
            columns = List.copyOf(columns);
            for (Column c : columns) {
                require(id, "column " + c.id(), c.size(), columns.getFirst().size());
            }
        }

        @Override
        public String unit() {
            return "";
        }

        public int rows() {
            return columns.isEmpty() ? 0 : columns.getFirst().size();
        }
    }

    /** A column of numbers or of words. */
    sealed interface Column {
        String id();

        String label();

        String unit();

        int size();

        default String quantity() {
            return Layer.quantity(label(), unit());
        }

        record Numbers(String id, String label, String unit, double[] values) implements Column {
            @Override
            public int size() {
                return values.length;
            }
        }

        record Words(String id, String label, List<String> values) implements Column {
            public Words {
                values = List.copyOf(values);
            }

            @Override
            public String unit() {
                return "";
            }

            @Override
            public int size() {
                return values.size();
            }
        }
    }

    /** Words in their order, each with a weight, or none with one; a token "\n" ends a line. */
    record Text(String id, String label, String unit, List<String> tokens, double[] weights) implements Layer {
        public Text {
            tokens = List.copyOf(tokens);
            if (weights.length > 0) {
                require(id, "weights", weights.length, tokens.size());
            }
        }
    }

    /**
     * Fields on the cells of a globe: nLon meridians from −180° eastwards slow, nLat parallels from the south pole northwards fast,
     * index {@code i·nLat + j}.
     */
    record Sphere(String id, String label, String unit, int nLon, int nLat, List<Field> fields) implements Layer {

        /** Degrees east and north. */
        public static final Rect DEGREES = new Rect(-180, -90, 180, 90);

        public Sphere {
            fields = valued(id, fields, nLon * nLat);
        }

        /** One field. */
        public Sphere(String id, String label, String unit, int nLon, int nLat, double[] values) {
            this(id, label, unit, nLon, nLat, List.of(new Field("values", label, unit, values)));
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

    /** The numbers of the layer with their shapes, for export, comparison and finiteness checks; pictures and words have none. */
    default List<Array> arrays() {
        List<Array> all = new ArrayList<>();
        switch (this) {
            case ScalarField f -> all.add(new Array("", f.values(), f.nx(), f.ny()));
            case VectorField f -> {
                all.add(new Array("u", f.u(), f.nx(), f.ny()));
                all.add(new Array("v", f.v(), f.nx(), f.ny()));
            }
            case Mesh m -> {
                all.add(new Array("", m.xy(), m.nx() + 1, m.ny() + 1, 2));
                fields(all, m.fields(), m.nx(), m.ny());
            }
            case TriangleMesh m -> {
                all.add(coordinates(m.coordinates(), m.dimension()));
                all.add(integers("triangles", m.triangles(), m.triangles().length / 3, 3));
                fields(all, m.nodes(), m.size());
                fields(all, m.cells(), m.triangles().length / 3);
            }
            case Points p -> {
                all.add(coordinates(p.coordinates(), p.dimension()));
                if (p.radii().length > 0) {
                    all.add(new Array("radii", p.radii(), p.radii().length));
                }
                p.fields().forEach(f -> all.add(new Array(f.id(), f.values(), f.values().length)));
            }
            case Paths p -> {
                all.add(coordinates(p.coordinates(), p.dimension()));
                all.add(integers("offsets", p.offsets(), p.offsets().length));
                fields(all, p.fields(), p.coordinates().length / p.dimension());
            }
            case Series s -> {
                all.add(new Array("x", s.x(), s.x().length));
                all.add(new Array("", s.y(), s.y().length));
                if (s.lower().length > 0) {
                    all.add(new Array("lower", s.lower(), s.lower().length));
                    all.add(new Array("upper", s.upper(), s.upper().length));
                }
            }
            case Matrix m -> all.add(new Array("", m.values(), m.rows(), m.columns()));
            case Volume v -> all.add(new Array("", v.values(), v.nx(), v.ny(), v.nz()));
            case Graph g -> {
                all.add(coordinates(g.xy(), 2));
                all.add(integers("edges", g.edges(), g.edges().length));
                fields(all, g.nodes(), g.xy().length / 2);
                fields(all, g.links(), g.edges().length / 2);
            }
            case Bars b -> {
                all.add(new Array("edges", b.edges(), b.edges().length));
                all.add(new Array("", b.counts(), b.counts().length));
            }
            case Table t -> t.columns().forEach(c -> {
                if (c instanceof Column.Numbers n) {
                    all.add(new Array(n.id(), n.values(), n.size()));
                }
            });
            case Text t when t.weights().length > 0 -> all.add(new Array("", t.weights(), t.weights().length));
            case Text _, Picture _ -> { }
            case Sphere s -> fields(all, s.fields(), s.nLon(), s.nLat());
        }
        return all;
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

    private static Array integers(String part, int[] values, int... shape) {
        return new Array(part, Arrays.stream(values).asDoubleStream().toArray(), shape);
    }

    private static void fields(List<Array> to, List<Field> fields, int... shape) {
        fields.forEach(f -> to.add(new Array(f.id(), f.values(), shape)));
    }

    private static List<Field> valued(String id, List<Field> fields, int n) {
        fields.forEach(f -> require(id + "." + f.id(), "values", f.values().length, n));
        return List.copyOf(fields);
    }

    private static void requireMultiple(String id, String array, int length, int of) {
        if (length % of != 0) {
            throw new IllegalArgumentException("layer " + id + ": " + array + " has " + length + " values, expected a multiple of " + of);
        }
    }

    private static void requireNumbers(String id, String array, int[] numbers, int of) {
        for (int k : numbers) {
            if (k < 0 || k >= of) {
                throw new IllegalArgumentException("layer " + id + ": " + array + " names node " + k + ", there are " + of);
            }
        }
    }

    private static void require(String id, String array, int length, int expected) {
        if (length != expected) {
            throw new IllegalArgumentException("layer " + id + ": " + array + " has " + length + " values, expected " + expected);
        }
    }
}
