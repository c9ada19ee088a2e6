package org.pushforward.engine.rom;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.numerics.KolmogorovSmirnov;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.rom.BladeDictionary.Judged;
import org.pushforward.engine.rom.BladeDictionary.Made;
import org.pushforward.engine.rom.BladeDictionary.State;
import org.pushforward.engine.study.Look;

/** What is to be seen of {@code rom.romnet-uq}. Stateless. */
final class BladePictures {

    private static final int BINS = 28;
    /** Of the stresses in MPa that are shown, also of a single draw. */
    private static final double LEAST_RANGE = 300;
    /** Radius of the point on the triangle with the largest weight, in half chords. */
    private static final double POINT = 0.03;

    private BladePictures() { }

    static void look(State s, Look to) {
        histograms(s, to);
        distributions(s, to);
        int[] colors = colors(s.made());
        TemperatureCells cells = s.made().classifier();
        to.points("cells", 2, DoubleStream.concat(Arrays.stream(cells.seen()).flatMapToDouble(at -> DoubleStream.of(at[0], at.length > 1 ? at[1] : 0)), s.draws().stream().flatMapToDouble(d -> Arrays.stream(d.at()))).toArray(),
                DoubleStream.concat(Arrays.stream(cells.of()).mapToDouble(c -> colors[c]), s.draws().stream().mapToDouble(d -> colors[d.cell()])).toArray());
        field("temperature", s, s.shown().temperature(), to);
        field("stress-full", s, s.shown().full(), to);
        field("stress-dictionary", s, s.shown().dictionary(), to);
        field("stress-global", s, s.shown().global(), to);
        field("off-dictionary", s, off(s.shown().dictionary(), s.shown().full()), to);
        field("off-global", s, off(s.shown().global(), s.shown().full()), to);
        outline(s, to);
        visited(s, to);
        to.matrix("weights", s.made().dictionary().size() + 1, s.made().section().elements().count(), BladeDictionary.models(s).flatMapToDouble(m -> Arrays.stream(m.weights())).toArray());
    }

    private static double[] off(double[] a, double[] b) {
        double[] d = new double[a.length];
        Arrays.setAll(d, k -> Math.abs(a[k] - b[k]));
        return d;
    }

    private static void field(String id, State s, double[] values, Look to) {
        to.triangles(id, 2, s.made().section().mesh().xy(), s.made().section().mesh().triangles(), List.of(new Layer.Field("value", id.equals("temperature") ? "temperature" : "von Mises stress",
                id.equals("temperature") ? "°C" : "MPa", values)), List.of());
    }

    private static void histograms(State s, Look to) {
        List<double[]> all = List.of(s.all(Judged::full), s.all(Judged::dictionary), s.all(Judged::global));
        double least = all.stream().flatMapToDouble(Arrays::stream).min().orElseThrow();
        double most = all.stream().flatMapToDouble(Arrays::stream).max().orElseThrow();
        double more = Math.max(0, 0.5 * (LEAST_RANGE - (most - least)));
        double low = least - more;
        double high = most + more;
        double width = 10 * Math.max(1, Math.ceil((high - low) / BINS / 10));
        double first = width * Math.floor(low / width);
        int bins = (int) ((high - first) / width) + 1;
        double[] edges = new double[bins + 1];
        double[] middles = new double[bins];
        Arrays.setAll(edges, k -> first + k * width);
        Arrays.setAll(middles, k -> first + (k + 0.5) * width);
        double[][] shares = new double[3][bins];
        for (int m = 0; m < 3; m++) {
            for (double v : all.get(m)) {
                shares[m][Math.min(bins - 1, (int) ((v - first) / width))] += 1.0 / s.draws().size();
            }
        }
        to.bars("histogram-full", edges, shares[0]);
        to.series("histogram-dictionary", middles, shares[1]);
        to.series("histogram-global", middles, shares[2]);
    }

    private static void distributions(State s, Look to) {
        double band = KolmogorovSmirnov.band(s.draws().size());
        double[] share = new double[s.draws().size()];
        Arrays.setAll(share, k -> (k + 1.0) / share.length);
        to.series("distribution-full", Arrays.stream(s.all(Judged::full)).sorted().toArray(), share, Arrays.stream(share).map(v -> Math.max(0, v - band)).toArray(), Arrays.stream(share).map(v -> Math.min(1, v + band)).toArray());
        to.series("distribution-dictionary", Arrays.stream(s.all(Judged::dictionary)).sorted().toArray(), share);
        to.series("distribution-global", Arrays.stream(s.all(Judged::global)).sorted().toArray(), share);
    }

    private static void outline(State s, Look to) {
        int n = s.made().section().mesh().around();
        double[] xy = new double[4 * (n + 1)];
        for (int k = 0; k < 2 * (n + 1); k++) {
            int v = s.made().section().mesh().node(k <= n ? 0 : s.made().section().mesh().layers(), k % (n + 1) % n);
            System.arraycopy(s.made().section().mesh().xy(), 2 * v, xy, 2 * k, 2);
        }
        to.paths("outline", 2, xy, new int[] {0, n + 1, 2 * (n + 1)});
    }

    private static void visited(State s, Look to) {
        BladeModel m = s.made().dictionary().get(s.draws().getLast().cell());
        double[] xy = new double[2 * m.visited().length];
        double[] weight = Arrays.stream(m.visited()).mapToDouble(t -> m.weights()[t]).toArray();
        double most = BladeDictionary.largest(weight);
        for (int k = 0; k < weight.length; k++) {
            for (int c = 0; c < 6; c++) {
                xy[2 * k + c % 2] += s.made().section().mesh().xy()[2 * s.made().section().mesh().triangles()[3 * m.visited()[k] + c / 2] + c % 2] / 3;
            }
        }
        to.points("visited-triangles", 2, xy, Arrays.stream(weight).map(w -> POINT * Math.sqrt(w / most)).toArray(), new Layer.Field("weight", "weight", "", weight));
    }

    /** A number a cell, by the angle of its medoid in the first two modes of temperature; neighbours are far apart on the scale of colors. */
    private static int[] colors(Made made) {
        int[] medoids = made.cut().medoids();
        int[] order = Vectors.smallest(Arrays.stream(medoids).mapToDouble(j -> {
            double[] at = made.classifier().seen()[j];
            return Math.atan2(at.length > 1 ? at[1] : 0, at[0]);
        }).toArray(), medoids.length);
        int[] color = new int[order.length];
        for (int r = 0; r < order.length; r++) {
            color[order[r]] = r % 2 == 0 ? r / 2 : (order.length + 1) / 2 + r / 2;
        }
        return color;
    }
}
