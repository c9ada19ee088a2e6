package org.pushforward.engine.sph;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.pushforward.engine.numerics.SedovBlast;

/** What is measured of gases in the plane. Stateless. */
final class PlaneGasNumbers {

    /** Where a blast has come so far that its images are near. */
    private static final double FREE = 0.48;
    /** Radius in spacings below which a shock cannot be told from how the blast was begun. */
    private static final double YOUNG = 6;

    private PlaneGasNumbers() { }

    static double worst(PlaneGas.State s, ToDoubleFunction<GasInPlane> of) {
        return s.gases().states().stream().mapToDouble(of).max().orElseThrow();
    }

    static double momentumError(PlaneGas.State s, GasInPlane g) {
        double[] p = g.momentum();
        return p[2] > 0 ? Math.hypot(p[0] - s.first().momentum(), p[1]) / p[2] : 0;
    }

    /** Distance from the middle. */
    static double radius(GasInPlane g, int i) {
        return Math.hypot(g.x()[i] - 0.5, g.y()[i] - 0.5);
    }

    // ---- a blast

    static double exactRadius(PlaneGas.State s) {
        return s.exact().map(b -> b.radius(s.energy(), 1, s.time())).orElse(0.0);
    }

    /** Whether the shock is far from its beginning and from its images. */
    static boolean isJudged(PlaneGas.State s) {
        return isGrown(s) && exactRadius(s) < FREE;
    }

    static boolean isGrown(PlaneGas.State s) {
        return exactRadius(s) * Math.sqrt(s.gas().size()) > YOUNG;
    }

    static SedovBlast.Gas exactAt(PlaneGas.State s, double radius) {
        double shock = exactRadius(s);
        return shock > 0 ? s.exact().orElseThrow().at(radius / shock) : new SedovBlast.Gas(1, 0, 0);
    }

    /** Where the mean density on rings, as wide as particles were apart, is greatest: the top of the parabola through three; 0 where nothing is dense. */
    static double shock(PlaneGas.State s) {
        GasInPlane g = s.gas();
        double width = 1 / Math.sqrt(g.size());
        int rings = (int) (0.5 / width);
        double[] mass = new double[rings];
        double[] area = new double[rings];
        for (int i = 0; i < g.size(); i++) {
            int ring = (int) (radius(g, i) / width);
            if (ring < rings) {
                mass[ring] += g.m()[i];
                area[ring] += g.m()[i] / g.rho()[i];
            }
        }
        double[] rho = new double[rings];
        Arrays.setAll(rho, k -> area[k] > 0 ? mass[k] / area[k] : 0);
        int top = 1;
        for (int k = 2; k < rings - 1; k++) {
            top = rho[k] > rho[top] ? k : top;
        }
        double bend = rho[top - 1] - 2 * rho[top] + rho[top + 1];
        double shift = bend < 0 ? Math.clamp(0.5 * (rho[top - 1] - rho[top + 1]) / bend, -0.5, 0.5) : 0;
        return rho[top] > 1.1 ? width * (top + 0.5 + shift) : 0;
    }

    /** Mean of |ρ − exact| over the area within ½ of the middle. */
    static double densityError(PlaneGas.State s) {
        GasInPlane g = s.gas();
        double sum = 0;
        double area = 0;
        for (int i = 0; i < g.size(); i++) {
            double r = radius(g, i);
            if (r < 0.5) {
                double a = g.m()[i] / g.rho()[i];
                sum += a * Math.abs(g.rho()[i] - exactAt(s, r).density());
                area += a;
            }
        }
        return sum / area;
    }

    /** Greatest distance of a particle from where its image after a quarter turn is, in spacings of the start. */
    static double asymmetry(PlaneGas.State s) {
        GasInPlane g = s.gas();
        int n = (int) Math.rint(Math.sqrt(g.size()));
        double most = 0;
        for (int i = 0; i < g.size(); i++) {
            int j = (n - 1 - i % n) * n + i / n;
            double dx = PlaneGasNeighbors.wrapped(g.x()[j] - 1 + g.y()[i]);
            double dy = PlaneGasNeighbors.wrapped(g.y()[j] - g.x()[i]);
            most = Math.max(most, Math.hypot(dx, dy));
        }
        return n * most;
    }

    // ---- gases that touch

    /** Amplitude of v_y in a mode, weighted towards the contacts (McNally et al. 2012, §2, with any number of waves). */
    static double amplitude(GasInPlane g, int mode) {
        double k = 2 * Math.PI * mode;
        double sine = 0;
        double cosine = 0;
        double weight = 0;
        for (int i = 0; i < g.size(); i++) {
            double y = g.y()[i] < 0.5 ? g.y()[i] : 1 - g.y()[i];
            double w = g.h()[i] * g.h()[i] * Math.exp(-k * Math.abs(y - 0.25));
            sine += w * g.vy()[i] * Math.sin(k * g.x()[i]);
            cosine += w * g.vy()[i] * Math.cos(k * g.x()[i]);
            weight += w;
        }
        return 2 * Math.hypot(sine, cosine) / weight;
    }

    /**
     * What linear theory makes of an amplitude at a sharp contact that is flat at first. There v_y is w₀ (cosh ωt + i κ sinh ωt) in the frame in which the
     * wave stands, with κ = √χ on the light side and −1/√χ on the dense one; the measure takes their mean.
     */
    static double linear(PlaneGas.State s) {
        PlaneGas.First first = s.first();
        double kappa = 0.5 * (Math.sqrt(first.contrast()) - 1 / Math.sqrt(first.contrast()));
        double turns = first.rate() * s.time();
        return first.amplitude() * Math.hypot(Math.cosh(turns), kappa * Math.sinh(turns));
    }

    /** Mean of |p/p₀ − 1| of particles born near a contact. */
    static double blip(PlaneGas.State s, GasInPlane g) {
        double gamma = s.first().gamma();
        return Arrays.stream(s.contact()).mapToDouble(i -> Math.abs(g.pressure(i, gamma) / PlaneGasStart.PRESSURE - 1)).average().orElse(0);
    }

    /** Share of the mass whose density is in the middle half between that of the gases. */
    static double mixed(PlaneGas.State s, GasInPlane g) {
        double low = 1 + 0.25 * (s.first().contrast() - 1);
        double high = 1 + 0.75 * (s.first().contrast() - 1);
        double sum = 0;
        double all = 0;
        for (int i = 0; i < g.size(); i++) {
            sum += g.rho()[i] > low && g.rho()[i] < high ? g.m()[i] : 0;
            all += g.m()[i];
        }
        return sum / all;
    }

    /** −⟨r⁴ cos 4θ⟩/⟨r⁴⟩ of the particles born in dense gas, about the middle, over that of a square, 3/7. */
    static double squareness(PlaneGas.State s, GasInPlane g) {
        double turned = 0;
        double all = 0;
        for (int i : s.dense()) {
            double x = g.x()[i] - 0.5;
            double y = g.y()[i] - 0.5;
            turned += x * x * x * x - 6 * x * x * y * y + y * y * y * y;
            all += (x * x + y * y) * (x * x + y * y);
        }
        return all > 0 ? -turned / all * 7 / 3 : 0;
    }
}
