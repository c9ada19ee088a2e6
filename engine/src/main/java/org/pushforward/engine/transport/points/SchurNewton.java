package org.pushforward.engine.transport.points;

import java.util.Arrays;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.transport.points.Marginals.Curvature;

/**
 * Newton's method on the semi-dual of g for problems too large to store: S δ = gradient, S = diag(v) − Pᵀ diag(1/u) P (see
 * {@link Curvature}), by conjugate gradients whose products stream P as the sweeps do, in double precision. Iterations of plain
 * gradients grow like those of over-relaxed sweeps; what is slow about them are potentials that differ between regions, so the
 * preconditioner is one of two levels, diag(1/v) + Z Sc⁻¹ Zᵀ with Z the indicators of cells of target points and
 * Sc = Zᵀ S Z a graph's Laplacian, which {@link GraphLaplacian} eliminates whatever lies between its edges (Toselli & Widlund 2005, §2.5).
 * The step is halved until the dual ascends by Armijo's rule.
 *
 * <p>An iteration costs two passes, O(n m d); memory is O((n + m) K) for K cells. Owned by one thread.
 */
final class SchurNewton {

    /** Multiply-adds n K² for Sc: a few iterations' worth, and some tens'; numbers of P Z. */
    private static final double COARSE_WORK = 2.5e8;
    private static final double FINE_WORK = 2e9;
    private static final double MOST_NUMBERS = 8e6;
    private static final int MOST_ITERATIONS = 300;
    private static final double ARMIJO = 1e-4;
    private static final int HALVINGS = 24;
    /** Rounding of the dual, in parts of its terms. */
    private static final double ROUNDING = 1e-14;

    private final SinkhornProblem problem;
    private final Marginals marginals;
    private final double level;
    private final boolean fine;
    private final ScaledCloud x;
    private final ScaledCloud y;
    private final StepContext context;
    private final DoubleLogSumExp overColumns = new DoubleLogSumExp();
    private final DoubleLogSumExp overRows = new DoubleLogSumExp();

    /**
     * @param fine whether many cells are worth their cost, because few have not been enough
     * @param x source at this ε, and y target
     */
    SchurNewton(SinkhornProblem problem, Marginals marginals, double level, boolean fine, ScaledCloud x, ScaledCloud y, StepContext context) {
        this.problem = problem;
        this.marginals = marginals;
        this.level = level;
        this.fine = fine;
        this.x = x;
        this.y = y;
        this.context = context;
    }

    /** Potentials of the source that are best for g, and the dual. */
    private record Trial(double[] g, double lambda, double[] f, double[] rows, double dual) { }

    /**
     * @param g potentials of the target, with λ
     * @param iterations of conjugate gradients
     * @param ascended whether the dual could be raised at all
     */
    record Result(double[] g, double lambda, int iterations, boolean ascended) { }

    /**
     * One step.
     *
     * @param f potentials of the source, in bits
     * @param g those of the target, with λ
     */
    Result step(double[] f, double[] g, double lambda) {
        Trial start = trial(f, g, lambda);
        double[] from = start.g;
        double[] lse = new double[y.size];
        overRows.run(y, x, LogSinkhorn.exponents(start.f, x), unknown(y.size), lse, new double[y.size], context);
        double[] columns = new double[y.size];
        Arrays.setAll(columns, j -> Math.exp((lse[j] - y.squared[j] + from[j]) * LogSumExp.LN2));
        Curvature c = marginals.curvature(problem, level, start.f, from, start.lambda, start.rows, columns);
        overColumns.prepare(y, LogSinkhorn.exponents(from, y));
        Products products = new Products(c, start.f, from);
        double[] delta = new double[y.size];
        int iterations = solve(c, products, delta);
        Trial end = ascended(start, c, delta);
        return new Result(end.g, end.lambda, iterations, end != start);
    }

    private static double[] unknown(int n) {
        double[] bounds = new double[n];
        Arrays.fill(bounds, Double.POSITIVE_INFINITY);
        return bounds;
    }

    private Trial trial(double[] f, double[] g, double lambda) {
        double[] lse = new double[x.size];
        overColumns.run(x, y, LogSinkhorn.exponents(g, y), unknown(x.size), lse, new double[x.size], context);
        double[] full = LogSinkhorn.increments(x, lse, f);
        HalfStep step = marginals.rows(problem, level, full, f);
        double[] by = step.increments(1);
        double[] rows = new double[x.size];
        double mass = 0;
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Math.exp((by[i] - full[i] + step.multiplier()) * LogSumExp.LN2);
            mass += problem.a()[i] * rows[i];
        }
        double[] best = LogSinkhorn.moved(f, by, 1);
        double[] shifted = step.multiplier() == 0 ? g : Arrays.stream(g).map(v -> v + step.multiplier()).toArray();
        double multiplier = lambda + step.multiplier();
        return new Trial(shifted, multiplier, best, rows, marginals.dual(problem, level, best, shifted, multiplier, mass));
    }

    /** Halves the step until the dual ascends; the start when it does not. */
    private Trial ascended(Trial start, Curvature c, double[] delta) {
        double[] bits = Arrays.stream(delta).map(v -> v / LogSumExp.LN2).toArray();
        double[] whole = marginals.moved(problem, start.g, start.lambda, bits, 1);
        double largest = 0;
        for (int j = 0; j < bits.length; j++) {
            bits[j] = whole[j] - start.g[j];
            largest = Math.max(largest, Math.abs(bits[j]));
        }
        double t = largest > 0 ? Math.min(1, problem.bits(level) / largest) : 1;
        double slope = level * LogSumExp.LN2 * Vectors.dot(c.gradient(), bits);
        for (int k = 0; k < HALVINGS; k++, t *= 0.5) {
            Trial tried = trial(start.f, marginals.moved(problem, start.g, start.lambda, bits, t), start.lambda);
            if (tried.dual - start.dual >= ARMIJO * t * slope - ROUNDING * (level + Math.abs(start.dual))) {
                return tried;
            }
        }
        return start;
    }

    /** Preconditioned conjugate gradients from 0, to a residual that keeps Newton's convergence superlinear. */
    private int solve(Curvature c, Products products, double[] delta) {
        int m = delta.length;
        double[] r = new double[m];
        double mass = 0;
        for (int j = 0; j < m; j++) {
            r[j] = c.fixed()[j] ? 0 : c.gradient()[j];
            mass += c.v()[j];
        }
        Coarse coarse = new Coarse(c, products);
        double[] z = coarse.apply(r);
        double[] p = z.clone();
        double rz = Vectors.dot(r, z);
        double first = norm(r);
        double allowed = first * Math.clamp(Math.sqrt(first / mass), 1e-4, 0.1);
        int k = 0;
        double[] q = new double[m];
        while (k < MOST_ITERATIONS && norm(r) > allowed && rz > 0) {
            products.schur(p, q);
            double curvature = Vectors.dot(p, q);
            if (!(curvature > 0)) {
                break;
            }
            k++;
            double alpha = rz / curvature;
            for (int j = 0; j < m; j++) {
                delta[j] += alpha * p[j];
                r[j] -= alpha * q[j];
            }
            z = coarse.apply(r);
            double next = Vectors.dot(r, z);
            double beta = next / rz;
            rz = next;
            for (int j = 0; j < m; j++) {
                p[j] = z[j] + beta * p[j];
            }
        }
        return k;
    }

    /** L1: the error of the marginals that is left. */
    private static double norm(double[] v) {
        double sum = 0;
        for (double e : v) {
            sum += Math.abs(e);
        }
        return sum;
    }

    /** Products with P, whose kernels are prepared. */
    private final class Products {

        private final Curvature c;
        private final double[] rowBound;
        private final double[] columnBound;
        private final double[] columns;
        private final double[] rows;

        Products(Curvature c, double[] f, double[] g) {
            this.c = c;
            rowBound = new double[x.size];
            columnBound = new double[y.size];
            Arrays.setAll(rowBound, i -> x.squared[i] - f[i] - x.logWeight[i]);
            Arrays.setAll(columnBound, j -> y.squared[j] - g[j] - y.logWeight[j]);
            columns = new double[y.stride];
            rows = new double[x.stride];
        }

        /** S p on the columns that are not fixed, where p is 0. */
        void schur(double[] p, double[] q) {
            System.arraycopy(p, 0, columns, 0, p.length);
            forRows(x.size, y.stride, i -> rows[i] = overColumns.product(x, i, y, rowBound[i], columns));
            divide(rows);
            forRows(y.size, x.stride, j -> q[j] = c.fixed()[j] ? 0 : c.v()[j] * p[j] - overRows.product(y, j, x, columnBound[j], rows));
        }

        /** t/u; for the rows that count as one their sum over the merged weight. */
        private void divide(double[] t) {
            double sum = 0;
            for (int i = 0; i < x.size; i++) {
                sum += c.u()[i] > 0 ? 0 : t[i];
            }
            double shared = c.merged() > 0 ? sum / c.merged() : 0;
            for (int i = 0; i < x.size; i++) {
                t[i] = c.u()[i] > 0 ? t[i] / c.u()[i] : shared;
            }
        }

        private void forRows(int n, int width, java.util.function.IntConsumer task) {
            context.workers().forRanges(n, Math.max(1, (1 << 17) / width), (from, to) -> {
                context.cancel().throwIfCancelled();
                for (int i = from; i < to; i++) {
                    task.accept(i);
                }
            });
        }

        /** Sums of the rows over cells of columns: P Z, n × (cells + 1), the last those of the fixed columns. */
        double[] gathered(int[] cell, int cells) {
            int width = cells + 1;
            double[] sums = new double[x.size * width];
            context.workers().forRanges(x.size, Math.max(1, (1 << 17) / y.stride), (from, to) -> {
                context.cancel().throwIfCancelled();
                double[] terms = new double[y.stride];
                for (int i = from; i < to; i++) {
                    overColumns.terms(x, i, y, rowBound[i], terms);
                    for (int j = 0; j < y.size; j++) {
                        sums[i * width + cell[j]] += terms[j];
                    }
                }
            });
            return sums;
        }
    }

    /** diag(1/v) + Z Sc⁻¹ Zᵀ. */
    private final class Coarse {

        private final Curvature c;
        private final int[] cell;
        private final int cells;
        private final GraphLaplacian laplacian;

        Coarse(Curvature c, Products products) {
            this.c = c;
            cells = (int) Math.clamp(Math.min(Math.sqrt((fine ? FINE_WORK : COARSE_WORK) / x.size), MOST_NUMBERS / x.size), 1, y.size);
            cell = TargetCells.of(y, cells);
            for (int j = 0; j < cell.length; j++) {
                cell[j] = c.fixed()[j] ? cells : cell[j];
            }
            double[] sums = products.gathered(cell, cells);
            double[] edges = new double[cells * cells];
            double[] ground = new double[cells];
            for (int j = 0; j < cell.length; j++) {
                if (cell[j] < cells) {
                    ground[cell[j]] += c.excess()[j];
                }
            }
            couple(sums, edges, ground);
            laplacian = new GraphLaplacian(edges, ground, context.cancel());
        }

        private void couple(double[] sums, double[] edges, double[] ground) {
            int width = cells + 1;
            double[] shared = new double[width];
            for (int i = 0; i < x.size; i++) {
                for (int k = 0; c.u()[i] == 0 && k < width; k++) {
                    shared[k] += sums[i * width + k];
                }
            }
            context.workers().forRanges(cells, 8, (from, to) -> {
                context.cancel().throwIfCancelled();
                for (int i = 0; i < x.size; i++) {
                    if (c.u()[i] > 0) {
                        couple(sums, i * width, c.u()[i], from, to, edges, ground);
                    }
                }
                if (c.merged() > 0) {
                    couple(shared, 0, c.merged(), from, to, edges, ground);
                }
            });
        }

        private void couple(double[] sums, int at, double weight, int from, int to, double[] edges, double[] ground) {
            for (int k = from; k < to; k++) {
                double share = sums[at + k] / weight;
                if (share > 0) {
                    for (int l = 0; l < cells; l++) {
                        edges[k * cells + l] += share * sums[at + l];
                    }
                    ground[k] += share * sums[at + cells];
                }
            }
        }

        double[] apply(double[] r) {
            double[] sums = new double[cells + 1];
            for (int j = 0; j < r.length; j++) {
                sums[cell[j]] += r[j];
            }
            double[] solution = Arrays.copyOf(sums, cells);
            laplacian.solve(solution);
            double[] z = new double[r.length];
            Arrays.setAll(z, j -> c.fixed()[j] ? 0 : (c.v()[j] > 0 ? r[j] / c.v()[j] : 0) + solution[cell[j]]);
            return z;
        }
    }
}
