package org.pushforward.engine.run;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;

/** Evaluates checks: the live ones on a frame, the reference ones by running them. */
public final class Verifier {

    private Verifier() { }

    /** Verdicts of the live checks that can be judged now, in the order of declaration. */
    public static List<Check.Verdict> live(Experiment experiment, Frame frame, Status status) {
        return live(experiment.checks(), frame, status);
    }

    /** The same for checks that are at hand. */
    public static List<Check.Verdict> live(List<Check> checks, Frame frame, Status status) {
        List<Check.Verdict> verdicts = new ArrayList<>();
        boolean rests = status instanceof Status.Converged || status instanceof Status.Finished;
        for (Check c : checks) {
            if (c instanceof Check.Live l && (rests || !l.whenConverged())) {
                frame.diagnostics().value(l.diagnostic()).ifPresent(v -> verdicts.add(Check.Verdict.of(l, v)));
            }
        }
        return verdicts;
    }

    /** The same for a run as it is shown: one that rests, for whatever reason, is judged by all of them. */
    public static List<Check.Verdict> live(List<Check> checks, RunSnapshot s) {
        return live(checks, s.frame(), s.state().atRest() ? Status.CONVERGED : Status.RUNNING);
    }

    /** Runs one reference check; a check that throws has failed with NaN. */
    public static Check.Verdict reference(Check.Reference check, int threads, CancelToken cancel) {
        try (Workers workers = new Workers(threads)) {
            return Check.Verdict.of(check, check.measurement().measure(new StepContext(workers, cancel)));
        } catch (CancelToken.Cancelled e) {
            throw e;
        } catch (RuntimeException e) {
            return Check.Verdict.of(check, Double.NaN);
        }
    }
}
