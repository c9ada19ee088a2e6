package org.pushforward.engine.mesh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.PlaneMesh;
import org.pushforward.engine.numerics.SparseSystem;

/**
 * Movers that follow the steepest descent of a functional Σ |K| G(J, M), J = ∂ξ/∂x on triangle K (Huang & Kamenski 2015,
 * doi:10.1016/j.jcp.2015.08.032); of a quadrilateral on the four triangles at its corners, each half. M = m·1, or m·A with det A = 1 where the
 * monitor is an {@link AnisotropicMetric}; then tr JA⁻¹Jᵀ stands for tr JJᵀ.
 *
 * <ul>
 * <li>mmpde: G = θ m (tr JJᵀ/m)^p + (1−2θ) 2^p m (det J/m)^p (Huang 2001), which asks for equal masses and for right shapes.
 * <li>winslow: G = tr JJᵀ/(2m), variable diffusion (Winslow 1981).
 * </ul>
 *
 * The flow D ẋ = −∇I is taken by linearly implicit Euler steps, D the diagonal of the Hessian, so that long steps are Newton's. A step that
 * folds a cell or does not lessen the functional is made shorter: the functional never rises. The gradient is exact, dependence of m on
 * x included; second derivatives of M are differences of its first. One sparse system a step.
 */
final class FunctionalMover implements MeshMover {

    private static final int TRIES = 14;
    private static final double FIRST = 1;
    /** The same for a mesh that is nearly right. */
    private static final double NEAR = 0.1;
    private static final double LONGER = 0.3;
    private static final double SHORTER = 5;
    private final Task task;
    private final PlaneMesh mesh;
    private final int[] triangles;
    private final double part;
    /** Of each triangle at first: the products of its two edges, |ξ₁|², ξ₁·ξ₂, |ξ₂|², and its doubled area. */
    private final double[] reference;
    private final Term[] terms;
    /** Per degree of freedom: node and direction. */
    private final int[] node;
    private final double[] direction;
    private final int[] first;
    private final SparseSystem system;
    private final TriangleMeans means;
    private final Optional<MetricShapes> shapes;
    private final int[][] columns;

    /** c · m^μ S^σ a^α a_ξ^v, with S = tr(JJᵀ)a² and a the doubled area, a_ξ that at first. */
    private record Term(double c, double mu, double sigma, double alpha, double volume) { }

    FunctionalMover(Task task, String name) {
        this.task = task;
        mesh = task.mesh();
        part = mesh.corners() == 4 ? 0.5 : 1;
        triangles = mesh.corners() == 3 ? mesh.cells() : atCorners(mesh);
        means = new TriangleMeans(task.monitor(), triangles, mesh.width());
        shapes = task.monitor() instanceof AnisotropicMetric metric ? Optional.of(new MetricShapes(metric, triangles, TriangleMeans.STEP * mesh.width())) : Optional.empty();
        reference = reference();
        double p = task.power();
        terms = name.equals("winslow") ? new Term[] {new Term(0.25, -1, 1, -1, 0)} : new Term[] {new Term(0.5 * task.theta(), 1 - p, p, 1 - 2 * p, 0),
            new Term(0.5 * (1 - 2 * task.theta()) * Math.pow(2, p), 1 - p, 0, 1 - p, p)};
        first = new int[mesh.nodes() + 1];
        List<Integer> nodes = new ArrayList<>();
        List<double[]> directions = new ArrayList<>();
        for (int v = 0; v < mesh.nodes(); v++) {
            first[v] = nodes.size();
            if (!mesh.isOuter(v)) {
                nodes.addAll(List.of(v, v));
                directions.addAll(List.of(new double[] {1, 0}, new double[] {0, 1}));
            } else if (task.slide() && !mesh.isCorner(v)) {
                nodes.add(v);
                directions.add(new double[] {mesh.sideX(v), mesh.sideY(v)});
            }
        }
        first[mesh.nodes()] = nodes.size();
        node = nodes.stream().mapToInt(v -> v).toArray();
        direction = directions.stream().flatMapToDouble(Arrays::stream).toArray();
        columns = columns();
        double[] xy = mesh.start();
        system = new SparseSystem(Arrays.stream(node).mapToDouble(v -> xy[2 * v]).toArray(), Arrays.stream(node).mapToDouble(v -> xy[2 * v + 1]).toArray(), List.of(columns));
    }

    private static int[] atCorners(PlaneMesh mesh) {
        int[] t = new int[12 * mesh.size()];
        for (int k = 0; k < 4 * mesh.size(); k++) {
            int c = k / 4 * 4;
            t[3 * k] = mesh.cells()[k];
            t[3 * k + 1] = mesh.cells()[c + (k + 1) % 4];
            t[3 * k + 2] = mesh.cells()[c + (k + 3) % 4];
        }
        return t;
    }

    private double[] reference() {
        double[] r = new double[4 * (triangles.length / 3)];
        for (int k = 0; k < triangles.length / 3; k++) {
            double[] e = edges(mesh.start(), k);
            r[4 * k] = e[0] * e[0] + e[1] * e[1];
            r[4 * k + 1] = e[0] * e[2] + e[1] * e[3];
            r[4 * k + 2] = e[2] * e[2] + e[3] * e[3];
            r[4 * k + 3] = e[0] * e[3] - e[1] * e[2];
        }
        return r;
    }

    private double[] edges(double[] xy, int k) {
        int a = 2 * triangles[3 * k];
        int b = 2 * triangles[3 * k + 1];
        int c = 2 * triangles[3 * k + 2];
        return new double[] {xy[b] - xy[a], xy[b + 1] - xy[a + 1], xy[c] - xy[a], xy[c + 1] - xy[a + 1]};
    }

    private int[][] columns() {
        int[][] all = new int[node.length][];
        for (int d = 0; d < node.length; d++) {
            TreeSet<Integer> known = new TreeSet<>();
            int q = mesh.corners();
            for (int c : mesh.around(node[d])) {
                for (int k = 0; k < q; k++) {
                    int v = mesh.cells()[c * q + k];
                    for (int e = first[v]; e < first[v + 1]; e++) {
                        known.add(e);
                    }
                }
            }
            all[d] = known.stream().mapToInt(e -> e).toArray();
        }
        return all;
    }

    /** The functional; infinite for a folded mesh. */
    double functional(double[] xy) {
        double[] m = means.of(xy);
        Optional<double[][]> tilts = shapes.map(all -> all.of(xy));
        double sum = 0;
        for (int k = 0; k < m.length; k++) {
            double[] e = edges(xy, k);
            double a = e[0] * e[3] - e[1] * e[2];
            if (!(a > 0)) {
                return Double.POSITIVE_INFINITY;
            }
            double s = stretch(e, k, tilts);
            for (Term t : terms) {
                sum += value(t, m[k], s, a, k);
            }
        }
        return part * sum;
    }

    private double value(Term t, double m, double s, double a, int k) {
        return t.c * Math.pow(m, t.mu) * Math.pow(s, t.sigma) * Math.pow(a, t.alpha) * Math.pow(reference[4 * k + 3], t.volume);
    }

    private double stretch(double[] e, int k, Optional<double[][]> tilts) {
        return tilts.isEmpty() ? Stretch.plain(e, reference, 4 * k) : Stretch.tilted(e, reference, 4 * k, tilts.get()[0][k], tilts.get()[1][k]);
    }

    /**
     * Mean of Huang's measure of alignment tr(FᵀAF)/(2 det F), F from the triangle at first; at least 1, and 1 where all triangles are similar to those at first as the
     * metric sees them. Infinite for a folded mesh.
     */
    double alignment(double[] xy) {
        Optional<double[][]> tilts = shapes.map(all -> all.of(xy));
        double sum = 0;
        for (int k = 0; k < triangles.length / 3; k++) {
            double[] e = edges(xy, k);
            double a = e[0] * e[3] - e[1] * e[2];
            sum += a > 0 ? stretch(e, k, tilts) / (2 * a * reference[4 * k + 3]) : Double.POSITIVE_INFINITY;
        }
        return sum / (triangles.length / 3);
    }

    /**
     * Where the descent stands.
     *
     * @param damping 1/Δt
     */
    private record Flow(double damping) { }

    @Override
    public Place start() {
        return new Place(mesh.start(), 1, functional(mesh.start()), 0, RUNNING, new Flow(FIRST));
    }

    @Override
    public Place next(Place s, StepContext context) {
        double[] xy = s.xy();
        double[] gradient = new double[node.length];
        double[][] hessian = new double[node.length][];
        Arrays.setAll(hessian, d -> new double[columns[d].length]);
        assemble(xy, gradient, hessian);
        double damping = ((Flow) s.memory()).damping;
        for (int k = 0; k < TRIES; k++) {
            context.cancel().throwIfCancelled();
            double[] moved = moved(xy, solved(gradient, hessian, damping, context));
            double now = functional(moved);
            double far = MeshMover.farthest(mesh, xy, moved);
            boolean rests = far <= task.tolerance() && damping <= FIRST;
            if (now < s.functional() && mesh.folded(moved) == 0 || rests && now <= s.functional() * (1 + 1e-12)) {
                boolean isLess = now <= s.functional();
                return new Place(isLess ? moved : xy, far, Math.min(now, s.functional()), s.iterations() + 1, rests ? CONVERGED : RUNNING, new Flow(Math.max(1e-12, damping * LONGER)));
            }
            damping *= SHORTER;
        }
        return s.ended("no step lessens the functional");
    }

    /** Some steps from a mesh that is not folded; an accepted step is a long one here, the mesh being near already. */
    double[] onwards(double[] xy, int steps, StepContext context) {
        Place p = new Place(xy, 1, functional(xy), 0, RUNNING, new Flow(NEAR));
        for (int k = 0; k < steps && p.isRunning(); k++) {
            p = next(p, context);
        }
        return p.xy();
    }

    private double[] moved(double[] xy, double[] by) {
        double[] moved = xy.clone();
        for (int d = 0; d < node.length; d++) {
            moved[2 * node[d]] += by[d] * direction[2 * d];
            moved[2 * node[d] + 1] += by[d] * direction[2 * d + 1];
        }
        return moved;
    }

    private double[] solved(double[] gradient, double[][] hessian, double damping, StepContext context) {
        SparseSystem.Matrix a = system.matrix();
        for (int d = 0; d < node.length; d++) {
            for (int k = 0; k < columns[d].length; k++) {
                double h = hessian[d][k];
                a.set(d, columns[d][k], columns[d][k] == d ? h + damping * Math.abs(h) : h);
            }
        }
        return a.solve(Arrays.stream(gradient).map(g -> -g).toArray(), context.cancel());
    }

    private void assemble(double[] xy, double[] gradient, double[][] hessian) {
        double[] slopes = new double[2 * triangles.length];
        double[] m = means.of(xy, slopes);
        double[] curvatures = means.curvatures(xy, slopes);
        Optional<double[][][]> tilts = shapes.map(all -> all.jets(xy));
        double[] g = new double[6];
        double[] h = new double[36];
        for (int k = 0; k < m.length; k++) {
            double[] e = edges(xy, k);
            Stretch s = tilts.isEmpty() ? Stretch.plainAt(e, reference, 4 * k) : Stretch.tiltedAt(e, reference, 4 * k, tilts.get()[0][k], tilts.get()[1][k]);
            local(e, s, k, m[k], slopes, curvatures, g, h);
            for (int i = 0; i < 6; i += 2) {
                int v = triangles[3 * k + i / 2];
                for (int d = first[v]; d < first[v + 1]; d++) {
                    double dx = direction[2 * d];
                    double dy = direction[2 * d + 1];
                    gradient[d] += part * (g[i] * dx + g[i + 1] * dy);
                    spread(k, d, i, dx, dy, h, hessian[d]);
                }
            }
        }
    }

    private void spread(int k, int d, int i, double dx, double dy, double[] h, double[] row) {
        for (int j = 0; j < 6; j += 2) {
            int w = triangles[3 * k + j / 2];
            for (int e = first[w]; e < first[w + 1]; e++) {
                double ex = direction[2 * e];
                double ey = direction[2 * e + 1];
                double value = dx * (h[6 * i + j] * ex + h[6 * i + j + 1] * ey) + dy * (h[6 * i + 6 + j] * ex + h[6 * i + 7 + j] * ey);
                row[Arrays.binarySearch(columns[d], e)] += part * value;
            }
        }
    }

    /** Gradient and Hessian of the terms of a triangle by its six coordinates. */
    private void local(double[] e, Stretch stretch, int k, double m, double[] slopes, double[] curvatures, double[] g, double[] h) {
        double a = e[0] * e[3] - e[1] * e[2];
        double s = stretch.value();
        double[] ss = stretch.slope();
        double[] sa = Stretch.six(e[3], -e[2], -e[1], e[0]);
        Arrays.fill(g, 0);
        Arrays.fill(h, 0);
        double[] log = new double[6];
        for (Term t : terms) {
            double value = value(t, m, s, a, k);
            for (int i = 0; i < 6; i++) {
                log[i] = t.mu * slopes[6 * k + i] + t.sigma * ss[i] / s + t.alpha * sa[i] / a;
                g[i] += value * log[i];
            }
            for (int i = 0; i < 6; i++) {
                for (int j = 0; j < 6; j++) {
                    double second = t.mu * curvatures[36 * k + 6 * i + j] + t.sigma * (stretch.curvature()[6 * i + j] - ss[i] * ss[j] / s) / s + t.alpha * (ofArea(i, j) - sa[i] * sa[j] / a) / a;
                    h[6 * i + j] += value * (log[i] * log[j] + second);
                }
            }
        }
    }

    /** The doubled area is Σ over the corners of x times the y of the next, minus that of the one before. */
    private static double ofArea(int i, int j) {
        if (i % 2 == j % 2) {
            return 0;
        }
        int x = i % 2 == 0 ? i / 2 : j / 2;
        int y = i % 2 == 0 ? j / 2 : i / 2;
        return y == (x + 1) % 3 ? 1 : y == (x + 2) % 3 ? -1 : 0;
    }
}
