package org.pushforward.engine.bridge.discrete;

import java.util.Optional;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;

/**
 * Where the training of a forward and a backward network stands. Immutable: the networks are not written.
 *
 * @param done steps of the run
 * @param half halves of iterations done; negative when both networks learn all the time
 * @param loss mean of the latest step
 */
record LearnedBridgeState(EndpointNetwork forward, EndpointNetwork backward, int done, int half, int trained, double rate, double loss,
        Judgement judgement, Status status) implements Solver.State {

    /**
     * The chain of the forward network, summed over all states.
     *
     * @param end law at the end from p₀
     * @param endError its total variation distance from p₁
     * @param scores against the true plan, if that is known
     */
    record Judgement(double[] end, double endError, double massError, Optional<PlanScores> scores) { }

    @Override
    public long bytes() {
        return forward.bytes() + backward.bytes();
    }

    Diagnostics diagnostics() {
        Diagnostics d = Diagnostics.of(new Entry("training-steps", "Training steps", "", trained),
                new Entry("loss", "Loss", "nat", loss),
                new Entry("end-error", "Error of p₁, TV", "", judgement.endError),
                new Entry("mass-error", "|Σ p − 1|", "", judgement.massError),
                new Entry("learning-rate", "Learning rate", "", rate));
        Diagnostics all = half < 0 ? d : d.and(new Entry("iterations", "Iterations", "", half / 2.0));
        return judgement.scores.map(s -> all.and(new Entry("shape", "Shape", "", s.shape()), new Entry("trend", "Trend", "", s.trend())))
                .orElse(all);
    }
}
