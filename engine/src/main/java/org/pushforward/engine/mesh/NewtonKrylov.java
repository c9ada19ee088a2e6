package org.pushforward.engine.mesh;

import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Gmres;
import org.pushforward.engine.numerics.NeumannPoisson;

/**
 * One damped Newton iteration for {@link MongeAmpereEquation}: GMRES to a relative residual of 1e-2, preconditioned by the Neumann
 * Laplacian, then halving of the step until φ stays convex, the mesh stays unfolded and the root mean square of F falls.
 *
 * <p>About ten cosine transforms of O(N log N) per iteration, whatever N. Holds workspace: used by one solver at a time.
 */
final class NewtonKrylov {

    private static final double LINEAR_TOLERANCE = 1e-2;
    private static final int RESTART = 30;
    private static final int MAX_LINEAR = 90;
    private static final double SMALLEST_STEP = 1.0 / 1024;
    /** Sufficient decrease of the merit, relative to the step (Armijo). */
    private static final double DECREASE = 1e-4;

    private final MeshGrid grid;
    private final MongeAmpereEquation equation;
    private final NeumannPoisson poisson;
    private final Gmres gmres;
    private final double[] direction;
    private final double[] trial;
    private final double[] nodes;
    private Evaluated evaluated;

    /** For which arguments the equation was evaluated last. */
    private record Evaluated(double[] phi, MonitorFunction monitor, double power, MongeAmpereEquation.Evaluation result) { }

    /** How an iteration ended. */
    sealed interface Outcome {
        int linearIterations();
    }

    /** With a new potential, its evaluation, and the fraction of the Newton step that was taken. */
    record Advanced(double[] phi, MongeAmpereEquation.Evaluation evaluation, double step, int linearIterations) implements Outcome { }

    /** Without one: no fraction of the step is admissible and descends. {@code cell} of the solve grid stopped the last trial. */
    record Stalled(String reason, int cell, int linearIterations) implements Outcome { }

    NewtonKrylov(MeshGrid grid) {
        this.grid = grid;
        equation = new MongeAmpereEquation(grid);
        poisson = new NeumannPoisson(grid.solveNx(), grid.solveNy(), grid.hx(), grid.hy());
        gmres = new Gmres(grid.solveCells(), RESTART);
        direction = new double[grid.solveCells()];
        trial = new double[grid.solveCells()];
        nodes = new double[2 * (grid.nx() + 1) * (grid.ny() + 1)];
    }

    /** Evaluates the equation at φ; {@code phi} must not be written afterwards. */
    MongeAmpereEquation.Evaluation evaluate(double[] phi, MonitorFunction monitor, double power, StepContext context) {
        boolean known = evaluated != null && evaluated.phi == phi && evaluated.monitor == monitor && evaluated.power == power;
        if (!known) {
            evaluated = null;
            evaluated = new Evaluated(phi, monitor, power, equation.evaluate(phi, monitor, power, context.workers()));
        }
        return evaluated.result;
    }

    /** One iteration from φ, which stays as it is. */
    Outcome iterate(double[] phi, MonitorFunction monitor, double power, StepContext context) {
        double merit = evaluate(phi, monitor, power, context).merit();
        evaluated = null;
        int linear = gmres.solve((x, y) -> equation.derivative(x, y, context.workers()),
                (x, y) -> poisson.solve(x, y, context.workers()), equation.newtonRight(), equation.scaling(), direction,
                LINEAR_TOLERANCE, MAX_LINEAR, context).iterations();
        String reason = "";
        int cell = 0;
        for (double step = 1; step >= SMALLEST_STEP; step /= 2) {
            context.cancel().throwIfCancelled();
            double t = step;
            context.workers().forRanges(trial.length, 4096, (from, to) -> {
                for (int k = from; k < to; k++) {
                    trial[k] = phi[k] + t * direction[k];
                }
            });
            MongeAmpereEquation.Evaluation e = equation.evaluate(trial, monitor, power, context.workers());
            cell = e.minCell();
            if (!e.convex()) {
                reason = "every step folds the mesh";
            } else if (!(e.merit() <= (1 - DECREASE * t) * merit)) {
                reason = "no step reduces the residual";
            } else if (isFolded()) {
                reason = "every step folds the mesh";
            } else {
                double[] next = trial.clone();
                evaluated = new Evaluated(next, monitor, power, e);
                return new Advanced(next, e, t, linear);
            }
        }
        return new Stalled(reason, cell, linear);
    }

    double transportCost(double[] phi) {
        return equation.transportCost(phi);
    }

    private boolean isFolded() {
        MovedMesh.nodes(grid, trial, nodes);
        return !(MovedMesh.signedArea(grid, nodes, MovedMesh.smallestCell(grid, nodes)) > 0);
    }
}
