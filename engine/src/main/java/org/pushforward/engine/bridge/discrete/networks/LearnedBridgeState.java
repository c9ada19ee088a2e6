package org.pushforward.engine.bridge.discrete.networks;

import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;

/**
 * Where the training of a forward and a backward network stands. Immutable: the networks are not written.
 *
 * @param done steps of the run
 * @param half halves of iterations done; negative when both networks learn all the time
 * @param loss mean of about fifty steps of the optimizer
 * @param judgement the latest
 */
record LearnedBridgeState(EndpointNetwork forward, EndpointNetwork backward, int done, int half, int trained, double rate, double loss,
        LearnedProblem.Judgement judgement, Status status) implements Solver.State {

    @Override
    public long bytes() {
        return forward.bytes() + backward.bytes();
    }

    /** With another learning rate, at which a training that failed goes on. */
    LearnedBridgeState with(double newRate) {
        return new LearnedBridgeState(forward, backward, done, half, trained, newRate, loss, judgement,
                status instanceof Status.Failed ? Status.RUNNING : status);
    }

    LearnedBridgeState with(Status other) {
        return new LearnedBridgeState(forward, backward, done, half, trained, rate, loss, judgement, other);
    }

    Diagnostics diagnostics() {
        Diagnostics d = Diagnostics.of(new Entry("training-steps", "Training steps", "", trained), new Entry("loss", "Loss", "nat", loss),
                new Entry("learning-rate", "Learning rate", "", rate)).and(judgement.numbers());
        return half < 0 ? d : d.and(new Entry("iterations", "Iterations", "", half / 2.0));
    }
}
