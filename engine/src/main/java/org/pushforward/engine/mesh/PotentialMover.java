package org.pushforward.engine.mesh;

import java.util.List;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.MeshGrid;
import org.pushforward.engine.geometry.MongeAmpereEquation;
import org.pushforward.engine.geometry.MovedMesh;
import org.pushforward.engine.geometry.NewtonKrylov;
import org.pushforward.engine.geometry.PlaneMesh;

/**
 * Movers by the gradient of a potential on a rectangle, m(ξ+∇φ) det(I+D²φ) = θ.
 *
 * <ul>
 * <li>monge-ampere: {@link MongeAmpereMover}, a Newton iteration a step.
 * <li>pma: the parabolic Monge-Ampère equation Δφ_τ = −d log(m det/θ) (after Budd & Williams 2009 and Sulman, Williams & Russell 2011), d the
 * scaling of {@link MongeAmpereEquation}, by explicit steps that are shortened where the mesh would fold or the residual rise.
 * </ul>
 *
 * Meshes on the way whose cells are folded, cut in triangles, are not shown. Solvers have workspaces: a lock keeps forks apart.
 */
final class PotentialMover implements MeshMover {

    private static final int RELAXATIONS = 5;
    private static final int MOST_ITERATIONS = 5000;
    private static final List<String> SHARED = List.of("monitor", "monitor-formula", "image", "feature", "function", "alpha", "beta", "radius2", "scale", "exponent", "smoothing", "n",
            "tolerance");

    private final Task task;
    private final PlaneMesh mesh;
    private final boolean isNewton;
    private final MongeAmpereMover mover;
    private final MeshGrid grid;
    private final NewtonKrylov relaxation;

    /** @param reach the longest step that is tried next */
    private record Relaxed(double[] phi, double reach) { }

    PotentialMover(Task task, String name) {
        this.task = task;
        mesh = task.mesh();
        isNewton = name.equals("monge-ampere");
        mover = new MongeAmpereMover(parameters());
        grid = Sharpness.of(task.monitor(), task.domain()).grid(task.domain(), task.parameters().whole("n"), MongeAmpereParameters.AUTO);
        relaxation = new NewtonKrylov(grid);
    }

    private ParameterSet parameters() {
        ParameterSet p = ParameterSet.of(MongeAmpereParameters.all());
        for (String id : SHARED) {
            Parameter<?> known = p.parameter(id);
            p = p.with(known.id(), task.parameters().value(id));
        }
        return p;
    }

    @Override
    public Place start() {
        return new Place(mesh.start(), 1, Double.NaN, 0, RUNNING, isNewton ? mover.save() : new Relaxed(new double[grid.solveCells()], 1));
    }

    @Override
    public synchronized Place next(Place s, StepContext context) {
        return isNewton ? iterate(s, context) : relax(s, context);
    }

    private Place iterate(Place s, StepContext context) {
        mover.restore((Solver.State) s.memory());
        Status status = mover.step(context);
        MoverState now = (MoverState) mover.save();
        String end = switch (status) {
            case Status.Failed f -> f.failure().message();
            case Status.Running _ -> RUNNING;
            default -> CONVERGED;
        };
        return shown(s, MovedMesh.nodes(mover.grid(), now.phi()), now.evaluation().residual(), (int) now.newton(), end, now);
    }

    private Place relax(Place s, StepContext context) {
        Relaxed r = (Relaxed) s.memory();
        double residual = relaxation.evaluate(r.phi, task.monitor(), 1, context).residual();
        int iterations = s.iterations();
        String end = residual <= task.tolerance() ? CONVERGED : RUNNING;
        for (int k = 0; k < RELAXATIONS && end.isEmpty(); k++) {
            switch (relaxation.relax(r.phi, task.monitor(), r.reach, context)) {
                case NewtonKrylov.Advanced a -> {
                    r = new Relaxed(a.phi(), Math.min(1, a.step() * 1.5));
                    residual = a.evaluation().residual();
                    iterations++;
                    end = residual <= task.tolerance() ? CONVERGED : iterations >= MOST_ITERATIONS ? "not there after " + MOST_ITERATIONS + " steps" : RUNNING;
                }
                case NewtonKrylov.Stalled stalled -> end = stalled.reason();
            }
        }
        return shown(s, MovedMesh.nodes(grid, r.phi), residual, iterations, end, r);
    }

    private Place shown(Place before, double[] xy, double residual, int iterations, String end, Object memory) {
        boolean isGood = mesh.folded(xy) == 0;
        String told = isGood || !end.equals(CONVERGED) ? end : MeshMover.folds(mesh, xy);
        return new Place(isGood ? xy : before.xy(), residual, Double.NaN, iterations, told, memory);
    }
}
