package org.pushforward.engine.bridge.resolution;

import java.util.Arrays;
import org.pushforward.engine.numerics.Philox;

/**
 * Air temperature 2 m above ground and roofs of a {@link City} on a hot afternoon, made up but by a balance that is solved:
 * <pre>
 *   ∇·(uθ) − ∇·(κ∇θ) + θ/τ = q,    θ the excess over the air aloft
 * </pre>
 * u is the {@link StreetWind}; κ is large along streets, smaller on a roof and tiny through a wall, so buildings have sharp edges; 1/τ is
 * the exchange with the air aloft, faster on roofs and in wind. q is the heat given off by ground and roofs in sun or shade (ray casting
 * over the heights), by cooling machines at the foot of buildings, less what parks evaporate, times gusts that no model sees. Sun,
 * wind, the heat of each building and the gusts are drawn at random and not told to anybody: with the coarse field and the heights given,
 * the fine field is still uncertain. A stand-in for a building-resolving simulation; its constants are magnitudes, not measurements.
 *
 * <p>Upwind finite volumes on a torus, an M-matrix; Gauss-Seidel sweeps in alternating order to a relative residual of 1e-8. SI units,
 * q in K/s. Immutable.
 *
 * @param excess θ in kelvin
 * @param source q
 * @param exchange 1/τ in 1/s
 */
record UrbanHeat(City city, double[] excess, double[] source, double[] exchange) {

    private static final double TOLERANCE = 1e-8;
    private static final int MOST = 5000;
    /** Heat capacity of the air that a flux warms, ρ c_p · 5 m, in J/(m² K). */
    private static final double CAPACITY = 6e3;
    private static final double GROUND_DIFFUSION = 1;
    private static final double ROOF_DIFFUSION = 1;
    private static final double WALL_DIFFUSION = 0.05;
    private static final double GUST = 0.8;

    /** Weather {@code number} over a city. */
    static UrbanHeat draw(City city, Philox random, int number) {
        return draw(city, random, number, GUST);
    }

    /** The same weather without gusts, which no coarse grid resolves. */
    static UrbanHeat calm(City city, Philox random, int number) {
        return draw(city, random, number, 0);
    }

    private static UrbanHeat draw(City city, Philox random, int number, double gustiness) {
        Dice dice = new Dice(random.stream(1), number);
        double azimuth = dice.between(0, 2 * Math.PI);
        double slope = Math.tan(Math.toRadians(dice.between(35, 65)));
        double direction = dice.between(0, 2 * Math.PI);
        double speed = dice.between(0.4, 2.0);
        boolean[] sunny = sunlit(city, Math.cos(azimuth), Math.sin(azimuth), slope);
        double[] source = heat(city, sunny, dice);
        int n = city.cells();
        double[] gust = new double[n * n];
        random.stream(2).normals(0, gust.length, number, 1, gust, 0);
        for (int k = 0; k < gust.length; k++) {
            source[k] *= city.isRoof(k) ? 1 : Math.max(0, 1 + gustiness * gust[k]);
        }
        double[] exchange = new double[n * n];
        Arrays.setAll(exchange, k -> city.isRoof(k) ? (1 + 0.5 * speed) / 90 : (1 + 0.5 * speed) / 100);
        StreetWind wind = StreetWind.of(city, Math.cos(direction), Math.sin(direction));
        return new UrbanHeat(city, new Balance(city, wind, speed, exchange).solve(source), source, exchange);
    }

    /** What is given off less what goes aloft, over what is given off: zero but for the tolerance of the solver. */
    double imbalance() {
        double sum = 0;
        double scale = 0;
        for (int k = 0; k < source.length; k++) {
            sum += source[k] - excess[k] * exchange[k];
            scale += Math.abs(source[k]);
        }
        return Math.abs(sum) / scale;
    }

    /** Cells whose way to the sun, (x, y, slope), is free. */
    private static boolean[] sunlit(City city, double x, double y, double slope) {
        int n = city.cells();
        boolean[] free = new boolean[n * n];
        for (int k = 0; k < n * n; k++) {
            free[k] = true;
            for (double s = 0.5; free[k] && s * slope * city.cell() < 40; s += 0.5) {
                int i = Math.floorMod((int) Math.floor(k / n + 0.5 + s * x), n);
                int j = Math.floorMod((int) Math.floor(k % n + 0.5 + s * y), n);
                free[k] = city.height()[i * n + j] <= city.height()[k] + s * slope * city.cell();
            }
        }
        return free;
    }

    /** Without gusts, from W/m². */
    private static double[] heat(City city, boolean[] sunny, Dice dice) {
        int n = city.cells();
        double[] roof = new double[city.buildings()];
        double[] machines = new double[city.buildings()];
        for (int b = 0; b < roof.length; b++) {
            roof[b] = dice.between(60, 400);
            machines[b] = dice.chance(0.5) ? dice.between(0, 6) : 0;
        }
        double[] q = new double[n * n];
        for (int k = 0; k < q.length; k++) {
            double flux;
            if (city.isRoof(k)) {
                flux = (sunny[k] ? 1 : 0.3) * roof[city.building()[k]];
            } else if (city.park()[k]) {
                flux = sunny[k] ? 20 : -60;
            } else {
                flux = sunny[k] ? 300 : 30;
                for (int side : new int[] {(k + n) % (n * n), (k + n * n - n) % (n * n), k - k % n + (k + 1) % n, k - k % n + (k + n - 1) % n}) {
                    flux += city.isRoof(side) ? machines[city.building()[side]] * city.height()[side] : 0;
                }
            }
            q[k] = flux / CAPACITY;
        }
        return q;
    }

    /** The linear system. */
    private static final class Balance {
        private final int n;
        private final double[] diagonal;
        /** Weights of the neighbours to the east, west, north and south. */
        private final double[][] from = new double[4][];
        private final int[][] neighbour = new int[4][];

        Balance(City city, StreetWind wind, double speed, double[] exchange) {
            n = city.cells();
            int m = n * n;
            diagonal = exchange.clone();
            for (int side = 0; side < 4; side++) {
                from[side] = new double[m];
                neighbour[side] = new int[m];
            }
            for (int k = 0; k < m; k++) {
                int i = k / n;
                int j = k % n;
                face(city, 0, k, (i + 1) % n * n + j, speed * wind.east()[k]);
                face(city, 2, k, i * n + (j + 1) % n, speed * wind.north()[k]);
            }
        }

        /** The face between a cell and its neighbour to the east or north, with the velocity through it. */
        private void face(City city, int side, int here, int there, double u) {
            double exchange = diffusion(city, here, there) / (city.cell() * city.cell());
            double out = exchange + Math.max(0, u) / city.cell();
            double in = exchange + Math.max(0, -u) / city.cell();
            neighbour[side][here] = there;
            neighbour[side + 1][there] = here;
            from[side][here] = in;
            from[side + 1][there] = out;
            diagonal[here] += out;
            diagonal[there] += in;
        }

        private static double diffusion(City city, int here, int there) {
            boolean roof = city.isRoof(here);
            if (roof && city.building()[here] == city.building()[there]) {
                return ROOF_DIFFUSION;
            }
            return roof || city.isRoof(there) ? WALL_DIFFUSION : GROUND_DIFFUSION;
        }

        double[] solve(double[] q) {
            double[] x = new double[q.length];
            double enough = TOLERANCE * Math.sqrt(Arrays.stream(q).map(v -> v * v).sum());
            for (int sweep = 0; sweep < MOST; sweep++) {
                boolean forward = sweep % 2 == 0;
                for (int c = 0; c < q.length; c++) {
                    int k = forward ? c : q.length - 1 - c;
                    x[k] = (q[k] + inflow(x, k)) / diagonal[k];
                }
                if (sweep % 10 == 9 && residual(x, q) <= enough) {
                    break;
                }
            }
            return x;
        }

        private double inflow(double[] x, int k) {
            double sum = 0;
            for (int side = 0; side < 4; side++) {
                sum += from[side][k] * x[neighbour[side][k]];
            }
            return sum;
        }

        private double residual(double[] x, double[] q) {
            double sum = 0;
            for (int k = 0; k < q.length; k++) {
                double r = q[k] + inflow(x, k) - diagonal[k] * x[k];
                sum += r * r;
            }
            return Math.sqrt(sum);
        }
    }
}
