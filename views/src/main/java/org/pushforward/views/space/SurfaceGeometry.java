package org.pushforward.views.space;

import java.util.Arrays;
import java.util.stream.IntStream;
import javafx.scene.shape.TriangleMesh;
import javafx.scene.shape.VertexFormat;
import org.pushforward.engine.api.Layer;
import org.pushforward.views.colormap.ColorScale;
import org.pushforward.views.colormap.Colormap;

/**
 * A scalar field as a triangle mesh over its cell centres: the longer side of the base has length 1, the heights span
 * {@link #HEIGHT}, both centred at the origin, w up. Fields with more than {@code limit} cells along a side are sampled.
 *
 * <p>Arrays have a fixed length, normals are our own and colours are texture coordinates into {@link Palette}, since rewriting faces or
 * letting the toolkit smooth costs several times more. O(vertices) per update, nothing is allocated.
 */
final class SurfaceGeometry {

    /** Height of the box over the longer side of its base, as in the software projection. */
    static final double HEIGHT = 0.5;

    private static final int LINES = 40;

    private final int nx;
    private final int ny;
    private final float[] points;
    private final float[] normals;
    private final float[] colours;
    private final TriangleMesh mesh;
    private final int[] lineVertices;
    private final float[] linePoints;
    private final TriangleMesh lines;

    /** The mesh for fields of the shape of {@code f}, with at most {@code limit} vertices along a side. */
    SurfaceGeometry(Layer.ScalarField f, int limit) {
        nx = Math.clamp(f.nx(), 2, limit);
        ny = Math.clamp(f.ny(), 2, limit);
        points = new float[3 * nx * ny];
        normals = new float[3 * nx * ny];
        colours = new float[2 * nx * ny];
        mesh = mesh(points, normals, colours, faces());
        int[] segments = segments();
        lineVertices = Arrays.stream(segments).distinct().sorted().toArray();
        linePoints = new float[3 * lineVertices.length];
        lines = mesh(linePoints, new float[] {0, 0, 1}, new float[2], lineFaces(segments));
    }

    private static TriangleMesh mesh(float[] points, float[] normals, float[] colours, int[] faces) {
        TriangleMesh m = new TriangleMesh(VertexFormat.POINT_NORMAL_TEXCOORD);
        m.getPoints().addAll(points);
        m.getNormals().addAll(normals);
        m.getTexCoords().addAll(colours);
        m.getFaces().addAll(faces);
        return m;
    }

    boolean fits(Layer.ScalarField f, int limit) {
        return nx == Math.clamp(f.nx(), 2, limit) && ny == Math.clamp(f.ny(), 2, limit);
    }

    TriangleMesh mesh() {
        return mesh;
    }

    /** Some {@link #LINES} lines along either side, to be drawn as lines. */
    TriangleMesh lines() {
        return lines;
    }

    /** Takes over values and colours; heights are low to high. */
    void update(Layer.ScalarField f, double low, double high, ColorScale scale) {
        double unit = 1 / Math.max(f.domain().width(), f.domain().height());
        double rise = high > low ? HEIGHT / (high - low) : 0;
        double middle = 0.5 * (low + high);
        for (int i = 0; i < nx; i++) {
            int si = i * (f.nx() - 1) / (nx - 1);
            for (int j = 0; j < ny; j++) {
                int sj = j * (f.ny() - 1) / (ny - 1);
                double z = f.values()[si * f.ny() + sj];
                int k = i * ny + j;
                points[3 * k] = (float) (((si + 0.5) / f.nx() - 0.5) * f.domain().width() * unit);
                points[3 * k + 1] = (float) (((sj + 0.5) / f.ny() - 0.5) * f.domain().height() * unit);
                points[3 * k + 2] = (float) (Double.isFinite(z) ? (z - middle) * rise : -0.5 * HEIGHT);
                colours[2 * k] = Palette.coordinate(scale.index(z));
                colours[2 * k + 1] = 0.5f;
            }
        }
        computeNormals();
        mesh.getPoints().set(0, points, 0, points.length);
        mesh.getNormals().set(0, normals, 0, normals.length);
        mesh.getTexCoords().set(0, colours, 0, colours.length);
        for (int k = 0; k < lineVertices.length; k++) {
            System.arraycopy(points, 3 * lineVertices[k], linePoints, 3 * k, 3);
        }
        lines.getPoints().set(0, linePoints, 0, linePoints.length);
    }

    /** (−∂w/∂u, −∂w/∂v, 1) by central differences, one-sided at the boundary, normalised. */
    private void computeNormals() {
        for (int i = 0; i < nx; i++) {
            for (int j = 0; j < ny; j++) {
                int k = i * ny + j;
                double su = slope(i > 0 ? k - ny : k, i < nx - 1 ? k + ny : k, 0);
                double sv = slope(j > 0 ? k - 1 : k, j < ny - 1 ? k + 1 : k, 1);
                double length = Math.sqrt(1 + su * su + sv * sv);
                normals[3 * k] = (float) (-su / length);
                normals[3 * k + 1] = (float) (-sv / length);
                normals[3 * k + 2] = (float) (1 / length);
            }
        }
    }

    private double slope(int from, int to, int axis) {
        return (points[3 * to + 2] - points[3 * from + 2]) / (points[3 * to + axis] - points[3 * from + axis]);
    }

    /** Two triangles a cell; each corner is (point, normal, texture coordinate), all three with the number of the vertex. */
    private int[] faces() {
        int[] f = new int[18 * (nx - 1) * (ny - 1)];
        int n = 0;
        for (int i = 0; i + 1 < nx; i++) {
            for (int j = 0; j + 1 < ny; j++) {
                int a = i * ny + j;
                n = corners(f, n, a, a + ny, a + ny + 1, a, a + ny + 1, a + 1);
            }
        }
        return f;
    }

    /** Pairs of vertices along every few rows and columns. */
    private int[] segments() {
        int every = Math.max(1, Math.max(nx, ny) / LINES);
        IntStream.Builder pairs = IntStream.builder();
        for (int i = 0; i < nx; i++) {
            for (int j = 0; j < ny; j++) {
                int a = i * ny + j;
                if (j % every == 0 && i + 1 < nx) {
                    pairs.add(a).add(a + ny);
                }
                if (i % every == 0 && j + 1 < ny) {
                    pairs.add(a).add(a + 1);
                }
            }
        }
        return pairs.build().toArray();
    }

    /** Every segment is a triangle with two equal corners. The toolkit wants every point of a mesh to belong to a face. */
    private int[] lineFaces(int[] segments) {
        int[] f = new int[9 * segments.length / 2];
        for (int s = 0, n = 0; s < segments.length; s += 2) {
            int a = Arrays.binarySearch(lineVertices, segments[s]);
            int b = Arrays.binarySearch(lineVertices, segments[s + 1]);
            for (int v : new int[] {a, b, b}) {
                f[n] = v;
                n += 3;
            }
        }
        return f;
    }

    private static int corners(int[] faces, int n, int... vertices) {
        for (int v : vertices) {
            faces[n++] = v;
            faces[n++] = v;
            faces[n++] = v;
        }
        return n;
    }

    /** Where colours lie in the texture: the colormap, then a band for what is not a number. */
    static final class Palette {

        static final int WIDTH = Colormap.SIZE + 32;

        private Palette() {
        }

        static float coordinate(float index) {
            return (Float.isNaN(index) ? Colormap.SIZE + 16 : index + 0.5f) / WIDTH;
        }

        static int[] pixels(ColorScale scale) {
            int[] p = new int[WIDTH];
            Arrays.fill(p, Colormap.SIZE, WIDTH, scale.undefined());
            System.arraycopy(scale.map().table(), 0, p, 0, Colormap.SIZE);
            return p;
        }
    }
}
