package org.pushforward.engine.dem;

import java.util.Arrays;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.CellGrid;
import org.pushforward.engine.geometry.NeighborList;

/**
 * Some time steps of discs under gravity 1 (P. Cundall and O. Strack 1979): where two overlap by δ, a normal force kδ + cδ′, never pulling; a
 * tangential spring with dashpot, cut at μF_n and shortened when it slips; a torque μ_r F_n r* against rolling. Walls are segments. Velocities
 * first, then places (semi-implicit Euler), order 1 in Δt.
 *
 * <p>Both grains of a pair compute its force by themselves, with the same numbers but for signs, so momentum is kept and the bits do not depend on
 * threads. O(grains) a step. Mutable; for as long as its list of neighbors holds.
 */
final class GrainForces {

    /** Stiffness in weights of a grain per diameter: at the foot of a bin overlaps are a hundredth. */
    static final double STIFFNESS = 4000;
    private static final double SKIN = 0.3;
    private static final int MOST_STEPS = 20;
    /** Spin below which rolling friction fades. */
    private static final double FADE = 0.05;
    private static final int BLOCK = NeighborList.BLOCK;

    /** ζ of the normal dashpot from the restitution, e = exp(−ζπ/√(1 − ζ²)); the time step is a share of a contact between two mean grains. */
    record Law(double zeta, double friction, double rolling, double dt) {
        static Law of(double restitution, double friction, double rolling, int stepsPerContact) {
            double l = Math.log(restitution);
            double zeta = -l / Math.sqrt(Math.PI * Math.PI + l * l);
            return new Law(zeta, friction, rolling, Math.PI / Math.sqrt(2 * STIFFNESS * (1 - zeta * zeta)) / stepsPerContact);
        }
    }

    private final Law law;
    private final StepContext context;
    private final double[] walls;
    private final CellGrid grid;
    private final NeighborList near;
    private final Grains from;
    private final double[] x;
    private final double[] y;
    private final double[] u;
    private final double[] v;
    private final double[] r;
    private final double[] spin;
    private final double[] fx;
    private final double[] fy;
    private final double[] torque;
    /** What acts on the grains besides contacts and gravity. */
    private double[] pushX;
    private double[] pushY;
    /** Stretch of the springs, as the list of neighbors has them. */
    private final double[][] shear;
    private final double[] wallShear;
    private final double[] overlap;
    private final double[] onWalls;
    private final int[] touching;

    /** @param walls x0, y0, x1, y1 of each */
    GrainForces(Law law, Grains g, double[] walls, StepContext context) {
        this.law = law;
        this.walls = walls;
        this.context = context;
        from = g;
        double largest = Arrays.stream(g.r()).max().orElse(0.5);
        double reach = 2 * largest + SKIN;
        grid = CellGrid.of(new double[][] {g.x(), g.y()}, g.size(), new double[2], reach);
        near = NeighborList.of(grid, reach, context.workers(), context.cancel());
        int n = g.size();
        x = grid.x(0).clone();
        y = grid.x(1).clone();
        u = grid.gather(g.u());
        v = grid.gather(g.v());
        r = grid.gather(g.r());
        spin = grid.gather(g.spin());
        fx = new double[n];
        fy = new double[n];
        torque = new double[n];
        pushX = new double[n];
        pushY = new double[n];
        overlap = new double[n];
        onWalls = new double[n];
        touching = new int[n];
        wallShear = new double[n * Grains.WALLS];
        shear = new double[(n + BLOCK - 1) / BLOCK][];
        context.workers().forRanges(n, BLOCK, this::remember);
    }

    private void remember(int first, int last) {
        context.cancel().throwIfCancelled();
        double[] block = new double[near.to(last - 1)];
        for (int i = first; i < last; i++) {
            int me = grid.order()[i];
            System.arraycopy(from.wallShear(), me * Grains.WALLS, wallShear, i * Grains.WALLS, Grains.WALLS);
            for (int q = near.from(i); q < near.to(i); q++) {
                int other = from.id()[grid.order()[near.of(i)[q]]];
                for (int s = me * Grains.SLOTS; s < (me + 1) * Grains.SLOTS; s++) {
                    block[q] = from.partner()[s] == other ? from.shear()[s] : block[q];
                }
            }
        }
        shear[first / BLOCK] = block;
    }

    /** Steps for which no pair can come to touch that is not in the list. */
    int steps(Grains g) {
        double fastest = 1;
        for (int i = 0; i < g.size(); i++) {
            fastest = Math.max(fastest, Math.hypot(g.u()[i], g.v()[i]));
        }
        return Math.clamp((int) (0.4 * SKIN / (fastest * law.dt)), 1, MOST_STEPS);
    }

    /** A force on each grain, in the order in which they came, that acts in all steps from now on. */
    void push(double[] alongX, double[] alongY) {
        pushX = grid.gather(alongX);
        pushY = grid.gather(alongY);
    }

    void step(double dt) {
        context.workers().forRanges(x.length, BLOCK, (first, last) -> {
            context.cancel().throwIfCancelled();
            for (int i = first; i < last; i++) {
                force(i, dt);
            }
        });
        for (int i = 0; i < x.length; i++) {
            double m = Grains.mass(r[i]);
            u[i] += dt * fx[i] / m;
            v[i] += dt * (fy[i] / m - 1);
            spin[i] += dt * torque[i] / (0.5 * m * r[i] * r[i]);
            x[i] += dt * u[i];
            y[i] += dt * v[i];
        }
    }

    private void force(int i, double dt) {
        fx[i] = pushX[i];
        fy[i] = pushY[i];
        torque[i] = 0;
        overlap[i] = 0;
        onWalls[i] = 0;
        touching[i] = 0;
        int[] list = near.of(i);
        double[] block = shear[i / BLOCK];
        double m = Grains.mass(r[i]);
        for (int q = near.from(i), end = near.to(i); q < end; q++) {
            int j = list[q];
            double dx = x[j] - x[i];
            double dy = y[j] - y[i];
            double reach = r[i] + r[j];
            double d2 = dx * dx + dy * dy;
            if (d2 >= reach * reach || d2 == 0) {
                block[q] = 0;
                continue;
            }
            double d = Math.sqrt(d2);
            double other = Grains.mass(r[j]);
            block[q] = contact(i, dx / d, dy / d, reach - d, u[i] - u[j], v[i] - v[j], r[j] * spin[j], spin[i] - spin[j], m * other / (m + other), r[i] * r[j] / reach, block[q], dt);
            touching[i]++;
        }
        for (int w = 0; 4 * w < walls.length; w++) {
            wall(i, w, m, dt);
        }
    }

    private void wall(int i, int w, double m, double dt) {
        double ex = walls[4 * w + 2] - walls[4 * w];
        double ey = walls[4 * w + 3] - walls[4 * w + 1];
        double length2 = ex * ex + ey * ey;
        double t = length2 > 0 ? Math.clamp(((x[i] - walls[4 * w]) * ex + (y[i] - walls[4 * w + 1]) * ey) / length2, 0, 1) : 0;
        double dx = walls[4 * w] + t * ex - x[i];
        double dy = walls[4 * w + 1] + t * ey - y[i];
        double d2 = dx * dx + dy * dy;
        int slot = i * Grains.WALLS + w;
        if (d2 >= r[i] * r[i] || d2 == 0) {
            wallShear[slot] = 0;
            return;
        }
        double d = Math.sqrt(d2);
        double before = fy[i];
        wallShear[slot] = contact(i, dx / d, dy / d, r[i] - d, u[i], v[i], 0, spin[i], m, r[i], wallShear[slot], dt);
        onWalls[i] += fy[i] - before;
        touching[i]++;
    }

    /**
     * Adds the force of a contact.
     *
     * @param nx and {@code ny}: towards the other
     * @param ux and {@code uy}: velocity beside the other
     * @param rim speed of the other's rim
     * @param rolls spin beside that of the other
     * @param mass of the pair, reduced
     * @param radius of the pair, reduced
     * @return the stretch of the spring
     */
    private double contact(int i, double nx, double ny, double deep, double ux, double uy, double rim, double rolls, double mass, double radius, double stretch, double dt) {
        double approach = ux * nx + uy * ny;
        double normal = Math.max(0, STIFFNESS * deep + 2 * law.zeta * Math.sqrt(STIFFNESS * mass) * approach);
        double slip = uy * nx - ux * ny + (r[i] * spin[i] + rim);
        double kt = 2.0 / 7 * STIFFNESS;
        double damp = 2 * law.zeta * Math.sqrt(kt * mass / 3);
        double s = stretch + dt * slip;
        double tangential = -kt * s - damp * slip;
        double bound = law.friction * normal;
        if (Math.abs(tangential) > bound) {
            tangential = Math.copySign(bound, tangential);
            s = Math.clamp(-(tangential + damp * slip) / kt, -bound / kt, bound / kt);
        }
        fx[i] += -normal * nx - tangential * ny;
        fy[i] += -normal * ny + tangential * nx;
        torque[i] += tangential * r[i] - law.rolling * normal * radius * rolls / (Math.abs(rolls) + FADE);
        overlap[i] = Math.max(overlap[i], deep);
        return s;
    }

    /** As they are now, in the order in which they came. */
    Grains grains() {
        int n = x.length;
        int[] partner = new int[n * Grains.SLOTS];
        double[] kept = new double[n * Grains.SLOTS];
        double[] onWall = new double[n * Grains.WALLS];
        Arrays.fill(partner, -1);
        for (int i = 0; i < n; i++) {
            int me = grid.order()[i];
            int slot = me * Grains.SLOTS;
            for (int q = near.from(i); q < near.to(i) && slot < (me + 1) * Grains.SLOTS; q++) {
                double s = shear[i / BLOCK][q];
                if (s != 0) {
                    partner[slot] = from.id()[grid.order()[near.of(i)[q]]];
                    kept[slot++] = s;
                }
            }
            System.arraycopy(wallShear, i * Grains.WALLS, onWall, me * Grains.WALLS, Grains.WALLS);
        }
        return new Grains(back(x), back(y), back(u), back(v), from.r(), back(spin), from.id(), partner, kept, onWall);
    }

    private double[] back(double[] sorted) {
        double[] to = new double[sorted.length];
        grid.scatter(sorted, to);
        return to;
    }

    double greatestOverlap() {
        return Arrays.stream(overlap).max().orElse(0);
    }

    double meanContacts() {
        return Arrays.stream(touching).average().orElse(0);
    }

    /** The upward force of the walls at the last step. */
    double onWalls() {
        return Arrays.stream(onWalls).sum();
    }
}
