package org.pushforward.engine.bridge.fitting;

import java.util.List;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;

/** IPF and IMF side by side; one step is half an iteration of both. Not thread-safe. */
final class FittingSolver implements Solver {

    /** Halves without progress of the slower one after which it is at its rounding error. */
    private static final int PATIENCE = 20;

    private final double tolerance;
    private Progress progress;

    FittingSolver(ParameterSet parameters) {
        tolerance = parameters.real(FittingParameters.TOLERANCE);
        progress = new Progress(FittingParameters.start(parameters), Double.POSITIVE_INFINITY, 0, Status.RUNNING).judged(tolerance);
    }

    /** A state with the least divergence so far and for how many halves it has not shrunk. */
    private record Progress(Fitting fitting, double least, int idle, Status status) implements State {

        Progress judged(double tolerance) {
            double worst = Math.max(fitting.ipf().divergence(), fitting.imf().divergence());
            int halves = worst < least ? 0 : idle + 1;
            Status next = worst <= tolerance ? Status.CONVERGED : halves < PATIENCE ? Status.RUNNING : stalled(worst);
            return new Progress(fitting, Math.min(worst, least), halves, next);
        }

        private static Status stalled(double worst) {
            double reached = Math.min(1, Math.pow(10, Math.ceil(Math.log10(worst)) + 1));
            return new Status.Failed(new Status.Failure(Status.Kind.STALLED, "kl-ipf", "",
                    "The divergence from the bridge no longer shrinks", List.of(new Status.Remedy("Accept " + reached,
                            FittingParameters.TOLERANCE, reached))));
        }

        @Override
        public long bytes() {
            return fitting.bytes();
        }
    }

    @Override
    public Status status() {
        return progress.status();
    }

    @Override
    public Status step(StepContext context) {
        if (progress.status() instanceof Status.Running) {
            progress = new Progress(progress.fitting().next(context), progress.least(), progress.idle(), Status.RUNNING).judged(tolerance);
        }
        return progress.status();
    }

    @Override
    public Frame frame(long step) {
        return new Frame(step, step, progress.fitting().layers(), diagnostics());
    }

    @Override
    public Diagnostics diagnostics() {
        return progress.fitting().diagnostics();
    }

    @Override
    public void apply(Change change) {
        if (!(change instanceof Change.Set set) || !set.parameter().equals(FittingParameters.EPS)) {
            throw new InputException("only " + FittingParameters.EPS + " can be changed while the fitting runs");
        }
        progress = new Progress(progress.fitting().with((Double) set.value()), Double.POSITIVE_INFINITY, 0, Status.RUNNING).judged(tolerance);
    }

    @Override
    public State save() {
        return progress;
    }

    @Override
    public void restore(State saved) {
        progress = (Progress) saved;
    }
}
