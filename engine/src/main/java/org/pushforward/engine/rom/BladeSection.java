package org.pushforward.engine.rom;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.geometry.P1Elements;
import org.pushforward.engine.geometry.PlaneStress;
import org.pushforward.engine.geometry.RingMesh;
import org.pushforward.engine.numerics.FourierLine;
import org.pushforward.engine.numerics.GaussianField;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SparseSystem;

/**
 * A thin slice of a cooled turbine blade, free to expand, in a random temperature: a stand-in for the blade of Daniel et al. 2021. The surface is at
 * {@value #SURFACE} °C, hotter by a streak of hot gas that meets it anywhere and by a smooth Gaussian field; the wall of the cooling duct is at {@value #DUCT} °C;
 * between them heat is conducted, ΔT = 0. Young's modulus E = 210 e^(−β(τ/4 + τ²/5)) GPa and expansion α = 12·10⁻⁶ (1 + 0.45 βτ) /K, τ = (T − 20 °C)/1000 K, are
 * round numbers for an alloy of nickel. The full model factors a stiffness of its own for every temperature unless β = 0. Lengths are of half a chord, temperatures in
 * °C, stresses in MPa. Immutable and thread-safe.
 */
final class BladeSection {

    static final double SURFACE = 850;
    static final double DUCT = 600;
    private static final double POISSON = 0.3;
    /** Of σx + σy, σx − σy and σxy in the energy of unit modulus, roots. */
    private static final double ISOTROPIC = Math.sqrt(0.5 * (1 - POISSON));
    private static final double DEVIATORIC = Math.sqrt(0.5 * (1 + POISSON));
    private static final double SHEAR = Math.sqrt(2 * (1 + POISSON));
    /** Of the streak: usual strength in K, deviation of its logarithm, and width in radians about the duct. */
    private static final double STREAK = 200;
    private static final double STRENGTH = 0.3;
    private static final double WIDTH = 0.4;
    private static final GaussianField FIELD = GaussianField.matern(1, 2, 1, 0.3, 2);
    private static final int PLACES = 16;

    private final RingMesh mesh;
    private final P1Elements elements;
    private final SparseSystem order;
    private final double factorOperations;
    private final double solveOperations;
    /** Nodes × around. */
    private final double[] conducted;

    /** @param around rays, even */
    BladeSection(int layers, int around) {
        RingMesh egg = RingMesh.of(a -> 0.29 / Math.hypot(Math.cos(a) / 1.15, Math.sin(a)), BladeSection::outline, layers, around, 1);
        double[] xy = egg.xy().clone();
        for (int v = 0; v < egg.nodes(); v++) {
            // From an egg to a blade: flattened and bent, which turns no triangle over.
            xy[2 * v + 1] = 0.6 * xy[2 * v + 1] + 0.45 * (0.35 - xy[2 * v] * xy[2 * v]);
        }
        mesh = new RingMesh(layers, around, xy, egg.triangles());
        elements = mesh.elements();
        order = PlaneStress.order(mesh.xy(), mesh.triangles());
        SparseSystem.Factors full = order.full();
        factorOperations = full.operations();
        solveOperations = full.solveOperations();
        conducted = conduction();
    }

    /** Where the ray at an angle meets the egg (cos φ + 0.2, rise φ). */
    private static double outline(double angle) {
        double low = 0;
        double high = Math.PI;
        double wanted = Math.min(angle, 2 * Math.PI - angle);
        for (int k = 0; k < 60; k++) {
            double middle = 0.5 * (low + high);
            boolean isBefore = Math.atan2(rise(middle), Math.cos(middle) + 0.2) < wanted;
            low = isBefore ? middle : low;
            high = isBefore ? high : middle;
        }
        return Math.hypot(rise(low), Math.cos(low) + 0.2);
    }

    private static double rise(double phi) {
        return 0.8 * Math.sin(phi) * (0.25 + 0.75 * Math.pow(Math.sin(0.5 * phi), 2));
    }

    /** What a degree on each place of the surface is at each node, the duct at 0. */
    private double[] conduction() {
        int n = mesh.nodes();
        int around = mesh.around();
        int[] corners = mesh.triangles();
        int surface = mesh.node(mesh.layers(), 0);
        SparseSystem heat = SparseSystem.ofMesh(mesh.xy(), corners, 3, 1);
        SparseSystem.Symmetric m = heat.symmetric();
        double[][] sides = new double[around][n];
        for (int t = 0; t < elements.count(); t++) {
            for (int a = 0; a < 3; a++) {
                for (int b = 0; b < 3; b++) {
                    int row = corners[3 * t + a];
                    int column = corners[3 * t + b];
                    boolean isFree = row >= around && row < surface;
                    if (isFree && column >= surface) {
                        sides[column - surface][row] -= elements.stiffness(t, a, b);
                    } else if (isFree && column >= around && column <= row) {
                        m.add(row, column, elements.stiffness(t, a, b));
                    }
                }
            }
        }
        for (int v = 0; v < n; v++) {
            if (v < around || v >= surface) {
                m.add(v, v, 1);
            }
        }
        SparseSystem.Factors factors = m.factored();
        double[] all = new double[n * around];
        for (int j = 0; j < around; j++) {
            CancelToken.askCurrent();
            sides[j][surface + j] = 1;
            double[] u = factors.solve(sides[j]);
            for (int v = 0; v < n; v++) {
                all[v * around + j] = u[v];
            }
        }
        return all;
    }

    RingMesh mesh() {
        return mesh;
    }

    P1Elements elements() {
        return elements;
    }

    /**
     * What temperatures are drawn from.
     *
     * @param spread of streak and field over that of the usual ones
     * @param noise deviation of the field in K
     */
    record Law(double spread, double noise) { }

    /** The temperature of that number at the nodes. */
    double[] temperature(Philox random, int number, Law law) {
        double[] u = new double[1];
        double[] z = new double[1];
        random.stream(1).uniforms(number, 1, 0, 1, u, 0);
        random.stream(2).normals(number, 1, 0, 1, z, 0);
        double[] field = FourierLine.resampled(FIELD.sample(random.stream(3), number, PLACES), mesh.around());
        double[] surface = new double[mesh.around()];
        Arrays.setAll(surface, j -> law.spread * (STREAK * Math.exp(STRENGTH * z[0] + (Math.cos(RingMesh.angle(j, surface.length) - 2 * Math.PI * u[0]) - 1) / (WIDTH * WIDTH))
                + law.noise * field[j]) + SURFACE);
        return conducted(surface);
    }

    /** With these temperatures at the places of the surface. */
    double[] conducted(double[] surface) {
        double[] t = new double[mesh.nodes()];
        for (int v = 0; v < t.length; v++) {
            t[v] = DUCT;
            for (int j = 0; j < surface.length; j++) {
                t[v] += conducted[v * surface.length + j] * (surface[j] - DUCT);
            }
        }
        return t;
    }

    /** E in MPa. */
    static double modulus(double t, double beta) {
        double tau = (t - 20) / 1000;
        return 210e3 * Math.exp(-beta * (0.25 * tau + 0.2 * tau * tau));
    }

    /** α (T − 20 °C): the strain of a piece that is free. */
    static double strain(double t, double beta) {
        return 12e-6 * (1 + 0.45 * beta * (t - 20) / 1000) * (t - 20);
    }

    /** The temperature of a triangle. */
    double mean(double[] temperature, int t) {
        int[] c = mesh.triangles();
        return (temperature[c[3 * t]] + temperature[c[3 * t + 1]] + temperature[c[3 * t + 2]]) / 3;
    }

    /**
     * What the full model says. Fields are in coordinates whose inner product is that of energy at unit modulus, 3 a triangle.
     *
     * @param modulus and {@code strain} of the triangles
     * @param shape of the displacements
     * @param stress E (shape − free strain)
     */
    record Snapshot(double[] temperature, double[] modulus, double[] strain, double[] shape, double[] stress) { }

    Snapshot solve(double[] temperature, double beta) {
        int count = elements.count();
        double[] e = new double[count];
        double[] free = new double[count];
        for (int t = 0; t < count; t++) {
            e[t] = modulus(mean(temperature, t), beta);
            free[t] = strain(mean(temperature, t), beta);
        }
        PlaneStress plate = new PlaneStress(mesh.xy(), mesh.triangles(), e, POISSON, order);
        double[] f = new double[2 * mesh.nodes()];
        plate.expand(f, free);
        // Held so that it cannot move as a whole, and no more: nothing pulls there.
        boolean[] held = new boolean[f.length];
        held[0] = held[1] = held[2 * (mesh.around() / 2) + 1] = true;
        double[] u = plate.solve(f, held, new double[f.length]);
        double[] shape = new double[3 * count];
        double[] stress = new double[3 * count];
        for (int t = 0; t < count; t++) {
            double[] s = plate.stress(t, u);
            double root = Math.sqrt(elements.area(t)) / e[t];
            shape[3 * t] = root * ISOTROPIC * (s[0] + s[1]);
            shape[3 * t + 1] = root * DEVIATORIC * (s[0] - s[1]);
            shape[3 * t + 2] = root * SHEAR * s[2];
            for (int c = 0; c < 3; c++) {
                stress[3 * t + c] = e[t] * (shape[3 * t + c] - (c == 0 ? free[t] * freely(t) : 0));
            }
        }
        return new Snapshot(temperature, e, free, shape, stress);
    }

    /** The first coordinate of a strain of 1 in all directions; the others are 0. */
    double freely(int t) {
        return Math.sqrt(elements.area(t)) * ISOTROPIC * 2 / (1 - POISSON);
    }

    /** Stresses xx, yy, xy at the nodes, means by area of the triangles about each, of a stress in coordinates; linear. */
    double[] nodal(double[] stress) {
        double[] sum = new double[3 * mesh.nodes()];
        int[] corners = mesh.triangles();
        for (int k = 0; k < corners.length; k++) {
            int t = k / 3;
            double share = Math.sqrt(elements.area(t)) / (3 * elements.mass(corners[k]));
            double both = stress[3 * t] / ISOTROPIC;
            double apart = stress[3 * t + 1] / DEVIATORIC;
            sum[3 * corners[k]] += share * 0.5 * (both + apart);
            sum[3 * corners[k] + 1] += share * 0.5 * (both - apart);
            sum[3 * corners[k] + 2] += share * stress[3 * t + 2] / SHEAR;
        }
        return sum;
    }

    /**
     * Multiplications of a temperature: 70 a triangle for its E and α, stiffness, forces, stress and share in the nodes' stresses, the factors and the solution, 5 a node
     * for von Mises. With β = 0 stiffness and factors are those of the temperature before.
     */
    double operations(double beta) {
        int count = elements.count();
        return solveOperations + 5.0 * mesh.nodes() + (beta == 0 ? 49.0 * count : 70.0 * count + factorOperations);
    }
}
