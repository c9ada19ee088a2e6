package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.List;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.FourierLine;
import org.pushforward.engine.numerics.GaussianField;
import org.pushforward.engine.numerics.MedianTree;
import org.pushforward.engine.numerics.PeriodicBurgers;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Turn;

/**
 * Exact pairs of Burgers' equation on the unit circle, functions at time 0 and at time {@value #TIME}, and the cell of a tree in which each lies by its first
 * Fourier coefficients. Never written once made.
 *
 * @param x Gaussian fields at {@value #CELLS} places
 * @param cell by the input alone
 */
record RoutedPairs(double[][] x, double[][] y, int[] cell) {

    static final int CELLS = 64;
    private static final double TIME = 0.3;
    private static final int COEFFICIENTS = 3;
    private static final GaussianField INPUTS = GaussianField.matern(1, 8, 0.6, 0.15, 1.5);
    /** Functions that one draw may look at. */
    private static final int RESERVED = 1 << 16;

    int size() {
        return cell.length;
    }

    /** Σ v². */
    static double square(double[] v) {
        double s = 0;
        for (double a : v) {
            s += a * a;
        }
        return s;
    }

    /** What the tree asks for: Re û₁, Im û₁, Re û₂, … */
    static double[] coefficients(double[] u) {
        return Arrays.copyOfRange(FourierLine.coefficients(u), 2, 2 + 2 * COEFFICIENTS);
    }

    static double[][] inputs(Philox random, int count) {
        return IntStream.range(0, count).mapToObj(k -> INPUTS.sample(random, k, CELLS)).toArray(double[][]::new);
    }

    static MedianTree tree(double[][] inputs, int cells) {
        return MedianTree.of(Arrays.stream(inputs).flatMapToDouble(u -> Arrays.stream(coefficients(u))).toArray(), 2 * COEFFICIENTS, cells);
    }

    static RoutedPairs of(MedianTree tree, Philox random, int count, double nu) {
        double[][] x = inputs(random, count);
        return new RoutedPairs(x, Arrays.stream(x).map(u -> PeriodicBurgers.at(u, 1, nu, TIME)).toArray(double[][]::new), Arrays.stream(x).mapToInt(u -> tree.cell(coefficients(u))).toArray());
    }

    /**
     * Functions are drawn until each cell has enough of them; only those that are kept are solved.
     *
     * @param cells of the tree, or 1 to take everything that comes
     * @param each enough
     */
    static RoutedPairs fresh(MedianTree tree, int cells, int each, Philox random, double nu, Turn t) {
        List<double[]> x = new ArrayList<>();
        List<Integer> in = new ArrayList<>();
        int[] n = new int[cells];
        for (int k = 0; x.size() < cells * each && k < RESERVED; k++) {
            double[] u = INPUTS.sample(random, k, CELLS);
            int c = cells == 1 ? 0 : tree.cell(coefficients(u));
            if (n[c]++ < each) {
                x.add(u);
                in.add(c);
            }
        }
        double[][] y = new double[x.size()][];
        for (int k = 0; k < y.length; k++) {
            t.ask();
            y[k] = PeriodicBurgers.at(x.get(k), 1, nu, TIME);
        }
        return new RoutedPairs(x.toArray(double[][]::new), y, in.stream().mapToInt(c -> c).toArray());
    }

    RoutedPairs picked(int[] which) {
        return new RoutedPairs(Arrays.stream(which).mapToObj(k -> x[k]).toArray(double[][]::new), Arrays.stream(which).mapToObj(k -> y[k]).toArray(double[][]::new),
                Arrays.stream(which).map(k -> cell[k]).toArray());
    }

    /** Those of the cells from (inclusive) to (exclusive): the first of each cell, then the second of each, and so on. */
    int[] inTurn(int from, int to) {
        int[] n = new int[to - from];
        int[] round = new int[size()];
        for (int k = 0; k < size(); k++) {
            if (cell[k] >= from && cell[k] < to) {
                round[k] = n[cell[k] - from]++;
            }
        }
        return IntStream.range(0, size()).filter(k -> cell[k] >= from && cell[k] < to).boxed()
                .sorted((a, b) -> round[a] != round[b] ? Integer.compare(round[a], round[b]) : Integer.compare(cell[a], cell[b])).mapToInt(k -> k).toArray();
    }

    /** Root mean square distance of the functions of each cell from their mean, in L². */
    static double[] radii(MedianTree tree, double[][] u) {
        double[] square = new double[tree.cells()];
        double[][] mean = new double[tree.cells()][CELLS];
        int[] n = new int[tree.cells()];
        for (double[] f : u) {
            int c = tree.cell(coefficients(f));
            n[c]++;
            square[c] += square(f) / CELLS;
            for (int j = 0; j < CELLS; j++) {
                mean[c][j] += f[j];
            }
        }
        return IntStream.range(0, n.length).mapToDouble(c -> Math.sqrt(Math.max(0, square[c] / n[c] - square(mean[c]) / CELLS / n[c] / n[c]))).toArray();
    }
}
