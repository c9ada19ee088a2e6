package org.pushforward.engine.mesh;

import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.geometry.MongeAmpereEquation;
import org.pushforward.engine.geometry.MonitorFunction;
import org.pushforward.engine.geometry.NewtonKrylov;

/**
 * Everything that a mesh mover knows between two steps. Immutable; the arrays are shared and never written.
 *
 * @param target what the mesh is to adapt to
 * @param phi φ on the solve grid
 * @param evaluation of φ with m to the present power
 * @param newton iterations so far
 * @param linear GMRES iterations so far
 */
record MoverState(Target target, double[] phi, MongeAmpereEquation.Evaluation evaluation, Continuation continuation, long newton,
        long linear, Status status) implements Solver.State {

    private static final int OVERHEAD = 512;

    /**
     * The monitor and what it was made of.
     *
     * @param parameters with live changes
     * @param paint strokes so far
     * @param level time level, 0 where there is no time
     */
    record Target(ParameterSet parameters, PaintedDensity paint, long level, MonitorFunction monitor) { }

    @Override
    public long bytes() {
        return 2L * Double.BYTES * phi.length + OVERHEAD;
    }

    MonitorFunction monitor() {
        return target.monitor();
    }

    ParameterSet parameters() {
        return target.parameters();
    }

    MoverState with(Status newStatus) {
        return new MoverState(target, phi, evaluation, continuation, newton, linear, newStatus);
    }

    MoverState with(MongeAmpereEquation.Evaluation e) {
        return new MoverState(target, phi, e, continuation, newton, linear, status);
    }

    MoverState with(Continuation next) {
        return new MoverState(target, phi, evaluation, next, newton, linear, status);
    }

    /** From this mesh on to another target; the last mesh that solved a stage is the fallback. */
    MoverState towards(Target next) {
        double[] fallback = isStageDone() ? phi : continuation.goodPhi();
        return new MoverState(next, phi, evaluation, Continuation.warm(fallback), newton, linear, Status.RUNNING);
    }

    /** Back at the potential that a stage starts from. */
    MoverState backTo(Continuation start) {
        return new MoverState(target, start.goodPhi(), evaluation, start, newton, linear, status);
    }

    /** Whether the present stage of the continuation is solved well enough to go on to the next. */
    boolean isStageDone() {
        return evaluation.residual() <= continuation.tolerance();
    }

    /** After an iteration. */
    MoverState advanced(NewtonKrylov.Advanced a) {
        return new MoverState(target, a.phi(), a.evaluation(), continuation.after(evaluation.merit(), a.evaluation().merit()), newton + 1,
                linear + a.linearIterations(), status);
    }

    /** After an iteration that led nowhere. */
    MoverState stalled(NewtonKrylov.Stalled s) {
        return new MoverState(target, phi, evaluation, continuation, newton + 1, linear + s.linearIterations(), status);
    }
}
