package org.pushforward.engine.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** The middles of n × n cells about a convex set, and those of them that are inside. Immutable. */
final class GridSet {

    /** Parts a side into which a cell on the edge is cut. */
    private static final int PARTS = 16;

    final ConvexShape domain;
    final int n;
    final double h;
    final double x0;
    final double y0;
    /** Place of each point among those inside, −1 outside. */
    final int[] number;
    final int[] points;

    GridSet(ConvexShape domain, int n) {
        this.domain = domain;
        this.n = n;
        double[] frame = domain.frame();
        h = 2 * frame[2] / n;
        x0 = frame[0] - frame[2];
        y0 = frame[1] - frame[2];
        number = new int[n * n];
        List<Integer> inside = new ArrayList<>();
        for (int k = 0; k < n * n; k++) {
            boolean isIn = domain.contains(x(k), y(k));
            number[k] = isIn ? inside.size() : -1;
            if (isIn) {
                inside.add(k);
            }
        }
        points = inside.stream().mapToInt(k -> k).toArray();
    }

    double x(int k) {
        return x0 + (k / n + 0.5) * h;
    }

    double y(int k) {
        return y0 + (k % n + 0.5) * h;
    }

    int neighbor(int k, int dx, int dy) {
        int i = k / n + dx;
        int j = k % n + dy;
        return i < 0 || j < 0 || i >= n || j >= n ? -1 : number[i * n + j];
    }

    int at(int i, int j) {
        return i < 0 || j < 0 || i >= n || j >= n ? -1 : number[i * n + j];
    }

    /**
     * The mean of a density over the part of the domain that is nearest to each point inside, times the area of that part over h²; by number on the grid.
     * A cell within the domain is its own point's, and the density its value there; of a cell on the edge every inner part goes to the point nearest to it.
     */
    double[] shares(DoubleBinaryOperator density) {
        double[] v = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double x = x0 + (i + 0.5) * h;
                double y = y0 + (j + 0.5) * h;
                double half = 0.5 * h;
                if (domain.contains(x - half, y - half) && domain.contains(x + half, y - half) && domain.contains(x - half, y + half) && domain.contains(x + half, y + half)) {
                    v[i * n + j] += density.applyAsDouble(x, y);
                } else {
                    share(i, j, density, v);
                }
            }
        }
        return v;
    }

    private void share(int i, int j, DoubleBinaryOperator density, double[] v) {
        for (int k = 0; k < PARTS * PARTS; k++) {
            double a = i + (k / PARTS + 0.5) / PARTS - 0.5;
            double b = j + (k % PARTS + 0.5) / PARTS - 0.5;
            double x = x0 + (a + 0.5) * h;
            double y = y0 + (b + 0.5) * h;
            int near = domain.contains(x, y) ? nearest(a, b) : -1;
            if (near >= 0) {
                v[near] += density.applyAsDouble(x, y) / (PARTS * PARTS);
            }
        }
    }

    private int nearest(double a, double b) {
        int i = (int) Math.rint(a);
        int j = (int) Math.rint(b);
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int dx = -2; dx <= 2; dx++) {
            for (int dy = -2; dy <= 2; dy++) {
                double d = (i + dx - a) * (i + dx - a) + (j + dy - b) * (j + dy - b);
                if (at(i + dx, j + dy) >= 0 && d < least) {
                    least = d;
                    best = (i + dx) * n + j + dy;
                }
            }
        }
        return best;
    }
}
