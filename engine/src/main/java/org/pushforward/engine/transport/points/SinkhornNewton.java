package org.pushforward.engine.transport.points;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.transport.points.Marginals.Curvature;
import org.pushforward.engine.transport.points.Marginals.Sides;

/**
 * Newton's method on the semi-dual D(g) = max over f, for problems that sweeps are slow on. Its Hessian −S (see {@link Curvature}) is the
 * Laplacian of a graph with edges Wⱼₗ = Σᵢ PᵢⱼPᵢₗ/uᵢ, all positive, and ties to ground where marginals may differ from the masses; it is
 * eliminated by {@link GraphLaplacian}. Where regions hardly couple, the step would run away along the weakest edges, and halving it would
 * hold up all others: instead every node is tied to where it stands by μ times its mass (Levenberg 1944, Marquardt 1963), with μ the smallest
 * of a ladder under which D ascends by a tenth of what its slope promises. μ max(b, v) bounds every component by 1/μ nats. Columns at a bound
 * that want to pass it stay there, and what goes beyond one is put back (Bertsekas 1982, "Projected Newton methods").
 *
 * <p>With exact marginals the side with fewer points carries the unknowns. O(n m²) work for m of them and O(m³) a value of μ tried, O(n m)
 * memory; distances are formed from exact differences. Stateless.
 */
final class SinkhornNewton {

    /** Work of a step that a viewer waits for, and memory. */
    private static final double MOST_WORK = 1e9;
    private static final double MOST_PAIRS = 4e6;
    /** Newton's own step gains half of what its slope promises. */
    private static final double ARMIJO = 0.1;
    /** The ladder of μ above 0. */
    private static final double LEAST_DAMPING = 1e-14;
    private static final double MOST_DAMPING = 100;
    private static final double DAMPING_FACTOR = 10;
    /** How often rows may change their sides within a step. */
    private static final int CHANGES = 8;
    /** Rounding of D, in parts of its terms. */
    private static final double ROUNDING = 1e-14;

    private final SinkhornProblem problem;
    private final Marginals marginals;
    private final double level;
    private final boolean swapped;
    private final int n;
    private final int m;
    private final CancelToken cancel;

    SinkhornNewton(SinkhornProblem problem, Marginals marginals, double level, CancelToken cancel) {
        this.marginals = marginals;
        this.level = level;
        this.cancel = cancel;
        swapped = marginals.isExact() && problem.source().size() < problem.target().size();
        this.problem = swapped ? problem.swapped() : problem;
        n = this.problem.a().length;
        m = this.problem.b().length;
    }

    static boolean suits(SinkhornProblem problem, Marginals marginals) {
        double pairs = (double) problem.source().size() * problem.target().size();
        double m = marginals.isExact() ? Math.min(problem.source().size(), problem.target().size()) : problem.target().size();
        return pairs <= MOST_PAIRS && m * pairs + m * m * m <= MOST_WORK;
    }

    /**
     * @param g potentials of the target, in bits, with λ
     * @param damping μ to begin the next step with
     */
    record Result(double[] g, double lambda, double damping) { }

    /** Potentials in bits, those of the rows being the best for the others, and D in units of the cost. */
    private record Trial(double[] f, double[] g, double lambda, double[] rows, double dual) { }

    /**
     * One step.
     *
     * @param f potentials of the source, in bits
     * @param g those of the target, with λ
     * @param damping μ to begin with
     */
    Result step(double[] f, double[] g, double lambda, double damping) {
        Trial start = trial(swapped ? f : g, lambda);
        double[][] plan = plan(start);
        double[] columns = new double[m];
        for (double[] row : plan) {
            for (int j = 0; j < m; j++) {
                columns[j] += row[j];
            }
        }
        for (int j = 0; j < m; j++) {
            columns[j] /= problem.b()[j];
        }
        Curvature c = marginals.curvature(problem, level, start.f, start.g, start.lambda, start.rows, columns);
        Graph graph = new Graph(plan, c, new Sides(c.u(), c.merged(), new double[n]));
        // Two points that couple with each other alone may have no curvature and yet a slope: they go to where one of them is at its bound.
        double least = marginals.isExact() ? 0 : LEAST_DAMPING;
        for (double mu = Math.max(least, damping); mu <= MOST_DAMPING; mu = Math.max(LEAST_DAMPING, DAMPING_FACTOR * mu)) {
            double[] direction = graph.direction(mu);
            for (int k = 0; k < CHANGES; k++) {
                Optional<Sides> sides = marginals.sides(problem, start.f, start.rows, graph.sides, graph.moves(direction));
                if (sides.isEmpty()) {
                    break;
                }
                graph = new Graph(plan, c, sides.get());
                direction = graph.direction(mu);
            }
            Optional<Trial> end = ascended(start, c, bits(direction));
            if (end.isPresent()) {
                double less = mu / DAMPING_FACTOR;
                return new Result(swapped ? end.get().f : end.get().g, end.get().lambda, mu > damping ? mu : less < LEAST_DAMPING ? 0 : less);
            }
        }
        return new Result(g, lambda, 0);
    }

    private Optional<Trial> ascended(Trial start, Curvature c, double[] direction) {
        double largest = Arrays.stream(direction).map(Math::abs).max().orElse(0);
        // Soft minima of costs differ by no more than the costs do.
        if (!(largest <= 2 * problem.bits(level))) {
            return Optional.empty();
        }
        double[] moved = marginals.moved(problem, start.g, start.lambda, direction, 1);
        double slope = 0;
        for (int j = 0; j < m; j++) {
            slope += level * LogSumExp.LN2 * c.gradient()[j] * (moved[j] - start.g[j]);
        }
        Trial end = trial(moved, start.lambda);
        return end.dual - start.dual >= ARMIJO * Math.max(0, slope) - ROUNDING * (level + Math.abs(start.dual)) ? Optional.of(end) : Optional.empty();
    }

    private static double[] bits(double[] nats) {
        return Arrays.stream(nats).map(v -> v / LogSumExp.LN2).toArray();
    }

    private double exponent(int i, int j) {
        return -problem.cost(i, j) / (level * LogSumExp.LN2);
    }

    private Trial trial(double[] g, double lambda) {
        double[] full = new double[n];
        double[] row = new double[m];
        for (int i = 0; i < n; i++) {
            cancel.throwIfCancelled();
            double top = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < m; j++) {
                row[j] = g[j] + exponent(i, j);
                top = Math.max(top, row[j]);
            }
            double sum = 0;
            for (int j = 0; j < m; j++) {
                sum += problem.b()[j] * Math.exp((row[j] - top) * LogSumExp.LN2);
            }
            full[i] = -top - Math.log(sum) / LogSumExp.LN2;
        }
        HalfStep best = marginals.rows(problem, level, full, new double[n]);
        double[] f = best.increments(1);
        double[] rows = new double[n];
        double mass = 0;
        for (int i = 0; i < n; i++) {
            rows[i] = Math.exp((f[i] - full[i] + best.multiplier()) * LogSumExp.LN2);
            mass += problem.a()[i] * rows[i];
        }
        double[] raised = best.multiplier() == 0 ? g : Arrays.stream(g).map(v -> v + best.multiplier()).toArray();
        double multiplier = lambda + best.multiplier();
        return new Trial(f, raised, multiplier, rows, marginals.dual(problem, level, f, raised, multiplier, mass));
    }

    private double[][] plan(Trial t) {
        double[][] p = new double[n][m];
        for (int i = 0; i < n; i++) {
            cancel.throwIfCancelled();
            for (int j = 0; j < m; j++) {
                p[i][j] = problem.a()[i] * problem.b()[j] * Math.exp((t.f[i] + t.g[j] + exponent(i, j)) * LogSumExp.LN2);
            }
        }
        return p;
    }

    /** S on the columns that are not fixed. */
    private final class Graph {

        private final double[][] plan;
        private final Curvature c;
        private final Sides sides;
        private final int[] free;
        private final double[] edges;
        private final double[] ground;

        Graph(double[][] plan, Curvature c, Sides sides) {
            this.plan = plan;
            this.c = c;
            this.sides = sides;
            free = IntStream.range(0, m).filter(j -> !c.fixed()[j]).toArray();
            edges = new double[free.length * free.length];
            ground = Arrays.stream(free).mapToDouble(j -> c.excess()[j]).toArray();
            double[] merged = new double[m];
            for (int i = 0; i < n; i++) {
                if (sides.u()[i] > 0) {
                    couple(plan[i], sides.u()[i]);
                } else {
                    for (int j = 0; j < m; j++) {
                        merged[j] += plan[i][j];
                    }
                }
            }
            if (sides.merged() > 0) {
                couple(merged, sides.merged());
            }
        }

        private void couple(double[] row, double weight) {
            cancel.throwIfCancelled();
            double[] open = Arrays.stream(free).mapToDouble(j -> row[j]).toArray();
            double fixed = 0;
            for (int j = 0; j < m; j++) {
                fixed += c.fixed()[j] ? row[j] : 0;
            }
            for (int k = 0; k < open.length; k++) {
                double share = open[k] / weight;
                if (share > 0) {
                    ground[k] += share * fixed;
                    int at = k * open.length;
                    for (int l = 0; l < open.length; l++) {
                        edges[at + l] += share * open[l];
                    }
                }
            }
        }

        /** Pδ. */
        double[] moves(double[] direction) {
            double[] moves = new double[n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < m; j++) {
                    moves[i] += plan[i][j] * direction[j];
                }
            }
            return moves;
        }

        /** In nats, 0 where fixed. */
        double[] direction(double mu) {
            double[] tied = new double[free.length];
            double[] step = new double[free.length];
            for (int k = 0; k < free.length; k++) {
                tied[k] = ground[k] + mu * Math.max(problem.b()[free[k]], c.v()[free[k]]);
                step[k] = c.gradient()[free[k]];
                for (int i = 0; i < n; i++) {
                    step[k] -= sides.pull()[i] == 0 ? 0 : plan[i][free[k]] * sides.pull()[i];
                }
            }
            new GraphLaplacian(edges.clone(), tied, cancel).solve(step);
            double[] direction = new double[m];
            for (int k = 0; k < free.length; k++) {
                direction[free[k]] = step[k];
            }
            return direction;
        }
    }
}
