package org.pushforward.engine.geometry;

import java.util.Optional;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.numerics.Gmres;
import org.pushforward.engine.numerics.NeumannPoisson;

/**
 * One damped Newton iteration for {@link MongeAmpereEquation}: GMRES to a relative residual of 1e-2, preconditioned by the Neumann
 * Laplacian, then ever shorter steps until φ stays convex, the mesh stays unfolded and the root mean square of F falls.
 *
 * <p>About ten cosine transforms of O(N log N) per iteration, whatever N. Holds workspace: used by one solver at a time.
 */
public final class NewtonKrylov {

    private static final double LINEAR_TOLERANCE = 1e-2;
    private static final int RESTART = 30;
    private static final int MAX_LINEAR = 90;
    private static final double SMALLEST_STEP = 1e-3;
    /** Shorter steps are tried in that ratio; halving costs a tenth more iterations on pictures and thin rings. */
    private static final double SHORTEN = 0.7;
    /** Sufficient decrease of the merit, relative to the step (Armijo). */
    private static final double DECREASE = 1e-4;

    private final MeshGrid grid;
    private final MongeAmpereEquation equation;
    private final NeumannPoisson poisson;
    private final Gmres gmres;
    private final double[] direction;
    private final double[] trial;
    private final double[] nodes;
    private Optional<Evaluated> evaluated = Optional.empty();

    /** For which arguments the equation was evaluated last. */
    private record Evaluated(double[] phi, MonitorFunction monitor, double power, MongeAmpereEquation.Evaluation result) {

        boolean isOf(double[] otherPhi, MonitorFunction otherMonitor, double otherPower) {
            return phi == otherPhi && monitor == otherMonitor && power == otherPower;
        }
    }

    /** How an iteration ended. */
    public sealed interface Outcome {
        int linearIterations();
    }

    /** With a new potential, its evaluation, and the fraction of the Newton step that was taken. */
    public record Advanced(double[] phi, MongeAmpereEquation.Evaluation evaluation, double step, int linearIterations) implements Outcome { }

    /** Without one: no fraction of the step is admissible and descends. {@code cell} of the solve grid stopped the last trial. */
    public record Stalled(String reason, int cell, int linearIterations) implements Outcome { }

    public NewtonKrylov(MeshGrid grid) {
        this(grid, new double[0]);
    }

    /** @param source ρ at the cells of the solve grid; empty for 1 */
    public NewtonKrylov(MeshGrid grid, double[] source) {
        this.grid = grid;
        equation = new MongeAmpereEquation(grid, source);
        poisson = new NeumannPoisson(grid.solveNx(), grid.solveNy(), grid.hx(), grid.hy());
        gmres = new Gmres(grid.solveCells(), RESTART);
        direction = new double[grid.solveCells()];
        trial = new double[grid.solveCells()];
        nodes = new double[2 * (grid.nx() + 1) * (grid.ny() + 1)];
    }

    /** Evaluates the equation at φ; {@code phi} must not be written afterwards. */
    public MongeAmpereEquation.Evaluation evaluate(double[] phi, MonitorFunction monitor, double power, StepContext context) {
        if (evaluated.isPresent() && evaluated.get().isOf(phi, monitor, power)) {
            return evaluated.get().result;
        }
        evaluated = Optional.empty();
        MongeAmpereEquation.Evaluation e = equation.evaluate(phi, monitor, power, context);
        evaluated = Optional.of(new Evaluated(phi, monitor, power, e));
        return e;
    }

    /** One iteration from φ, which stays as it is. */
    public Outcome iterate(double[] phi, MonitorFunction monitor, double power, StepContext context) {
        double merit = evaluate(phi, monitor, power, context).merit();
        evaluated = Optional.empty();
        int linear = gmres.solve((x, y) -> equation.derivative(x, y, context), (x, y) -> precondition(x, y, context),
                equation.newtonRight(), equation.scaling(), direction, LINEAR_TOLERANCE, MAX_LINEAR, context).iterations();
        return search(phi, monitor, power, merit, linear, 1, context);
    }

    /**
     * One step of the parabolic equation Δφ_τ = −d F from φ, which stays as it is.
     *
     * @param reach the longest step that is tried
     */
    public Outcome relax(double[] phi, MonitorFunction monitor, double reach, StepContext context) {
        double merit = evaluate(phi, monitor, 1, context).merit();
        evaluated = Optional.empty();
        precondition(equation.newtonRight(), direction, context);
        return search(phi, monitor, 1, merit, 0, reach, context);
    }

    /** Shortens the step until it is admissible. */
    private Outcome search(double[] phi, MonitorFunction monitor, double power, double merit, int linear, double reach, StepContext context) {
        String reason = "";
        int cell = 0;
        for (double step = reach; step >= SMALLEST_STEP; step *= SHORTEN) {
            context.cancel().throwIfCancelled();
            walk(phi, step, context.workers());
            MongeAmpereEquation.Evaluation e = equation.evaluate(trial, monitor, power, context);
            cell = e.minCell();
            boolean descends = e.convex() && e.merit() <= (1 - DECREASE * step) * merit;
            if (descends && !isFolded()) {
                double[] next = trial.clone();
                evaluated = Optional.of(new Evaluated(next, monitor, power, e));
                return new Advanced(next, e, step, linear);
            }
            reason = e.convex() && !descends ? "no step reduces the residual" : "every step folds the mesh";
        }
        return new Stalled(reason, cell, linear);
    }

    /** trial = φ + step·direction. */
    private void walk(double[] phi, double step, Workers workers) {
        workers.forRanges(trial.length, Workers.SUM_BLOCK, (from, to) -> {
            for (int k = from; k < to; k++) {
                trial[k] = phi[k] + step * direction[k];
            }
        });
    }

    private void precondition(double[] x, double[] y, StepContext context) {
        context.cancel().throwIfCancelled();
        poisson.solve(x, y, context.workers());
    }

    public double transportCost(double[] phi) {
        return equation.transportCost(phi);
    }

    private boolean isFolded() {
        MovedMesh.nodes(grid, trial, nodes);
        return !(MovedMesh.signedArea(grid, nodes, MovedMesh.smallestCell(grid, nodes)) > 0);
    }
}
