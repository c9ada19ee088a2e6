package org.pushforward.engine.mesh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.mesh.DirichletProblem.Hessian;
import org.pushforward.engine.numerics.BiCgStab;
import org.pushforward.engine.numerics.DirichletPoisson;
import org.pushforward.engine.numerics.SparseSystem;
import org.pushforward.engine.numerics.Vectors;

/**
 * One iteration towards det D²u = f, by each method.
 *
 * <ul>
 * <li>fixed point: Δu⁺ = √(u_xx² + u_yy² + 2u_xy² + 2f) (Benamou, Froese & Oberman 2010, method 2), a Poisson problem each
 * <li>Anderson: the same, mixed over the latest m iterates (Walker & Ni 2011, doi:10.1137/10078356X, type II)
 * <li>Newton–Krylov: D²u's cofactors as operator, BiCGStab preconditioned with a Poisson problem scaled by tr D²u / 2
 * <li>Newton with sparse factors; also on graded nodes
 * <li>wide stencil: {@link WideStencil}
 * <li>Oliker–Prussner: {@link OlikerPrussner}
 * </ul>
 */
final class DirichletIteration {

    static final List<String> METHODS = List.of("anderson", "fixed-point", "newton-krylov", "newton-sparse", "wide-stencil", "oliker-prussner");

    private static final int WARM_UP = 4;
    private static final double INNER_TOLERANCE = 1e-3;
    private static final int MOST_INNER = 200;
    /** A Newton step is halved so often while the residual does not fall. */
    private static final int HALVINGS = 8;
    /** Of the least squares of Anderson's mixing, relative to its diagonal. */
    private static final double REGULAR = 1e-14;

    /**
     * @param u at the nodes
     * @param inner Poisson problems or factorisations solved so far
     * @param us and {@code gs}: the latest iterates and what the fixed point made of them, the oldest first
     * @param tent of Oliker & Prussner's scheme
     */
    record Place(double[] u, int inner, List<double[]> us, List<double[]> gs, Optional<OlikerPrussner.Tent> tent) {
        Place(double[] u, int inner) {
            this(u, inner, List.of(), List.of(), Optional.empty());
        }
    }

    private final DirichletProblem problem;
    private final int[] nodes;
    private final String method;
    private final SparseSystem system;
    private final Optional<WideStencil> wide;
    private final Optional<OlikerPrussner> geometric;

    /** @param points of the wide stencil */
    DirichletIteration(DirichletProblem problem, String method, int points) {
        this.problem = problem;
        this.method = method;
        nodes = problem.inner();
        wide = method.equals("wide-stencil") ? Optional.of(new WideStencil(problem, points)) : Optional.empty();
        geometric = method.equals("oliker-prussner") ? Optional.of(new OlikerPrussner(problem)) : Optional.empty();
        int m = problem.n() - 2;
        system = SparseSystem.ofGrid(method.equals("newton-sparse") || problem.grading() != 1 ? m : 0, 1);
    }

    DirichletProblem problem() {
        return problem;
    }

    Optional<OlikerPrussner> geometric() {
        return geometric;
    }

    /** How far u is from a solution of the scheme. */
    double residual(Place s) {
        return s.tent.map(t -> geometric.orElseThrow().residual(t)).orElseGet(() -> residual(s.u));
    }

    private double residual(double[] u) {
        return wide.map(w -> w.residual(u)).orElseGet(() -> problem.residual(u));
    }

    /** u with Δu = √(2f), the start of Benamou, Froese & Oberman; of Oliker & Prussner's scheme its own. */
    Place start(StepContext context) {
        if (geometric.isPresent()) {
            return of(geometric.get().start(context), 1);
        }
        double[] right = new double[problem.f().length];
        for (int k : nodes) {
            right[k] = Math.sqrt(2 * problem.f()[k]);
        }
        return new Place(poisson(right, context), 1);
    }

    Place next(Place s, int memory, StepContext context) {
        return switch (method) {
            case "fixed-point" -> new Place(fixedPoint(s.u, context), s.inner + 1);
            case "anderson" -> anderson(s, memory, context);
            case "newton-krylov" -> s.inner < WARM_UP ? new Place(fixedPoint(s.u, context), s.inner + 1) : newtonKrylov(s, context);
            case "newton-sparse" -> s.inner < WARM_UP ? new Place(fixedPoint(s.u, context), s.inner + 1) : newtonSparse(s, context);
            case "oliker-prussner" -> of(geometric.orElseThrow().next(s.tent.orElseThrow(), context), s.inner + 1);
            default -> new Place(damped(s.u, wide.orElseThrow().step(s.u, context.cancel())), s.inner + 1);
        };
    }

    private static Place of(OlikerPrussner.Tent t, int inner) {
        return new Place(t.u(), inner, List.of(), List.of(), Optional.of(t));
    }

    // ---- fixed point

    private double[] fixedPoint(double[] u, StepContext context) {
        Hessian d = problem.hessian(u);
        double[] right = new double[u.length];
        for (int k : nodes) {
            right[k] = Math.sqrt(d.xx()[k] * d.xx()[k] + d.yy()[k] * d.yy()[k] + 2 * d.xy()[k] * d.xy()[k] + 2 * problem.f()[k]);
        }
        return poisson(right, context);
    }

    /** Δu = right with u = g on the edge. */
    private double[] poisson(double[] right, StepContext context) {
        context.cancel().throwIfCancelled();
        int n = problem.n();
        int m = n - 2;
        double h = problem.h();
        double[] u = problem.start().clone();
        if (problem.grading() != 1) {
            return onGradedNodes(u, right, context);
        }
        double[] f = new double[m * m];
        for (int a = 0; a < f.length; a++) {
            int k = nodes[a];
            // Inside, the start is 0: what is left are the values of the edge.
            f[a] = right[k] - (u[k - n] + u[k + n] + u[k - 1] + u[k + 1]) / (h * h);
        }
        new DirichletPoisson(m, m, h, h).solve(f, f, context.workers());
        for (int a = 0; a < f.length; a++) {
            u[nodes[a]] = f[a];
        }
        return u;
    }

    private Place anderson(Place s, int memory, StepContext context) {
        double[] g = fixedPoint(s.u, context);
        int m = Math.min(memory, s.us.size());
        List<double[]> us = latest(s.us, m);
        List<double[]> gs = latest(s.gs, m);
        double[] next = m == 0 ? g : mixed(s.u, g, us, gs);
        us.add(s.u);
        gs.add(g);
        return new Place(next, s.inner + 1, List.copyOf(us), List.copyOf(gs), Optional.empty());
    }

    private static List<double[]> latest(List<double[]> all, int m) {
        return new ArrayList<>(all.subList(all.size() - m, all.size()));
    }

    /** g − Σ γᵢ Δgᵢ where γ makes ‖r − Σ γᵢ Δrᵢ‖ least, r = g − u. */
    private static double[] mixed(double[] u, double[] g, List<double[]> us, List<double[]> gs) {
        int m = us.size();
        double[][] dr = new double[m][u.length];
        double[][] dg = new double[m][u.length];
        for (int i = 0; i < m; i++) {
            double[] u1 = i + 1 < m ? us.get(i + 1) : u;
            double[] g1 = i + 1 < m ? gs.get(i + 1) : g;
            for (int k = 0; k < u.length; k++) {
                dg[i][k] = g1[k] - gs.get(i)[k];
                dr[i][k] = dg[i][k] - u1[k] + us.get(i)[k];
            }
        }
        DMatrixRMaj a = new DMatrixRMaj(m, m);
        DMatrixRMaj b = new DMatrixRMaj(m, 1);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = Vectors.dot(dr[i], dr[j]);
                a.set(i, j, sum);
                a.set(j, i, sum);
            }
            a.set(i, i, a.get(i, i) * (1 + REGULAR));
            double sum = 0;
            for (int k = 0; k < u.length; k++) {
                sum += dr[i][k] * (g[k] - u[k]);
            }
            b.set(i, 0, sum);
        }
        var solver = LinearSolverFactory_DDRM.leastSquaresQrPivot(true, false);
        DMatrixRMaj gamma = new DMatrixRMaj(m, 1);
        if (!solver.setA(a)) {
            return g;
        }
        solver.solve(b, gamma);
        double[] next = g.clone();
        for (int i = 0; i < m; i++) {
            for (int k = 0; k < next.length; k++) {
                next[k] -= gamma.data[i] * dg[i][k];
            }
        }
        return Arrays.stream(next).allMatch(Double::isFinite) ? next : g;
    }

    // ---- Newton

    private Place newtonKrylov(Place s, StepContext context) {
        int n = problem.n();
        int m = n - 2;
        double h = problem.h();
        Hessian d = problem.hessian(s.u);
        double[] b = new double[nodes.length];
        Arrays.setAll(b, a -> problem.f()[nodes[a]] - d.det(nodes[a]));
        DirichletPoisson poisson = new DirichletPoisson(m, m, h, h);
        double[] wide = new double[n * n];
        double[] x = new double[b.length];
        BiCgStab.Result done = BiCgStab.solve((v, out) -> {
            for (int a = 0; a < v.length; a++) {
                wide[nodes[a]] = v[a];
            }
            Hessian e = problem.hessian(wide);
            Arrays.setAll(out, a -> d.yy()[nodes[a]] * e.xx()[nodes[a]] + d.xx()[nodes[a]] * e.yy()[nodes[a]] - 2 * d.xy()[nodes[a]] * e.xy()[nodes[a]]);
        }, (r, out) -> {
            Arrays.setAll(out, a -> 2 * r[a] / Math.max(d.xx()[nodes[a]] + d.yy()[nodes[a]], 1e-8));
            poisson.solve(out, out, context.workers());
        }, b, x, INNER_TOLERANCE, MOST_INNER, context.cancel());
        return new Place(damped(s.u, x), s.inner + 2 * done.iterations());
    }

    /** As much of a Newton step as lowers the residual; the shortest when none does. */
    private double[] damped(double[] u, double[] step) {
        double before = residual(u);
        double[] tried = u;
        double part = 1;
        for (int k = 0; k <= HALVINGS; k++) {
            tried = u.clone();
            for (int a = 0; a < step.length; a++) {
                tried[nodes[a]] += part * step[a];
            }
            if (residual(tried) < before) {
                return tried;
            }
            part *= 0.5;
        }
        return tried;
    }

    private Place newtonSparse(Place s, StepContext context) {
        Hessian d = problem.hessian(s.u);
        double[] b = new double[nodes.length];
        Arrays.setAll(b, a -> problem.f()[nodes[a]] - d.det(nodes[a]));
        return new Place(damped(s.u, solved(b, d.yy(), d.xx(), d.xy(), context)), s.inner + 1);
    }

    /** Δu = right by sparse factors. */
    private double[] onGradedNodes(double[] edge, double[] right, StepContext context) {
        Hessian d = problem.hessian(edge);
        double[] b = new double[nodes.length];
        Arrays.setAll(b, a -> right[nodes[a]] - d.xx()[nodes[a]] - d.yy()[nodes[a]]);
        double[] ones = new double[edge.length];
        Arrays.fill(ones, 1);
        double[] inside = solved(b, ones, ones, new double[edge.length], context);
        double[] u = edge.clone();
        for (int a = 0; a < nodes.length; a++) {
            u[nodes[a]] = inside[a];
        }
        return u;
    }

    /** v = 0 on the edge with p v_xx + q v_yy − 2 r v_xy = b. */
    private double[] solved(double[] b, double[] p, double[] q, double[] r, StepContext context) {
        int n = problem.n();
        double h = problem.h();
        SparseSystem.Matrix matrix = system.matrix();
        for (int a = 0; a < nodes.length; a++) {
            int k = nodes[a];
            int i = k / n;
            int j = k % n;
            double xs = problem.slope(i);
            double ys = problem.slope(j);
            double alongX = p[k] / (xs * xs);
            double alongY = q[k] / (ys * ys);
            double bendX = problem.bend(i) / xs / (2 * h);
            double bendY = problem.bend(j) / ys / (2 * h);
            double cross = -2 * r[k] / (4 * h * h * xs * ys);
            double[][] w = {{cross, alongX * (1 / (h * h) + bendX), -cross},
                {alongY * (1 / (h * h) + bendY), -2 * (alongX + alongY) / (h * h), alongY * (1 / (h * h) - bendY)},
                {-cross, alongX * (1 / (h * h) - bendX), cross}};
            for (int di = -1; di <= 1; di++) {
                for (int dj = -1; dj <= 1; dj++) {
                    if (i + di > 0 && i + di < n - 1 && j + dj > 0 && j + dj < n - 1) {
                        matrix.set(a, a + di * (n - 2) + dj, w[di + 1][dj + 1]);
                    }
                }
            }
        }
        return matrix.solve(b, context.cancel());
    }
}
