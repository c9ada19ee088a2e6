package org.pushforward.engine.bridge.resolution;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.pushforward.engine.numerics.Philox;

/**
 * Temperatures of made-up towns ({@link UrbanHeat}) and what a coarse grid has of them, interpolated back to the fine grid: their block
 * means, or a solution of its own for the town that it sees and the same weather, which is off them; the heights of buildings are known.
 * An example is one of {@value #POOL} towns, turned, mirrored and shifted at random around the torus: sun, wind and streets
 * have no preferred direction, so that makes new towns. Fields are taken relative to the mean of the coarse field, over the deviation of the first towns. Fields are made when they are first asked for.
 */
final class UrbanPairs implements FieldPairs {

    private static final int POOL = 256;
    private static final int FIRST = 16;
    private static final double TALL = 40;

    private final int n;
    private final int block;
    private final Philox random;
    private final Coarse coarse;
    private final AtomicReferenceArray<Town> pool = new AtomicReferenceArray<>(POOL);
    private final double scale;
    private final double residual;

    /** Where the coarse field comes from. */
    enum Coarse { MEANS, SOLVED }

    /** @param coarse on the fine grid; empty when it is made of the means of what is shown */
    private record Town(UrbanHeat heat, double[] coarse) { }

    /** @param block cells a side of a coarse cell; divides n */
    UrbanPairs(int n, int block, Coarse coarse, Philox random) {
        this.n = n;
        this.coarse = coarse;
        this.block = block;
        this.random = random;
        double fine = 0;
        double off = 0;
        for (int k = 0; k < FIRST; k++) {
            double[] x = town(k).heat.excess();
            double[] y = givesMeans() ? interpolate(blockMeans(x, n, block), n, block) : town(k).coarse;
            double mean = mean(givesMeans() ? x : y);
            for (int c = 0; c < x.length; c++) {
                fine += (x[c] - mean) * (x[c] - mean);
                off += (x[c] - y[c]) * (x[c] - y[c]);
            }
        }
        scale = Math.sqrt(fine / (FIRST * (double) n * n));
        residual = Math.sqrt(off / fine);
    }

    private Town town(int number) {
        Town made = pool.get(number);
        if (made == null) {
            made = make(random.stream(1), number);
            pool.set(number, made);
        }
        return made;
    }

    private Town make(Philox r, int number) {
        City city = City.draw(n, r.stream(1), number);
        UrbanHeat heat = UrbanHeat.draw(city, r.stream(2), number);
        return new Town(heat, givesMeans() ? new double[0]
                : interpolate(UrbanHeat.calm(city.coarsened(block), r.stream(2), number).excess(), n, block));
    }

    @Override
    public boolean givesMeans() {
        return coarse == Coarse.MEANS;
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
        Town town = town(dice.whole(0, POOL - 1));
        int[] from = moved(dice.whole(0, 7), dice.whole(0, n - 1), dice.whole(0, n - 1));
        return pair(pick(town.heat.excess(), from), givesMeans() ? town.coarse : pick(town.coarse, from), pick(town.heat.city().height(), from));
    }

    @Override
    public Pair heldOut(int number) {
        Town town = make(random.stream(3), number);
        return pair(town.heat.excess(), town.coarse, town.heat.city().height());
    }

    private Pair pair(double[] excess, double[] seen, double[] height) {
        double mean = mean(givesMeans() ? excess : seen);
        double[] fine = new double[excess.length];
        double[] known = new double[excess.length];
        for (int c = 0; c < fine.length; c++) {
            fine[c] = (excess[c] - mean) / scale;
            known[c] = Math.sqrt(height[c] / TALL);
        }
        double[] given = givesMeans() ? interpolate(blockMeans(fine, n, block), n, block)
                : Arrays.stream(seen).map(y -> (y - mean) / scale).toArray();
        return new Pair(fine, given, known, mean);
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
