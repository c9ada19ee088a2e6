package org.pushforward.engine.mesh;

import org.pushforward.engine.numerics.GaussLegendre;

/**
 * u = ½(1 − tanh((x − x₀ − t/2)/4ν)), the wave of u_t + u u_x = ν u_xx that goes from 1 on the left to 0 on the right with speed ½, and one step of
 * that equation on a mesh that moves.
 *
 * <p>The step is Crank and Nicolson's of the quasi-Lagrangian form u̇ = ẋ u_x − (½u²)_x + ν u_xx, where ẋ is constant in a step; on a fixed mesh it
 * conserves. Central: differences over both neighbors; upwind: with ½|u − ẋ| times the jump to a neighbor added to each flux, first order. The ends
 * have the values of the wave. Newton's method with an exact tridiagonal derivative. A constant stays one. Stateless.
 */
record BurgersWave(double nu, double start) {

    private static final double SPEED = 0.5;
    private static final int NEWTON = 30;
    private static final int PIECES = 16;
    private static final GaussLegendre RULE = new GaussLegendre(2);

    double middle(double t) {
        return start + SPEED * t;
    }

    double at(double x, double t) {
        return 0.5 * (1 - Math.tanh((x - middle(t)) / (4 * nu)));
    }

    double[] at(double[] x, double t) {
        double[] u = new double[x.length];
        for (int i = 0; i < u.length; i++) {
            u[i] = at(x[i], t);
        }
        return u;
    }

    /** |u_x|. */
    double slope(double x, double t) {
        double sech = 1 / Math.cosh((x - middle(t)) / (4 * nu));
        return sech * sech / (8 * nu);
    }

    /** L2 distance of the wave from the function that is linear between the nodes; 16 pieces a cell, two points of Gauss each. */
    double error(double[] x, double[] u, double t) {
        double sum = 0;
        for (int i = 0; i + 1 < x.length; i++) {
            double h = (x[i + 1] - x[i]) / PIECES;
            for (int k = 0; k < 2 * PIECES; k++) {
                double s = (k / 2 + RULE.node(k % 2)) / PIECES;
                double e = (1 - s) * u[i] + s * u[i + 1] - at(x[i] + s * (x[i + 1] - x[i]), t);
                sum += h * RULE.weight(k % 2) * e * e;
            }
        }
        return Math.sqrt(sum);
    }

    /** From u on the mesh x at time t to the mesh y at t + Δt. Not finite where Newton's method finds nothing. */
    double[] next(double[] u, double[] x, double[] y, double t, double dt, boolean isUpwind) {
        int n = x.length - 1;
        double[] speed = new double[n + 1];
        double[] wind = new double[n];
        for (int i = 0; i <= n; i++) {
            speed[i] = (y[i] - x[i]) / dt;
        }
        for (int i = 0; i < n && isUpwind; i++) {
            wind[i] = 0.5 * Math.abs(u[i] + u[i + 1] - speed[i] - speed[i + 1]);
        }
        double[] before = new double[n + 1];
        for (int i = 1; i < n; i++) {
            before[i] = u[i] + 0.5 * dt * rate(u, x, speed, wind, i);
        }
        double[] v = u.clone();
        v[0] = at(0, t + dt);
        v[n] = at(1, t + dt);
        double change = 1;
        for (int k = 0; k < NEWTON && change > 1e-13; k++) {
            change = newton(v, before, y, speed, wind, dt);
        }
        if (!(change <= 1e-9)) {
            v[n / 2] = Double.NaN;
        }
        return v;
    }

    /** u̇ at node i. */
    private double rate(double[] u, double[] x, double[] speed, double[] wind, int i) {
        double left = x[i] - x[i - 1];
        double right = x[i + 1] - x[i];
        double flux = 0.25 * (u[i + 1] - u[i - 1]) * (u[i + 1] + u[i - 1] - 2 * speed[i]);
        double down = (nu / right + 0.5 * wind[i]) * (u[i + 1] - u[i]) - (nu / left + 0.5 * wind[i - 1]) * (u[i] - u[i - 1]);
        return (down - flux) / (0.5 * (left + right));
    }

    /** One step of Newton's method for v − ½Δt·rate(v) = before; the largest change. */
    private double newton(double[] v, double[] before, double[] y, double[] speed, double[] wind, double dt) {
        int n = y.length - 1;
        double[] upper = new double[n + 1];
        double[] d = new double[n + 1];
        for (int i = 1; i < n; i++) {
            double left = y[i] - y[i - 1];
            double right = y[i + 1] - y[i];
            double s = dt / (left + right);
            double a = -s * (nu / left + 0.5 * wind[i - 1] + 0.5 * (v[i - 1] - speed[i]));
            double c = -s * (nu / right + 0.5 * wind[i] - 0.5 * (v[i + 1] - speed[i]));
            double b = 1 + s * (nu / left + nu / right + 0.5 * wind[i - 1] + 0.5 * wind[i]);
            double r = before[i] + 0.5 * dt * rate(v, y, speed, wind, i) - v[i];
            double pivot = b - a * upper[i - 1];
            upper[i] = c / pivot;
            d[i] = (r - a * d[i - 1]) / pivot;
        }
        double change = 0;
        for (int i = n - 1; i > 0; i--) {
            d[i] -= upper[i] * d[i + 1];
            change = Math.max(change, Math.abs(d[i]));
        }
        for (int i = 1; i < n; i++) {
            v[i] += d[i];
        }
        return Double.isNaN(d[1]) ? Double.NaN : change;
    }
}
