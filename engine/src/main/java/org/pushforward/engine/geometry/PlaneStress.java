package org.pushforward.engine.geometry;

import java.util.Arrays;
import org.pushforward.engine.numerics.SparseSystem;

/**
 * Linear elasticity of a thin plate on triangles with linear elements: σ = D ε, D = E/(1 − ν²) (1, ν, 0; ν, 1, 0; 0, 0, (1 − ν)/2) for stresses (xx, yy, xy) and
 * strains (∂_x u, ∂_y v, ∂_y u + ∂_x v), div σ = 0 (Ciarlet 1978, section 4.1; Hughes 1987, chapter 3). Displacements are of order h², stresses of order h.
 * Unknowns 2v and 2v + 1 are the displacements of node v. Plane strain is had with E/(1 − ν²) and ν/(1 − ν). Immutable and thread-safe.
 */
public final class PlaneStress {

    private final double[] xy;
    private final int[] triangles;
    private final P1Elements elements;
    private final double[] modulus;
    private final double poisson;
    private final SparseSystem order;

    /**
     * @param modulus E of each triangle
     * @param poisson ν
     */
    public PlaneStress(double[] xy, int[] triangles, double[] modulus, double poisson) {
        this(xy, triangles, modulus, poisson, order(xy, triangles));
    }

    /** With the order of another mesh with the same triangles, which is found once. */
    public PlaneStress(double[] xy, int[] triangles, double[] modulus, double poisson, SparseSystem order) {
        this.xy = xy;
        this.triangles = triangles;
        this.modulus = modulus;
        this.poisson = poisson;
        this.order = order;
        elements = new P1Elements(xy, triangles);
    }

    /** The same modulus everywhere. */
    public static PlaneStress uniform(double[] xy, int[] triangles, double modulus, double poisson, SparseSystem order) {
        double[] all = new double[triangles.length / 3];
        Arrays.fill(all, modulus);
        return new PlaneStress(xy, triangles, all, poisson, order);
    }

    /** In which unknowns are eliminated; it serves other nodes of the same triangles as well. */
    public static SparseSystem order(double[] xy, int[] triangles) {
        return SparseSystem.ofMesh(xy, triangles, 3, 2);
    }

    public P1Elements elements() {
        return elements;
    }

    /** B: strain by the six displacements of a triangle, 3 × 6 row-major. */
    private double[] strains(int t) {
        double[] b = new double[18];
        for (int k = 0; k < 3; k++) {
            double x = elements.slope(t, k, 0);
            double y = elements.slope(t, k, 1);
            b[2 * k] = x;
            b[6 + 2 * k + 1] = y;
            b[12 + 2 * k] = y;
            b[12 + 2 * k + 1] = x;
        }
        return b;
    }

    private double[] stressOf(int t, double exx, double eyy, double gxy) {
        double c = modulus[t] / (1 - poisson * poisson);
        return new double[] {c * (exx + poisson * eyy), c * (poisson * exx + eyy), c * 0.5 * (1 - poisson) * gxy};
    }

    /** The stiffness of a triangle, |T| Bᵀ D B, 6 × 6 row-major, in the order of its nodes. */
    public double[] stiffness(int t) {
        double[] b = strains(t);
        double[] k = new double[36];
        for (int j = 0; j < 6; j++) {
            double[] s = stressOf(t, b[j], b[6 + j], b[12 + j]);
            for (int i = 0; i < 6; i++) {
                k[6 * i + j] = elements.area(t) * (b[i] * s[0] + b[6 + i] * s[1] + b[12 + i] * s[2]);
            }
        }
        return k;
    }

    private int unknown(int t, int k) {
        return 2 * triangles[3 * t + k / 2] + k % 2;
    }

    /** K u: the forces at the nodes that hold displacements u. */
    public double[] forces(double[] u) {
        double[] f = new double[u.length];
        for (int t = 0; t < elements.count(); t++) {
            double[] b = strains(t);
            double[] s = stress(t, u);
            for (int i = 0; i < 6; i++) {
                f[unknown(t, i)] += elements.area(t) * (b[i] * s[0] + b[6 + i] * s[1] + b[12 + i] * s[2]);
            }
        }
        return f;
    }

    /** Adds the forces of a stress that pulls at the edge between two nodes: half of its length times (px, py) to either. */
    public void pull(double[] forces, int from, int to, double px, double py) {
        double half = 0.5 * Math.hypot(xy[2 * to] - xy[2 * from], xy[2 * to + 1] - xy[2 * from + 1]);
        for (int v : new int[] {from, to}) {
            forces[2 * v] += half * px;
            forces[2 * v + 1] += half * py;
        }
    }

    /**
     * Adds the forces of a strain that each triangle would take if it were free, α ΔT in all directions: ∫ Bᵀ D ε₀. The stress then is {@link #stress} less
     * E αΔT/(1 − ν) in both directions.
     *
     * @param expansion α ΔT a triangle
     */
    public void expand(double[] forces, double[] expansion) {
        for (int t = 0; t < elements.count(); t++) {
            double[] b = strains(t);
            double[] s = stressOf(t, expansion[t], expansion[t], 0);
            for (int i = 0; i < 6; i++) {
                forces[unknown(t, i)] += elements.area(t) * (b[i] * s[0] + b[6 + i] * s[1]);
            }
        }
    }

    /**
     * The displacements under some forces.
     *
     * @param forces at the nodes
     * @param isHeld unknowns that are given
     * @param held their values; the other entries do not matter
     * @throws ArithmeticException when the plate can move as a rigid body
     */
    public double[] solve(double[] forces, boolean[] isHeld, double[] held) {
        SparseSystem.Symmetric m = order.symmetric();
        double[] right = forces.clone();
        for (int t = 0; t < elements.count(); t++) {
            double[] k = stiffness(t);
            for (int i = 0; i < 6; i++) {
                int row = unknown(t, i);
                for (int j = 0; j < 6 && !isHeld[row]; j++) {
                    int column = unknown(t, j);
                    if (isHeld[column]) {
                        right[row] -= k[6 * i + j] * held[column];
                    } else if (column <= row) {
                        m.add(row, column, k[6 * i + j]);
                    }
                }
            }
        }
        for (int k = 0; k < right.length; k++) {
            if (isHeld[k]) {
                m.add(k, k, 1);
                right[k] = held[k];
            }
        }
        return m.factored().solve(right);
    }

    /** (xx, yy, xy) of a triangle. */
    public double[] stress(int t, double[] u) {
        double exx = 0;
        double eyy = 0;
        double gxy = 0;
        for (int k = 0; k < 3; k++) {
            int v = triangles[3 * t + k];
            double x = elements.slope(t, k, 0);
            double y = elements.slope(t, k, 1);
            exx += x * u[2 * v];
            eyy += y * u[2 * v + 1];
            gxy += y * u[2 * v] + x * u[2 * v + 1];
        }
        return stressOf(t, exx, eyy, gxy);
    }

    /** Stresses at the nodes, means of the triangles about each by area, n × 3. */
    public double[] nodalStress(double[] u) {
        double[] sum = new double[3 * elements.nodes()];
        for (int t = 0; t < elements.count(); t++) {
            double[] s = stress(t, u);
            for (int k = 0; k < 3; k++) {
                int v = triangles[3 * t + k];
                for (int c = 0; c < 3; c++) {
                    sum[3 * v + c] += elements.area(t) / 3 * s[c] / elements.mass(v);
                }
            }
        }
        return sum;
    }

    /** √(σx² − σxσy + σy² + 3τ²) of stresses, n × 3 (von Mises 1913). */
    public static double[] mises(double[] stresses) {
        double[] m = new double[stresses.length / 3];
        Arrays.setAll(m, k -> Math.sqrt(stresses[3 * k] * stresses[3 * k] - stresses[3 * k] * stresses[3 * k + 1] + stresses[3 * k + 1] * stresses[3 * k + 1]
                + 3 * stresses[3 * k + 2] * stresses[3 * k + 2]));
        return m;
    }

    /** ½ uᵀ K u. */
    public double energy(double[] u) {
        double[] f = forces(u);
        double sum = 0;
        for (int k = 0; k < u.length; k++) {
            sum += 0.5 * f[k] * u[k];
        }
        return sum;
    }
}
