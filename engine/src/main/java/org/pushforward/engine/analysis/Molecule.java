package org.pushforward.engine.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.HartreeFock;
import org.pushforward.engine.numerics.Philox;

/**
 * What a network learns from: a Lennard-Jones cluster, 4 Σ (r⁻¹² − r⁻⁶), or a small molecule by Hartree–Fock in STO-3G, in a frame of its own. Positions are three numbers an atom.
 *
 * @param charges of the nuclei; ones for a cluster, whose atoms are alike
 */
record Molecule(String system, int[] charges) {

    static Molecule of(String system, int atoms) {
        return new Molecule(system, switch (system) {
            case "h2" -> new int[] {1, 1};
            case "heh" -> new int[] {2, 1};
            case "water" -> new int[] {8, 1, 1};
            default -> IntStream.range(0, atoms).map(_ -> 1).toArray();
        });
    }

    boolean isCluster() {
        return system.equals("lj");
    }

    int atoms() {
        return charges.length;
    }

    /** Atomic orbitals. */
    int orbitals() {
        return system.equals("water") ? 7 : 2;
    }

    HartreeFock.Result solved(double[] x) {
        return HartreeFock.solve(charges, x, system.equals("water") ? 10 : 2);
    }

    double energy(double[] x) {
        return isCluster() ? cluster(x, new double[x.length]) : solved(x).energy();
    }

    /** −∇E: in closed form, or by central differences. */
    double[] forces(double[] x) {
        double[] f = new double[x.length];
        if (isCluster()) {
            cluster(x, f);
            return f;
        }
        double h = 1e-4;
        for (int k = 0; k < x.length; k++) {
            double[] y = x.clone();
            y[k] = x[k] + h;
            double up = energy(y);
            y[k] = x[k] - h;
            f[k] = (energy(y) - up) / (2 * h);
        }
        return f;
    }

    private static double cluster(double[] x, double[] f) {
        double e = 0;
        for (int i = 0; i < x.length; i += 3) {
            for (int j = 0; j < i; j += 3) {
                double a = x[i] - x[j];
                double b = x[i + 1] - x[j + 1];
                double c = x[i + 2] - x[j + 2];
                double r2 = Math.max(0.25, a * a + b * b + c * c);
                double s = 1 / (r2 * r2 * r2);
                e += 4 * s * (s - 1);
                double g = 24 * s * (2 * s - 1) / r2;
                f[i] += g * a;
                f[i + 1] += g * b;
                f[i + 2] += g * c;
                f[j] -= g * a;
                f[j + 1] -= g * b;
                f[j + 2] -= g * c;
            }
        }
        return e;
    }

    /** The lowest minimum found by basin hopping (Wales & Doye 1997), or the molecule at rest. */
    double[] minimum(Philox random, int hops) {
        if (!isCluster()) {
            double[] best = placed(system.equals("heh") ? 1.7 : system.equals("h2") ? 1.35 : 1.9, 1.75);
            for (int k = 0; k < (system.equals("water") ? 5 : 12); k++) {
                CancelToken.askCurrent();
                double[] f = inner(best);
                best = placed(distance(best, 0, 1) + f[0], system.equals("water") ? angle(best) + f[1] : 0);
            }
            return best;
        }
        int n = 3 * atoms();
        double[] z = new double[n];
        random.uniforms(0, 1, 0, n, z, 0);
        double side = 1.3 * Math.cbrt(atoms());
        double[] best = rest(Arrays.stream(z).map(u -> side * u).toArray());
        double[] now = best;
        for (int k = 1; k <= hops; k++) {
            random.uniforms(k, 1, 0, n, z, 0);
            double[] from = now.clone();
            for (int i = 0; i < n; i++) {
                from[i] += 0.8 * (z[i] - 0.5);
            }
            double[] to = rest(from);
            double rise = energy(to) - energy(now);
            if (rise < 0 || z[0] < Math.exp(-rise / 0.8)) {
                now = to;
            }
            best = energy(to) < energy(best) - 1e-9 ? to : best;
        }
        return best;
    }

    /** A Newton step of the bond length and, of water, of the angle, by differences; both bonds alike. */
    private double[] inner(double[] x) {
        double h = 1e-2;
        boolean isWater = system.equals("water");
        double r = distance(x, 0, 1);
        double t = isWater ? angle(x) : 0;
        double e = energy(x);
        double up = energy(placed(r + h, t));
        double down = energy(placed(r - h, t));
        double bend = Math.max(0.05, (up - 2 * e + down) / (h * h));
        double step = Math.clamp(-(up - down) / (2 * h) / bend, -0.1, 0.1);
        if (!isWater) {
            return new double[] {step, 0};
        }
        double wide = energy(placed(r, t + h));
        double narrow = energy(placed(r, t - h));
        return new double[] {step, Math.clamp(-(wide - narrow) / (2 * h) / Math.max(0.05, (wide - 2 * e + narrow) / (h * h)), -0.1, 0.1)};
    }

    private static double angle(double[] x) {
        return 2 * Math.atan2(Math.abs(x[3] - x[0]), Math.abs(x[4] - x[1]));
    }

    /** With bonds of that length; of water with that angle. */
    double[] placed(double r, double angle) {
        return system.equals("water") ? water(r, r, angle) : new double[] {0, 0, 0, r, 0, 0};
    }

    private static double[] water(double r1, double r2, double angle) {
        double s = Math.sin(angle / 2);
        double c = Math.cos(angle / 2);
        return new double[] {0, 0, 0, r1 * s, r1 * c, 0, -r2 * s, r2 * c, 0};
    }

    /** A geometry near the minimum; of molecules with any bond lengths in reach. */
    double[] drawn(double[] minimum, Philox random, int number) {
        double[] u = new double[3 * atoms() + 4];
        random.uniforms(number, 1, 0, u.length, u, 0);
        if (isCluster()) {
            double[] x = minimum.clone();
            double size = 0.02 + 0.1 * u[x.length];
            for (int k = 0; k < x.length; k++) {
                x[k] += size * (u[k] - 0.5) * 2;
            }
            return x;
        }
        return system.equals("water") ? water(1.6 + 0.7 * u[0], 1.6 + 0.7 * u[1], 1.5 + 0.7 * u[2]) : placed((system.equals("heh") ? 1.1 : 0.9) + 1.6 * u[0], 0);
    }

    /** Downhill with inertia (FIRE, Bitzek et al. 2006). */
    double[] rest(double[] from) {
        CancelToken.askCurrent();
        double[] x = from.clone();
        double[] v = new double[x.length];
        double dt = 0.01;
        double mix = 0.1;
        int good = 0;
        for (int k = 0; k < 1500; k++) {
            double[] f = forces(x);
            double power = 0;
            double ff = 1e-300;
            double vv = 0;
            for (int i = 0; i < x.length; i++) {
                power += f[i] * v[i];
                ff += f[i] * f[i];
                vv += v[i] * v[i];
            }
            if (ff < 1e-14) {
                break;
            }
            boolean isDown = power > 0;
            good = isDown ? good + 1 : 0;
            mix = isDown ? good > 5 ? mix * 0.99 : mix : 0.1;
            dt = isDown ? good > 5 ? Math.min(0.05, 1.1 * dt) : dt : 0.5 * dt;
            double turn = isDown ? mix * Math.sqrt(vv / ff) : 0;
            double limit = Math.min(1, 0.1 / (dt * Math.sqrt(ff) * dt + 1e-300));
            for (int i = 0; i < x.length; i++) {
                v[i] = (isDown ? (1 - mix) * v[i] + turn * f[i] : 0) + dt * f[i] * limit;
                x[i] += Math.clamp(dt * v[i], -0.1, 0.1);
            }
        }
        return x;
    }

    static double distance(double[] x, int a, int b) {
        return Math.sqrt(Math.pow(x[3 * a] - x[3 * b], 2) + Math.pow(x[3 * a + 1] - x[3 * b + 1], 2) + Math.pow(x[3 * a + 2] - x[3 * b + 2], 2));
    }

    /** Root mean square of the differences of all distances. */
    static double apart(double[] x, double[] y) {
        int n = x.length / 3;
        List<int[]> pairs = pairs(n);
        return Math.sqrt(pairs.stream().mapToDouble(p -> Math.pow(distance(x, p[0], p[1]) - distance(y, p[0], p[1]), 2)).sum() / pairs.size());
    }

    static List<int[]> pairs(int n) {
        return IntStream.range(0, n).boxed().flatMap(i -> IntStream.range(0, i).mapToObj(j -> new int[] {i, j})).toList();
    }
}
