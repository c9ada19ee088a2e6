package org.pushforward.engine.networks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.numerics.OrthonormalPolynomials;
import org.pushforward.engine.study.Look;

/** A network drawn as boxes, a column a layer: the histogram of each node's signal and the polynomials that are orthonormal under it. Stateless. */
final class ChaosPicture {

    /** Half the height of a node as drawn, what it stands for, and places along a polynomial. */
    private static final double HALF = 0.42;
    private static final double SHOWN = 3.5;
    private static final int PLACES = 41;
    private static final int BINS = 24;

    private ChaosPicture() { }

    static void nodes(ArbitraryChaos.Sight s, Look to) {
        Drawing histograms = new Drawing();
        Drawing links = new Drawing();
        List<Drawing> curves = List.of(new Drawing(), new Drawing(), new Drawing());
        // Nothing to see, but it leaves room for the legend.
        double above = 0.5 * Arrays.stream(s.layers()).max().orElseThrow() + 0.5;
        links.add(0, above, 0, above);
        int node = 0;
        for (int l = 0; l <= s.layers().length; l++) {
            int count = l < s.layers().length ? s.layers()[l] : 1;
            for (int i = 0; i < count; i++) {
                double left = 1.6 * l;
                double middle = 0.5 * (count - 1) - i;
                histograms.add(histogram(s.signals().get(node), left, middle));
                for (int j = 0; l > 0 && j < s.layers()[l - 1]; j++) {
                    links.add(left - 0.6, 0.5 * (s.layers()[l - 1] - 1) - j, left, middle);
                }
                if (node < s.bases().size()) {
                    polynomials(s.signals().get(node), Math.min(3, s.bases().get(node).size()), left, middle, curves);
                }
                node++;
            }
        }
        histograms.show("signals", to);
        links.show("links", to);
        curves.get(0).show("first", to);
        curves.get(1).show("second", to);
        curves.get(2).show("third", to);
    }

    private static double[] histogram(double[] h, double left, double middle) {
        double low = Arrays.stream(h).min().orElseThrow();
        double width = Math.max(1e-300, Arrays.stream(h).max().orElseThrow() - low);
        double[] count = new double[BINS];
        for (double v : h) {
            count[Math.min(BINS - 1, (int) ((v - low) / width * BINS))]++;
        }
        double most = Arrays.stream(count).max().orElseThrow();
        double[] xy = new double[4 * BINS + 6];
        for (int k = 0; k < BINS; k++) {
            for (int side = 0; side < 2; side++) {
                xy[4 * k + 2 * side + 2] = left + (double) (k + side) / BINS;
                xy[4 * k + 2 * side + 3] = middle - HALF + 2 * HALF * count[k] / most;
            }
        }
        xy[0] = left;
        xy[1] = middle - HALF;
        xy[4 * BINS + 2] = left + 1;
        xy[4 * BINS + 3] = middle - HALF;
        xy[4 * BINS + 4] = left;
        xy[4 * BINS + 5] = middle - HALF;
        return xy;
    }

    private static void polynomials(double[] h, int degree, double left, double middle, List<Drawing> curves) {
        OrthonormalPolynomials p = OrthonormalPolynomials.of(h, degree);
        double low = Arrays.stream(h).min().orElseThrow();
        double width = Arrays.stream(h).max().orElseThrow() - low;
        double[][] xy = new double[degree][2 * PLACES];
        for (int q = 0; q < PLACES; q++) {
            double[] at = p.at(low + width * q / (PLACES - 1));
            for (int k = 0; k < degree; k++) {
                xy[k][2 * q] = left + (double) q / (PLACES - 1);
                xy[k][2 * q + 1] = middle + HALF * Math.clamp(at[k + 1] / SHOWN, -1, 1);
            }
        }
        for (int k = 0; k < degree; k++) {
            curves.get(k).add(xy[k]);
        }
    }

    /** Lines one after the other; used by one thread. */
    private static final class Drawing {
        private final List<double[]> lines = new ArrayList<>();

        void add(double... xy) {
            lines.add(xy);
        }

        void show(String id, Look to) {
            int[] offsets = new int[lines.size() + 1];
            for (int k = 0; k < lines.size(); k++) {
                offsets[k + 1] = offsets[k] + lines.get(k).length / 2;
            }
            to.paths(id, 2, lines.stream().flatMapToDouble(Arrays::stream).toArray(), offsets);
        }
    }
}
