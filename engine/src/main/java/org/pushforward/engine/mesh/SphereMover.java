package org.pushforward.engine.mesh;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.GeodesicMesh;
import org.pushforward.engine.numerics.Vectors;

/**
 * Optimal-transport meshes on the sphere (McRae, Cotter & Budd 2018, doi:10.1137/16M1109515): nodes go along great circles by the gradient of a
 * potential, x = exp_ξ(∇φ), until every cell holds as much of m as it had of the area. φ stands at the cells' centers, linear on the triangles between
 * them; its Laplacian has cotangent weights. Relaxed by L δ = A log(mass/A), steps of the parabolic equation, shortened where a cell would fold or
 * the deviation rise. Immutable.
 */
final class SphereMover {

    private static final int HALVINGS = 14;
    private static final double GRADIENTS = 1e-3;
    private static final int MOST_GRADIENTS = 400;

    private final GeodesicMesh mesh;
    private final ToDoubleFunction<double[]> monitor;
    private final double[] areas;
    /** Of the edges from each corner of a triangle to the next. */
    private final double[] cotangents;
    private final double[] diagonal;

    /** @param residual root mean square of mass/A over its mean, less 1 */
    record Place(double[] phi, double[] nodes, double[] masses, double residual, double reach, int iterations, boolean hasStalled) { }

    SphereMover(GeodesicMesh mesh, ToDoubleFunction<double[]> monitor) {
        this.mesh = mesh;
        this.monitor = monitor;
        int n = mesh.size();
        areas = areas(mesh.nodes());
        int[] t = mesh.triangles();
        cotangents = new double[t.length];
        diagonal = new double[n];
        for (int k = 0; k < t.length; k++) {
            int a = t[k];
            int b = t[k / 3 * 3 + (k + 1) % 3];
            double[] c = mesh.center(t[k / 3 * 3 + (k + 2) % 3]);
            double[] u = GeodesicMesh.minus(mesh.center(a), c);
            double[] v = GeodesicMesh.minus(mesh.center(b), c);
            double[] w = GeodesicMesh.cross(u, v);
            cotangents[k] = 0.5 * GeodesicMesh.dot(u, v) / Math.sqrt(GeodesicMesh.dot(w, w));
            diagonal[a] += cotangents[k];
            diagonal[b] += cotangents[k];
        }
    }

    /** Signed areas of the cells, each about the middle of its nodes. */
    double[] areas(double[] nodes) {
        return summed(nodes, (a, b, c, area) -> area);
    }

    private interface Piece {
        double of(double[] a, double[] b, double[] c, double area);
    }

    private double[] summed(double[] nodes, Piece piece) {
        double[] sum = new double[mesh.size()];
        for (int cell = 0; cell < sum.length; cell++) {
            double[] middle = middle(nodes, cell);
            int[] c = mesh.corners(cell);
            for (int k = 0; k < c.length; k++) {
                double[] a = node(nodes, c[k]);
                double[] b = node(nodes, c[(k + 1) % c.length]);
                sum[cell] += piece.of(middle, a, b, GeodesicMesh.area(middle, a, b));
            }
        }
        return sum;
    }

    double[] middle(double[] nodes, int cell) {
        double[] sum = new double[3];
        for (int c : mesh.corners(cell)) {
            for (int k = 0; k < 3; k++) {
                sum[k] += nodes[3 * c + k];
            }
        }
        return GeodesicMesh.unit(sum);
    }

    private static double[] node(double[] nodes, int k) {
        return Arrays.copyOfRange(nodes, 3 * k, 3 * k + 3);
    }

    /** ∫m over each cell: m at the middles of the sides of each triangle. */
    private double[] masses(double[] nodes) {
        return summed(nodes, (a, b, c, area) -> area / 3 * (at(a, b) + at(b, c) + at(c, a)));
    }

    private double at(double[] a, double[] b) {
        return monitor.applyAsDouble(GeodesicMesh.unit(new double[] {a[0] + b[0], a[1] + b[1], a[2] + b[2]}));
    }

    /** The same by four times as many pieces, to judge by: over the areas at first and the mean of all. */
    double[] judged(double[] nodes) {
        double[] m = summed(nodes, (a, b, c, area) -> {
            double[] ab = half(a, b);
            double[] bc = half(b, c);
            double[] ca = half(c, a);
            return piece(a, ab, ca) + piece(ab, b, bc) + piece(ca, bc, c) + piece(ab, bc, ca);
        });
        double mean = Arrays.stream(m).sum() / Arrays.stream(areas).sum();
        Arrays.setAll(m, k -> m[k] / areas[k] / mean);
        return m;
    }

    private double piece(double[] a, double[] b, double[] c) {
        return GeodesicMesh.area(a, b, c) / 3 * (at(a, b) + at(b, c) + at(c, a));
    }

    private static double[] half(double[] a, double[] b) {
        return GeodesicMesh.unit(new double[] {a[0] + b[0], a[1] + b[1], a[2] + b[2]});
    }

    double[] startAreas() {
        return areas;
    }

    Place start() {
        return placed(new double[mesh.size()], 1, 0);
    }

    private Place placed(double[] phi, double reach, int iterations) {
        double[] nodes = moved(phi);
        double[] masses = masses(nodes);
        double mean = Arrays.stream(masses).sum() / Arrays.stream(areas).sum();
        double sum = 0;
        for (int k = 0; k < masses.length; k++) {
            double r = masses[k] / areas[k] / mean - 1;
            sum += r * r;
        }
        return new Place(phi, nodes, masses, Math.sqrt(sum / masses.length), reach, iterations, false);
    }

    /** Nodes along great circles by the gradient of φ on their triangles. */
    private double[] moved(double[] phi) {
        double[] out = new double[mesh.nodes().length];
        int[] t = mesh.triangles();
        for (int k = 0; k < t.length; k += 3) {
            double[] p = mesh.center(t[k]);
            double[] q = mesh.center(t[k + 1]);
            double[] r = mesh.center(t[k + 2]);
            double[] n = node(mesh.nodes(), k / 3);
            double[] twice = GeodesicMesh.cross(GeodesicMesh.minus(q, p), GeodesicMesh.minus(r, p));
            double area = Math.sqrt(GeodesicMesh.dot(twice, twice));
            double[] a = GeodesicMesh.cross(n, GeodesicMesh.minus(r, q));
            double[] b = GeodesicMesh.cross(n, GeodesicMesh.minus(p, r));
            double[] c = GeodesicMesh.cross(n, GeodesicMesh.minus(q, p));
            double[] g = new double[3];
            for (int i = 0; i < 3; i++) {
                g[i] = (phi[t[k]] * a[i] + phi[t[k + 1]] * b[i] + phi[t[k + 2]] * c[i]) / area;
            }
            double length = Math.sqrt(GeodesicMesh.dot(g, g));
            for (int i = 0; i < 3; i++) {
                out[k + i] = length == 0 ? n[i] : Math.cos(length) * n[i] + Math.sin(length) / length * g[i];
            }
        }
        return out;
    }

    Place next(Place s, StepContext context) {
        double[] right = new double[mesh.size()];
        double mean = 0;
        double total = Arrays.stream(areas).sum();
        for (int k = 0; k < right.length; k++) {
            right[k] = Math.log(s.masses[k] / areas[k]);
            mean += right[k] * areas[k] / total;
        }
        for (int k = 0; k < right.length; k++) {
            right[k] = areas[k] * (right[k] - mean);
        }
        double[] direction = solved(right, context);
        double part = s.reach;
        for (int k = 0; k < HALVINGS; k++) {
            context.cancel().throwIfCancelled();
            double[] phi = new double[direction.length];
            for (int i = 0; i < phi.length; i++) {
                phi[i] = s.phi[i] + part * direction[i];
            }
            Place tried = placed(phi, Math.min(1.5, 1.3 * part), s.iterations + 1);
            if (tried.residual < s.residual && Arrays.stream(areas(tried.nodes)).allMatch(a -> a > 0)) {
                return tried;
            }
            part *= 0.6;
        }
        return new Place(s.phi, s.nodes, s.masses, s.residual, s.reach, s.iterations + 1, true);
    }

    /** L x = b by conjugate gradients with the diagonal; x has mean 0. */
    private double[] solved(double[] b, StepContext context) {
        int n = b.length;
        double[] x = new double[n];
        double[] r = b.clone();
        double[] z = new double[n];
        double[] p = new double[n];
        double[] q = new double[n];
        double rho = 1;
        double first = Vectors.norm(b);
        for (int k = 0; k < MOST_GRADIENTS && Vectors.norm(r) > GRADIENTS * first; k++) {
            context.cancel().throwIfCancelled();
            Arrays.setAll(z, i -> r[i] / diagonal[i]);
            double next = Vectors.dot(r, z);
            double beta = k == 0 ? 0 : next / rho;
            rho = next;
            Arrays.setAll(p, i -> z[i] + beta * p[i]);
            apply(p, q);
            double alpha = rho / Vectors.dot(p, q);
            for (int i = 0; i < n; i++) {
                x[i] += alpha * p[i];
                r[i] -= alpha * q[i];
            }
        }
        double mean = Arrays.stream(x).average().orElse(0);
        Arrays.setAll(x, i -> x[i] - mean);
        return x;
    }

    private void apply(double[] x, double[] out) {
        Arrays.fill(out, 0);
        int[] t = mesh.triangles();
        for (int k = 0; k < t.length; k++) {
            int a = t[k];
            int b = t[k / 3 * 3 + (k + 1) % 3];
            double flow = cotangents[k] * (x[a] - x[b]);
            out[a] += flow;
            out[b] -= flow;
        }
    }
}
