package org.pushforward.engine.learn;

import org.pushforward.engine.api.CancelToken;

/** A rule that moves weights towards a smaller loss. Immutable and thread-safe; what it remembers is a value of its own. */
public interface Optimizer {

    /** What is remembered between two steps; immutable. */
    interface Memory {

        Memory NONE = () -> 0;

        /** Approximate size. */
        long bytes();
    }

    /** What it remembers before the first step. */
    Memory start(Weights weights);

    /**
     * One step. Errors: {@link DivergedException} through the objective.
     *
     * @param f the loss of this iteration, which may be asked at several places
     * @param rate learning rate η
     */
    Move step(Objective f, double[] theta, Memory memory, double rate);

    /**
     * @param theta the new weights
     * @param loss at the old ones
     * @param gradient its Euclidean norm there
     */
    record Move(double[] theta, Memory memory, double loss, double gradient) { }

    /** A loss of one iteration as a function of θ. */
    interface Objective {

        Weights weights();

        /** Loss and gradient; both are numbers. */
        Slope at(double[] theta);

        /** The loss alone; a number. */
        double lossAt(double[] theta);

        /** Residuals whose half sum of squares is the loss, and their Jacobian; only of losses that are declared as such. */
        default Residuals residualsAt(double[] theta) {
            throw new IllegalStateException("this loss is no sum of squares that was declared as residuals");
        }

        CancelToken cancel();
    }

    /** @param norm of the gradient, Euclidean */
    record Slope(double loss, double[] gradient, double norm) {

        static Slope of(double loss, double[] gradient) {
            // Two sums side by side, which do not wait for each other.
            double even = 0;
            double odd = 0;
            for (int k = 0; k + 1 < gradient.length; k += 2) {
                even += gradient[k] * gradient[k];
                odd += gradient[k + 1] * gradient[k + 1];
            }
            double last = gradient.length % 2 == 0 ? 0 : gradient[gradient.length - 1];
            return new Slope(loss, gradient, Math.sqrt(even + odd + last * last));
        }
    }

    /** r (n) and ∂r/∂θ (n × p, row-major). */
    record Residuals(double[] r, double[] jacobian) { }
}
