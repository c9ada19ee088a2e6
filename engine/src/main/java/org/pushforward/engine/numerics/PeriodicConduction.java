package org.pushforward.engine.numerics;

import java.util.Arrays;

/**
 * Conduction through a periodic grid of cells: ∇·σ(e + ∇φ) = 0 for every direction e along which there is more than one cell, by finite volumes with
 * harmonic means on faces and conjugate gradients. Second order where σ is smooth; first order at corners of interfaces. Immutable; an iteration makes a
 * new one.
 */
public final class PeriodicConduction {

    private final int[] shape;
    private final double[] sigma;
    private final Run[] runs;

    /** Conjugate gradients for one direction: φ, residual, search direction, and |r|² now and at first. */
    private record Run(double[] phi, double[] r, double[] d, double square, double first) { }

    private PeriodicConduction(int[] shape, double[] sigma, Run[] runs) {
        this.shape = shape;
        this.sigma = sigma;
        this.runs = runs;
    }

    /**
     * @param shape cells along three axes, index (i·n₁ + j)·n₂ + k; kept
     * @param sigma conductivities; kept
     */
    public static PeriodicConduction of(int[] shape, double[] sigma) {
        Run[] runs = new Run[3];
        PeriodicConduction c = new PeriodicConduction(shape, sigma, runs);
        for (int axis = 0; axis < 3; axis++) {
            if (shape[axis] > 1) {
                double[] r = new double[sigma.length];
                for (int x = 0; x < sigma.length; x++) {
                    r[x] = c.face(x, axis) - c.face(c.before(x, axis), axis);
                }
                double square = Arrays.stream(r).map(v -> v * v).sum();
                runs[axis] = new Run(new double[sigma.length], r, r, square, square);
            }
        }
        return c;
    }

    public int[] shape() {
        return shape.clone();
    }

    private int stride(int axis) {
        return axis == 0 ? shape[1] * shape[2] : axis == 1 ? shape[2] : 1;
    }

    private int after(int x, int axis) {
        int s = stride(axis);
        int at = x / s % shape[axis];
        return at + 1 < shape[axis] ? x + s : x - at * s;
    }

    private int before(int x, int axis) {
        int s = stride(axis);
        int at = x / s % shape[axis];
        return at > 0 ? x - s : x + (shape[axis] - 1) * s;
    }

    /** Of the face between a cell and the next one. */
    private double face(int x, int axis) {
        double a = sigma[x];
        double b = sigma[after(x, axis)];
        return 2 * a * b / (a + b);
    }

    /** −∇·σ∇φ. */
    private double[] applied(double[] phi) {
        double[] out = new double[phi.length];
        for (int axis = 0; axis < 3; axis++) {
            for (int x = 0; shape[axis] > 1 && x < phi.length; x++) {
                int y = after(x, axis);
                double flow = face(x, axis) * (phi[x] - phi[y]);
                out[x] += flow;
                out[y] -= flow;
            }
        }
        return out;
    }

    public PeriodicConduction iterated(int iterations) {
        Run[] next = runs.clone();
        for (int axis = 0; axis < 3; axis++) {
            for (int k = 0; k < iterations && next[axis] != null && next[axis].square > 1e-28 * next[axis].first; k++) {
                next[axis] = step(next[axis]);
            }
        }
        return new PeriodicConduction(shape, sigma, next);
    }

    private Run step(Run s) {
        double[] q = applied(s.d);
        double alpha = s.square / Vectors.dot(s.d, q);
        double[] phi = s.phi.clone();
        double[] r = s.r.clone();
        for (int x = 0; x < phi.length; x++) {
            phi[x] += alpha * s.d[x];
            r[x] -= alpha * q[x];
        }
        double square = Vectors.dot(r, r);
        double[] d = new double[phi.length];
        Arrays.setAll(d, x -> r[x] + square / s.square * s.d[x]);
        return new Run(phi, r, d, square, s.first);
    }

    /** The worst of the directions, over its first. */
    public double residual() {
        double worst = 0;
        for (Run s : runs) {
            worst = Math.max(worst, s == null || s.first == 0 ? 0 : Math.sqrt(s.square / s.first));
        }
        return worst;
    }

    /** ⟨σ|e + ∇φ|²⟩, which falls towards the conductivity in this direction. */
    public double along(int direction) {
        double[] phi = runs[direction].phi;
        double sum = 0;
        for (int axis = 0; axis < 3; axis++) {
            for (int x = 0; shape[axis] > 1 && x < phi.length; x++) {
                double slope = phi[after(x, axis)] - phi[x] + (axis == direction ? 1 : 0);
                sum += face(x, axis) * slope * slope;
            }
        }
        return sum / phi.length;
    }

    /** Of the directions that there are. */
    public double mean() {
        double sum = 0;
        int count = 0;
        for (int axis = 0; axis < 3; axis++) {
            if (runs[axis] != null) {
                sum += along(axis);
                count++;
            }
        }
        return sum / count;
    }

    /** Magnitude of the flux in the cells, mean of the two faces along each axis. */
    public double[] flux(int direction) {
        double[] phi = runs[direction].phi;
        double[] squares = new double[phi.length];
        for (int axis = 0; axis < 3; axis++) {
            for (int x = 0; shape[axis] > 1 && x < phi.length; x++) {
                int y = before(x, axis);
                double e = axis == direction ? 1 : 0;
                double mean = 0.5 * (face(x, axis) * (phi[after(x, axis)] - phi[x] + e) + face(y, axis) * (phi[x] - phi[y] + e));
                squares[x] += mean * mean;
            }
        }
        return Arrays.stream(squares).map(Math::sqrt).toArray();
    }
}
