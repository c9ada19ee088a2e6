package org.pushforward.engine.sph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.sph.GasRolls.Roll;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;

/** What is seen of learned samples and rolls, on the circle and in the box. Stateless. */
final class GasPictures {

    /** Places along a side of a picture of a term, and of a learned kernel. */
    private static final int TERM = 24;
    private static final int KERNEL = 48;
    private static final Layer.Field[] PLAIN = {};

    private GasPictures() { }

    /** Densities over places. */
    static double[] row(double[] x, GasConvolution layer) {
        return BarotropicGas.overPlaces(x, layer.density(x));
    }

    /** A circle's sample while samples are made. */
    static void sample(double[][] x, GasConvolution layer, int from, int steps, Look to) {
        waves("waves-solver", IntStream.rangeClosed(0, steps).mapToObj(k -> row(x[from + k], layer)).toList(), steps + 1, spread(row(x[from], layer)), to);
        to.series("now-solver", place(), row(x[from], layer));
    }

    private static double[] place() {
        return IntStream.range(0, BarotropicGas.CELLS).mapToDouble(c -> -1 + 2 * (c + 0.5) / BarotropicGas.CELLS).toArray();
    }

    /** Densities of the first circle over its place and steps, by those who are shown. */
    static void circle(double[][] truth, Race<Roll> rolls, List<String> who, GasConvolution layer, int from, int height, Look to) {
        double most = spread(row(truth[from], layer));
        int rolled = rolls.states().getFirst().errors().length;
        waves("waves-solver", IntStream.rangeClosed(1, rolled).mapToObj(k -> row(truth[from + k], layer)).toList(), height, most, to);
        to.series("now-solver", place(), row(truth[from + rolled], layer));
        for (String name : who) {
            waves("waves-" + name, rolls.get(name).rows(), height, most, to);
            to.series("now-" + name, place(), rolls.get(name).rows().getLast());
        }
    }

    /** One and a half of the greatest distance from 2. */
    private static double spread(double[] row) {
        return 1.5 * Arrays.stream(row).map(v -> Math.abs(v - 2)).max().orElse(1);
    }

    /** Rows so far as a field, the rest at the mean. */
    private static void waves(String id, List<double[]> rows, int height, double most, Look to) {
        int n = BarotropicGas.CELLS;
        double[] field = new double[n * height];
        Arrays.setAll(field, k -> k % height < rows.size() ? Math.clamp(rows.get(k % height)[k / height], 2 - most, 2 + most) : 2);
        to.field(id, n, height, new Rect(0, 0, 2, 1), field);
    }

    /** What all bases have learned, and how far ahead of the prior they are after so many steps. */
    static void table(List<String> keys, List<String> names, Race<Roll> rolls, Roll prior, int[] steps, Look to) {
        List<Layer.Column> columns = new ArrayList<>(List.of(new Layer.Column.Words("basis", "basis", names),
                new Layer.Column.Numbers("fit", "error on the data", "", keys.stream().mapToDouble(who -> rolls.get(who).fit()).toArray())));
        for (int k : steps) {
            if (prior.errors().length >= k) {
                columns.add(new Layer.Column.Numbers("ratio-" + k, "prior / layer, " + k, "",
                        keys.stream().mapToDouble(who -> prior.errors()[k - 1] / rolls.get(who).errors()[k - 1]).toArray()));
            }
        }
        to.table("bases", columns.toArray(Layer.Column[]::new));
    }

    // ---- in the plane

    private static double[] speeds(double[] before, double[] x, double dt) {
        double[] speed = new double[x.length / 2];
        Arrays.setAll(speed, i -> Math.hypot(x[2 * i] - before[2 * i], x[2 * i + 1] - before[2 * i + 1]) / dt);
        return speed;
    }

    /** The greatest speed of a box. */
    static double fastest(double[] before, double[] x, double dt) {
        return Arrays.stream(speeds(before, x, dt)).max().orElse(0);
    }

    /** Particles of a box, each in the color of its speed, cut off at the greatest that is shown. */
    static void fluid(String id, double[] before, double[] x, double dt, double most, Look to) {
        double[] speed = Arrays.stream(speeds(before, x, dt)).map(v -> Math.min(v, most)).toArray();
        to.points(id, 2, inBox(x), new double[] {0.4 / Math.sqrt(speed.length)}, new Layer.Field("speed", "speed", "", speed));
    }

    /** Particles of a box, each in the color of its distance from where the solver has it. */
    static void off(String id, double[] x, double[] truth, Look to) {
        double[] off = new double[x.length / 2];
        Arrays.setAll(off, i -> Math.hypot(x[2 * i] - truth[2 * i], x[2 * i + 1] - truth[2 * i + 1]));
        to.points(id, 2, inBox(x), new double[] {0.4 / Math.sqrt(off.length)}, new Layer.Field("off", "distance from the solver's place", "", off));
    }

    private static double[] inBox(double[] x) {
        return Arrays.stream(x).map(v -> v - Math.floor(v)).toArray();
    }

    /** All products of a basis on the disc, each scaled to its largest value, the first factor's number from left to right. */
    static void products(String id, PlaneGasConvolution layer, Look to) {
        int n = layer.basis().n();
        int size = TERM + 2;
        double[] all = new double[n * n * size * size];
        double[] values = new double[n * n];
        PlaneGasConvolution.Products products = layer.products();
        for (int term = 0; term < n * n; term++) {
            int k = term;
            double[] one = PlaneGasConvolution.overDisc(TERM, (x, y) -> {
                products.at(x, y, values, 0);
                return values[k];
            });
            double most = Math.max(1e-12, Arrays.stream(one).map(Math::abs).max().orElse(1));
            for (int p = 0; p < one.length; p++) {
                all[(term / n * size + 1 + p / TERM) * n * size + term % n * size + 1 + p % TERM] = one[p] / most;
            }
        }
        to.field(id, n * size, n * size, new Rect(0, 0, 1, 1), all);
    }

    /** The kernel of one layer by which a neighbor at rest, of the mean density, pushes to the right: those on 1 and ρ together. */
    static void kernel(String id, PlaneGasConvolution layer, double[] weights, Look to) {
        double[] field = layer.kernel(weights, 0, KERNEL);
        double[] dense = layer.kernel(weights, 1, KERNEL);
        Arrays.setAll(field, k -> field[k] + layer.rest() * dense[k]);
        to.field(id, KERNEL, KERNEL, new Rect(-1, -1, 1, 1), field);
    }
}
