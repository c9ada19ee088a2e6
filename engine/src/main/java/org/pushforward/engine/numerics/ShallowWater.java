package org.pushforward.engine.numerics;

import java.util.Arrays;

/**
 * A shallow layer of water on a rotating sphere, by spherical harmonics in vorticity and divergence (Hack & Jakob 1992, NCAR/TN-343; Williamson et al. 1992,
 * doi:10.1016/S0021-9991(05)80016-6):
 *
 * <pre>
 * ζ_t = −∇·((ζ + f) u),   δ_t = k·∇×((ζ + f) u) − ∇²(Φ + |u|²/2),   Φ_t = −∇·(Φ u),   f = 2Ω sin φ
 * </pre>
 *
 * <p>with Φ the geopotential of the depth. Products are formed on a grid that transforms them exactly, time goes in steps of Runge and Kutta's fourth order, and after each step
 * ζ and δ lose e^{−t/τ (l(l+1)/(L(L+1)))⁴}, diffusion of high order (none if τ is infinite). Mass is kept to rounding, energy to the order of the scheme and what diffusion takes.
 * Lengths in metres, times in seconds. Immutable and thread-safe.
 *
 * @param depth mean depth H, which the step that is stable depends on
 * @param decay τ, of the highest degree
 */
public record ShallowWater(SphericalHarmonics harmonics, double radius, double rotation, double gravity, double depth, double decay) {

    /** Radians that a wave may go in a step: the scheme is stable up to 2.8. */
    private static final double PHASE = 2.0;

    /** The Earth, with 10 km of water, and a decay of two hours (as torch-harmonics has it; Bonev et al. 2023). */
    public static ShallowWater earth(SphericalHarmonics harmonics) {
        return new ShallowWater(harmonics, 6.37122e6, 7.292e-5, 9.80616, 1e4, 7200);
    }

    /** Coefficients of vorticity (1/s), divergence (1/s) and geopotential (m²/s²). */
    public record State(double[] zeta, double[] delta, double[] phi) {

        private State plus(double h, State d) {
            return new State(sum(zeta, h, d.zeta), sum(delta, h, d.delta), sum(phi, h, d.phi));
        }

        private static double[] sum(double[] a, double h, double[] b) {
            double[] s = new double[a.length];
            for (int k = 0; k < s.length; k++) {
                s[k] = a[k] + h * b[k];
            }
            return s;
        }
    }

    /** Zonal wind of a latitude φ. */
    public interface Zonal {
        double at(double phi);
    }

    /** The jet of Galewsky, Scott & Polvani (2004, doi:10.3402/tellusa.v56i5.14436): u = u_max e^{4/(φ₁−φ₀)²} e^{1/((φ−φ₀)(φ−φ₁))} between two latitudes. */
    public static Zonal jet(double most, double south, double north) {
        return phi -> phi <= south || phi >= north ? 0 : most * Math.exp(4 / ((north - south) * (north - south)) + 1 / ((phi - south) * (phi - north)));
    }

    /** A zonal wind with the geopotential that balances it. */
    public State balanced(Zonal wind) {
        double[] u = new double[harmonics.places()];
        Arrays.setAll(u, k -> wind.at(Math.asin(sine(k))) * cosine(k));
        double[][] dc = harmonics.divergenceAndCurl(u, new double[u.length]);
        double[] zeta = Arrays.stream(dc[1]).map(v -> v / radius).toArray();
        return balanced(zeta, new double[zeta.length]);
    }

    /** The geopotential for which the divergence does not change at first. */
    public State balanced(double[] zeta, double[] delta) {
        double[] none = new double[zeta.length];
        none[0] = gravity * depth;
        double[] push = tendency(new State(zeta, delta, none)).delta;
        double[] phi = laplace(push, true);
        phi[0] = gravity * depth;
        return new State(zeta, delta, phi);
    }

    /** With more geopotential, given on the grid, for example a bump. */
    public State raised(State s, double[] values) {
        return new State(s.zeta, s.delta, State.sum(s.phi, 1, harmonics.coefficients(values)));
    }

    /** The bump of Galewsky et al. in m²/s²: g h cos φ e^{−((λ−λ₀)/α)²} e^{−((φ₂−φ)/β)²}, α = 1/3, β = 1/15. */
    public double[] bump(double height, double lambda, double phi) {
        double[] b = new double[harmonics.places()];
        Arrays.setAll(b, k -> {
            double east = Math.IEEEremainder(2 * Math.PI * (k % harmonics.meridians()) / harmonics.meridians() - lambda, 2 * Math.PI) * 3;
            double north = (phi - Math.asin(sine(k))) * 15;
            return gravity * height * cosine(k) * Math.exp(-east * east - north * north);
        });
        return b;
    }

    /** Steps for a time that are stable and right to the eye. */
    public int steps(double time) {
        double fastest = (Math.sqrt(gravity * depth) + 100) * (harmonics.degree() + 1) / radius;
        return (int) Math.ceil(time * fastest / PHASE);
    }

    public State advanced(State from, double time, int steps) {
        double h = time / steps;
        double[] left = new double[harmonics.degree() + 1];
        double top = harmonics.degree() * (harmonics.degree() + 1.0);
        Arrays.setAll(left, l -> Math.exp(-h / decay * Math.pow(l * (l + 1) / top, 4)));
        State s = from;
        for (int k = 0; k < steps; k++) {
            State a = tendency(s);
            State b = tendency(s.plus(h / 2, a));
            State c = tendency(s.plus(h / 2, b));
            State d = tendency(s.plus(h, c));
            State n = s.plus(h / 6, a).plus(h / 3, b).plus(h / 3, c).plus(h / 6, d);
            s = Double.isInfinite(decay) ? n : new State(harmonics.filtered(n.zeta, left), harmonics.filtered(n.delta, left), n.phi);
        }
        return s;
    }

    private State tendency(State s) {
        double[][] wind = wind(s);
        double[] zeta = harmonics.values(s.zeta);
        double[] phi = harmonics.values(s.phi);
        int n = harmonics.places();
        double[] energy = new double[n];
        double[][] spin = new double[2][n];
        double[][] flux = new double[2][n];
        for (int k = 0; k < n; k++) {
            double absolute = zeta[k] + 2 * rotation * sine(k);
            double cos = cosine(k);
            energy[k] = 0.5 * (wind[0][k] * wind[0][k] + wind[1][k] * wind[1][k]) / (cos * cos);
            for (int i = 0; i < 2; i++) {
                spin[i][k] = absolute * wind[i][k];
                flux[i][k] = phi[k] * wind[i][k];
            }
        }
        double[][] a = harmonics.divergenceAndCurl(spin[0], spin[1]);
        double[][] b = harmonics.divergenceAndCurl(flux[0], flux[1]);
        double[] head = laplace(State.sum(s.phi, 1, harmonics.coefficients(energy)), false);
        for (int k = 0; k < head.length; k++) {
            a[0][k] /= -radius;
            a[1][k] = a[1][k] / radius - head[k];
            b[0][k] /= -radius;
        }
        return new State(a[0], a[1], b[0]);
    }

    /** ∇² or its inverse, which leaves the mean 0. */
    private double[] laplace(double[] a, boolean isInverse) {
        double[] factor = new double[harmonics.degree() + 1];
        Arrays.setAll(factor, l -> {
            double e = -l * (l + 1.0) / (radius * radius);
            return !isInverse ? e : l == 0 ? 0 : 1 / e;
        });
        return harmonics.filtered(a, factor);
    }

    /** cos φ times the wind, m/s. */
    private double[][] wind(State s) {
        double[][] w = harmonics.vector(laplace(s.zeta, true), laplace(s.delta, true));
        for (double[] part : w) {
            Arrays.setAll(part, k -> part[k] / radius);
        }
        return w;
    }

    /** Mean over the sphere of the depth, m. */
    public double mass(State s) {
        return s.phi[0] / gravity;
    }

    /** Mean over the sphere of Φ|u|²/2 + Φ²/2, over g: energy of the area over the density, m³/s². */
    public double energy(State s) {
        double[][] wind = wind(s);
        double[] phi = harmonics.values(s.phi);
        double[] e = new double[phi.length];
        Arrays.setAll(e, k -> 0.5 * phi[k] / gravity * ((wind[0][k] * wind[0][k] + wind[1][k] * wind[1][k]) / (cosine(k) * cosine(k)) + phi[k]));
        return harmonics.mean(e);
    }

    private double sine(int k) {
        return harmonics.sine(k / harmonics.meridians());
    }

    private double cosine(int k) {
        return Math.sqrt(1 - sine(k) * sine(k));
    }
}
