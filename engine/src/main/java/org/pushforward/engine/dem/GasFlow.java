package org.pushforward.engine.dem;

import java.util.Arrays;
import org.pushforward.engine.numerics.SparseSystem;

/**
 * A gas without inertia between grains, at one time (model A of Gidaspow 1994): ∇·(εu + (1 − ε)v) = 0 and 0 = −ε∇p − β(u − v) − β₀u, with the mean
 * velocity v of the grains around a face, the drag β of {@link GasDrag}, and a β₀ of a few ten thousandths of it, by which gas that meets no grain is held by
 * the walls. It enters through the floor at given speeds and leaves on top, where p = 0. A grain of volume V feels V(−∇p + β(u − v)/(1 − ε)) with its own
 * velocity, from the faces among which it was shared out: so the grains get what the gas gives, and a face hands out −∇p in all.
 *
 * <p>Second order on smooth fields; one symmetric system of nx·ny unknowns for each of {@value #SWEEPS} sweeps over the slip in β, from that of
 * before. Mutable, for one moment.
 */
final class GasFlow {

    /** Sweeps over the slip in β. */
    private static final int SWEEPS = 2;
    /** Gas left in a cell at least. */
    private static final double LEAST = 0.25;
    /** β₀ over the β of packed grains. */
    private static final double HELD = 1e-4;

    /**
     * What is known of the gas.
     *
     * @param slipX and {@code slipY}: |u − v| at the faces
     * @param porosity and {@code flowX}, {@code flowY} (εu) in the cells
     * @param drop mean pressure on the floor
     * @param residual the greatest of gas and grains that a cell loses, over the greatest flow through a face
     * @param exchange force on the grains less what the gas gave, over their weight
     */
    record Gas(double[] slipX, double[] slipY, double[] porosity, double[] flowX, double[] flowY, double drop, double residual, double exchange) { }

    /** Faces across one direction. */
    private final class Faces {
        final GasGrid.Nodes nodes;
        final double[] solid;
        final double[] grains;
        final double[] porosity;
        final double[] beta;
        final double[] slope;
        final double[] gas;
        /** Of the grains around a face the share that counts: all, unless it is fuller than full. */
        final double[] counted;
        final double[] v;

        Faces(boolean across, double[] along) {
            nodes = grid.new Nodes(across, !across);
            int n = nodes.count();
            solid = new double[n];
            grains = new double[n];
            porosity = new double[n];
            beta = new double[n];
            slope = new double[n];
            gas = new double[n];
            counted = new double[n];
            v = along;
            for (int i = 0; i < g.size(); i++) {
                nodes.share(g.x()[i], g.y()[i], four, shares);
                double volume = volume(i);
                for (int k = 0; k < 4; k++) {
                    solid[four[k]] += shares[k] * volume;
                    grains[four[k]] += shares[k] * volume * v[i];
                }
            }
            for (int f = 0; f < n; f++) {
                grains[f] = solid[f] > 0 ? grains[f] / solid[f] : 0;
                solid[f] /= nodes.volume(f);
                porosity[f] = Math.max(LEAST, 1 - solid[f]);
                counted[f] = solid[f] > 0 ? (1 - porosity[f]) / solid[f] : 0;
            }
        }

        double slip(int i, int j) {
            int f = Math.clamp(i, 0, nodes.alongX - 1) * nodes.alongY + Math.clamp(j, 0, nodes.alongY - 1);
            return gas[f] - grains[f];
        }

        /** Through a face: what the pressure does not change, εβv/(β + β₀) + (1 − ε)v. */
        double carried(int f) {
            return porosity[f] * beta[f] * grains[f] / (beta[f] + held) + (1 - porosity[f]) * grains[f];
        }

        /** Flow a pressure gradient. */
        double mobility(int f) {
            return porosity[f] * porosity[f] / (beta[f] + held);
        }

        void follow(int f, double gradient) {
            slope[f] = gradient;
            gas[f] = (beta[f] * grains[f] - porosity[f] * gradient) / (beta[f] + held);
        }

        /** The speed is given, and the gradient is what it takes. */
        void force(int f, double flow) {
            gas[f] = flow / porosity[f];
            slope[f] = -(beta[f] * (gas[f] - grains[f]) + held * gas[f]) / porosity[f];
        }

        double flow(int f) {
            return porosity[f] * gas[f];
        }

        /** Of gas and grains together. */
        double total(int f) {
            return flow(f) + (1 - porosity[f]) * grains[f];
        }

        double[] push() {
            double[] on = new double[g.size()];
            for (int i = 0; i < on.length; i++) {
                nodes.share(g.x()[i], g.y()[i], four, shares);
                for (int k = 0; k < 4; k++) {
                    int f = four[k];
                    double solids = Math.max(1 - porosity[f], Double.MIN_NORMAL);
                    on[i] += shares[k] * volume(i) * counted[f] * (-slope[f] + beta[f] / solids * (gas[f] - v[i]));
                }
            }
            return on;
        }
    }

    private final GasGrid grid;
    private final GasDrag drag;
    private final Grains g;
    private final double[] inflow;
    private final double held;
    private final int[] four = new int[4];
    private final double[] shares = new double[4];
    private final Faces xs;
    private final Faces ys;
    private final double areaX;
    private final double areaY;
    private double[] slipX;
    private double[] slipY;
    private double[] p;
    private final double[] pushX;
    private final double[] pushY;

    /**
     * @param inflow superficial speed through the floor of each column
     * @param slipX and {@code slipY}: at the faces, as of a moment before; empty: none
     */
    GasFlow(GasGrid grid, GasDrag drag, Grains g, double[] inflow, double[] slipX, double[] slipY) {
        this.grid = grid;
        this.drag = drag;
        this.g = g;
        this.inflow = inflow;
        held = HELD * drag.beta(0.4, 0);
        xs = new Faces(true, g.u());
        ys = new Faces(false, g.v());
        areaX = grid.dy * GasGrid.DEPTH;
        areaY = grid.dx * GasGrid.DEPTH;
        this.slipX = slipX.length == 0 ? new double[xs.nodes.count()] : slipX;
        this.slipY = slipY.length == 0 ? new double[ys.nodes.count()] : slipY;
        for (int k = 0; k < SWEEPS; k++) {
            sweep();
        }
        pushX = xs.push();
        pushY = ys.push();
    }

    private static double volume(Grains g, int i) {
        return Grains.mass(g.r()[i]) / GasDrag.DENSITY;
    }

    private double volume(int i) {
        return volume(g, i);
    }

    private void sweep() {
        for (int f = 0; f < xs.beta.length; f++) {
            xs.beta[f] = drag.beta(xs.porosity[f], slipX[f]);
        }
        for (int f = 0; f < ys.beta.length; f++) {
            ys.beta[f] = drag.beta(ys.porosity[f], slipY[f]);
        }
        p = pressure();
        int nx = grid.nx;
        int ny = grid.ny;
        for (int f = 0; f < xs.beta.length; f++) {
            int i = f / ny;
            if (i == 0 || i == nx) {
                xs.force(f, 0);
            } else {
                xs.follow(f, (p[f] - p[f - ny]) / grid.dx);
            }
        }
        for (int f = 0; f < ys.beta.length; f++) {
            int i = f / (ny + 1);
            int j = f % (ny + 1);
            int above = i * ny + j;
            if (j == 0) {
                ys.force(f, inflow[i]);
            } else if (j == ny) {
                ys.follow(f, -2 * p[above - 1] / grid.dy);
            } else {
                ys.follow(f, (p[above] - p[above - 1]) / grid.dy);
            }
        }
        slips();
    }

    private double[] pressure() {
        int nx = grid.nx;
        int ny = grid.ny;
        SparseSystem.Symmetric a = grid.matrix();
        double[] b = new double[nx * ny];
        for (int c = 0; c < b.length; c++) {
            int i = c / ny;
            int j = c % ny;
            if (i > 0) {
                couple(a, b, c - ny, c, xs.mobility(c) * areaX / grid.dx, xs.carried(c) * areaX);
            }
            int f = i * (ny + 1) + j;
            if (j > 0) {
                couple(a, b, c - 1, c, ys.mobility(f) * areaY / grid.dy, ys.carried(f) * areaY);
            } else {
                b[c] += inflow[i] * areaY;
            }
            if (j == ny - 1) {
                a.add(c, c, 2 * ys.mobility(f + 1) * areaY / grid.dy);
                b[c] -= ys.carried(f + 1) * areaY;
            }
        }
        return a.factored().solve(b);
    }

    private static void couple(SparseSystem.Symmetric a, double[] b, int from, int to, double by, double carried) {
        a.add(from, from, by);
        a.add(to, to, by);
        a.add(from, to, -by);
        b[from] -= carried;
        b[to] += carried;
    }

    /** |u − v| at the faces, the other component from the four faces around. */
    private void slips() {
        slipX = new double[xs.beta.length];
        slipY = new double[ys.beta.length];
        for (int f = 0; f < slipX.length; f++) {
            int i = f / grid.ny;
            int j = f % grid.ny;
            double across = 0.25 * (ys.slip(i - 1, j) + ys.slip(i, j) + ys.slip(i - 1, j + 1) + ys.slip(i, j + 1));
            slipX[f] = Math.hypot(xs.gas[f] - xs.grains[f], across);
        }
        for (int f = 0; f < slipY.length; f++) {
            int i = f / (grid.ny + 1);
            int j = f % (grid.ny + 1);
            double across = 0.25 * (xs.slip(i, j - 1) + xs.slip(i + 1, j - 1) + xs.slip(i, j) + xs.slip(i + 1, j));
            slipY[f] = Math.hypot(ys.gas[f] - ys.grains[f], across);
        }
    }

    /** Force on each grain to the right. */
    double[] pushX() {
        return pushX;
    }

    /** Force on each grain upwards. */
    double[] pushY() {
        return pushY;
    }

    Gas gas() {
        int nx = grid.nx;
        int ny = grid.ny;
        GasGrid.Nodes cells = grid.new Nodes(false, false);
        double[] porosity = new double[nx * ny];
        Arrays.fill(porosity, 1);
        for (int i = 0; i < g.size(); i++) {
            cells.share(g.x()[i], g.y()[i], four, shares);
            for (int k = 0; k < 4; k++) {
                porosity[four[k]] -= shares[k] * volume(i) / cells.volume(0);
            }
        }
        double[] flowX = new double[nx * ny];
        double[] flowY = new double[nx * ny];
        double lost = 0;
        double most = Double.MIN_NORMAL;
        for (int c = 0; c < porosity.length; c++) {
            int f = c / ny * (ny + 1) + c % ny;
            flowX[c] = 0.5 * (xs.flow(c) + xs.flow(c + ny));
            flowY[c] = 0.5 * (ys.flow(f) + ys.flow(f + 1));
            double left = c < ny ? 0 : xs.total(c);
            double right = c + ny >= nx * ny ? 0 : xs.total(c + ny);
            double below = c % ny == 0 ? inflow[c / ny] : ys.total(f);
            double above = ys.total(f + 1);
            lost = Math.max(lost, Math.abs((right - left) * areaX + (above - below) * areaY));
            most = Math.max(most, Math.max(Math.abs(right) * areaX, Math.abs(above) * areaY));
        }
        // Nothing to speak of flows where grains rest and no gas comes in.
        double residual = lost / Math.max(most, 1e-3 * areaY);
        return new Gas(slipX, slipY, porosity, flowX, flowY, onFloor() / (nx * areaY), residual, exchange());
    }

    /** Force of the pressure on the floor. */
    private double onFloor() {
        double sum = 0;
        for (int i = 0; i < grid.nx; i++) {
            sum += areaY * (p[i * grid.ny] - 0.5 * grid.dy * ys.slope[i * (grid.ny + 1)]);
        }
        return sum;
    }

    /** Upwards the gas gives what the floor gives it, less what the walls hold; sideways what it loses face by face. */
    private double exchange() {
        double up = onFloor();
        for (int f = 0; f < ys.beta.length; f++) {
            up -= ys.nodes.volume(f) * held * ys.gas[f];
        }
        double aside = 0;
        for (int f = 0; f < xs.beta.length; f++) {
            aside -= xs.nodes.volume(f) * (xs.slope[f] + held * xs.gas[f]);
        }
        double weight = g.weight();
        return Math.max(Math.abs(Arrays.stream(pushY).sum() - up), Math.abs(Arrays.stream(pushX).sum() - aside)) / weight;
    }
}
