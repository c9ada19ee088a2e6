package org.pushforward.engine.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

    /** Points coloured by their values. */
    public void points(String id, int dimension, double[] coordinates, double[] values) {
        add(new Layer.Points(id, label(id), unit(id), dimension, coordinates, values));
    }

    /**
     * Points with several values, coloured by the first one unless a pane says otherwise.
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

    /** @param fields values of the points, which the lines are coloured by */
    public void paths(String id, int dimension, double[] coordinates, int[] offsets, Layer.Field... fields) {
        add(new Layer.Paths(id, label(id), unit(id), dimension, coordinates, offsets, List.of(fields)));
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

    /** Words coloured by their weights. */
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
