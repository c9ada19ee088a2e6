package org.pushforward.engine.sph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.geometry.CellGrid;
import org.pushforward.engine.geometry.NeighborList;
import org.pushforward.engine.numerics.SmoothingKernel;

/**
 * A {@link ParticleConvolution} in the unit square that repeats. A term is a product, w(|d|) bₖ(X) bₗ(Y), of d = (xⱼ − xᵢ)/h in the disc, mapped to (X, Y) in [−1, 1]²:
 * {@code cartesian} as it is, {@code polar} (2|d| − 1, θ/π), where what is radial goes round, {@code preserving} areas (B. Ummenhofer et al. 2020): with |y| ≤ |x|,
 * (±|d|, ±4/π |d| arctan(y/x)), else the other way about. {@code dmcf} turns the left half over to the right and negates it, which makes every term odd (L. Prantl et al. 2022).
 * O(particles · neighbors · terms). Immutable.
 *
 * @param mass of a particle, one over their number
 * @param reach h, at most half
 */
record PlaneGasConvolution(ConvolutionBasis basis, String mapping, String window, double mass, double reach) implements ParticleConvolution {

    static final List<String> MAPPINGS = List.of("cartesian", "preserving", "polar");
    private static final double TINY = 1e-7;

    @Override
    public int axes() {
        return 2;
    }

    @Override
    public int terms() {
        return basis.n() * basis.n();
    }

    @Override
    public double rest() {
        return 1;
    }

    /** Where a place (x, y) of the disc goes in the square. */
    static double[] mapped(String mapping, double x, double y) {
        double r = Math.hypot(x, y);
        return switch (mapping) {
            case "polar" -> new double[] {2 * r - 1, Math.atan2(y, x) / Math.PI};
            case "preserving" -> r < TINY ? new double[2] : Math.abs(y) <= Math.abs(x) ? new double[] {Math.signum(x) * r, 4 / Math.PI * Math.signum(x) * r * Math.atan(y / x)}
                    : new double[] {4 / Math.PI * Math.signum(y) * r * Math.atan(x / y), Math.signum(y) * r};
            default -> new double[] {x, y};
        };
    }

    /** Writes the values of all terms at (x, y) of the disc, in the window, from {@code at} on; the second factor's number runs fastest. */
    interface Products {
        void at(double x, double y, double[] values, int at);
    }

    /** For one thread. */
    Products products() {
        int n = basis.n();
        double[] u = new double[n];
        double[] v = new double[n];
        boolean isTurning = basis.name().equals("dmcf");
        boolean isStraight = mapping.equals("cartesian");
        boolean isOpen = window.equals("none");
        ConvolutionBasis.Terms first = basis.swift();
        ConvolutionBasis.Terms second = mapping.equals("polar") ? basis::around : isTurning ? new ConvolutionBasis("linear", n).swift() : first;
        return (x, y, values, at) -> {
            double sign = isTurning && x < 0 ? -1 : 1;
            if (isStraight) {
                first.at(sign * x, u);
                second.at(sign * y, v);
            } else {
                double[] to = mapped(mapping, sign * x, sign * y);
                first.at(to[0], u);
                second.at(to[1], v);
            }
            double w = isOpen ? sign : sign * ConvolutionBasis.window(window, Math.hypot(x, y));
            for (int k = 0; k < n; k++) {
                for (int l = 0; l < n; l++) {
                    values[at + k * n + l] = w * u[k] * v[l];
                }
            }
        };
    }

    /** What is done with a neighbor: its number, and where it is seen in supports. */
    private interface Met {
        void at(int i, int j, double dx, double dy);
    }

    /** Everybody with everybody within reach, but none with itself. */
    private void meet(double[] x, Met met) {
        int n = x.length / 2;
        double[][] axes = {IntStream.range(0, n).mapToDouble(i -> x[2 * i]).toArray(), IntStream.range(0, n).mapToDouble(i -> x[2 * i + 1]).toArray()};
        CellGrid grid = CellGrid.of(axes, n, new double[] {1, 1}, reach);
        NeighborList near = NeighborList.of(grid, reach, Workers.serial(), new CancelToken());
        for (int k = 0; k < n; k++) {
            int[] list = near.of(k);
            for (int q = near.from(k); q < near.to(k); q++) {
                int other = list[q];
                if (other != k) {
                    double dx = grid.wrapped(0, grid.x(0)[other] - grid.x(0)[k]);
                    double dy = grid.wrapped(1, grid.x(1)[other] - grid.x(1)[k]);
                    met.at(grid.order()[k], grid.order()[other], dx / reach, dy / reach);
                }
            }
        }
    }

    @Override
    public double[] density(double[] x) {
        SmoothingKernel w = SmoothingKernel.withSupport(SmoothingKernel.Shape.WENDLAND_C2, 2, reach);
        double[] rho = new double[x.length / 2];
        Arrays.fill(rho, mass * w.at(0));
        meet(x, (i, j, dx, dy) -> rho[i] += mass * w.at(reach * Math.sqrt(dx * dx + dy * dy)));
        return rho;
    }

    @Override
    public double[] rows(double[] x, double[] u) {
        int n = x.length / 2;
        int c = columns();
        int m = terms();
        int f = features();
        double[] rho = density(x);
        double[] rows = new double[n * c];
        double[] values = new double[m];
        Products products = products();
        Met add = (i, j, dx, dy) -> {
            products.at(dx, dy, values, 0);
            for (int k = 0; k < m; k++) {
                int to = i * c + f * k;
                rows[to] += values[k];
                rows[to + 1] += values[k] * rho[j];
                rows[to + 2] += values[k] * u[2 * j];
                rows[to + 3] += values[k] * u[2 * j + 1];
            }
        };
        for (int i = 0; i < n; i++) {
            add.at(i, i, 0, 0);
            int own = i * c + f * m;
            rows[own] = 1;
            rows[own + 1] = rho[i];
            rows[own + 2] = u[2 * i];
            rows[own + 3] = u[2 * i + 1];
        }
        meet(x, add);
        return rows;
    }

    @Override
    public Edges edges(List<double[]> gases) {
        int n = gases.getFirst().length / 2;
        int m = terms();
        int[] count = new int[n * gases.size()];
        for (int g = 0; g < gases.size(); g++) {
            int first = g * n;
            meet(gases.get(g), (i, j, dx, dy) -> count[first + i]++);
        }
        int slots = Math.max(1, Arrays.stream(count).max().orElse(1));
        int[] who = new int[count.length * slots];
        double[] values = new double[count.length * slots * m];
        Arrays.fill(count, 0);
        Products products = products();
        for (int g = 0; g < gases.size(); g++) {
            int first = g * n;
            meet(gases.get(g), (i, j, dx, dy) -> {
                int to = (first + i) * slots + count[first + i]++;
                who[to] = first + j;
                products.at(dx, dy, values, to * m);
            });
        }
        return new Edges(who, values);
    }

    /** The kernel that acts on a feature over the square [−1, 1]², side × side places with y fastest; 0 outside the disc. */
    double[] kernel(double[] weights, int feature, int side) {
        double[] values = new double[terms()];
        Products products = products();
        return overDisc(side, (x, y) -> {
            products.at(x, y, values, 0);
            double sum = 0;
            for (int k = 0; k < values.length; k++) {
                sum += weights[features() * k + feature] * values[k];
            }
            return sum;
        });
    }

    /** A function of the disc, 0 outside. */
    interface OfPlace {
        double at(double x, double y);
    }

    static double[] overDisc(int side, OfPlace f) {
        double[] field = new double[side * side];
        Arrays.setAll(field, k -> {
            double x = -1 + 2 * (k / side + 0.5) / side;
            double y = -1 + 2 * (k % side + 0.5) / side;
            return x * x + y * y < 1 ? f.at(x, y) : 0;
        });
        return field;
    }
}
