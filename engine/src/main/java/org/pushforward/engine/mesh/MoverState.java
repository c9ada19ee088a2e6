package org.pushforward.engine.mesh;

import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;

/**
 * Everything that a mesh mover knows between two steps. Immutable; the arrays are shared and never written.
 *
 * @param parameters with live changes
 * @param paint strokes so far
 * @param monitor made of these two and the time
 * @param phi φ on the solve grid
 * @param evaluation of φ with m to the present power
 * @param stage present stage of the continuation, from 1
 * @param stages their number; the power is stage/stages
 * @param warm whether the run continues from a mesh of another monitor
 * @param slow iterations in a row that gained little
 * @param level time level
 * @param newton iterations so far
 * @param linear GMRES iterations so far
 */
record MoverState(ParameterSet parameters, PaintedDensity paint, MonitorFunction monitor, double[] phi,
        MongeAmpereEquation.Evaluation evaluation, int stage, int stages, boolean warm, int slow, long level, long newton, long linear,
        Status status) implements Solver.State {

    private static final int OVERHEAD = 512;

    double power() {
        return (double) stage / stages;
    }

    @Override
    public long bytes() {
        return (long) Double.BYTES * phi.length + OVERHEAD;
    }

    MoverState with(Status newStatus) {
        return new MoverState(parameters, paint, monitor, phi, evaluation, stage, stages, warm, slow, level, newton, linear, newStatus);
    }

    MoverState evaluated(MongeAmpereEquation.Evaluation e) {
        return new MoverState(parameters, paint, monitor, phi, e, stage, stages, warm, slow, level, newton, linear, status);
    }

    MoverState nextStage() {
        return new MoverState(parameters, paint, monitor, phi, evaluation, stage + 1, stages, warm, 0, level, newton, linear, status);
    }

    MoverState worked(int linearIterations) {
        return new MoverState(parameters, paint, monitor, phi, evaluation, stage, stages, warm, slow, level, newton + 1,
                linear + linearIterations, status);
    }

    /** After an iteration; one that leaves more than {@code slowFactor} of the merit counts as slow. */
    MoverState advanced(NewtonKrylov.Advanced a, double slowFactor) {
        int nowSlow = a.evaluation().merit() > slowFactor * evaluation.merit() ? slow + 1 : 0;
        return new MoverState(parameters, paint, monitor, a.phi(), a.evaluation(), stage, stages, warm, nowSlow, level, newton + 1,
                linear + a.linearIterations(), status);
    }

    /** Back at the uniform mesh. */
    MoverState fresh(double[] zero, int newStages) {
        return new MoverState(parameters, paint, monitor, zero, evaluation, 1, newStages, false, 0, level, newton, linear, status);
    }

    /** From this mesh on with another monitor. */
    MoverState changed(ParameterSet newParameters, PaintedDensity newPaint, MonitorFunction newMonitor) {
        return new MoverState(newParameters, newPaint, newMonitor, phi, evaluation, 1, 1, true, 0, level, newton, linear,
                Status.RUNNING);
    }

    MoverState atLevel(long newLevel, MonitorFunction newMonitor) {
        return new MoverState(parameters, paint, newMonitor, phi, evaluation, 1, 1, true, 0, newLevel, newton, linear, Status.RUNNING);
    }
}
