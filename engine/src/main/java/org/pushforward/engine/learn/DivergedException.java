package org.pushforward.engine.learn;

import java.util.List;
import org.pushforward.engine.api.Status;

/** A loss or gradient that is no number in the course of a training. Neither weights nor optimizer have changed in that iteration. */
public final class DivergedException extends RuntimeException {

    private static final double SMALLER = 0.1;

    private final long iterations;

    /**
     * @param what is no number
     * @param iterations of this network before it
     */
    DivergedException(String what, long iterations) {
        super(iterations == 0 ? "The " + what + " of the first iteration is no number, before any weight was changed: the cause lies in the data "
                + "or in the parameters of the method, not in the learning rate"
                : "The training diverged: the " + what + " is no number after " + iterations + (iterations == 1 ? " iteration" : " iterations")
                + " of a network; a smaller learning rate may help");
        this.iterations = iterations;
    }

    /** For a run whose learning rate is a parameter. */
    public Status.Failed failed(String parameter, double rate) {
        return new Status.Failed(new Status.Failure(Status.Kind.DIVERGED, "loss", "", getMessage(),
                iterations == 0 ? List.of() : List.of(smaller(parameter, rate))));
    }

    /** The way out of a training that got worse and worse. */
    public static Status.Remedy smaller(String parameter, double rate) {
        return new Status.Remedy("a tenth of the learning rate", parameter, SMALLER * rate);
    }
}
