package org.pushforward.engine.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;

/**
 * VTK's XML files, version 1.0, for ParaView and its kin: fields and volumes as images (.vti), meshes as unstructured grids (.vtu),
 * points, paths and graphs as polygonal data (.vtp). Values are float64, little-endian, in base64 with lengths of 64 bits; x runs fastest,
 * as VTK has it. What is planar lies at z = 0.
 */
public final class Vtk {

    private static final int TRIANGLE = 5;
    private static final int QUAD = 9;

    private Vtk() { }

    /** The text of a file and what its name ends in. */
    public record File(String extension, String xml) { }

    /** Numbers of points or cells under a name. */
    private record Data(String name, int components, double[] values) { }

    /** Empty for what has no place in space: series, tables, words. */
    public static Optional<File> of(Layer layer) {
        return Optional.ofNullable(switch (layer) {
            case Layer.ScalarField f -> image(f.domain(), 0, 0, f.nx(), f.ny(), 0, List.of(new Data(f.id(), 1, alongX(f.values(), f.nx(), f.ny()))));
            case Layer.VectorField f -> image(f.domain(), 0, 0, f.nx(), f.ny(), 0, List.of(new Data(f.id(), 3, vectors(f))));
            case Layer.Volume v -> image(v.base(), v.z0(), v.z1(), v.nx(), v.ny(), v.nz(), List.of(new Data(v.id(), 1, alongX(v))));
            case Layer.Sphere s -> image(Layer.Sphere.DEGREES, 0, 0, s.nLon(), s.nLat(), 0,
                    s.fields().stream().map(f -> new Data(f.id(), 1, alongX(f.values(), s.nLon(), s.nLat()))).toList());
            case Layer.Mesh m -> grid(m);
            case Layer.TriangleMesh m -> grid(m);
            case Layer.Points p -> points(p);
            case Layer.Paths p -> lines(p);
            case Layer.Graph g -> links(g);
            case Layer.Series _, Layer.Matrix _, Layer.Bars _, Layer.Table _, Layer.Text _, Layer.Picture _ -> null;
        });
    }

    /** One file a layer that has a place in space; returns their names by the layers' ids. */
    public static Map<String, String> writeAll(Frame frame, Path folder, String suffix) {
        Map<String, String> written = new LinkedHashMap<>();
        frame.layers().forEach(layer -> of(layer).ifPresent(f -> {
            String name = layer.id() + suffix + "." + f.extension();
            AtomicFile.write(folder.resolve(name), out -> out.write(f.xml().getBytes(StandardCharsets.UTF_8)));
            written.put(layer.id(), name);
        }));
        return written;
    }

    /** The files of a layer at their times, as a collection (.pvd) that ParaView plays. */
    public static String collection(Map<Double, String> files) {
        StringBuilder s = new StringBuilder("<?xml version=\"1.0\"?>\n<VTKFile type=\"Collection\" version=\"0.1\" byte_order=\"LittleEndian\">\n  <Collection>\n");
        files.forEach((time, file) -> s.append("    <DataSet timestep=\"").append(time).append("\" group=\"\" part=\"0\" file=\"").append(escaped(file)).append("\"/>\n"));
        return s.append("  </Collection>\n</VTKFile>\n").toString();
    }

    // ---- images

    private static File image(Rect domain, double z0, double z1, int nx, int ny, int nz, List<Data> cells) {
        String extent = "0 " + nx + " 0 " + ny + " 0 " + nz;
        String place = " WholeExtent=\"" + extent + "\" Origin=\"" + domain.x0() + " " + domain.y0() + " " + z0 + "\" Spacing=\"" + domain.width() / nx + " "
                + domain.height() / ny + " " + (nz == 0 ? 1 : (z1 - z0) / nz) + "\"";
        return file("vti", "ImageData", place, " Extent=\"" + extent + "\"", data("CellData", cells));
    }

    private static double[] alongX(double[] v, int nx, int ny) {
        double[] t = new double[v.length];
        for (int i = 0; i < nx; i++) {
            for (int j = 0; j < ny; j++) {
                t[j * nx + i] = v[i * ny + j];
            }
        }
        return t;
    }

    private static double[] alongX(Layer.Volume v) {
        double[] t = new double[v.values().length];
        for (int i = 0; i < v.nx(); i++) {
            for (int j = 0; j < v.ny(); j++) {
                for (int k = 0; k < v.nz(); k++) {
                    t[(k * v.ny() + j) * v.nx() + i] = v.values()[(i * v.ny() + j) * v.nz() + k];
                }
            }
        }
        return t;
    }

    private static double[] vectors(Layer.VectorField f) {
        double[] u = alongX(f.u(), f.nx(), f.ny());
        double[] v = alongX(f.v(), f.nx(), f.ny());
        double[] all = new double[3 * u.length];
        for (int k = 0; k < u.length; k++) {
            all[3 * k] = u[k];
            all[3 * k + 1] = v[k];
        }
        return all;
    }

    // ---- grids

    private static File grid(Layer.Mesh m) {
        int n = m.nx() * m.ny();
        int stride = m.ny() + 1;
        int[] corners = new int[4 * n];
        for (int c = 0; c < n; c++) {
            int a = c / m.ny() * stride + c % m.ny();
            corners[4 * c] = a;
            corners[4 * c + 1] = a + stride;
            corners[4 * c + 2] = a + stride + 1;
            corners[4 * c + 3] = a + 1;
        }
        return grid(spatial(m.xy(), 2), corners, 4, QUAD, List.of(), fields(m.fields()));
    }

    private static File grid(Layer.TriangleMesh m) {
        return grid(spatial(m.coordinates(), m.dimension()), m.triangles(), 3, TRIANGLE, fields(m.nodes()), fields(m.cells()));
    }

    private static File grid(double[] xyz, int[] corners, int each, int type, List<Data> nodes, List<Data> cells) {
        int n = corners.length / each;
        String body = data("PointData", nodes) + data("CellData", cells) + points(xyz) + "<Cells>\n" + whole("connectivity", corners)
                + whole("offsets", counted(n, k -> each * (k + 1))) + array("types", "UInt8", 1, bytes(n, type)) + "</Cells>\n";
        return file("vtu", "UnstructuredGrid", "", " NumberOfPoints=\"" + xyz.length / 3 + "\" NumberOfCells=\"" + n + "\"", body);
    }

    // ---- points and lines

    private static File points(Layer.Points p) {
        int n = p.size();
        List<Data> data = new ArrayList<>(fields(p.fields()));
        if (p.radii().length == n) {
            data.add(new Data("radius", 1, p.radii()));
        }
        return polygonal(spatial(p.coordinates(), p.dimension()), "Verts", counted(n, k -> k), counted(n, k -> k + 1), data, List.of());
    }

    private static File lines(Layer.Paths p) {
        int n = p.coordinates().length / p.dimension();
        return polygonal(spatial(p.coordinates(), p.dimension()), "Lines", counted(n, k -> k), counted(Math.max(0, p.offsets().length - 1), k -> p.offsets()[k + 1]),
                fields(p.fields()), List.of());
    }

    private static File links(Layer.Graph g) {
        return polygonal(spatial(g.xy(), 2), "Lines", g.edges(), counted(g.edges().length / 2, k -> 2 * (k + 1)), fields(g.nodes()), fields(g.links()));
    }

    private static File polygonal(double[] xyz, String kind, int[] connectivity, int[] offsets, List<Data> points, List<Data> cells) {
        boolean verts = kind.equals("Verts");
        String sizes = String.format(Locale.ROOT, " NumberOfPoints=\"%d\" NumberOfVerts=\"%d\" NumberOfLines=\"%d\" NumberOfStrips=\"0\" NumberOfPolys=\"0\"",
                xyz.length / 3, verts ? offsets.length : 0, verts ? 0 : offsets.length);
        String body = data("PointData", points) + data("CellData", cells) + points(xyz) + "<" + kind + ">\n" + whole("connectivity", connectivity)
                + whole("offsets", offsets) + "</" + kind + ">\n";
        return file("vtp", "PolyData", "", sizes, body);
    }

    // ---- arrays

    private static double[] spatial(double[] c, int dimension) {
        int n = c.length / dimension;
        double[] xyz = new double[3 * n];
        for (int k = 0; k < n; k++) {
            for (int d = 0; d < Math.min(3, dimension); d++) {
                xyz[3 * k + d] = c[dimension * k + d];
            }
        }
        return xyz;
    }

    private static List<Data> fields(List<Layer.Field> fields) {
        return fields.stream().map(f -> new Data(f.id(), 1, f.values())).toList();
    }

    private static int[] counted(int n, IntUnaryOperator value) {
        return IntStream.range(0, n).map(value).toArray();
    }

    private static byte[] bytes(int n, int value) {
        byte[] b = new byte[n];
        Arrays.fill(b, (byte) value);
        return b;
    }

    private static String data(String name, List<Data> all) {
        StringBuilder s = new StringBuilder("<").append(name).append(">\n");
        all.forEach(d -> s.append(real(d.name(), d.components(), d.values())));
        return s.append("</").append(name).append(">\n").toString();
    }

    private static String points(double[] xyz) {
        return "<Points>\n" + real("points", 3, xyz) + "</Points>\n";
    }

    private static String real(String name, int components, double[] values) {
        ByteBuffer b = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        b.asDoubleBuffer().put(values);
        return array(name, "Float64", components, b.array());
    }

    private static String whole(String name, int[] values) {
        ByteBuffer b = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(values).forEach(v -> b.putLong(v));
        return array(name, "Int64", 1, b.array());
    }

    private static String array(String name, String type, int components, byte[] content) {
        byte[] all = ByteBuffer.allocate(8 + content.length).order(ByteOrder.LITTLE_ENDIAN).putLong(content.length).put(content).array();
        return "<DataArray type=\"" + type + "\" Name=\"" + escaped(name) + "\" NumberOfComponents=\"" + components + "\" format=\"binary\">"
                + Base64.getEncoder().encodeToString(all) + "</DataArray>\n";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    private static File file(String extension, String type, String attributes, String piece, String body) {
        return new File(extension, "<?xml version=\"1.0\"?>\n<VTKFile type=\"" + type + "\" version=\"1.0\" byte_order=\"LittleEndian\" header_type=\"UInt64\">\n<" + type
                + attributes + ">\n<Piece" + piece + ">\n" + body + "</Piece>\n</" + type + ">\n</VTKFile>\n");
    }
}
