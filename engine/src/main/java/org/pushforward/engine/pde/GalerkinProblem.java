package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pushforward.engine.geometry.P1Elements;
import org.pushforward.engine.geometry.PlaneMesh;
import org.pushforward.engine.geometry.PlaneStress;
import org.pushforward.engine.geometry.RingMesh;
import org.pushforward.engine.numerics.SparseSystem;
import org.pushforward.engine.numerics.Vectors;

/**
 * A boundary value problem in linear finite elements, K u + γ M u³ = F with some unknowns given: Poisson's equation −Δu = 1 on an L, the same with γu³ beside, or a plate with a
 * hole that is held at the left and pulled at the right, plane stress. M is the lumped mass. Immutable; the arrays are not to be written.
 *
 * @param xy nodes, n × 2
 * @param each unknowns of a node
 * @param stiffness K, dense, row-major, of modulus 1
 * @param isHeld unknowns that are zero
 * @param gamma γ
 */
record GalerkinProblem(PlaneMesh mesh, double[] xy, int[] triangles, int each, double[] stiffness, double[] load, double[] mass, boolean[] isHeld, double gamma, SparseSystem order) {

    private static final int NEWTON = 12;
    private static final double HOLE = 0.35;
    private static final double POISSON = 0.3;

    /** @param n cells on a unit of length */
    static GalerkinProblem poisson(int n, double gamma) {
        double[] all = P1Elements.squareNodes(2 * n);
        int[] square = P1Elements.square(2 * n, false);
        int[] cells = IntStream.range(0, square.length / 3).filter(t -> !isCut(all, square, t)).flatMap(t -> Arrays.stream(square, 3 * t, 3 * t + 3)).toArray();
        PlaneMesh mesh = PlaneMesh.triangles("L", all, cells);
        P1Elements e = new P1Elements(mesh.start(), mesh.cells());
        int m = mesh.nodes();
        double[] k = new double[m * m];
        int[] corners = mesh.cells();
        for (int t = 0; t < e.count(); t++) {
            for (int q = 0; q < 9; q++) {
                k[corners[3 * t + q / 3] * m + corners[3 * t + q % 3]] += e.stiffness(t, q / 3, q % 3);
            }
        }
        double[] mass = new double[m];
        boolean[] held = new boolean[m];
        for (int v = 0; v < m; v++) {
            mass[v] = e.mass(v);
            held[v] = mesh.isOuter(v);
        }
        double[] load = gamma == 0 ? mass : Arrays.stream(mass).map(v -> 10 * v).toArray();
        return new GalerkinProblem(mesh, mesh.start(), mesh.cells(), 1, k, load, mass, held, gamma, SparseSystem.ofMesh(mesh.start(), mesh.cells(), 3, 1));
    }

    private static boolean isCut(double[] xy, int[] t, int c) {
        double x = 0;
        double y = 0;
        for (int k = 0; k < 3; k++) {
            x += xy[2 * t[3 * c + k]];
            y += xy[2 * t[3 * c + k] + 1];
        }
        return x > 0 && y < 0;
    }

    /** @param n layers about the hole; four times as many rays */
    static GalerkinProblem plate(int n) {
        RingMesh ring = RingMesh.of(_ -> HOLE, RingMesh.square(1), n, 8 * Math.max(1, n / 2), 1.1);
        int m = 2 * ring.nodes();
        SparseSystem order = PlaneStress.order(ring.xy(), ring.triangles());
        PlaneStress plate = PlaneStress.uniform(ring.xy(), ring.triangles(), 1, POISSON, order);
        double[] k = new double[m * m];
        for (int t = 0; t < ring.triangles().length / 3; t++) {
            double[] s = plate.stiffness(t);
            for (int i = 0; i < 36; i++) {
                int row = 2 * ring.triangles()[3 * t + i / 6 / 2] + i / 6 % 2;
                int column = 2 * ring.triangles()[3 * t + i % 6 / 2] + i % 6 % 2;
                k[row * m + column] += s[i];
            }
        }
        boolean[] held = new boolean[m];
        double[] load = new double[m];
        for (int j = 0; j < ring.around(); j++) {
            int v = ring.node(n, j);
            int next = ring.node(n, (j + 1) % ring.around());
            held[2 * v] = ring.xy()[2 * v] < -1 + 1e-9;
            held[2 * v + 1] = held[2 * v];
            if (ring.xy()[2 * v] > 1 - 1e-9 && ring.xy()[2 * next] > 1 - 1e-9) {
                plate.pull(load, v, next, 0.3, 0);
            }
        }
        double[] mass = new double[m];
        P1Elements e = ring.elements();
        Arrays.setAll(mass, i -> e.mass(i / 2));
        PlaneMesh mesh = PlaneMesh.triangles("plate", ring.xy(), ring.triangles());
        return new GalerkinProblem(mesh, ring.xy(), ring.triangles(), 2, k, load, mass, held, 0, order);
    }

    int size() {
        return load.length;
    }

    int[][] neighbours() {
        return IntStream.range(0, xy.length / 2).mapToObj(v -> IntStream.range(0, triangles.length).filter(k -> triangles[k] == v)
                .flatMap(k -> IntStream.range(0, 3).map(c -> triangles[k / 3 * 3 + c])).filter(u -> u != v).distinct().sorted().toArray()).toArray(int[][]::new);
    }

    /** R = κ K u + γ M u³ − F of all unknowns, those that are held zero. */
    double[] residual(double[] u, double modulus, boolean[] held) {
        double[] r = new double[size()];
        for (int i = 0; i < r.length; i++) {
            if (!held[i]) {
                double sum = 0;
                for (int j = 0; j < r.length; j++) {
                    sum += stiffness[i * r.length + j] * u[j];
                }
                r[i] = modulus * sum + gamma * mass[i] * u[i] * u[i] * u[i] - load[i];
            }
        }
        return r;
    }

    /** K u of modulus 1. */
    double[] stretched(double[] u) {
        double[] f = new double[size()];
        for (int i = 0; i < f.length; i++) {
            for (int j = 0; j < f.length; j++) {
                f[i] += stiffness[i * f.length + j] * u[j];
            }
        }
        return f;
    }

    /** After sweeps u ← u − ½ D⁻¹ K u, which take away what is rough; what is held stays. */
    double[] smoothed(double[] u, int sweeps) {
        double[] v = u.clone();
        for (int k = 0; k < sweeps; k++) {
            double[] f = stretched(v);
            Arrays.setAll(v, i -> isHeld[i] ? v[i] : v[i] - 0.5 * f[i] / stiffness[i * f.length + i]);
        }
        return v;
    }

    /** κ ½uᵀKu + γ ¼ Σ m u⁴ − Fᵀu. */
    double energy(double[] u, double modulus) {
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            double row = 0;
            for (int j = 0; j < u.length; j++) {
                row += stiffness[i * u.length + j] * u[j];
            }
            sum += 0.5 * modulus * u[i] * row + 0.25 * gamma * mass[i] * Math.pow(u[i], 4) - load[i] * u[i];
        }
        return sum;
    }

    /** What solves the equations of the unknowns that are not held, by Newton's method with Cholesky's factors; the others keep their values. */
    double[] solve(double modulus, boolean[] held, double[] start) {
        double[] u = start.clone();
        for (int k = 0; k < (gamma == 0 ? 2 : NEWTON); k++) {
            double[] step = preconditioned(residual(u, modulus, held), u, modulus, held);
            for (int i = 0; i < u.length; i++) {
                u[i] -= step[i];
            }
        }
        return u;
    }

    /** J⁻¹ r with the derivative J of the residual at u, and zero where held. */
    double[] preconditioned(double[] r, double[] u, double modulus, boolean[] held) {
        SparseSystem.Symmetric m = order.symmetric();
        int n = size();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double v = i == j && held[i] ? 1 : held[i] || held[j] ? 0 : modulus * stiffness[i * n + j] + (i == j ? 3 * gamma * mass[i] * u[i] * u[i] : 0);
                if (v != 0) {
                    m.add(i, j, v);
                }
            }
        }
        return m.factored().solve(r);
    }

    /** The least of the energy over nodal values by conjugate gradients, without a network and without factors; for γ = 0. */
    double[] descended(int steps) {
        double[] u = new double[size()];
        double[] r = residual(u, 1, isHeld);
        double[] p = Arrays.stream(r).map(v -> -v).toArray();
        for (int k = 0; k < steps; k++) {
            double[] now = r;
            double rr = Vectors.dot(r, r);
            if (rr < 1e-30) {
                return u;
            }
            double[] kp = residual(p, 1, isHeld);
            Arrays.setAll(kp, i -> isHeld[i] ? 0 : kp[i] + load[i]);
            double alpha = rr / Vectors.dot(p, kp);
            Arrays.setAll(u, i -> u[i] + alpha * p[i]);
            double[] next = new double[r.length];
            Arrays.setAll(next, i -> now[i] + alpha * kp[i]);
            double beta = Vectors.dot(next, next) / rr;
            Arrays.setAll(p, i -> -next[i] + beta * p[i]);
            r = next;
        }
        return u;
    }

    /** ‖u − v‖/‖v‖ over the mass. */
    double distance(double[] u, double[] v) {
        double off = 0;
        double all = 0;
        for (int k = 0; k < u.length; k++) {
            off += mass[k] * (u[k] - v[k]) * (u[k] - v[k]);
            all += mass[k] * v[k] * v[k];
        }
        return Math.sqrt(off / all);
    }
}
