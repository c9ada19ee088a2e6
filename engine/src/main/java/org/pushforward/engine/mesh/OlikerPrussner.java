package org.pushforward.engine.mesh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.GradientCells;
import org.pushforward.engine.geometry.PointTree;
import org.pushforward.engine.geometry.PowerDiagram.Polygon;
import org.pushforward.engine.numerics.SparseSystem;

/**
 * The geometric scheme of Oliker & Prussner (1988, Numer. Math. 54, 271–293): the convex envelope of values at nodes has a subdifferential of area μᵢ at node i, and g at those of the
 * edge. Masses are exact, so that a Dirac mass is one; others are f h². Nodes without mass are no corners of the envelope and no unknowns: u there is the envelope. Of
 * second order where the solution is smooth (Nochetto & Zhang 2019, Numer. Math. 141, but for a logarithm). Where g is not convex along an edge, the envelope lies below it.
 *
 * <p>Oliker & Prussner lower node after node. Here it is Newton's method, damped as by Kitagawa, Mérigot & Thibert (2019, doi:10.4171/jems/889, algorithm 1): the derivative of the areas is
 * a weighted graph's Laplacian, {@link GradientCells#slope}, and a step is halved until no area is less than half of the least there was, and their error falls by half of the step taken.
 * It starts from the envelope of g alone less s / (1/(x(1 − x)) + 1/(y(1 − y))), which is strictly convex, so that no area is 0, with s so that all areas together are nearly right.
 * It is exact for quadratics, but for nodes so near to the edge that neighbours of theirs would lie beyond, which cost another error of second order. A step is a sparse Cholesky factorization, O(n³) for n × n nodes. Immutable.
 */
final class OlikerPrussner {

    /** A node with less than this part of the greatest mass has none. */
    private static final double NOTHING = 1e-12;
    private static final int HALVINGS = 30;
    /** Corrections of s, one where g is 0, until the sum of the areas is right by this part. */
    private static final int SCALINGS = 4;
    private static final double NEARLY = 0.2;

    private final DirichletProblem problem;
    /** Nodes with mass, then those of the edge. */
    private final int[] nodes;
    private final double[] masses;
    private final int[] massless;
    private final PointTree points;

    /**
     * Where the iteration stands.
     *
     * @param u at all nodes
     * @param areas of the nodes with mass
     * @param least that an area may be
     */
    record Tent(double[] u, GradientCells cells, double[] areas, double least) { }

    OlikerPrussner(DirichletProblem problem) {
        this.problem = problem;
        double h2 = problem.h() * problem.h();
        double most = Arrays.stream(problem.f()).max().orElse(0);
        int[] heavy = Arrays.stream(problem.inner()).filter(k -> problem.f()[k] > NOTHING * most).toArray();
        massless = Arrays.stream(problem.inner()).filter(k -> !(problem.f()[k] > NOTHING * most)).toArray();
        masses = Arrays.stream(heavy).mapToDouble(k -> problem.f()[k] * h2).toArray();
        int n = problem.n();
        nodes = IntStream.concat(Arrays.stream(heavy), IntStream.range(0, n * n).filter(k -> k / n % (n - 1) == 0 || k % n % (n - 1) == 0)).toArray();
        points = new PointTree(places(nodes));
    }

    private double[] places(int[] which) {
        double[] x = problem.places();
        double[] xy = new double[2 * which.length];
        Arrays.setAll(xy, a -> a % 2 == 0 ? x[which[a / 2] / problem.n()] : x[which[a / 2] % problem.n()]);
        return xy;
    }

    double[] masses() {
        return masses;
    }

    /** ‖areas − μ‖ / ‖μ‖. */
    double residual(Tent t) {
        double sum = 0;
        double scale = 0;
        for (int i = 0; i < masses.length; i++) {
            sum += Math.pow(t.areas[i] - masses[i], 2);
            scale += masses[i] * masses[i];
        }
        return Math.sqrt(sum / Math.max(scale, Double.MIN_NORMAL));
    }

    /** |Σ areas / Σ μ − 1|. */
    double massError(Tent t) {
        return masses.length == 0 ? 0 : Math.abs(Arrays.stream(t.areas).sum() / Arrays.stream(masses).sum() - 1);
    }

    /** Gradients that some plane below the edge and through a node may have. */
    private Rect gradients(double[] u) {
        double range = Arrays.stream(u).max().orElse(0) - Arrays.stream(u).min().orElse(0);
        double most = 1 + 4 * range / problem.h();
        return new Rect(-most, -most, most, most);
    }

    Tent start(StepContext context) {
        int[] inner = problem.inner();
        int[] edge = Arrays.copyOfRange(nodes, masses.length, nodes.length);
        double[] g = Arrays.stream(edge).mapToDouble(k -> problem.start()[k]).toArray();
        double[] sheet = GradientCells.of(new PointTree(places(edge)), g, g.length, gradients(g), List.of(), context).envelope(places(inner), context);
        double[] u = problem.start().clone();
        double[] bump = new double[u.length];
        double[] xy = places(inner);
        for (int a = 0; a < inner.length; a++) {
            u[inner[a]] = sheet[a];
            bump[inner[a]] = 1 / (1 / (xy[2 * a] * (1 - xy[2 * a])) + 1 / (xy[2 * a + 1] * (1 - xy[2 * a + 1])));
        }
        double total = Arrays.stream(masses).sum();
        double s = Math.sqrt(total);
        Tent t = lowered(u, bump, s, List.of(), context);
        for (int k = 0; k < SCALINGS && massError(t) > NEARLY; k++) {
            s *= Math.sqrt(total / Arrays.stream(t.areas).sum());
            t = lowered(u, bump, s, t.cells.cells(), context);
        }
        return t;
    }

    private Tent lowered(double[] u, double[] bump, double s, List<Polygon> hints, StepContext context) {
        double[] low = new double[nodes.length];
        Arrays.setAll(low, a -> u[nodes[a]] - s * bump[nodes[a]]);
        GradientCells c = cells(low, hints, context);
        double[] areas = areas(c);
        double least = 0.5 * Math.min(Arrays.stream(areas).min().orElse(0), Arrays.stream(masses).min().orElse(0));
        return new Tent(everywhere(low, c, context), c, areas, least);
    }

    /** Of the edge's nodes too where the envelope must be known between nodes. */
    private GradientCells cells(double[] u, List<Polygon> hints, StepContext context) {
        return GradientCells.of(points, u, massless.length > 0 ? nodes.length : masses.length, gradients(u), hints, context);
    }

    private double[] areas(GradientCells c) {
        return Arrays.copyOf(c.areas(), masses.length);
    }

    private double[] everywhere(double[] heights, GradientCells c, StepContext context) {
        double[] u = problem.start().clone();
        for (int a = 0; a < nodes.length; a++) {
            u[nodes[a]] = heights[a];
        }
        double[] between = massless.length > 0 ? c.envelope(places(massless), context) : new double[0];
        for (int a = 0; a < massless.length; a++) {
            u[massless[a]] = between[a];
        }
        return u;
    }

    /** As much of a Newton step as leaves all areas large enough and lowers their error; the shortest when none does. */
    Tent next(Tent t, StepContext context) {
        if (masses.length == 0) {
            return t;
        }
        double[] step = step(t, context);
        double before = residual(t);
        Tent tried = t;
        double part = 1;
        for (int k = 0; k < HALVINGS; k++) {
            double[] u = new double[nodes.length];
            double length = part;
            Arrays.setAll(u, a -> t.u[nodes[a]] + (a < step.length ? length * step[a] : 0));
            GradientCells c = cells(u, t.cells.cells(), context);
            tried = new Tent(t.u, c, areas(c), t.least);
            if (Arrays.stream(tried.areas).min().orElse(0) >= t.least && residual(tried) <= (1 - 0.5 * part) * before) {
                return new Tent(everywhere(u, c, context), c, tried.areas, t.least);
            }
            part *= 0.5;
        }
        return t;
    }

    /** δ with Σ_j w_ij (δ_i − δ_j) = areas − μ, w the slopes; what the two sides of an edge say of it is the same but for rounding, and halved. */
    private double[] step(Tent t, StepContext context) {
        context.cancel().throwIfCancelled();
        int m = masses.length;
        List<TreeSet<Integer>> known = Stream.generate(TreeSet<Integer>::new).limit(m).toList();
        for (int i = 0; i < m; i++) {
            known.get(i).add(i);
            for (int j : t.cells.cell(i).beyond()) {
                if (j >= 0 && j < m) {
                    known.get(i).add(j);
                    known.get(j).add(i);
                }
            }
        }
        List<int[]> rows = new ArrayList<>();
        known.forEach(s -> rows.add(s.stream().mapToInt(j -> j).toArray()));
        SparseSystem.Symmetric a = new SparseSystem(IntStream.range(0, m).mapToDouble(points::x).toArray(), IntStream.range(0, m).mapToDouble(points::y).toArray(), rows).symmetric();
        for (int i = 0; i < m; i++) {
            int[] beyond = t.cells.cell(i).beyond();
            for (int k = 0; k < beyond.length; k++) {
                int j = beyond[k];
                if (j >= m) {
                    a.add(i, i, t.cells.slope(i, k));
                } else if (j >= 0) {
                    double w = 0.5 * t.cells.slope(i, k);
                    a.add(i, i, w);
                    a.add(j, j, w);
                    a.add(i, j, -w);
                }
            }
        }
        double[] right = new double[m];
        Arrays.setAll(right, i -> t.areas[i] - masses[i]);
        return a.factored().solve(right);
    }
}
