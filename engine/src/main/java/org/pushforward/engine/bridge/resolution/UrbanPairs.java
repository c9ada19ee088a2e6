package org.pushforward.engine.bridge.resolution;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.pushforward.engine.numerics.Philox;

/**
 * Temperatures of made-up towns ({@link UrbanHeat}) and their block means, interpolated back to the fine grid; the heights of buildings
 * are known. An example is one of {@value #POOL} towns, turned, mirrored and shifted at random around the torus: sun, wind and streets
 * have no preferred direction, so that makes new towns. Fields are taken relative to their mean, which the coarse field gives exactly,
 * over the deviation of the first towns. Fields are made when they are first asked for.
 */
final class UrbanPairs implements FieldPairs {

    private static final int POOL = 256;
    private static final int FIRST = 16;
    private static final double TALL = 40;

    private final int n;
    private final int block;
    private final Philox random;
    private final AtomicReferenceArray<UrbanHeat> pool = new AtomicReferenceArray<>(POOL);
    private final double scale;
    private final double residual;

    /** @param block cells a side of a coarse cell; divides n */
    UrbanPairs(int n, int block, Philox random) {
        this.n = n;
        this.block = block;
        this.random = random;
        double fine = 0;
        double off = 0;
        for (int k = 0; k < FIRST; k++) {
            double[] x = town(k).excess();
            double[] y = interpolate(blockMeans(x, n, block), n, block);
            double mean = mean(x);
            for (int c = 0; c < x.length; c++) {
                fine += (x[c] - mean) * (x[c] - mean);
                off += (x[c] - y[c]) * (x[c] - y[c]);
            }
        }
        scale = Math.sqrt(fine / (FIRST * (double) n * n));
        residual = Math.sqrt(off / fine);
    }

    private UrbanHeat town(int number) {
        UrbanHeat made = pool.get(number);
        if (made == null) {
            made = make(random.stream(1), number);
            pool.set(number, made);
        }
        return made;
    }

    private UrbanHeat make(Philox r, int number) {
        return UrbanHeat.draw(City.draw(n, r.stream(1), number), r.stream(2), number);
    }

    @Override
    public int cells() {
        return n;
    }

    @Override
    public double residual() {
        return residual;
    }

    @Override
    public double scale() {
        return scale;
    }

    @Override
    public String unit() {
        return "K";
    }

    @Override
    public int block() {
        return block;
    }

    @Override
    public Pair example(long number) {
        Dice dice = new Dice(random.stream(2), Math.toIntExact(number));
        UrbanHeat town = town(dice.whole(0, POOL - 1));
        int[] from = moved(dice.whole(0, 7), dice.whole(0, n - 1), dice.whole(0, n - 1));
        return pair(pick(town.excess(), from), pick(town.city().height(), from));
    }

    @Override
    public Pair heldOut(int number) {
        UrbanHeat town = make(random.stream(3), number);
        return pair(town.excess(), town.city().height());
    }

    private Pair pair(double[] excess, double[] height) {
        double mean = mean(excess);
        double[] fine = new double[excess.length];
        double[] known = new double[excess.length];
        for (int c = 0; c < fine.length; c++) {
            fine[c] = (excess[c] - mean) / scale;
            known[c] = Math.sqrt(height[c] / TALL);
        }
        return new Pair(fine, interpolate(blockMeans(fine, n, block), n, block), known, mean);
    }

    /** In metres, of what is known of a cell. */
    static double height(double known) {
        return known * known * TALL;
    }

    /** Where every cell comes from under one of the eight symmetries of the square and a shift. */
    private int[] moved(int symmetry, int di, int dj) {
        int[] from = new int[n * n];
        for (int c = 0; c < from.length; c++) {
            int i = (c / n + di) % n;
            int j = (c % n + dj) % n;
            int a = (symmetry & 1) == 0 ? i : n - 1 - i;
            int b = (symmetry & 2) == 0 ? j : n - 1 - j;
            from[c] = (symmetry & 4) == 0 ? a * n + b : b * n + a;
        }
        return from;
    }

    private static double[] pick(double[] values, int[] from) {
        double[] picked = new double[from.length];
        for (int c = 0; c < from.length; c++) {
            picked[c] = values[from[c]];
        }
        return picked;
    }

    private static double mean(double[] x) {
        double sum = 0;
        for (double v : x) {
            sum += v;
        }
        return sum / x.length;
    }

    /** Means over blocks of f × f cells, (n/f)². */
    static double[] blockMeans(double[] x, int n, int f) {
        int m = n / f;
        double[] means = new double[m * m];
        for (int c = 0; c < x.length; c++) {
            means[c / n / f * m + c % n / f] += x[c] / (f * f);
        }
        return means;
    }

    /** Bilinear between the centres of the blocks, around the torus. */
    static double[] interpolate(double[] means, int n, int f) {
        int m = n / f;
        double[] y = new double[n * n];
        for (int c = 0; c < y.length; c++) {
            double u = (c / n + 0.5) / f - 0.5;
            double v = (c % n + 0.5) / f - 0.5;
            int i = (int) Math.floor(u);
            int j = (int) Math.floor(v);
            double p = u - i;
            double q = v - j;
            int i0 = Math.floorMod(i, m) * m;
            int i1 = Math.floorMod(i + 1, m) * m;
            int j0 = Math.floorMod(j, m);
            int j1 = Math.floorMod(j + 1, m);
            y[c] = (1 - p) * ((1 - q) * means[i0 + j0] + q * means[i0 + j1]) + p * ((1 - q) * means[i1 + j0] + q * means[i1 + j1]);
        }
        return y;
    }
}
