package org.pushforward.engine.geometry;

import java.util.Arrays;
import org.pushforward.engine.numerics.SparseSystem;

/**
 * Currents in a conducting disc: ∇·(σ ∇u) = 0, σ ∂u/∂n = g on the rim with ∫ g = 0, mean of u on the rim 0, by linear elements with σ constant on triangles.
 * Patterns of currents are g = cos kθ, sin kθ for k = 1, 2, …, in this order; the voltages of pattern i seen by pattern j, V_ij = ∫ u_i g_j, are the matrix of the
 * Neumann-to-Dirichlet map, of order h². Immutable and thread-safe.
 */
public final class Conduction {

    private final DiscMesh mesh;
    private final P1Elements elements;
    private final SparseSystem order;
    private final double[][] loads;
    private final double operations;

    /** @param patterns of currents, at most as many as nodes of the rim */
    public Conduction(DiscMesh mesh, int patterns) {
        this.mesh = mesh;
        elements = new P1Elements(mesh.xy(), mesh.triangles());
        order = SparseSystem.ofMesh(mesh.xy(), mesh.triangles(), 3, 1);
        loads = new double[patterns][mesh.around()];
        double h = 2 * Math.PI / mesh.around();
        for (int p = 0; p < patterns; p++) {
            for (int j = 0; j < mesh.around(); j++) {
                loads[p][j] = h / 6 * (pattern(p, j * h - h) + 4 * pattern(p, j * h) + pattern(p, j * h + h));
            }
        }
        SparseSystem.Factors f = order.full();
        operations = f.operations() + patterns * f.solveOperations();
    }

    /** g of a pattern at an angle. */
    public static double pattern(int p, double angle) {
        int k = p / 2 + 1;
        return p % 2 == 0 ? Math.cos(k * angle) : Math.sin(k * angle);
    }

    public DiscMesh mesh() {
        return mesh;
    }

    public P1Elements elements() {
        return elements;
    }

    public int patterns() {
        return loads.length;
    }

    /** Multiplications of the potentials of all patterns. */
    public double operations() {
        return operations;
    }

    /**
     * The potentials of all patterns at the nodes.
     *
     * @param sigma a triangle, above 0
     */
    public double[][] potentials(double[] sigma) {
        SparseSystem.Factors f = factored(sigma);
        double[][] u = new double[loads.length][];
        for (int p = 0; p < loads.length; p++) {
            double[] b = new double[mesh.nodes()];
            for (int j = 0; j < mesh.around(); j++) {
                b[mesh.rim(j)] = loads[p][j];
            }
            u[p] = f.solve(b);
            double mean = Arrays.stream(u[p], mesh.rim(0), mesh.nodes()).average().orElseThrow();
            for (int k = 0; k < u[p].length; k++) {
                u[p][k] -= mean;
            }
        }
        return u;
    }

    private SparseSystem.Factors factored(double[] sigma) {
        SparseSystem.Symmetric m = order.symmetric();
        int[] t = mesh.triangles();
        for (int e = 0; e < elements.count(); e++) {
            for (int a = 0; a < 3; a++) {
                for (int b = 0; b <= a; b++) {
                    // The middle is grounded.
                    if (t[3 * e + a] != 0 && t[3 * e + b] != 0) {
                        m.add(t[3 * e + a], t[3 * e + b], sigma[e] * elements.stiffness(e, a, b));
                    }
                }
            }
        }
        m.add(0, 0, 1);
        return m.factored();
    }

    /** V, patterns × patterns row-major, of the potentials. */
    public double[] voltages(double[][] u) {
        int n = loads.length;
        double[] v = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < mesh.around(); k++) {
                    v[i * n + j] += loads[j][k] * u[i][mesh.rim(k)];
                }
            }
        }
        return v;
    }

    /** ∂V_ij/∂σ of a triangle for all i and j: −|T| ∇u_i · ∇u_j. */
    public double[] sensitivity(double[][] gradients, int triangle) {
        int n = loads.length;
        double[] s = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                s[i * n + j] = -elements.area(triangle) * (gradients[i][2 * triangle] * gradients[j][2 * triangle] + gradients[i][2 * triangle + 1] * gradients[j][2 * triangle + 1]);
            }
        }
        return s;
    }

    /** ∇u of all patterns on the triangles. */
    public double[][] gradients(double[][] u) {
        return Arrays.stream(u).map(v -> {
            double[] g = new double[2 * elements.count()];
            elements.gradient(v, g);
            return g;
        }).toArray(double[][]::new);
    }

    /**
     * ∫ u_k g_k/π of a disc with σ = inside up to a radius and 1 beyond, for frequency k: (1/k)(1 − μρ^{2k})/(1 + μρ^{2k}), μ = (inside − 1)/(inside + 1): the
     * eigenvalues of its Neumann-to-Dirichlet map.
     */
    public static double layered(int k, double inside, double radius) {
        double q = (inside - 1) / (inside + 1) * Math.pow(radius, 2 * k);
        return (1 - q) / (1 + q) / k;
    }
}
