package org.pushforward.engine.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

/**
 * Takes the arrays of a frame, which nobody writes any more; what they are called was said with the panes. Arrays are laid out as
 * {@link Layer} says.
 */
public final class Look {

    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, PaneSpec.Name> names;
    private final Philox random;
    private final StepContext context;
    private String renamed = "";

    Look(Map<String, PaneSpec.Name> names, Philox random, StepContext context) {
        this.names = names;
        this.random = random;
        this.context = context;
    }

    /** The next layer is called otherwise than said with the panes, because its name depends on the state. */
    public Look as(String label) {
        renamed = label;
        return this;
    }

    /** Threads to share work among, and the token that says when nobody looks any more. */
    public StepContext context() {
        return context;
    }

    /** The generator of the run, for draws that are only looked at. */
    public Philox random() {
        return random;
    }

    public void field(String id, int nx, int ny, Rect domain, double[] values) {
        add(new Layer.ScalarField(id, label(id), unit(id), nx, ny, domain, values));
    }

    public void vectors(String id, int nx, int ny, Rect domain, double[] u, double[] v) {
        add(new Layer.VectorField(id, label(id), unit(id), nx, ny, domain, u, v));
    }

    public void mesh(String id, int nx, int ny, double[] xy, Layer.Field... fields) {
        add(new Layer.Mesh(id, label(id), unit(id), nx, ny, xy, List.of(fields)));
    }

    /** Points without a value of their own. */
    public void points(String id, int dimension, double[] coordinates) {
        points(id, dimension, coordinates, new double[0]);
    }

    /** Points colored by their values. */
    public void points(String id, int dimension, double[] coordinates, double[] values) {
        add(new Layer.Points(id, label(id), unit(id), dimension, coordinates, values));
    }

    /**
     * Points with several values, colored by the first one unless a pane says otherwise.
     *
     * @param radii in the unit of the coordinates: one a point, one for all, or none
     */
    public void points(String id, int dimension, double[] coordinates, double[] radii, Layer.Field... fields) {
        add(new Layer.Points(id, label(id), unit(id), dimension, coordinates, radii, List.of(fields)));
    }

    /** Triangles in 2 or 3 dimensions, three node numbers each. */
    public void triangles(String id, int dimension, double[] coordinates, int[] triangles, List<Layer.Field> nodes, List<Layer.Field> cells) {
        add(new Layer.TriangleMesh(id, label(id), unit(id), dimension, coordinates, triangles, nodes, cells));
    }

    /** One line in the plane. */
    public void path(String id, double[] xy) {
        paths(id, 2, xy, new int[] {0, xy.length / 2});
    }

    /** @param fields values of the points, which the lines are colored by */
    public void paths(String id, int dimension, double[] coordinates, int[] offsets, Layer.Field... fields) {
        add(new Layer.Paths(id, label(id), unit(id), dimension, coordinates, offsets, List.of(fields)));
    }

    /**
     * Space–time tubes: particles that move in the plane, as lines through (x, y, time) in a 3D pane.
     *
     * @param times of the frames
     * @param frames coordinates of the same particles, {@code stride} each, of which the first two are taken
     * @param values one a particle, to be colored by, or none
     */
    public void inTime(String id, double[] times, List<double[]> frames, int stride, double... values) {
        int n = frames.isEmpty() ? 0 : frames.getFirst().length / stride;
        int levels = frames.size();
        double[] xyz = new double[3 * n * levels];
        double[] each = new double[values.length * levels];
        Arrays.setAll(each, k -> values[k / levels]);
        for (int k = 0; k < n * levels; k++) {
            System.arraycopy(frames.get(k % levels), k / levels * stride, xyz, 3 * k, 2);
            xyz[3 * k + 2] = times[k % levels];
        }
        int[] offsets = new int[n + 1];
        Arrays.setAll(offsets, q -> q * levels);
        add(new Layer.Paths(id, label(id), unit(id), 3, xyz, offsets,
                values.length == 0 ? List.of() : List.of(new Layer.Field("values", name(id).label(), unit(id), each))));
    }

    /** Vectors as arrows from places to other places, for {@link org.pushforward.engine.api.Pane.Style#ARROWS}. */
    public void arrows(String id, int dimension, double[] from, double[] to) {
        double[] c = new double[2 * from.length];
        for (int k = 0; k < from.length; k += dimension) {
            System.arraycopy(from, k, c, 2 * k, dimension);
            System.arraycopy(to, k, c, 2 * k + dimension, dimension);
        }
        paths(id, dimension, c, IntStream.rangeClosed(0, from.length / dimension).map(k -> 2 * k).toArray());
    }

    /** The edges of a box, which also keep a 3D scene from growing with what is in it. */
    public void box(String id, Rect base, double z0, double z1) {
        double[] xyz = new double[3 * 24];
        for (int k = 0, at = 0; k < 12; k++) {
            int axis = k / 4;
            for (int end = 0; end < 2; end++) {
                int corner = end << axis | (k & 1) << (axis + 1) % 3 | (k >> 1 & 1) << (axis + 2) % 3;
                xyz[at++] = (corner & 1) == 0 ? base.x0() : base.x1();
                xyz[at++] = (corner & 2) == 0 ? base.y0() : base.y1();
                xyz[at++] = (corner & 4) == 0 ? z0 : z1;
            }
        }
        paths(id, 3, xyz, IntStream.rangeClosed(0, 12).map(k -> 2 * k).toArray());
    }

    public void series(String id, double[] x, double[] y) {
        add(new Layer.Series(id, label(id), unit(id), name(id).along(), x, y));
    }

    /** A curve within a band from {@code lower} to {@code upper}. */
    public void series(String id, double[] x, double[] y, double[] lower, double[] upper) {
        add(new Layer.Series(id, label(id), unit(id), name(id).along(), x, y, lower, upper));
    }

    public void matrix(String id, int rows, int columns, double[] values) {
        add(new Layer.Matrix(id, label(id), unit(id), rows, columns, values));
    }

    public void volume(String id, int nx, int ny, int nz, Rect base, double z0, double z1, double[] values) {
        add(new Layer.Volume(id, label(id), unit(id), nx, ny, nz, base, z0, z1, values));
    }

    public void graph(String id, double[] xy, int[] edges) {
        add(new Layer.Graph(id, label(id), unit(id), xy, edges));
    }

    /** A graph with values; {@code names} has one a node, or none. */
    public void graph(String id, double[] xy, int[] edges, List<Layer.Field> nodes, List<Layer.Field> links, List<String> names) {
        add(new Layer.Graph(id, label(id), unit(id), xy, edges, nodes, links, names));
    }

    /** A bar a name. */
    public void bars(String id, List<String> names, double[] heights) {
        add(Layer.Bars.named(id, label(id), unit(id), names, heights));
    }

    public void bars(String id, double[] edges, double[] counts) {
        add(new Layer.Bars(id, label(id), unit(id), edges, counts));
    }

    /** Counts of values in equal bins over their range, as a share of all. */
    public void histogram(String id, double[] values, int bins) {
        double low = Arrays.stream(values).min().orElse(0);
        double high = Math.max(Arrays.stream(values).max().orElse(1), Math.nextUp(low));
        double[] edges = new double[bins + 1];
        Arrays.setAll(edges, k -> low + k * (high - low) / bins);
        double[] counts = new double[bins];
        for (double v : values) {
            counts[Math.min(bins - 1, (int) ((v - low) / (high - low) * bins))] += 1.0 / values.length;
        }
        bars(id, edges, counts);
    }

    public void picture(String id, int width, int height, Rect domain, int[] rgb) {
        add(new Layer.Picture(id, label(id), width, height, domain, rgb));
    }

    public void table(String id, Layer.Column... columns) {
        add(new Layer.Table(id, label(id), List.of(columns)));
    }

    /** Words without weights. */
    public void text(String id, String... tokens) {
        text(id, List.of(tokens), new double[0]);
    }

    /** Words colored by their weights. */
    public void text(String id, List<String> tokens, double[] weights) {
        add(new Layer.Text(id, label(id), unit(id), tokens, weights));
    }

    /** Fields on a globe of nLon × nLat cells. */
    public void sphere(String id, int nLon, int nLat, Layer.Field... fields) {
        add(new Layer.Sphere(id, label(id), unit(id), nLon, nLat, List.of(fields)));
    }

    /** A layer that was made elsewhere, names and all. */
    public void add(Layer layer) {
        layers.add(layer);
    }

    List<Layer> layers() {
        return layers;
    }

    private String label(String id) {
        String label = renamed.isEmpty() ? name(id).label() : renamed;
        renamed = "";
        return label;
    }

    private String unit(String id) {
        return name(id).unit();
    }

    private PaneSpec.Name name(String id) {
        PaneSpec.Name n = names.get(id);
        if (n == null) {
            throw new IllegalStateException("layer " + id + " was not named with the panes");
        }
        return n;
    }
}
