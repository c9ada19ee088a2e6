package org.pushforward.engine.numerics;

/**
 * The strong point explosion in a cold ideal gas of uniform density ρ₀ in 1, 2 or 3 dimensions: a shock at R(t) = (E t²/(α ρ₀))^(1/(d+2)) and behind
 * it profiles of λ = r/R alone. Closed form of L. Sedov (1959, "Similarity and Dimensional Methods in Mechanics", §IV.11) in the notation of J. Kamm
 * and F. Timmes (2007, "On efficient generation of numerically robust Sedov solutions", LA-UR-07-2849, standard case, ω = 0): λ and the profiles are
 * products of powers of four linear functions of V, here with V = v₀ + (v₂ − v₀) w and 0 &lt; w ≤ 1, since λ goes to 0 as a small power of w.
 *
 * <p>Profiles are tabulated at {@value #PLACES} places and interpolated linearly, which is right to 2·10⁻⁶ of the value at the shock; α is a Gauss
 * sum, right to 10⁻¹². O(1) a value. Immutable and thread-safe.
 */
public final class SedovBlast {

    private static final int PLACES = 4000;
    private static final int PANELS = 40;

    private final int d;
    private final double gamma;
    private final double a0;
    private final double a1;
    private final double a2;
    private final double a3;
    private final double a4;
    private final double a5;
    private final double[] u = new double[PLACES + 1];
    private final double[] rho = new double[PLACES + 1];
    private final double[] p = new double[PLACES + 1];
    private final double alpha;

    /** What is behind the shock, over what is just behind it; pure numbers. */
    private record Behind(double velocity, double density, double pressure) { }

    /** In units of ρ₀ for the density, R/t for the velocity and ρ₀ R²/t² for the pressure. */
    public record Gas(double density, double velocity, double pressure) { }

    /**
     * @param dimension 1, 2 or 3
     * @param gamma ratio of the specific heats, 1 &lt; γ &lt; 2
     */
    public SedovBlast(int dimension, double gamma) {
        if (dimension < 1 || dimension > 3 || !(gamma > 1 && gamma < 2)) {
            throw new IllegalArgumentException("a blast in " + dimension + " dimensions with gamma " + gamma);
        }
        d = dimension;
        this.gamma = gamma;
        double g = gamma - 1;
        a0 = 2.0 / (d + 2);
        a2 = -g / (2 * g + d);
        a1 = (d + 2) * gamma / (2 + d * g) * (2 * d * (2 - gamma) / (gamma * (d + 2) * (d + 2)) - a2);
        a3 = d / (2 * g + d);
        a4 = (d + 2) * a1 / (2 - gamma);
        a5 = -2 / (2 - gamma);
        for (int k = 0; k <= PLACES; k++) {
            Behind b = behind((double) k / PLACES);
            u[k] = b.velocity;
            rho[k] = b.density;
            p[k] = b.pressure;
        }
        alpha = energy();
    }

    /** R/t times this is the speed of the shock. */
    private double shockSpeed() {
        return a0;
    }

    private double v0() {
        return a0 / gamma;
    }

    private double v2() {
        return 2 * a0 / (gamma + 1);
    }

    /** The four linear functions, each 1 at the shock; the second one is w. */
    private double x1(double w) {
        return (v0() + (v2() - v0()) * w) / v2();
    }

    private double x3(double w) {
        double e = (2 + d * (gamma - 1)) / 2;
        return (1 - e * x1(w) * v2()) / (1 - e * v2());
    }

    private double x4(double w) {
        return (gamma + 1 - 2 * x1(w)) / (gamma - 1);
    }

    private double logPlace(double logW) {
        double w = Math.exp(logW);
        return -a0 * Math.log(x1(w)) - a2 * logW - a1 * Math.log(x3(w));
    }

    private Behind behind(double place) {
        double low = -700;
        double high = 0;
        double wanted = Math.log(place);
        // λ grows with w.
        for (int k = 0; k < 60 && wanted < 0; k++) {
            double middle = 0.5 * (low + high);
            if (logPlace(middle) < wanted) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double w = Math.exp(high);
        double density = Math.pow(w, a3) * Math.pow(x3(w), a4) * Math.pow(x4(w), a5);
        double pressure = Math.pow(x1(w), a0 * d) * Math.pow(x3(w), a4 - 2 * a1) * Math.pow(x4(w), 1 + a5);
        return place == 0 ? new Behind(0, 0, pressure) : new Behind(x1(w) * place, density, pressure);
    }

    private double energy() {
        GaussLegendre rule = new GaussLegendre(8);
        double sum = 0;
        for (int panel = 0; panel < PANELS; panel++) {
            for (int k = 0; k < rule.size(); k++) {
                double at = (panel + rule.node(k)) / PANELS;
                Behind b = behind(at);
                sum += rule.weight(k) / PANELS * (b.density * b.velocity * b.velocity + b.pressure) * Math.pow(at, d - 1);
            }
        }
        double sphere = d == 1 ? 2 : 2 * Math.PI * (d - 1);
        return sphere * 2 * shockSpeed() * shockSpeed() / (gamma * gamma - 1) * sum;
    }

    /** α = E t²/(ρ₀ R^(d+2)). */
    public double alpha() {
        return alpha;
    }

    /** R(t) of an energy E in a gas of density ρ₀. */
    public double radius(double energy, double rho0, double time) {
        return Math.pow(energy * time * time / (alpha * rho0), 1.0 / (d + 2));
    }

    /** The time at which the shock has come to a radius. */
    public double time(double energy, double rho0, double radius) {
        return Math.sqrt(alpha * rho0 * Math.pow(radius, d + 2) / energy);
    }

    /** The gas at λ = r/R; ahead of the shock it is cold and at rest. */
    public Gas at(double place) {
        if (place > 1) {
            return new Gas(1, 0, 0);
        }
        int k = Math.min(PLACES - 1, (int) (place * PLACES));
        double s = place * PLACES - k;
        double speed = shockSpeed();
        return new Gas((gamma + 1) / (gamma - 1) * between(rho, k, s), 2 * speed / (gamma + 1) * between(u, k, s), 2 * speed * speed / (gamma + 1) * between(p, k, s));
    }

    private static double between(double[] of, int k, double s) {
        return of[k] + s * (of[k + 1] - of[k]);
    }
}
