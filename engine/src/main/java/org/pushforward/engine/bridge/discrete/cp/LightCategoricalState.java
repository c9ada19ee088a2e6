package org.pushforward.engine.bridge.discrete.cp;

import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.numerics.Adam;

/**
 * Where the training of a CP potential stands. Immutable: arrays and optimizer are not written.
 *
 * @param theta logarithms of v
 * @param trained steps of the optimizer
 * @param loss mean of the latest step
 * @param plan of the present potential
 * @param divergence KL(T* ‖ T)
 * @param end law of the first two coordinates at the end
 * @param endError its total variation distance from the true one
 * @param classified score of the classifier two-sample test, the latest that was made; NaN before the first step
 * @param classifiedTruth that of the true plan
 */
record LightCategoricalState(double[] theta, Adam adam, int trained, double rate, double loss, CpPlan plan, PlanScores scores,
        double divergence, double[] end, double endError, double classified, double classifiedTruth,
        Status status) implements Solver.State {

    @Override
    public long bytes() {
        // θ, two moments, and the four tables of each potential of the plan.
        return adam.bytes() + 9L * Double.BYTES * theta.length;
    }

    LightCategoricalState with(double newRate) {
        return new LightCategoricalState(theta, adam, trained, newRate, loss, plan, scores, divergence, end, endError, classified, classifiedTruth, status);
    }

    Diagnostics diagnostics() {
        return Diagnostics.of(new Entry("training-steps", "Training steps", "", trained),
                new Entry("loss", "Loss", "nat", loss),
                new Entry("shape", "Shape", "", scores.shape()),
                new Entry("trend", "Trend", "", scores.trend()),
                new Entry("kl", "KL(T* ‖ T)", "nat", divergence),
                new Entry("c2st", "C2ST", "", classified), new Entry("c2st-truth", "C2ST of the true plan", "", classifiedTruth),
                new Entry("end-error", "Error of p₁, TV", "", endError),
                new Entry("learning-rate", "Learning rate", "", rate)).measured();
    }
}
