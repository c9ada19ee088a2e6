package org.pushforward.engine.numerics;

import java.util.Locale;
import org.pushforward.engine.api.InputException;

/**
 * The exact solution of the Riemann problem of an ideal gas in one dimension (E. Toro, "Riemann Solvers and Numerical Methods for Fluid
 * Dynamics", 3rd ed. 2009, chapter 4): the pressure between the two outer waves by Newton's method on f_L(p) + f_R(p) + u_R − u_L = 0, where
 * f is a shock's (eq. 4.6) or a rarefaction's (eq. 4.7), and everything else from it. Exact to rounding. Immutable and thread-safe.
 *
 * @param gamma ratio of specific heats &gt; 1
 */
public record RiemannProblem(Gas left, Gas right, double gamma, double starPressure, double starVelocity) {

    private static final int SWEEPS = 100;

    /** Density, velocity and pressure. */
    public record Gas(double density, double velocity, double pressure) {
        public double soundSpeed(double gamma) {
            return Math.sqrt(gamma * pressure / density);
        }
    }

    /** @throws InputException when a density or pressure is not positive, or the two sides part so fast that a vacuum forms between them */
    public static RiemannProblem of(Gas left, Gas right, double gamma) {
        positive(left, "left");
        positive(right, "right");
        double escape = 2 * (left.soundSpeed(gamma) + right.soundSpeed(gamma)) / (gamma - 1);
        double parting = right.velocity - left.velocity;
        if (!(escape > parting)) {
            throw new InputException("the two gases part with " + brief(parting) + ", a vacuum forms from 2(c_L + c_R)/(γ − 1) = " + brief(escape)
                    + " on; let them part more slowly");
        }
        double p = pressure(left, right, gamma);
        double u = 0.5 * (left.velocity + right.velocity + curve(right, p, gamma) - curve(left, p, gamma));
        return new RiemannProblem(left, right, gamma, p, u);
    }

    private static void positive(Gas g, String side) {
        if (!(g.density > 0) || !(g.pressure > 0)) {
            throw new InputException(side + " has density " + brief(g.density) + " and pressure " + brief(g.pressure) + "; both must be above zero");
        }
    }

    private static String brief(double v) {
        return String.format(Locale.ROOT, "%.4g", v);
    }

    /** Newton's method in p, from the solution for two rarefactions (eq. 4.46), which is never zero. */
    private static double pressure(Gas l, Gas r, double gamma) {
        double z = (gamma - 1) / (2 * gamma);
        double cl = l.soundSpeed(gamma);
        double cr = r.soundSpeed(gamma);
        double p = Math.pow((cl + cr - 0.5 * (gamma - 1) * (r.velocity - l.velocity)) / (cl / Math.pow(l.pressure, z) + cr / Math.pow(r.pressure, z)), 1 / z);
        for (int k = 0; k < SWEEPS; k++) {
            double f = curve(l, p, gamma) + curve(r, p, gamma) + r.velocity - l.velocity;
            double next = Math.max(p - f / (slope(l, p, gamma) + slope(r, p, gamma)), 1e-3 * p);
            if (Math.abs(next - p) <= 1e-15 * p) {
                return next;
            }
            p = next;
        }
        return p;
    }

    private static double curve(Gas g, double p, double gamma) {
        if (p > g.pressure) {
            double a = 2 / ((gamma + 1) * g.density);
            double b = (gamma - 1) / (gamma + 1) * g.pressure;
            return (p - g.pressure) * Math.sqrt(a / (p + b));
        }
        return 2 * g.soundSpeed(gamma) / (gamma - 1) * (Math.pow(p / g.pressure, (gamma - 1) / (2 * gamma)) - 1);
    }

    private static double slope(Gas g, double p, double gamma) {
        if (p > g.pressure) {
            double a = 2 / ((gamma + 1) * g.density);
            double b = (gamma - 1) / (gamma + 1) * g.pressure;
            return Math.sqrt(a / (p + b)) * (1 - (p - g.pressure) / (2 * (p + b)));
        }
        return Math.pow(p / g.pressure, -(gamma + 1) / (2 * gamma)) / (g.density * g.soundSpeed(gamma));
    }

    /** The gas on the ray x/t = {@code speed} (section 4.5). */
    public Gas at(double speed) {
        return speed <= starVelocity ? sampled(left, speed, 1) : sampled(right, speed, -1);
    }

    /** To one side of the contact; {@code s} is 1 on the left, −1 on the right, where the left is seen in a mirror. */
    private Gas sampled(Gas g, double speed, int s) {
        double c = g.soundSpeed(gamma);
        double ratio = starPressure / g.pressure;
        double k = (gamma - 1) / (gamma + 1);
        if (starPressure > g.pressure) {
            double shock = g.velocity - s * c * Math.sqrt((gamma + 1) / (2 * gamma) * ratio + (gamma - 1) / (2 * gamma));
            return s * (speed - shock) < 0 ? g : new Gas(g.density * (ratio + k) / (k * ratio + 1), starVelocity, starPressure);
        }
        double tail = starVelocity - s * c * Math.pow(ratio, (gamma - 1) / (2 * gamma));
        if (s * (speed - (g.velocity - s * c)) < 0) {
            return g;
        }
        if (s * (speed - tail) > 0) {
            return new Gas(g.density * Math.pow(ratio, 1 / gamma), starVelocity, starPressure);
        }
        double q = 2 / (gamma + 1) + s * k / c * (g.velocity - speed);
        return new Gas(g.density * Math.pow(q, 2 / (gamma - 1)), 2 / (gamma + 1) * (s * c + (gamma - 1) / 2 * g.velocity + speed),
                g.pressure * Math.pow(q, 2 * gamma / (gamma - 1)));
    }

    /** The greatest |x/t| that a wave reaches. */
    public double reach() {
        double l = starPressure > left.pressure ? left.soundSpeed(gamma) * Math.sqrt((gamma + 1) / (2 * gamma) * starPressure / left.pressure
                + (gamma - 1) / (2 * gamma)) : left.soundSpeed(gamma);
        double r = starPressure > right.pressure ? right.soundSpeed(gamma) * Math.sqrt((gamma + 1) / (2 * gamma) * starPressure / right.pressure
                + (gamma - 1) / (2 * gamma)) : right.soundSpeed(gamma);
        return Math.max(Math.abs(left.velocity - l), Math.abs(right.velocity + r));
    }
}
