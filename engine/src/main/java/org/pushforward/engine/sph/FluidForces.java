package org.pushforward.engine.sph;

import java.util.Arrays;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.SmoothingKernel;

/**
 * Rates of change of weakly compressible SPH at one set of places: fluid and walls sorted into cells, a list of neighbors, and the sums over it.
 *
 * <p>{@code DELTA} (δ-SPH: M. Antuono, A. Colagrossi, S. Marrone, D. Molteni 2010, doi:10.1016/j.cpc.2009.11.002; the hydrostatic part is taken out of
 * the diffusion as by G. Fourtakas et al. 2019, doi:10.1016/j.compfluid.2019.06.009):
 * dρᵢ/dt = ρᵢ Σ Vⱼ vᵢⱼ·∇W + δhc₀ Σ 2(ρⱼ − ρᵢ − ρ₀g·xⱼᵢ/c₀²) xⱼᵢ·∇W/r² Vⱼ, dvᵢ/dt = −Σ m (pᵢ + pⱼ)/(ρᵢρⱼ) ∇W + αhc₀ Σ m vᵢⱼ·xᵢⱼ/(r² ρ̄) ∇W + g.
 * {@code PLAIN} is the same with δ = 0. {@code TRANSPORT} (S. Adami, X. Hu, N. Adams 2013, doi:10.1016/j.jcp.2013.01.043): ρᵢ = m Σ W and equations 8–15 there.
 * Walls (S. Adami, X. Hu, N. Adams 2012, doi:10.1016/j.jcp.2012.05.005, equations 22–27): pressure from the fluid, slip where there is no
 * viscosity. The state equation is p = c₀²(ρ − ρ₀) throughout.
 *
 * <p>O(particles · neighbors). Every particle adds up its own neighbors, so the bits do not depend on threads. Mutable; for one step.
 */
final class FluidForces extends FluidPairs {

    enum Scheme { DELTA, TRANSPORT, PLAIN }

    /**
     * What does not change within a step.
     *
     * @param g gravity and whatever else pulls at unit mass
     * @param nu viscosity, 0 for none, then walls are slippery
     * @param sticky walls may pull as well as push
     * @param least density below which what is torn apart does not get: without it, spray that is stretched would be as light as nothing
     */
    record Law(Scheme scheme, SmoothingKernel kernel, double h, double mass, double rest, double sound, double alpha, double delta, double nu, double[] g,
            boolean sticky, double least) { }

    /** Nearer than this share of a spacing a slippery wall is hard, whatever the pressures. */
    private static final double HARD = 0.7;
    /** Share of solid about a particle beyond which a body has run over it: half at a flat face, less at a round one. */
    private static final double OVERRUN = 0.5;

    private final Law law;
    private final double[][] v;
    private final double[] rho;
    private final double[] p;
    private final double[] volume;
    /** W′(r)/r of every pair of a fluid particle, as the list has them. */
    private final double[][] steepness;
    /** Square of the distance within which walls are hard. */
    private final double near2;
    /** Of fluid particles in the sorted order: what a wall that was drawn or the obstacle has run over. */
    private final boolean[] overrun;

    FluidForces(Law law, double[][] fluid, Walls walls, double[] periods, StepContext context) {
        super(fluid, walls, periods, law.kernel.support(), context);
        this.law = law;
        int n = wall.length;
        v = new double[3][];
        rho = new double[n];
        p = new double[n];
        volume = new double[n];
        steepness = new double[(n + BLOCK - 1) / BLOCK][];
        near2 = Math.pow(HARD * Math.pow(law.mass / law.rest, 1.0 / dimension), 2);
        overrun = law.sticky ? new boolean[n] : overrun();
    }

    /** V Σ W over the bodies that are not the box is more than {@value #OVERRUN}. */
    private boolean[] overrun() {
        boolean[] held = new boolean[wall.length];
        boolean any = false;
        for (int k = 0; k < wall.length; k++) {
            held[k] = wall[k] && walls.owner()[grid.order()[k] - fluids] != Walls.BOX;
            any |= held[k];
        }
        boolean[] over = new boolean[wall.length];
        if (any) {
            each(i -> {
                int[] list = near.of(i);
                double share = 0;
                for (int q = near.from(i), end = near.to(i); q < end; q++) {
                    share += held[list[q]] ? law.mass / law.rest * law.kernel.at(distance(i, list[q])) : 0;
                }
                over[i] = share > OVERRUN;
            });
        }
        return over;
    }

    /** Slows down what a body has run over, so that it comes out at {@code most} at the most and is not shot out; into {@code velocity}. */
    void letGo(double[][] velocity, double most) {
        for (int k = 0; k < overrun.length; k++) {
            int i = grid.order()[k];
            if (overrun[k]) {
                double speed2 = 0;
                for (double[] axis : velocity) {
                    speed2 += axis[i] * axis[i];
                }
                double slower = Math.min(1, most / Math.sqrt(Math.max(speed2, 1e-300)));
                for (double[] axis : velocity) {
                    axis[i] *= slower;
                }
            }
        }
    }

    /** Densities after a time step from those before; also the pressures that follow. */
    double[] density(double[] before, double[][] velocity, double dt) {
        load(before, velocity);
        double[] after = law.scheme == Scheme.TRANSPORT ? summed() : continued(dt);
        for (int i = 0; i < after.length; i++) {
            // What a body has run over has no room to be dense in: squeezed there, it would burst when it comes out.
            rho[i] = wall[i] || overrun[i] ? law.rest : Math.max(law.least, after[i]);
            p[i] = law.sound * law.sound * (rho[i] - law.rest);
            volume[i] = wall[i] ? law.mass / law.rest : law.mass / rho[i];
        }
        return fluid(rho);
    }

    /** The same with densities that are known. */
    void given(double[] density, double[][] velocity) {
        load(density, velocity);
        for (int i = 0; i < rho.length; i++) {
            p[i] = law.sound * law.sound * (rho[i] - law.rest);
            volume[i] = law.mass / rho[i];
        }
    }

    private void load(double[] density, double[][] velocity) {
        double[] still = new double[walls.size()];
        Arrays.fill(still, law.rest);
        System.arraycopy(sorted(density, still), 0, rho, 0, rho.length);
        for (int a = 0; a < 3; a++) {
            v[a] = a < dimension ? sorted(velocity[a], walls.v()[a]) : new double[rho.length];
        }
    }

    double[] pressure() {
        return fluid(p);
    }

    /** m Σ W, and W′/r of all pairs on the way. */
    private double[] summed() {
        double[] after = new double[rho.length];
        SmoothingKernel w = law.kernel;
        inBlocks((from, to) -> {
            int[] list = near.of(from);
            double[] steep = new double[near.to(to - 1)];
            for (int i = from; i < to; i++) {
                double sum = w.at(0);
                for (int q = near.from(i), end = wall[i] ? q : near.to(i); q < end; q++) {
                    double r = distance(i, list[q]);
                    steep[q] = w.slopeOverDistance(r);
                    sum += w.at(r);
                }
                after[i] = law.mass * sum;
            }
            steepness[from / BLOCK] = steep;
        });
        return after;
    }

    /** W′/r of all pairs, which both passes need. */
    private void steepen() {
        inBlocks((from, to) -> {
            int[] list = near.of(from);
            double[] steep = new double[near.to(to - 1)];
            SmoothingKernel w = law.kernel;
            for (int i = from; i < to; i++) {
                for (int q = near.from(i), end = wall[i] ? q : near.to(i); q < end; q++) {
                    steep[q] = w.slopeOverDistance(distance(i, list[q]));
                }
            }
            steepness[from / BLOCK] = steep;
        });
    }

    private double[] continued(double dt) {
        double[] after = new double[rho.length];
        double diffusion = law.scheme == Scheme.DELTA ? 2 * law.delta * law.h * law.sound : 0;
        double heavy = law.rest / (law.sound * law.sound);
        steepen();
        inBlocks((from, to) -> {
            for (int i = from; i < to; i++) {
                if (!wall[i]) {
                    after[i] = continued(i, dt, diffusion, heavy);
                }
            }
        });
        return after;
    }

    private double continued(int i, double dt, double diffusion, double heavy) {
        double gx = heavy * law.g[0];
        double gy = heavy * law.g[1];
        double gz = dimension > 2 ? heavy * law.g[2] : 0;
        int[] list = near.of(i);
        double[] steep = steepness[i / BLOCK];
        double mine = rho[i];
        double flow = 0;
        double spread = 0;
        for (int q = near.from(i), end = near.to(i); q < end; q++) {
            int j = list[q];
            double dx = acrossX(x[0][i] - x[0][j]);
            double dy = acrossY(x[1][i] - x[1][j]);
            double dz = x[2][i] - x[2][j];
            double s = steep[q] / rho[j];
            flow += s * ((v[0][i] - v[0][j]) * dx + (v[1][i] - v[1][j]) * dy + (v[2][i] - v[2][j]) * dz);
            if (!wall[j]) {
                spread -= s * (rho[j] - mine + gx * dx + gy * dy + gz * dz);
            }
        }
        return mine + dt * law.mass * (mine * flow + diffusion * spread);
    }

    /** Accelerations, an array an axis, and after them those of the transport velocity, zero but for {@code TRANSPORT}. */
    double[][] accelerations(double[][] transport) {
        extrapolate();
        double[][] sum = new double[6][rho.length];
        if (steepness.length > 0 && steepness[0] == null) {
            steepen();
        }
        if (law.scheme == Scheme.TRANSPORT) {
            double[][] w = new double[3][];
            for (int a = 0; a < 3; a++) {
                w[a] = a < dimension ? sorted(transport[a], new double[walls.size()]) : new double[rho.length];
            }
            each(i -> transported(i, w, sum));
        } else {
            each(i -> pushed(i, sum));
        }
        double[][] out = new double[2 * dimension][];
        for (int a = 0; a < dimension; a++) {
            double g = law.g[a];
            out[a] = fluid(sum[a]);
            for (int i = 0; i < fluids; i++) {
                out[a][i] += g;
            }
            out[dimension + a] = fluid(sum[3 + a]);
        }
        return out;
    }

    /** Pressures of walls from the fluid about them, and where there is viscosity the velocities that make the fluid stick. */
    private void extrapolate() {
        inBlocks((from, to) -> {
            for (int i = from; i < to; i++) {
                if (wall[i]) {
                    extrapolate(i);
                }
            }
        });
    }

    private void extrapolate(int i) {
        double weight = 0;
        double sum = 0;
        double[] flow = new double[3];
        int[] list = near.of(i);
        for (int q = near.from(i); q < near.to(i); q++) {
            int j = list[q];
            if (!wall[j]) {
                double w = law.kernel.at(distance(i, j));
                weight += w;
                sum += w * (p[j] + rho[j] * (law.g[0] * acrossX(x[0][i] - x[0][j]) + law.g[1] * acrossY(x[1][i] - x[1][j])
                        + (dimension > 2 ? law.g[2] * (x[2][i] - x[2][j]) : 0)));
                for (int a = 0; a < dimension; a++) {
                    flow[a] += w * v[a][j];
                }
            }
        }
        double pressure = weight > 0 ? sum / weight : 0;
        p[i] = law.sticky ? pressure : Math.max(0, pressure);
        rho[i] = law.rest + p[i] / (law.sound * law.sound);
        volume[i] = law.mass / rho[i];
        if (law.nu > 0 && weight > 0) {
            for (int a = 0; a < dimension; a++) {
                v[a][i] = 2 * v[a][i] - flow[a] / weight;
            }
        }
    }

    private void pushed(int i, double[][] sum) {
        double ax = 0;
        double ay = 0;
        double az = 0;
        double drag = law.nu > 0 ? 0 : 2 * law.alpha * law.h * law.sound * law.mass;
        double eta = law.rest * law.nu / law.mass;
        double soft = 0.01 * law.h * law.h;
        int[] list = near.of(i);
        double[] steep = steepness[i / BLOCK];
        double mine = law.mass / rho[i];
        for (int q = near.from(i), end = near.to(i); q < end; q++) {
            int j = list[q];
            double dx = acrossX(x[0][i] - x[0][j]);
            double dy = acrossY(x[1][i] - x[1][j]);
            double dz = x[2][i] - x[2][j];
            double ux = v[0][i] - v[0][j];
            double uy = v[1][i] - v[1][j];
            double uz = v[2][i] - v[2][j];
            double push = -mine * (wall[j] && !law.sticky ? Math.max(0, p[i] + p[j]) : p[i] + p[j]) / rho[j];
            if (drag > 0 && !wall[j]) {
                push += drag * (ux * dx + uy * dy + uz * dz) / ((dx * dx + dy * dy + dz * dz + soft) * (rho[i] + rho[j]));
            }
            double hard = wall[j] && !law.sticky ? hardness(dx * dx + dy * dy + dz * dz) : 0;
            double rub = eta > 0 ? eta * (volume[i] * volume[i] + volume[j] * volume[j]) : 0;
            ax += steep[q] * (push * dx + rub * ux) + hard * dx;
            ay += steep[q] * (push * dy + rub * uy) + hard * dy;
            az += steep[q] * (push * dz + rub * uz) + hard * dz;
        }
        sum[0][i] = ax;
        sum[1][i] = ay;
        sum[2][i] = az;
    }

    /**
     * Of a sample of a wall at distance r, over r: c₀²/r₀ (1 − r/r₀) within r₀, whose work ½c₀² keeps out what is slower than sound (after J. Monaghan 1994, §3.3). Nothing
     * comes so near in flows at ease; spray that is hurled at a wall, or water that is squeezed by an obstacle, does.
     */
    private double hardness(double r2) {
        if (r2 >= near2 || r2 == 0) {
            return 0;
        }
        double r = Math.sqrt(r2);
        double r0 = Math.sqrt(near2);
        return law.sound * law.sound / r0 * (1 - r / r0) / r;
    }

    private void transported(int i, double[][] w, double[][] sum) {
        double ax = 0;
        double ay = 0;
        double az = 0;
        double bx = 0;
        double by = 0;
        double bz = 0;
        double background = law.rest * law.sound * law.sound;
        double eta = law.rest * law.nu;
        int[] list = near.of(i);
        double[] steep = steepness[i / BLOCK];
        double wx = w[0][i] - v[0][i];
        double wy = w[1][i] - v[1][i];
        double wz = w[2][i] - v[2][i];
        double own = volume[i] * volume[i];
        for (int q = near.from(i), end = near.to(i); q < end; q++) {
            int j = list[q];
            double dx = acrossX(x[0][i] - x[0][j]);
            double dy = acrossY(x[1][i] - x[1][j]);
            double dz = x[2][i] - x[2][j];
            double area = (own + volume[j] * volume[j]) / law.mass * steep[q];
            double mean = (rho[j] * p[i] + rho[i] * p[j]) / (rho[i] + rho[j]);
            double mine = 0.5 * rho[i] * (wx * dx + wy * dy + wz * dz);
            double its = wall[j] ? 0 : 0.5 * rho[j] * ((w[0][j] - v[0][j]) * dx + (w[1][j] - v[1][j]) * dy + (w[2][j] - v[2][j]) * dz);
            ax += area * (-mean * dx + mine * v[0][i] + its * v[0][j] + eta * (v[0][i] - v[0][j]));
            ay += area * (-mean * dy + mine * v[1][i] + its * v[1][j] + eta * (v[1][i] - v[1][j]));
            az += area * (-mean * dz + mine * v[2][i] + its * v[2][j] + eta * (v[2][i] - v[2][j]));
            bx -= area * background * dx;
            by -= area * background * dy;
            bz -= area * background * dz;
        }
        sum[0][i] = ax;
        sum[1][i] = ay;
        sum[2][i] = az;
        sum[3][i] = bx;
        sum[4][i] = by;
        sum[5][i] = bz;
    }
}
