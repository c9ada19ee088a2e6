package org.pushforward.engine.sph;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.SmoothingKernel;

/**
 * One layer of a continuous convolution on particles of a circle of length 2 (R. Winchenbach and N. Thuerey 2024, arXiv:2403.16680): the row of particle i is
 * Σⱼ w(|d|) bₖ(d) fⱼ over d = (xⱼ − xᵢ)/h in [−1, 1], itself included, for every term k and feature f = 1, ρ, u, and after them 1, ρᵢ, uᵢ. The answer is linear in
 * its weights, one a column. O(particles · neighbors · terms). Immutable.
 *
 * @param mass A of a particle
 * @param reach h
 */
record GasConvolution(ConvolutionBasis basis, String window, double mass, double reach) implements ParticleConvolution {

    private static final double LENGTH = 2;
    private static final int FEATURES = 3;

    @Override
    public int axes() {
        return 1;
    }

    @Override
    public int terms() {
        return basis.n();
    }

    @Override
    public double rest() {
        return 2;
    }

    @Override
    public double[] density(double[] x) {
        return density(x, mass, reach);
    }

    /** Who is near whom: numbers in the order around the circle, and for each in that order how far the last one before its reach is. */
    private record Order(int[] who, double[] at, int[] last) {

        static Order of(double[] x, double reach) {
            int n = x.length;
            int[] who = IntStream.range(0, n).boxed().sorted(Comparator.comparingDouble(i -> BarotropicGas.wrap(x[i]))).mapToInt(Integer::intValue).toArray();
            double[] at = Arrays.stream(who).mapToDouble(i -> BarotropicGas.wrap(x[i])).toArray();
            int[] last = new int[n];
            int j = 0;
            for (int i = 0; i < n; i++) {
                j = Math.max(j, i);
                while (j + 1 < i + n && ahead(at, i, j + 1) < reach) {
                    j++;
                }
                last[i] = j;
            }
            return new Order(who, at, last);
        }

        private static double ahead(double[] at, int i, int j) {
            int n = at.length;
            return at[j % n] + (j >= n ? LENGTH : 0) - at[i];
        }

        double ahead(int i, int j) {
            return ahead(at, i, j);
        }
    }

    /** ρᵢ = Σⱼ A W. */
    static double[] density(double[] x, double mass, double reach) {
        SmoothingKernel w = SmoothingKernel.withSupport(SmoothingKernel.Shape.WENDLAND_C2, 1, reach);
        Order o = Order.of(x, reach);
        double[] rho = new double[x.length];
        Arrays.fill(rho, mass * w.at(0));
        for (int i = 0; i < x.length; i++) {
            for (int j = i + 1; j <= o.last[i]; j++) {
                double v = mass * w.at(o.ahead(i, j));
                rho[o.who[i]] += v;
                rho[o.who[j % x.length]] += v;
            }
        }
        return rho;
    }

    @Override
    public double[] rows(double[] x, double[] u) {
        int n = x.length;
        int c = columns();
        double[] rho = density(x, mass, reach);
        double[] rows = new double[n * c];
        double[] values = new double[basis.n()];
        Order o = Order.of(x, reach);
        for (int i = 0; i < n; i++) {
            int me = o.who[i];
            add(rows, me * c, 0, me, rho, u, values);
            for (int j = i + 1; j <= o.last[i]; j++) {
                int other = o.who[j % n];
                double d = o.ahead(i, j) / reach;
                add(rows, me * c, d, other, rho, u, values);
                add(rows, other * c, -d, me, rho, u, values);
            }
            int center = me * c + FEATURES * basis.n();
            rows[center] = 1;
            rows[center + 1] = rho[me];
            rows[center + 2] = u[me];
        }
        return rows;
    }

    @Override
    public Edges edges(List<double[]> gases) {
        int n = gases.getFirst().length;
        List<Order> orders = gases.stream().map(x -> Order.of(x, reach)).toList();
        int[] count = new int[n * gases.size()];
        for (int g = 0; g < gases.size(); g++) {
            Order o = orders.get(g);
            for (int i = 0; i < n; i++) {
                for (int j = i + 1; j <= o.last[i]; j++) {
                    count[g * n + o.who[i]]++;
                    count[g * n + o.who[j % n]]++;
                }
            }
        }
        int slots = Math.max(1, Arrays.stream(count).max().orElse(1));
        int m = basis.n();
        int[] who = new int[count.length * slots];
        double[] values = new double[count.length * slots * m];
        double[] b = new double[m];
        Arrays.fill(count, 0);
        for (int g = 0; g < gases.size(); g++) {
            Order o = orders.get(g);
            for (int i = 0; i < n; i++) {
                for (int j = i + 1; j <= o.last[i]; j++) {
                    double d = o.ahead(i, j) / reach;
                    put(g * n + o.who[i], g * n + o.who[j % n], d, slots, count, who, values, b);
                    put(g * n + o.who[j % n], g * n + o.who[i], -d, slots, count, who, values, b);
                }
            }
        }
        return new Edges(who, values);
    }

    private void put(int me, int other, double d, int slots, int[] count, int[] who, double[] values, double[] b) {
        int at = me * slots + count[me]++;
        who[at] = other;
        basis.at(d, b);
        double w = ConvolutionBasis.window(window, Math.abs(d));
        for (int k = 0; k < b.length; k++) {
            values[at * b.length + k] = w * b[k];
        }
    }

    private void add(double[] rows, int at, double d, int other, double[] rho, double[] u, double[] values) {
        basis.at(d, values);
        double w = ConvolutionBasis.window(window, Math.abs(d));
        for (int k = 0; k < values.length; k++) {
            double b = w * values[k];
            rows[at + FEATURES * k] += b;
            rows[at + FEATURES * k + 1] += b * rho[other];
            rows[at + FEATURES * k + 2] += b * u[other];
        }
    }

    /** The kernel that acts on a feature, at places of [−1, 1]. */
    double[] kernel(double[] weights, int feature, double[] at) {
        double[] values = new double[basis.n()];
        return Arrays.stream(at).map(d -> {
            basis.at(d, values);
            double sum = 0;
            for (int k = 0; k < values.length; k++) {
                sum += weights[FEATURES * k + feature] * values[k];
            }
            return sum * ConvolutionBasis.window(window, Math.abs(d));
        }).toArray();
    }
}
