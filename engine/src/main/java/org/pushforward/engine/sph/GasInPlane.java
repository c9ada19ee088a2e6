package org.pushforward.engine.sph;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.numerics.SmoothingKernel;

/**
 * An ideal gas in the unit square that repeats: particles with a mass, a thermal energy and a smoothing length of their own, in the form that conserves
 * energy where smoothing lengths vary (D. Price 2012, §2–4; the same as {@link CompressibleGas}, in the plane). Forces of a pair are equal and opposite
 * to the last bit, and every particle sums over its own neighbors in an order of its own, so that the bits do not depend on the number of threads.
 *
 * <p>A step is velocity Verlet's with one evaluation, rates taken at predicted velocities and energies: second order. O(particles · neighbors).
 *
 * @param m masses
 * @param x places in [0, 1)
 * @param e thermal energies per mass
 * @param omega grad-h factors Ω = 1 + (h/2ρ) ∂ρ/∂h
 * @param ax accelerations
 * @param de rates of the thermal energies
 * @param growth rates of the densities, over them
 * @param longest step that is stable; 0 before the first evaluation
 */
record GasInPlane(double[] m, double[] x, double[] y, double[] vx, double[] vy, double[] e, double[] rho, double[] h, double[] omega, double[] ax, double[] ay,
        double[] de, double[] growth, double longest) {

    /** h in local spacings. */
    static final double ETA = 1.2;
    private static final double COURANT = 0.3;
    /** How far beyond the reach that was expected neighbors are collected. */
    private static final double MARGIN = 1.15;
    /** Of the last change of a density, after which Newton's method is right to about its square. */
    private static final double TOLERANCE = 1e-6;

    /**
     * @param w kernel in the plane with h = 1
     * @param gamma ratio of specific heats
     * @param alpha viscosity, {@code beta} times which acts where particles approach quickly
     */
    record Law(SmoothingKernel w, double gamma, double alpha, double beta, double conductivity) {

        static Law of(SmoothingKernel.Shape kernel, double gamma, double alpha, double beta, double conductivity) {
            return new Law(SmoothingKernel.of(kernel, 2, 1), gamma, alpha, beta, conductivity);
        }

        /** The largest smoothing length. */
        private double widest() {
            return PlaneGasNeighbors.FARTHEST / w.support();
        }
    }

    /** As set up: densities are expected ones and there are no rates. */
    static GasInPlane still(double[] m, double[] x, double[] y, double[] vx, double[] vy, double[] e, double[] rho) {
        int n = m.length;
        double[] h = new double[n];
        double[] one = new double[n];
        Arrays.fill(one, 1);
        Arrays.setAll(h, i -> ETA * Math.sqrt(m[i] / rho[i]));
        return new GasInPlane(m, x, y, vx, vy, e, rho, h, one, new double[n], new double[n], new double[n], new double[n], 0);
    }

    int size() {
        return m.length;
    }

    double pressure(int i, double gamma) {
        return (gamma - 1) * rho[i] * e[i];
    }

    /** With densities and rates of its places. */
    GasInPlane evaluated(Law law, Workers workers, CancelToken cancel) {
        int n = size();
        double[] density = rho.clone();
        double[] smoothing = new double[n];
        double[] factor = new double[n];
        double[] reach = new double[n];
        PlaneGasNeighbors near = new PlaneGasNeighbors(x, y);
        near.fill((i, around) -> {
            settle(i, law, near, around, density, smoothing, factor);
            reach[i] = law.w.support() * smoothing[i];
            return reach[i];
        }, workers, cancel);
        near.turn(reach);
        GasInPlane now = new GasInPlane(m, x, y, vx, vy, e, density, smoothing, factor, new double[n], new double[n], new double[n], new double[n], 0);
        return now.pushed(law, near, workers, cancel);
    }

    /** Density and smoothing length that fit each other, by Newton's method (Price 2012, §2.3). */
    private void settle(int i, Law law, PlaneGasNeighbors near, PlaneGasNeighbors.Around around, double[] density, double[] smoothing, double[] factor) {
        SmoothingKernel kernel = law.w;
        double support = kernel.support();
        double widest = law.widest();
        double rho0 = density[i];
        double least = m[i] * ETA * ETA / (widest * widest);
        double collected = 0;
        double change = 1;
        double omega0 = 1;
        for (int k = 0; k < 40 && change > TOLERANCE; k++) {
            double h0 = ETA * Math.sqrt(m[i] / rho0);
            if (support * h0 > collected) {
                collected = Math.min(PlaneGasNeighbors.FARTHEST, MARGIN * support * h0);
                near.collect(i, collected, around);
            }
            double sum = 0;
            double slope = 0;
            for (int c = 0; c < around.size(); c++) {
                double q = around.distance(c) / h0;
                if (q < support) {
                    double w = kernel.at(q);
                    double mass = m[around.who(c)];
                    sum += mass * w;
                    slope -= mass * (2 * w + q * q * kernel.slopeOverDistance(q));
                }
            }
            double summed = sum / (h0 * h0);
            omega0 = 1 + 0.5 * slope / (h0 * h0 * rho0);
            double next = rho0 + (summed - rho0) / Math.max(omega0, 0.2);
            next = Math.max(Math.min(Math.max(next, 0.3 * rho0), 3 * rho0), least);
            change = Math.abs(next / rho0 - 1);
            rho0 = next;
        }
        density[i] = rho0;
        smoothing[i] = Math.min(widest, ETA * Math.sqrt(m[i] / rho0));
        factor[i] = rho0 > least ? omega0 : 1;
        if (support * smoothing[i] > collected) {
            near.collect(i, support * smoothing[i], around);
        }
    }

    /** The sums over the neighbors of one particle. */
    private final class Push implements PlaneGasNeighbors.Met {
        private final Law law;
        private final double[] force;
        private final double[] sound;
        private int i;
        private double scale;
        private double fx;
        private double fy;
        private double heat;
        private double opened;
        private double fastest;

        Push(Law law, double[] force, double[] sound) {
            this.law = law;
            this.force = force;
            this.sound = sound;
        }

        void begin(int particle) {
            i = particle;
            scale = 1 / (h[i] * h[i]);
            fx = 0;
            fy = 0;
            heat = 0;
            opened = 0;
            fastest = sound[i] * (1 + 0.6 * law.alpha);
        }

        @Override
        public void at(int j, double dx, double dy, double r) {
            // W′/r for both smoothing lengths; d points from i to j, and ∇W at i is −d times it.
            double back = 1 / (h[j] * h[j]);
            double wi = law.w.slopeOverDistance(r / h[i]) * scale * scale;
            double wj = law.w.slopeOverDistance(r / h[j]) * back * back;
            double fi = force[i] * wi;
            double fj = force[j] * wj;
            double mean = 0.5 * (rho[i] + rho[j]);
            double steep = 0.5 * (wi + wj) * r / mean;
            double dvx = vx[j] - vx[i];
            double dvy = vy[j] - vy[i];
            double opening = dvx * dx + dvy * dy;
            opened += m[j] * wi * opening;
            double parting = r > 0 ? opening / r : 0;
            double signal = parting < 0 ? 0.5 * law.alpha * (sound[i] + sound[j] - law.beta * parting) : 0;
            double drag = signal * parting * steep;
            double push = m[j] * (r > 0 ? fi + fj - drag / r : 0);
            fx += push * dx;
            fy += push * dy;
            double jump = (law.gamma - 1) * Math.abs(rho[i] * e[i] - rho[j] * e[j]);
            double conducted = law.conductivity * Math.sqrt(jump / mean);
            heat += m[j] * (fi * opening - 0.5 * drag * parting + conducted * (e[i] - e[j]) * steep);
            fastest = Math.max(fastest, 0.5 * (1 + 0.6 * law.alpha) * (sound[i] + sound[j]) + (1 + law.alpha * law.beta) * Math.max(0, -parting) + conducted);
        }
    }

    private GasInPlane pushed(Law law, PlaneGasNeighbors near, Workers workers, CancelToken cancel) {
        int n = size();
        double[] force = new double[n];
        double[] sound = new double[n];
        for (int i = 0; i < n; i++) {
            double warm = Math.max(0, e[i]);
            force[i] = (law.gamma - 1) * warm / (omega[i] * rho[i]);
            sound[i] = Math.sqrt(law.gamma * (law.gamma - 1) * warm);
        }
        int blocks = (n + PlaneGasNeighbors.BLOCK - 1) / PlaneGasNeighbors.BLOCK;
        double[] steps = new double[blocks];
        workers.forEach(blocks, b -> {
            cancel.throwIfCancelled();
            Push push = new Push(law, force, sound);
            double least = Double.POSITIVE_INFINITY;
            for (int i = b * PlaneGasNeighbors.BLOCK; i < Math.min(n, (b + 1) * PlaneGasNeighbors.BLOCK); i++) {
                push.begin(i);
                near.meet(i, push);
                ax[i] = push.fx;
                ay[i] = push.fy;
                de[i] = push.heat;
                // ρ = Σ m W(r, h(ρ)) grows with every neighbor that comes nearer.
                growth[i] = push.opened / (omega[i] * rho[i]);
                double pull = Math.sqrt(h[i] / Math.max(Double.MIN_NORMAL, Math.hypot(ax[i], ay[i])));
                least = Math.min(least, COURANT * Math.min(h[i] / push.fastest, pull));
            }
            steps[b] = least;
        });
        return new GasInPlane(m, x, y, vx, vy, e, rho, h, omega, ax, ay, de, growth, Arrays.stream(steps).min().orElse(Double.POSITIVE_INFINITY));
    }

    /** One step further. */
    GasInPlane after(double dt, Law law, Workers workers, CancelToken cancel) {
        double[] ux = moved(vx, dt, ax);
        double[] uy = moved(vy, dt, ay);
        double[] warm = moved(e, dt, de);
        double[] x1 = new double[size()];
        double[] y1 = new double[size()];
        Arrays.setAll(x1, i -> inBox(x[i] + 0.5 * dt * (vx[i] + ux[i])));
        Arrays.setAll(y1, i -> inBox(y[i] + 0.5 * dt * (vy[i] + uy[i])));
        double[] expected = new double[size()];
        Arrays.setAll(expected, i -> rho[i] * Math.exp(dt * growth[i]));
        GasInPlane there = new GasInPlane(m, x1, y1, ux, uy, warm, expected, h, omega, ax, ay, de, growth, 0).evaluated(law, workers, cancel);
        return new GasInPlane(m, x1, y1, mean(vx, dt, ax, there.ax), mean(vy, dt, ay, there.ay), mean(e, dt, de, there.de), there.rho, there.h, there.omega, there.ax,
                there.ay, there.de, there.growth, there.longest);
    }

    private static double inBox(double at) {
        double in = at - Math.floor(at);
        return in < 1 ? in : 0;
    }

    private static double[] moved(double[] y, double dt, double[] rate) {
        double[] z = new double[y.length];
        Arrays.setAll(z, i -> y[i] + dt * rate[i]);
        return z;
    }

    private static double[] mean(double[] y, double dt, double[] before, double[] after) {
        double[] z = new double[y.length];
        Arrays.setAll(z, i -> y[i] + 0.5 * dt * (before[i] + after[i]));
        return z;
    }

    /** Thermal and kinetic. */
    double energy() {
        double sum = 0;
        for (int i = 0; i < size(); i++) {
            sum += m[i] * (e[i] + 0.5 * (vx[i] * vx[i] + vy[i] * vy[i]));
        }
        return sum;
    }

    double kineticEnergy() {
        double sum = 0;
        for (int i = 0; i < size(); i++) {
            sum += 0.5 * m[i] * (vx[i] * vx[i] + vy[i] * vy[i]);
        }
        return sum;
    }

    /** Along x and y, and Σ m|v|. */
    double[] momentum() {
        double[] sum = new double[3];
        for (int i = 0; i < size(); i++) {
            sum[0] += m[i] * vx[i];
            sum[1] += m[i] * vy[i];
            sum[2] += m[i] * Math.hypot(vx[i], vy[i]);
        }
        return sum;
    }
}
