package org.pushforward.engine.transport.points;

import java.util.Optional;

/**
 * What the marginals r = P1 and c = Pᵀ1 of an entropic plan may be, given the masses a and b: a term F(r) + G(c) beside ⟨C, P⟩ + ε KL(P ‖ a⊗b).
 * Every such problem has a plan Pᵢⱼ = aᵢ bⱼ exp((fᵢ + gⱼ + λ − Cᵢⱼ)/ε) and is solved by the same scaling iteration; only the half-steps
 * differ (Chizat, Peyré, Schmitzer & Vialard 2018, "Scaling algorithms for unbalanced optimal transport problems", algorithm 1).
 * Potentials are in bits of the level ε. Immutable and thread-safe.
 */
sealed interface Marginals permits PenalisedMarginals, PartialMarginals {

    /** r = a and c = b. */
    Marginals EXACT = new PenalisedMarginals(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

    default boolean isExact() {
        return equals(EXACT);
    }

    /** The mass that errors are told in parts of. */
    double unit(SinkhornProblem problem);

    /**
     * @param full what would make the sums equal to the masses
     * @param f potentials now
     */
    HalfStep rows(SinkhornProblem problem, double level, double[] full, double[] f);

    /**
     * @param g potentials now, with λ
     * @param lambda λ
     */
    HalfStep columns(SinkhornProblem problem, double level, double[] full, double[] g, double lambda);

    /**
     * What to add to f and to g once both half-steps are done: the best that two numbers can do for the dual.
     *
     * @param nextG what the next sweep starts from
     * @param columns column sums over b of the plan
     */
    Shift shift(SinkhornProblem problem, double level, double[] f, double[] nextG, double[] columns);

    /**
     * The dual of the whole problem, in units of the cost; λ is made the best for a plan of this mass.
     *
     * @param mass Σ P under the potentials given
     */
    double dual(SinkhornProblem problem, double level, double[] f, double[] g, double lambda, double mass);

    /** The dual's first and second derivatives by the potentials, in nats, at exact rows. */
    Curvature curvature(SinkhornProblem problem, double level, double[] f, double[] g, double lambda, double[] rows, double[] columns);

    /** g + t δ in bits, kept where potentials may be. */
    double[] moved(SinkhornProblem problem, double[] g, double lambda, double[] delta, double t);

    /**
     * The semi-dual of g, rows being eliminated: its Hessian is −S, S = diag(v) − Pᵀ diag(1/u) P, in which rows with u = 0 count as one of
     * weight {@code merged}, on the columns that are not fixed.
     *
     * @param gradient by g
     * @param u weights of the rows
     * @param v weights of the columns
     * @param excess row sums of S over all columns, from no subtraction
     */
    record Curvature(double[] gradient, double[] u, double merged, double[] v, double[] excess, boolean[] fixed) { }

    /**
     * Rows that a step would put at a bound, or let leave one: a model of the dual that does not know of them is wrong beyond.
     *
     * @param f potentials that the step begins at, best for g
     * @param rows row sums over a, at those
     * @param now the sides that rows are taken to be on
     * @param moves Pδ of the step δ under {@code now}, in nats
     * @return the sides they are on after it; empty where those are the same
     */
    default Optional<Sides> sides(SinkhornProblem problem, double[] f, double[] rows, Sides now, double[] moves) {
        return Optional.empty();
    }

    /**
     * Rows as a {@link Curvature} has them.
     *
     * @param pull what a row that changes its side adds to the logarithm of its plan whatever the step; Pᵀ of it goes off the gradient
     */
    record Sides(double[] u, double merged, double[] pull) { }

    /** How far a plan is from the best one. */
    Optimality optimality(SinkhornProblem problem, SinkhornState.Sweep plan);

    /**
     * In bits.
     *
     * @param lambda what of it goes to λ instead of g itself
     */
    record Shift(double f, double g, double lambda) {
        static final Shift NONE = new Shift(0, 0, 0);
    }

    /**
     * Energies are in units of the cost, errors in parts of {@link #unit}.
     *
     * @param error L1 difference of the marginals from those that the potentials call for, rows plus columns; 0 only for the best plan
     * @param penalty F(r) + G(c) where it is a number, else 0
     * @param dual of the whole problem: a lower bound of its optimum
     * @param worst the largest difference of one point's marginal, in parts of what is called for
     * @param massError difference of the mass from what a closed form says
     */
    record Optimality(double error, double worst, double penalty, double dual, double massError) {
        /** Before a sweep nothing is known. */
        static final Optimality NONE = new Optimality(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
}
