package org.pushforward.engine.sph;

import java.util.Arrays;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.geometry.CellGrid;
import org.pushforward.engine.geometry.NeighborList;
import org.pushforward.engine.numerics.SmoothingKernel;

/**
 * The pressures that keep a fluid from being squeezed, at one set of places (J. Bender and D. Koschier 2017, doi:10.1109/TVCG.2016.2578335), with walls as
 * one layer of samples of volume 1/Σ W over the samples about them (N. Akinci et al. 2012, doi:10.1145/2185520.2185558). With density ratio
 * ρᵢ = Σⱼ Vⱼ W, gᵢⱼ = Vⱼ ∇W and the rate Dᵢ(v) = Σⱼ (vᵢ − vⱼ)·gᵢⱼ, both solves look for q ≥ 0 with sᵢ + Dᵢ(a) ≤ 0, aᵢ = −Σⱼ (qᵢ + qⱼ) gᵢⱼ (a wall has
 * q = 0): s = Δt D(v) for a flow without divergence, s = ρ + Δt D(v) − 1 for the density after the step; then v gains a/Δt.
 *
 * <p>Projected Jacobi iterations on the diagonal |Σ gᵢⱼ|² + Σ |gᵢⱼ|² with the momentum of Y. Nesterov (1983), begun anew when the excess grows (B. O'Donoghue and
 * E. Candès 2015): a quarter of those without. O(particles · neighbors) each; all pairs' gᵢⱼ are kept. Every particle adds up
 * its own neighbors, and means are formed in fixed blocks, so the bits do not depend on threads. Mutable; for one step.
 */
final class DivergenceFreeForces {

    private static final int BLOCK = NeighborList.BLOCK;
    private static final double RELAXED = 0.35;
    private static final int LEAST = 2;
    /** Excess that a single particle may be left with: a mean forgets those that fly alone, and walls would not stop them. */
    private static final double WORST = 0.02;

    private final StepContext context;
    private final int fluids;
    private final int dimension;
    private final double volume;
    private final SmoothingKernel kernel;
    private final CellGrid grid;
    private final NeighborList near;
    private final boolean[] wall;
    private final double[] volumes;
    /** gᵢⱼ of every pair of a fluid particle, x, y and z in turn, as the list has them; in 32 bits, since every iteration reads all of them, and gⱼᵢ = −gᵢⱼ holds there too. */
    private final float[][] slopes;
    private final double[] ratio;
    private final double[] diagonal;
    private final double[][] v = new double[3][];

    /** How a solve went: the pressures times Δt², what is left, and iterations. */
    record Solved(double[] q, double error, int iterations) { }

    /**
     * @param volume of a fluid particle
     * @param velocity of the fluid
     */
    DivergenceFreeForces(SmoothingKernel kernel, double volume, double[][] fluid, double[][] velocity, Walls all, StepContext context) {
        this.context = context;
        this.kernel = kernel;
        this.volume = volume;
        fluids = fluid[0].length;
        dimension = fluid.length;
        // The volumes of samples that the fluid feels depend on samples further off.
        Walls walls = all.near(fluid, 2 * kernel.support());
        int n = fluids + walls.size();
        double[][] x = new double[dimension][];
        for (int a = 0; a < dimension; a++) {
            x[a] = joined(fluid[a], walls.x()[a]);
        }
        grid = CellGrid.of(x, n, new double[dimension], kernel.support());
        near = NeighborList.of(grid, kernel.support(), context.workers(), context.cancel());
        wall = new boolean[n];
        for (int k = 0; k < n; k++) {
            wall[k] = grid.order()[k] >= fluids;
        }
        for (int a = 0; a < 3; a++) {
            v[a] = a < dimension ? grid.gather(joined(velocity[a], walls.v()[a])) : new double[n];
        }
        volumes = new double[n];
        ratio = new double[n];
        diagonal = new double[n];
        slopes = new float[(n + BLOCK - 1) / BLOCK][];
        inBlocks(this::measure);
        inBlocks(this::prepare);
    }

    private static double[] joined(double[] a, double[] b) {
        double[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    private double z(int i) {
        return dimension > 2 ? grid.x(2)[i] : 0;
    }

    private double distance(int i, int j) {
        double dx = grid.x(0)[i] - grid.x(0)[j];
        double dy = grid.x(1)[i] - grid.x(1)[j];
        double dz = z(i) - z(j);
        return Math.sqrt(dx * dx + dy * dy + dz * dz);
    }

    private void measure(int from, int to) {
        for (int i = from; i < to; i++) {
            double sum = kernel.at(0);
            int[] list = near.of(i);
            for (int q = near.from(i), end = wall[i] ? near.to(i) : q; q < end; q++) {
                sum += wall[list[q]] ? kernel.at(distance(i, list[q])) : 0;
            }
            volumes[i] = wall[i] ? 1 / sum : volume;
        }
    }

    private void prepare(int from, int to) {
        float[] g = new float[3 * near.to(to - 1)];
        for (int i = from; i < to; i++) {
            if (!wall[i]) {
                prepare(i, g);
            }
        }
        slopes[from / BLOCK] = g;
    }

    private void prepare(int i, float[] g) {
        int[] list = near.of(i);
        double[] x = grid.x(0);
        double[] y = grid.x(1);
        double density = volume * kernel.at(0);
        double gx = 0;
        double gy = 0;
        double gz = 0;
        double squares = 0;
        for (int q = near.from(i), end = near.to(i); q < end; q++) {
            int j = list[q];
            double dx = x[i] - x[j];
            double dy = y[i] - y[j];
            double dz = z(i) - z(j);
            double r = Math.sqrt(dx * dx + dy * dy + dz * dz);
            double s = volumes[j] * kernel.slopeOverDistance(r);
            density += volumes[j] * kernel.at(r);
            g[3 * q] = (float) (s * dx);
            g[3 * q + 1] = (float) (s * dy);
            g[3 * q + 2] = (float) (s * dz);
            gx += g[3 * q];
            gy += g[3 * q + 1];
            gz += g[3 * q + 2];
            squares += wall[j] ? 0 : s * s * r * r;
        }
        ratio[i] = density;
        diagonal[i] = gx * gx + gy * gy + gz * gz + squares;
    }

    /** ρ/ρ₀ of the fluid before the step. */
    double[] density() {
        return fluid(ratio);
    }

    /** Mean number of fluid and wall particles that a fluid particle sees. */
    double neighbors() {
        long sum = 0;
        for (int k = 0; k < wall.length; k++) {
            sum += wall[k] ? 0 : near.count(k);
        }
        return fluids == 0 ? 0 : (double) sum / fluids;
    }

    /** Dᵢ of some velocities. */
    private double[] rate(double[][] u) {
        double[] d = new double[wall.length];
        inBlocks((from, to) -> {
            for (int i = from; i < to; i++) {
                d[i] = wall[i] ? 0 : rate(i, u[0], u[1], u[2]);
            }
        });
        return d;
    }

    private double rate(int i, double[] ux, double[] uy, double[] uz) {
        int[] list = near.of(i);
        float[] g = slopes[i / BLOCK];
        double mx = ux[i];
        double my = uy[i];
        double mz = uz[i];
        double sum = 0;
        for (int q = near.from(i), end = near.to(i); q < end; q++) {
            int j = list[q];
            sum += (mx - ux[j]) * g[3 * q] + (my - uy[j]) * g[3 * q + 1] + (mz - uz[j]) * g[3 * q + 2];
        }
        return sum;
    }

    private void push(double[] q, double[][] a) {
        inBlocks((from, to) -> {
            for (int i = from; i < to; i++) {
                if (!wall[i]) {
                    push(i, q, a);
                }
            }
        });
    }

    private void push(int i, double[] p, double[][] a) {
        int[] list = near.of(i);
        float[] g = slopes[i / BLOCK];
        double mine = p[i];
        double ax = 0;
        double ay = 0;
        double az = 0;
        for (int q = near.from(i), end = near.to(i); q < end; q++) {
            double both = mine + p[list[q]];
            ax -= both * g[3 * q];
            ay -= both * g[3 * q + 1];
            az -= both * g[3 * q + 2];
        }
        a[0][i] = ax;
        a[1][i] = ay;
        a[2][i] = az;
    }

    /** Makes the flow free of divergence where it is compressed, up to a mean of Δt D, and changes the velocities. */
    Solved undivided(double dt, double tolerance, int most) {
        double[] s = rate(v);
        int few = dimension > 2 ? 20 : 7;
        Arrays.setAll(s, i -> near.count(i) < few ? Double.NEGATIVE_INFINITY : dt * s[i]);
        return solve(s, new double[wall.length], dt, tolerance, most);
    }

    /**
     * Makes the density after the step at most that at rest, up to a mean excess, and changes the velocities.
     *
     * @param before pressures of the step before, which are begun with
     */
    Solved uncompressed(double dt, double[] before, double tolerance, int most) {
        double[] s = rate(v);
        Arrays.setAll(s, i -> ratio[i] + dt * s[i] - 1);
        double[] warm = grid.gather(joined(before, new double[wall.length - fluids]));
        Arrays.setAll(warm, i -> 0.5 * dt * dt * warm[i]);
        return solve(s, warm, dt, tolerance, most);
    }

    private Solved solve(double[] s, double[] q, double dt, double tolerance, int most) {
        double[][] a = new double[3][wall.length];
        double[] left = new double[wall.length];
        double[] iterate = q.clone();
        int k = 0;
        int since = 0;
        double error = Double.POSITIVE_INFINITY;
        push(q, a);
        excess(s, a, left);
        while (k < most && (k < LEAST || error > tolerance || isAnyAbove(left))) {
            sweep(q, iterate, left, since / (since + 3.0));
            push(q, a);
            double now = excess(s, a, left);
            since = now > error ? 0 : since + 1;
            error = now;
            k++;
        }
        for (int axis = 0; axis < dimension; axis++) {
            for (int i = 0; i < wall.length; i++) {
                v[axis][i] += wall[i] ? 0 : a[axis][i] / dt;
            }
        }
        return new Solved(Arrays.stream(fluid(q)).map(p -> p / (dt * dt)).toArray(), error, k);
    }

    /** One iteration from q, which is carried on beyond the new iterate by a part of the way from the old one. */
    private void sweep(double[] q, double[] iterate, double[] left, double momentum) {
        inBlocks((from, to) -> {
            for (int i = from; i < to; i++) {
                if (!wall[i] && diagonal[i] > 0) {
                    double next = Math.max(0, q[i] + RELAXED * left[i] / diagonal[i]);
                    q[i] = Math.max(0, next + momentum * (next - iterate[i]));
                    iterate[i] = next;
                }
            }
        });
    }

    private static boolean isAnyAbove(double[] left) {
        for (double r : left) {
            if (r > WORST) {
                return true;
            }
        }
        return false;
    }

    /** s + D(a), and the mean of what is above zero. */
    private double excess(double[] s, double[][] a, double[] left) {
        inBlocks((from, to) -> {
            for (int i = from; i < to; i++) {
                left[i] = wall[i] ? 0 : s[i] + rate(i, a[0], a[1], a[2]);
            }
        });
        return context.workers().sum(left.length, (from, to) -> {
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += Math.max(0, left[i]);
            }
            return sum;
        }) / Math.max(1, fluids);
    }

    /** Adds what pulls at unit mass, and evens out velocities: vᵢ gains c Σ V (vⱼ − vᵢ) W. */
    void pull(double dt, double[] g, double evened) {
        double[][] before = {v[0].clone(), v[1].clone(), v[2].clone()};
        inBlocks((from, to) -> {
            for (int i = from; i < to; i++) {
                if (!wall[i]) {
                    even(i, before, evened);
                    for (int axis = 0; axis < dimension; axis++) {
                        v[axis][i] += dt * g[axis];
                    }
                }
            }
        });
    }

    private void even(int i, double[][] u, double evened) {
        int[] list = near.of(i);
        for (int q = near.from(i), end = near.to(i); q < end; q++) {
            int j = list[q];
            if (!wall[j]) {
                double w = evened * volume * kernel.at(distance(i, j));
                for (int axis = 0; axis < dimension; axis++) {
                    v[axis][i] += w * (u[axis][j] - u[axis][i]);
                }
            }
        }
    }

    /** Velocities of the fluid as they are now, an array an axis. */
    double[][] velocities() {
        double[][] out = new double[dimension][];
        Arrays.setAll(out, a -> fluid(v[a]));
        return out;
    }

    private double[] fluid(double[] sorted) {
        double[] to = new double[fluids];
        for (int k = 0; k < sorted.length; k++) {
            if (!wall[k]) {
                to[grid.order()[k]] = sorted[k];
            }
        }
        return to;
    }

    private void inBlocks(Workers.RangeTask task) {
        context.workers().forRanges(wall.length, BLOCK, (from, to) -> {
            context.cancel().throwIfCancelled();
            task.run(from, to);
        });
    }
}
