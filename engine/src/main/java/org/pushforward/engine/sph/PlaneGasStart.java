package org.pushforward.engine.sph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SmoothingKernel;

/** How gases in the unit square begin, on lattices; light gas has density 1 and the given particles a side. Stateless. */
final class PlaneGasStart {

    /** Of the gas into which a blast runs; the exact solution has none. */
    static final double COLD = 1e-5;
    /** Spacings over which the energy of a blast is spread at first: the support of a kernel. */
    static final double SPARK = 4;
    /** Of two gases that slide past each other, at rest with each other. */
    static final double PRESSURE = 2.5;

    /** A particle to be. */
    private record Seed(double mass, double x, double y, double rho) { }

    private PlaneGasStart() { }

    /**
     * A gas at rest with an energy in its middle. Particle i·n + j is j-th from below in the i-th column.
     *
     * @param jitter of places in spacings, drawn for a quarter and turned for the others: on an even lattice a shock runs ahead along the axes
     */
    static GasInPlane blast(int n, double energy, double gamma, double jitter, Philox random) {
        List<Seed> seeds = new ArrayList<>();
        lattice(0, 0, 1, 1, 1, n, seeds);
        jitter(seeds, n, jitter, random);
        SmoothingKernel spark = SmoothingKernel.withSupport(SmoothingKernel.Shape.CUBIC_SPLINE, 2, Math.min(0.5, SPARK / n));
        ToDoubleFunction<Seed> share = s -> spark.at(Math.hypot(s.x - 0.5, s.y - 0.5));
        double all = seeds.stream().mapToDouble(s -> s.mass * share.applyAsDouble(s)).sum();
        return still(seeds, s -> COLD / (gamma - 1) + energy * share.applyAsDouble(s) / all, _ -> new double[2]);
    }

    private static void jitter(List<Seed> seeds, int n, double jitter, Philox random) {
        double[] u = new double[2 * n * n];
        random.uniforms(0, n * n, 0, 2, u, 0);
        // Of an odd number, the middle column goes to the quarter below it, and the middle one stays.
        for (int i = 0; i < n / 2; i++) {
            for (int j = 0; j < (n + 1) / 2; j++) {
                int at = i * n + j;
                double x = seeds.get(at).x + jitter * (2 * u[2 * at] - 1) / n;
                double y = seeds.get(at).y + jitter * (2 * u[2 * at + 1] - 1) / n;
                int column = i;
                int row = j;
                for (int quarter = 0; quarter < 4; quarter++) {
                    seeds.set(column * n + row, new Seed(seeds.get(at).mass, x, y, 1));
                    int turned = n - 1 - row;
                    row = column;
                    column = turned;
                    double back = 1 - y;
                    y = x;
                    x = back;
                }
            }
        }
    }

    /**
     * A band of dense gas that slides to the right through light gas that slides to the left, each at half of a speed, with the velocities of a wave of
     * both contacts: v_y = A sin kx e^(−k d) at the distance d of the nearer contact, and that v_x which makes them free of divergence.
     */
    static GasInPlane shear(int n, double contrast, int mode, double amplitude, double speed, double gamma) {
        List<Seed> seeds = new ArrayList<>();
        double dense = n * Math.sqrt(contrast);
        lattice(0, 0, 1, 0.25, 1, n, seeds);
        lattice(0, 0.25, 1, 0.75, contrast, dense, seeds);
        lattice(0, 0.75, 1, 1, 1, n, seeds);
        double k = 2 * Math.PI * mode;
        return still(seeds, s -> PRESSURE / ((gamma - 1) * s.rho), s -> {
            double off = s.y < 0.5 ? s.y - 0.25 : s.y - 0.75;
            double wave = amplitude * Math.exp(-k * Math.abs(off));
            double slide = s.y > 0.25 && s.y < 0.75 ? 0.5 * speed : -0.5 * speed;
            return new double[] {slide - Math.signum(off) * wave * Math.cos(k * s.x), wave * Math.sin(k * s.x)};
        });
    }

    /** A square of dense gas in light gas, at rest and in equilibrium. */
    static GasInPlane patch(int n, double contrast, double gamma) {
        List<Seed> seeds = new ArrayList<>();
        lattice(0, 0, 1, 0.25, 1, n, seeds);
        lattice(0, 0.25, 0.25, 0.75, 1, n, seeds);
        lattice(0.25, 0.25, 0.75, 0.75, contrast, n * Math.sqrt(contrast), seeds);
        lattice(0.75, 0.25, 1, 0.75, 1, n, seeds);
        lattice(0, 0.75, 1, 1, 1, n, seeds);
        return still(seeds, s -> PRESSURE / ((gamma - 1) * s.rho), _ -> new double[2]);
    }

    /** Whether a place is in the band, or in the square. */
    static boolean isDense(double x, double y, boolean isBand) {
        return y > 0.25 && y < 0.75 && (isBand || x > 0.25 && x < 0.75);
    }

    /** How far a place is from where gases touch; beyond the corners of the square along the farther axis. */
    static double toContact(double x, double y, boolean isBand) {
        double up = Math.abs(y - 0.5) - 0.25;
        double across = Math.abs(x - 0.5) - 0.25;
        return Math.abs(isBand ? up : Math.max(up, across));
    }

    /** Whole rows and columns; masses make the density exact, and so differ a little between gases. */
    private static void lattice(double x0, double y0, double x1, double y1, double rho, double aSide, List<Seed> to) {
        int nx = (int) Math.max(1, Math.rint((x1 - x0) * aSide));
        int ny = (int) Math.max(1, Math.rint((y1 - y0) * aSide));
        double mass = rho * (x1 - x0) * (y1 - y0) / ((double) nx * ny);
        for (int i = 0; i < nx; i++) {
            for (int j = 0; j < ny; j++) {
                to.add(new Seed(mass, x0 + (x1 - x0) * (i + 0.5) / nx, y0 + (y1 - y0) * (j + 0.5) / ny, rho));
            }
        }
    }

    /** Of a velocity. */
    private interface Velocity {
        double[] of(Seed s);
    }

    private static GasInPlane still(List<Seed> seeds, ToDoubleFunction<Seed> energy, Velocity velocity) {
        double[][] v = seeds.stream().map(velocity::of).toArray(double[][]::new);
        return GasInPlane.still(each(seeds, Seed::mass), each(seeds, Seed::x), each(seeds, Seed::y), Arrays.stream(v).mapToDouble(q -> q[0]).toArray(),
                Arrays.stream(v).mapToDouble(q -> q[1]).toArray(), each(seeds, energy), each(seeds, Seed::rho));
    }

    private static double[] each(List<Seed> seeds, ToDoubleFunction<Seed> of) {
        return seeds.stream().mapToDouble(of).toArray();
    }
}
